# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""A text without its whitespace, which is what pages are compared by."""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.stdint cimport uint8_t, uint16_t, uint32_t

from copydesk.native.text cimport Py_UNICODE_ISSPACE, PyUnicode_FromKindAndData, Text, text_of

cdef enum:
    LOWEST = 0x1680  # of the spaces beyond Latin
    HIGHEST = 0x3000

cdef uint8_t SOLID[256]  # without a branch: every sixth character of a text is one that no processor foresees
for _character in range(256):
    SOLID[_character] = not chr(_character).isspace()

ctypedef fused Character:
    uint8_t
    uint16_t
    uint32_t


def solid(str string not None):
    """All its characters but whitespace."""
    cdef Text text = text_of(string)
    cdef void* found = PyMem_Malloc(max(text.length, 1) * text.kind)
    cdef Py_ssize_t length
    if found is NULL:
        raise MemoryError
    try:
        if text.kind == 1:
            length = _copy[uint8_t](<const uint8_t*>text.data, text.length, <uint8_t*>found)
        elif text.kind == 2:
            length = _copy[uint16_t](<const uint16_t*>text.data, text.length, <uint16_t*>found)
        else:
            length = _copy[uint32_t](<const uint32_t*>text.data, text.length, <uint32_t*>found)
        return PyUnicode_FromKindAndData(text.kind, found, length)
    finally:
        PyMem_Free(found)


def count(str string not None):
    """How many characters of it are not whitespace."""
    cdef Text text = text_of(string)
    if text.kind == 1:
        return _count[uint8_t](<const uint8_t*>text.data, text.length)
    if text.kind == 2:
        return _count[uint16_t](<const uint16_t*>text.data, text.length)
    return _count[uint32_t](<const uint32_t*>text.data, text.length)


cdef Py_ssize_t _copy(const Character* text, Py_ssize_t length, Character* found) noexcept nogil:
    cdef Py_ssize_t i, at = 0
    for i in range(length):
        found[at] = text[i]
        at += _is_solid(text[i])
    return at


cdef Py_ssize_t _count(const Character* text, Py_ssize_t length) noexcept nogil:
    cdef Py_ssize_t i, found = 0
    for i in range(length):
        found += _is_solid(text[i])
    return found


cdef inline bint _is_solid(Py_UCS4 character) noexcept nogil:
    """As `str.isspace` and `str.split` have it."""
    if character < 256:
        return SOLID[character]
    return character < LOWEST or character > HIGHEST or not Py_UNICODE_ISSPACE(character)
