# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""A text without its whitespace, which is what pages are compared by."""

from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t

from copydesk.native.text cimport Py_UNICODE_ISSPACE, PyUnicode_FromKindAndData, Text, text_of

cdef enum:
    LOWEST = 0x1680  # of the spaces beyond Latin
    HIGHEST = 0x3000

cdef uint8_t SOLID[256]  # without a branch: every sixth character of a text is one that no processor foresees
cdef uint8_t STARTS[256]  # of characters in UTF-8, but whitespace
for _character in range(256):
    SOLID[_character] = not chr(_character).isspace()
    STARTS[_character] = SOLID[_character] if _character < 0x80 else _character >= 0xC0

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


cpdef Py_ssize_t count(str string) except -1:
    """How many characters of it are not whitespace."""
    if string is None:
        raise TypeError("None is no text")
    cdef Text text = text_of(string)
    if text.kind == 1:
        return _count[uint8_t](<const uint8_t*>text.data, text.length)
    if text.kind == 2:
        return _count[uint16_t](<const uint16_t*>text.data, text.length)
    return _count[uint32_t](<const uint32_t*>text.data, text.length)


def count_where(tuple texts not None, tuple marks not None, str mark not None):
    """The same of all of some texts that have the mark."""
    cdef Py_ssize_t i, found = 0
    cdef object last = None
    cdef bint wanted = False
    if len(texts) != len(marks):
        raise ValueError("not as many marks as texts")
    for i in range(len(texts)):
        if marks[i] is not last:
            last = marks[i]
            wanted = last == mark
        if wanted:
            found += count(texts[i])
    return found


def counts(ends, values, Py_ssize_t first, Py_ssize_t rows):
    """The same of each of some texts in UTF-8, as Arrow lays them out, as bytes of whole numbers of 64 bits.

    `ends` are where texts end, in 32 bits and with a start before them, `values` all texts one after the
    other; `first` is the first of the texts that are asked for.
    """
    cdef Py_buffer places, text
    cdef bytes found
    cdef int64_t* to
    cdef const int32_t* place
    cdef Py_ssize_t i
    if first < 0 or rows < 0:
        raise ValueError("no such texts")
    found = PyBytes_FromStringAndSize(NULL, 8 * rows)
    to = <int64_t*>PyBytes_AS_STRING(found)
    PyObject_GetBuffer(ends, &places, PyBUF_SIMPLE)
    try:
        PyObject_GetBuffer(values, &text, PyBUF_SIMPLE)
        try:
            place = <const int32_t*>places.buf + first
            if (first + rows + 1) * 4 > places.len:
                raise ValueError("fewer texts than that")
            for i in range(rows):
                if not 0 <= place[i] <= place[i + 1] <= text.len:
                    raise ValueError("a text that ends before it begins, or behind the last")
                to[i] = _count_in_utf8(<const uint8_t*>text.buf + place[i], place[i + 1] - place[i])
        finally:
            PyBuffer_Release(&text)
    finally:
        PyBuffer_Release(&places)
    return found


cdef Py_ssize_t _count_in_utf8(const uint8_t* text, Py_ssize_t length) noexcept nogil:
    """Every byte that begins a character, but those of whitespace: of bytes that are no UTF-8 some number."""
    cdef Py_ssize_t i, found = 0
    cdef uint8_t byte
    for i in range(length):
        byte = text[i]
        found += STARTS[byte]
        if byte == 0xC2 and i + 1 < length:
            found -= not _is_solid(text[i + 1])
        elif 0xE1 <= byte <= 0xE3 and i + 2 < length:
            found -= not _is_solid((byte & 15) << 12 | (text[i + 1] & 63) << 6 | text[i + 2] & 63)
    return found


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
