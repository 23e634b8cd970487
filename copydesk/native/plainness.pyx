# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""What a value of markup may hold that is no plain text, seen in one look: most hold nothing of it."""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND

from copydesk.native.tags cimport Byte, Char, Pair, Quad, is_space

SPACES, OTHERS = 1, 2
"""Spaces that are to go; and marks of references and tags, or what may be invisible."""


def spare(str value not None):
    """What of the two a value may hold. White space that controls text, too, is of the others."""
    cdef int kind = PyUnicode_KIND(value)
    if kind == 1:
        return _spare(<const Byte*>PyUnicode_DATA(value), len(value))
    if kind == 2:
        return _spare(<const Pair*>PyUnicode_DATA(value), len(value))
    return _spare(<const Quad*>PyUnicode_DATA(value), len(value))


cdef int _spare(const Char* s, Py_ssize_t n) noexcept nogil:
    cdef Py_ssize_t i
    cdef int found = 0
    cdef bint spaced = True  # as at the beginning
    for i in range(n):
        if c" " < s[i] < 127:
            spaced = False
            found |= OTHER * (s[i] == c"&" or s[i] == c"<")
        elif s[i] == c" " and not spaced:
            spaced = True
        elif is_space(s[i]):
            found |= SPACE if s[i] < 14 or s[i] == c" " or s[i] > 127 else OTHER
            spaced = True
        else:
            spaced = False
            found |= OTHER * _is_doubtful(s[i])
    return found | SPACE * (spaced and n > 0)


cdef enum:
    SPACE = 1
    OTHER = 2


cdef inline bint _is_doubtful(Quad c) noexcept nogil:
    """Whether a character that is neither of ASCII nor white space may be invisible."""
    if c < 0x2000:
        return c < 0xA0 or c == 0xAD
    return c < 0x2010 or 0x2060 <= c < 0x2070 or 0xD800 <= c < 0xE000 or c == 0xFEFF
