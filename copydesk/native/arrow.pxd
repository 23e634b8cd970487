"""The columns of `arrow`, for modules that look into them."""

from libc.stdint cimport int32_t, int64_t, uint8_t

from copydesk.native.buffer cimport Buffer

cdef enum:
    TEXT
    NUMBER
    WRITTEN
    LIST
    RECORD

cdef struct Bytes:
    const uint8_t* data
    Py_ssize_t length


cdef class Held:
    cdef Py_buffer view


cdef class Column:
    cdef int kind
    cdef Py_ssize_t length
    cdef Held there, ends, values
    cdef tuple inner, keys, names
    cdef Buffer out  # room that is used again for each line

    cdef int check(self) except -1
    cdef Column named(self, str name, int kind)


cdef inline Py_ssize_t end_of(Column column, Py_ssize_t i) noexcept:
    """Where the value before a place ends and the one at the place begins."""
    return (<const int32_t*>column.ends.view.buf)[i]


cdef inline bint is_there(Column column, Py_ssize_t i) noexcept:
    return column.there is None or (<const uint8_t*>column.there.view.buf)[i >> 3] >> (i & 7) & 1


cdef inline int64_t number_of(Column column, Py_ssize_t i) noexcept:
    return (<const int64_t*>column.values.view.buf)[i]


cdef inline Bytes bytes_of(Column column, Py_ssize_t i) noexcept:
    """A text, in UTF-8."""
    cdef Bytes found
    cdef Py_ssize_t start = end_of(column, i)
    found.data = NULL
    if column.values is not None:
        found.data = <const uint8_t*>column.values.view.buf + start
    found.length = end_of(column, i + 1) - start
    return found
