# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Columns of a table where Arrow has them, and their rows as lines of JSON.

No object is made of a value: there are some hundred rows of the ledger for each article.
"""

from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stdint cimport int32_t, int64_t, uint8_t, uint64_t
from libc.stdlib cimport free
from libc.string cimport memcpy

from copydesk.native.buffer cimport Buffer, make_room

cdef enum:
    BLOCK = 32

KINDS = {"text": TEXT, "number": NUMBER, "written": WRITTEN, "list": LIST, "record": RECORD}

cdef uint8_t SHORT[0x80]  # what stands behind the backslash
for _character in range(0x80):
    SHORT[_character] = 0
for _character, _short in ((8, "b"), (9, "t"), (10, "n"), (12, "f"), (13, "r"), (34, '"'), (92, "\\")):
    SHORT[_character] = ord(_short)


cdef class Held:
    """Memory of another object, for as long as this one is there."""

    def __cinit__(self, source):
        PyObject_GetBuffer(source, &self.view, PyBUF_SIMPLE)

    def __dealloc__(self):
        PyBuffer_Release(&self.view)


cdef class Column:
    """An array: its kind, its length, and what says which values are there, where they end, and what they are.

    Texts are in UTF-8 and end where 32 bits say it, as lists do; "written" ones are JSON already. Numbers
    are whole, of 64 bits. Lists have one column `inner`, records as many as they have `names`. Of the
    buffers those that a kind has not are None; ValueError for what is too short, or ends before it begins.
    """

    def __dealloc__(self):
        free(self.out.data)

    def __init__(self, str kind not None, Py_ssize_t length, there, ends, values, tuple inner=(), tuple names=()):
        self.kind, self.length, self.inner, self.names = KINDS[kind], length, inner, names
        self.keys = tuple([b'"%b":' % name.encode() for name in names])
        self.there = None if there is None else Held(there)
        self.ends = None if ends is None else Held(ends)
        self.values = None if values is None else Held(values)
        self.check()

    cdef int check(self) except -1:
        cdef Py_ssize_t i, last = 0, room = 0
        if any([type(column) is not Column for column in self.inner]) or len(self.inner) != (
            1 if self.kind == LIST else len(self.names)
        ) or (self.kind == RECORD) != bool(self.names):
            raise ValueError("other columns in it than its kind has")
        if self.length < 0 or self.there is not None and self.there.view.len * 8 < self.length:
            raise ValueError("it is not said of all values whether they are there")
        if self.kind == RECORD:
            if any([(<Column>column).length < self.length for column in self.inner]):
                raise ValueError("a column in it that is shorter")
        elif self.kind == NUMBER:
            if self.values is None or self.values.view.len < 8 * self.length:
                raise ValueError("fewer numbers than that")
        else:
            if self.ends is None or self.ends.view.len < 4 * (self.length + 1):
                raise ValueError("it is not said of all values where they end")
            room = (<Column>self.inner[0]).length if self.kind == LIST else (
                0 if self.values is None else self.values.view.len
            )
            for i in range(self.length + 1):
                if not last <= end_of(self, i) <= room:
                    raise ValueError("a value that ends before it begins, or behind the last")
                last = end_of(self, i)
        return 0

    cdef Column named(self, str name, int kind):
        """The column of a record with a name."""
        cdef Column found
        if name in self.names:
            found = self.inner[self.names.index(name)]
            if found.kind == kind:
                return found
        raise ValueError(f"there is no {name} of that kind")

    def row(self, Py_ssize_t i) -> bytes:
        """One value of it as a line of JSON, as orjson writes it."""
        if not 0 <= i < self.length:
            raise IndexError(i)
        self.out.length = 0
        _value(&self.out, self, i)
        _put(&self.out, 10)
        return PyBytes_FromStringAndSize(self.out.data, self.out.length)

    def rows(self, Py_ssize_t start, Py_ssize_t end) -> bytes:
        """Some records as such a line, with their columns as lists."""
        cdef Py_ssize_t k
        if not 0 <= start <= end <= self.length or self.kind != RECORD or not self.inner:
            raise IndexError(end)
        self.out.length = 0
        for k in range(len(self.inner)):
            _key(&self.out, self, k)
            _values(&self.out, <Column>self.inner[k], start, end)
        _add(&self.out, b"}\n", 2)
        return PyBytes_FromStringAndSize(self.out.data, self.out.length)


cdef inline int _put(Buffer* out, char one) except -1:
    if out.length == out.room:
        make_room(out, 1)
    out.data[out.length] = one
    out.length += 1
    return 0


cdef int _add(Buffer* out, const char* data, Py_ssize_t length) except -1:
    make_room(out, length)
    memcpy(out.data + out.length, data, length)
    out.length += length
    return 0


cdef int _key(Buffer* out, Column record, Py_ssize_t k) except -1:
    cdef bytes key = record.keys[k]
    _put(out, 44 if k else 123)  # , or {
    return _add(out, key, len(key))


cdef int _values(Buffer* out, Column column, Py_ssize_t start, Py_ssize_t end) except -1:
    cdef Py_ssize_t i
    _put(out, 91)  # [
    for i in range(start, end):
        if i > start:
            _put(out, 44)
        _value(out, column, i)
    return _put(out, 93)


cdef int _value(Buffer* out, Column column, Py_ssize_t i) except -1:
    cdef Py_ssize_t k
    cdef Bytes text
    if not is_there(column, i):
        return _add(out, b"null", 4)
    if column.kind == TEXT:
        return _text(out, bytes_of(column, i))
    if column.kind == NUMBER:
        return _number(out, number_of(column, i))
    if column.kind == LIST:
        return _values(out, <Column>column.inner[0], end_of(column, i), end_of(column, i + 1))
    if column.kind == RECORD:
        for k in range(len(column.inner)):
            _key(out, column, k)
            _value(out, <Column>column.inner[k], i)
        return _put(out, 125)
    text = bytes_of(column, i)
    return _add(out, <const char*>text.data, text.length)


cdef int _number(Buffer* out, int64_t number) except -1:
    cdef char[20] digits
    cdef int at = 20
    cdef uint64_t left = -<uint64_t>number if number < 0 else <uint64_t>number
    while True:
        at -= 1
        digits[at] = 48 + left % 10
        left //= 10
        if not left:
            break
    if number < 0:
        _put(out, 45)
    return _add(out, &digits[at], 20 - at)


cdef int _text(Buffer* out, Bytes text) except -1:
    cdef Py_ssize_t at = 0, plain
    make_room(out, text.length + 2)
    _put(out, 34)
    while True:
        plain = _plain(text.data + at, text.length - at)
        _add(out, <const char*>text.data + at, plain)
        at += plain
        if at == text.length:
            return _put(out, 34)
        _escaped(out, text.data[at])
        at += 1


cdef Py_ssize_t _plain(const uint8_t* text, Py_ssize_t length) noexcept nogil:
    """How many bytes stand in JSON as they are; blocks of them are looked at in strides."""
    cdef Py_ssize_t i = 0, k
    cdef uint8_t found
    while i + BLOCK <= length:
        found = 0
        for k in range(BLOCK):
            found |= (text[i + k] < 0x20) | (text[i + k] == 0x22) | (text[i + k] == 0x5C)
        if found:
            break
        i += BLOCK
    while i < length and text[i] >= 0x20 and text[i] != 0x22 and text[i] != 0x5C:
        i += 1
    return i


cdef int _escaped(Buffer* out, uint8_t character) except -1:
    cdef char[6] code = [92, 117, 48, 48, 48 + (character >> 4), 0]  # \u00
    if SHORT[character]:
        code[1] = SHORT[character]
        return _add(out, code, 2)
    code[5] = b"0123456789abcdef"[character & 15]
    return _add(out, code, 6)
