# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Columns that grow a few values at a time, laid out as Arrow has them: no array is made of each few."""

from cpython.bytes cimport PyBytes_FromStringAndSize
from cpython.object cimport PyObject
from libc.stdint cimport int32_t, int64_t
from libc.stdlib cimport free, realloc
from libc.string cimport memcpy

cdef extern from "Python.h":
    const char* PyUnicode_AsUTF8AndSize(object, Py_ssize_t*) except NULL

DEF MOST = 0x7FFFFFFF  # bytes that 32 bits can say where they end


cdef struct Bytes:
    char* data
    Py_ssize_t length
    Py_ssize_t room


cdef class Growing:
    """One column of texts, whole numbers or numbers, as `kind` is str, int or float; None is missing."""

    cdef object kind
    cdef Bytes values, ends, bits
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
        free(self.bits.data)

    @property
    def size(self) -> int:
        """Bytes of its values."""
        return self.values.length

    def add(self, tuple values not None) -> None:
        """More values, all or none of them."""
        cdef Py_ssize_t length = self.length, missing = self.missing
        cdef Py_ssize_t at = self.values.length, end = self.ends.length
        try:
            if self.kind is str:
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
            _bytes(&self.bits) if self.missing else None,
            _bytes(&self.ends) if self.kind is str else None,
            _bytes(&self.values),
        )

    def clear(self) -> None:
        """Begin again; what was taken for the values is kept for the next ones."""
        self.length = self.missing = self.values.length = self.ends.length = self.bits.length = 0
        if self.kind is str:
            _push32(&self.ends, 0)

    cdef int add_texts(self, tuple values) except -1:
        cdef PyObject* before = NULL  # a value is often that of the row above
        cdef const char* text = NULL
        cdef Py_ssize_t length = 0
        cdef Bytes* to = &self.values
        _room(&self.ends, 4 * len(values))
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
                _room(to, length)
                memcpy(to.data + to.length, text, length)
                to.length += length
                self.mark(True)
            _push32(&self.ends, <int32_t>to.length)
        return 0

    cdef int add_numbers(self, tuple values) except -1:
        cdef int64_t whole
        cdef double number
        cdef bint is_whole = self.kind is int
        cdef Bytes* to = &self.values
        _room(to, 8 * len(values))
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

    cdef int mark(self, bint there) except -1:
        """One more value, there or missing, as a bit."""
        cdef Py_ssize_t byte = self.length >> 3
        if byte >= self.bits.room:
            _room(&self.bits, byte + 1 - self.bits.length)
        self.bits.length = byte + 1
        if not self.length & 7:
            self.bits.data[byte] = 0
        if there:
            self.bits.data[byte] = self.bits.data[byte] | <char>(1 << (self.length & 7))
        else:
            self.bits.data[byte] = self.bits.data[byte] & <char>(~(1 << (self.length & 7)))
            self.missing += 1
        self.length += 1
        return 0


cdef bytes _bytes(Bytes* of):
    return PyBytes_FromStringAndSize(of.data, of.length)


cdef int _push32(Bytes* to, int32_t value) except -1:
    _room(to, 4)
    memcpy(to.data + to.length, <char*>&value, 4)
    to.length += 4
    return 0


cdef int _room(Bytes* to, Py_ssize_t more) except -1:
    cdef Py_ssize_t needed = to.length + more
    cdef char* data
    if needed > to.room:
        needed += needed // 2 + 4096
        data = <char*>realloc(to.data, needed)
        if data is NULL:
            raise MemoryError
        to.data, to.room = data, needed
    return 0
