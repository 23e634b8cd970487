# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Columns that grow a few values at a time, laid out as Arrow has them: no array is made of each few."""

from cpython.bytes cimport PyBytes_FromStringAndSize
from cpython.object cimport PyObject
from libc.stdint cimport int32_t, int64_t
from libc.stdlib cimport free
from libc.string cimport memcpy, memset

from copydesk.native.buffer cimport Buffer, make_room

cdef extern from "Python.h":
    const char* PyUnicode_AsUTF8AndSize(object, Py_ssize_t*) except NULL

DEF MOST = 0x7FFFFFFF  # bytes that 32 bits can say where they end


cdef class Growing:
    """One column of texts, whole numbers or numbers, as `kind` is str, int or float; None is missing."""

    cdef object kind
    cdef Buffer values, ends, there
    cdef readonly Py_ssize_t length
    cdef readonly Py_ssize_t missing

    def __init__(self, kind):
        if kind not in (str, int, float):
            raise TypeError(f"no column of {kind!r}")
        self.kind = kind
        self.clear()

    def __dealloc__(self):
        free(self.values.data)
        free(self.ends.data)
        free(self.there.data)

    @property
    def size(self) -> int:
        """Buffer of its values."""
        return self.values.length

    def add(self, tuple values not None) -> None:
        """More values, all or none of them."""
        cdef Py_ssize_t length = self.length, missing = self.missing
        cdef Py_ssize_t at = self.values.length, end = self.ends.length
        self.there.length = length
        make_room(&self.there, len(values))
        try:
            if self.kind is str:
                make_room(&self.ends, 4 * len(values))
                self.add_texts(values)
            else:
                self.add_numbers(values)
        except BaseException:
            self.length, self.missing = length, missing
            self.values.length, self.ends.length = at, end
            raise

    def buffers(self) -> tuple:
        """What says which values are there, where texts end, and the values; the first two may be None."""
        return (
            _bits(self.there.data, self.length) if self.missing else None,
            _bytes(&self.ends) if self.kind is str else None,
            _bytes(&self.values),
        )

    def clear(self) -> None:
        """Begin again; what was taken for the values is kept for the next ones."""
        self.length = self.missing = self.values.length = self.ends.length = self.there.length = 0
        if self.kind is str:
            make_room(&self.ends, 4)
            (<int32_t*>self.ends.data)[0] = 0
            self.ends.length = 4

    cdef int add_texts(self, tuple values) except -1:
        cdef PyObject* before = NULL  # a value is often that of the row above
        cdef const char* text = NULL
        cdef Py_ssize_t length = 0
        cdef Buffer* to = &self.values
        for value in values:
            if value is None:
                self.mark(False)
            else:
                if <PyObject*>value is not before:
                    if type(value) is not str:
                        raise TypeError(f"{type(value).__name__} in a column of texts")
                    text, before = PyUnicode_AsUTF8AndSize(value, &length), <PyObject*>value
                if to.length + length > MOST:
                    raise OverflowError("a column of more than 2 GB")
                if to.length + length > to.room:
                    make_room(to, length)
                memcpy(to.data + to.length, text, length)
                to.length += length
                self.mark(True)
            (<int32_t*>self.ends.data)[self.length] = <int32_t>to.length
            self.ends.length += 4
        return 0

    cdef int add_numbers(self, tuple values) except -1:
        cdef int64_t whole
        cdef double number
        cdef bint is_whole = self.kind is int
        cdef Buffer* to = &self.values
        make_room(to, 8 * len(values))
        for value in values:
            whole, number = 0, 0.0
            if value is not None:
                if type(value) is not self.kind:
                    raise TypeError(f"{type(value).__name__} in a column of {self.kind.__name__}")
                if is_whole:
                    whole = value
                else:
                    number = value
            memcpy(to.data + to.length, <char*>&whole if is_whole else <char*>&number, 8)
            to.length += 8
            self.mark(value is not None)
        return 0

    cdef inline void mark(self, bint there) noexcept:
        """One more value, there or missing; room for it has been made."""
        self.there.data[self.length] = there
        self.missing += not there
        self.length += 1


cdef bytes _bits(const char* there, Py_ssize_t length):
    """A bit for each byte that is 1, the lowest of a byte first."""
    cdef bytes found = PyBytes_FromStringAndSize(NULL, (length + 7) // 8)
    cdef char* to = found
    cdef Py_ssize_t i
    memset(to, 0, (length + 7) // 8)
    for i in range(length):
        to[i >> 3] = to[i >> 3] | <char>(there[i] << (i & 7))
    return found


cdef bytes _bytes(Buffer* of):
    return PyBytes_FromStringAndSize(of.data, of.length)
