# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""What machines that translate leave in a text: sentences that begin in lower case, and foreign words."""

from libc.string cimport memset

from copydesk.native.tags cimport Byte, Char, Pair, Quad, is_space
from copydesk.native.text cimport Text, read as char_at, text_of


def broken(list texts not None):
    """How many sentences of texts go on in lower case after a full stop that ended one.

    Four small letters stand before it, as abbreviations have fewer ("tsp.", "Corp."); behind it a space, at most a
    hyphen, and a word of small letters with white space behind it, all of Latin. After a question mark or a
    quotation English goes on so itself.
    """
    cdef Text text
    cdef Py_ssize_t found = 0
    for string in texts:
        text = text_of(string)
        if text.kind == 1:
            found += _broken[Byte](<const Byte*>text.data, text.length)
        elif text.kind == 2:
            found += _broken[Pair](<const Pair*>text.data, text.length)
        else:
            found += _broken[Quad](<const Quad*>text.data, text.length)
    return found


cdef Py_ssize_t _broken(const Char* s, Py_ssize_t n) noexcept nogil:
    cdef Py_ssize_t i = 4, at, start, found = 0
    while i < n - 3:
        if s[i] == c"." and s[i + 1] == c" " and _are_small(s + i - 4):
            start = i + 2 + (s[i + 2] == c"-")
            at = start
            while at < n and _is_small(s[at]):
                at += 1
            if at - start >= 2 and at < n and is_space(s[at]):
                found += 1
                i = at
        i += 1
    return found


cdef inline bint _are_small(const Char* s) noexcept nogil:
    return _is_small(s[0]) and _is_small(s[1]) and _is_small(s[2]) and _is_small(s[3])


cdef inline bint _is_small(Quad character) noexcept nogil:
    return c"a" <= character <= c"z" or 0xE0 <= character <= 0xFF


def foreign(list texts not None, tuple words not None):
    """How often one of some words stands between spaces, behind a small letter and before any, both of ASCII.

    The words begin with characters of Latin.
    """
    cdef Text text
    cdef Py_ssize_t found = 0
    cdef bint[256] begins
    memset(begins, 0, sizeof(begins))
    for word in words:
        begins[ord((<str>word)[0])] = True
    for string in texts:
        text = text_of(string)
        if text.kind == 1:
            found += _foreign[Byte](<const Byte*>text.data, text.length, words, begins)
        elif text.kind == 2:
            found += _foreign[Pair](<const Pair*>text.data, text.length, words, begins)
        else:
            found += _foreign[Quad](<const Quad*>text.data, text.length, words, begins)
    return found


cdef Py_ssize_t _foreign(const Char* s, Py_ssize_t n, tuple words, const bint* begins):
    cdef Py_ssize_t i, found = 0
    for i in range(1, n - 3):
        if s[i] == c" " and c"a" <= s[i - 1] <= c"z" and s[i + 1] < 256 and begins[s[i + 1]]:
            for word in words:
                found += _stands(s + i + 1, n - i - 1, text_of(word))
    return found


cdef bint _stands(const Char* s, Py_ssize_t n, Text word) noexcept nogil:
    """Whether a word stands here, with a space and a letter behind it."""
    cdef Py_ssize_t k
    if n < word.length + 2 or s[word.length] != c" ":
        return False
    for k in range(word.length):
        if s[k] != char_at(word, k):
            return False
    return c"a" <= (s[word.length + 1] | 32) <= c"z" and s[word.length + 1] < 128
