# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Rows as lines of JSON, written from their columns without an object for each row."""

from cpython.bytes cimport PyBytes_FromStringAndSize
from cpython.object cimport PyObject
from libc.math cimport signbit
from libc.stdlib cimport free
from libc.string cimport memcpy

from copydesk.native.buffer cimport Buffer, make_room

cdef extern from "Python.h":
    const char* PyUnicode_AsUTF8AndSize(object, Py_ssize_t*) except NULL
    long long PyLong_AsLongLongAndOverflow(object, int*) except? -1

DEF DIGITS = 20
DEF MOST = 32
DEF SHARES = 10_000
DEF WIDEST = 6  # bytes that one byte of a text may become


cdef struct Written:
    PyObject* value
    Py_ssize_t start
    Py_ssize_t end


def lines(tuple names, list columns, other):
    """A line for each row: an object of `names`, in their order, with the values of the tuples in `columns`.

    `other` writes the values that are neither texts nor whole numbers nor None.
    """
    cdef Buffer buffer = Buffer(NULL, 0, 0)
    cdef list keys = [("{" if i == 0 else ",").encode() + other(name) + b":" for i, name in enumerate(names)]
    cdef Py_ssize_t i, k, width = len(keys), rows = len(<tuple>columns[0])
    cdef Written[MOST] before  # a value is often that of the row above, and is copied from there
    cdef PyObject* value
    if any(len(column) != rows for column in columns):
        raise ValueError("columns of different lengths")
    if width > MOST:
        raise ValueError(f"more than {MOST} columns")
    try:
        for k in range(width):
            before[k].value = NULL
        for i in range(rows):
            for k in range(width):
                value = <PyObject*>(<tuple>columns[k])[i]
                if value is before[k].value:
                    _again(&buffer, before[k].start, before[k].end)
                    continue
                before[k].value, before[k].start = value, buffer.length
                _bytes(&buffer, keys[k])
                _value(&buffer, <object>value, other)
                before[k].end = buffer.length
            _bytes(&buffer, b"}\n")
        return PyBytes_FromStringAndSize(buffer.data, buffer.length)
    finally:
        free(buffer.data)


cdef int _again(Buffer* buffer, Py_ssize_t start, Py_ssize_t end) except -1:
    make_room(buffer, end - start)
    memcpy(buffer.data + buffer.length, buffer.data + start, end - start)
    buffer.length += end - start
    return 0


cdef int _value(Buffer* buffer, object value, object other) except -1:
    cdef Py_ssize_t length
    cdef const char* text
    cdef int overflow = 0
    cdef long long number
    if type(value) is str:
        text = PyUnicode_AsUTF8AndSize(value, &length)
        make_room(buffer, WIDEST * length + 2)
        _quote(buffer, text, length)
    elif value is None:
        _bytes(buffer, b"null")
    elif type(value) is int:
        number = PyLong_AsLongLongAndOverflow(value, &overflow)
        if overflow:
            _bytes(buffer, other(value))
        else:
            make_room(buffer, DIGITS + 1)
            _write_number(buffer, number)
    elif type(value) is not float or not _write_share(buffer, value):
        _bytes(buffer, other(value))
    return 0


cdef bint _write_share(Buffer* buffer, double value) except -1:
    """A number below 1 that has four digits behind its point or fewer; no for any other."""
    cdef int i, left = <int>(value * SHARES + 0.5) if 0 <= value < 1 else -1
    cdef char* to
    if left < 0 or <double>left / SHARES != value or (not left and signbit(value)):
        return False
    make_room(buffer, DIGITS)
    to = buffer.data + buffer.length
    to[0], to[1] = c"0", c"."
    for i in range(4, 0, -1):
        to[1 + i] = c"0" + <char>(left % 10)
        left //= 10
    i = 5
    while i > 2 and to[i] == c"0":
        i -= 1
    buffer.length += i + 1
    return True


cdef int _bytes(Buffer* buffer, bytes data) except -1:
    cdef Py_ssize_t length = len(data)
    make_room(buffer, length)
    memcpy(buffer.data + buffer.length, <const char*>data, length)
    buffer.length += length
    return 0


cdef void _quote(Buffer* buffer, const char* text, Py_ssize_t length) noexcept nogil:
    """A text in quotes; what JSON forbids in it gets a backslash."""
    cdef char* to = buffer.data + buffer.length
    to[0] = c'"'
    if _is_plain(text, length):
        memcpy(to + 1, text, length)
    else:
        length = _copy_escaped(text, length, to + 1)
    to[length + 1] = c'"'
    buffer.length += length + 2


cdef bint _is_plain(const char* text, Py_ssize_t length) noexcept nogil:
    """Whether all of it may stand between quotes; without a way out of the loop, so that it is done in strides."""
    cdef Py_ssize_t i
    cdef unsigned char byte, found = 0
    for i in range(length):
        byte = <unsigned char>text[i]
        found |= (byte < 32) | (byte == c'"') | (byte == c"\\")
    return not found


cdef Py_ssize_t _copy_escaped(const char* text, Py_ssize_t length, char* to) noexcept nogil:
    cdef Py_ssize_t i, at = 0
    cdef unsigned char byte
    for i in range(length):
        byte = <unsigned char>text[i]
        if byte >= 32 and byte != c'"' and byte != c"\\":
            to[at] = text[i]
            at += 1
        else:
            at += _escape(to + at, byte)
    return at


cdef Py_ssize_t _escape(char* to, unsigned char byte) noexcept nogil:
    cdef char short = _short(byte)
    to[0] = c"\\"
    if short:
        to[1] = short
        return 2
    to[1], to[2], to[3] = c"u", c"0", c"0"
    to[4], to[5] = c"0" + byte // 16, c"0" + byte % 16 if byte % 16 < 10 else c"a" + byte % 16 - 10
    return 6


cdef char _short(unsigned char byte) noexcept nogil:
    """What stands behind the backslash, 0 where the number of the character does."""
    if byte == c'"' or byte == c"\\":
        return byte
    if byte == c"\n":
        return c"n"
    if byte == c"\t":
        return c"t"
    if byte == c"\r":
        return c"r"
    if byte == c"\b":
        return c"b"
    if byte == c"\f":
        return c"f"
    return 0


cdef void _write_number(Buffer* buffer, long long number) noexcept nogil:
    cdef char digits[DIGITS]
    cdef Py_ssize_t at = DIGITS
    cdef unsigned long long left = <unsigned long long>number
    cdef char* to = buffer.data + buffer.length
    if number < 0:
        to[0] = c"-"
        to += 1
        buffer.length += 1
        left = 0 - left
    while True:
        at -= 1
        digits[at] = c"0" + <char>(left % 10)
        left //= 10
        if not left:
            break
    memcpy(to, digits + at, DIGITS - at)
    buffer.length += DIGITS - at
