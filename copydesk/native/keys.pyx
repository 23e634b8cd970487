# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""The letters and digits of a text alone, for comparing it."""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_FromKindAndData, PyUnicode_KIND
from libc.stdlib cimport free, malloc

from copydesk.native.tags cimport Byte, Char, Pair, Quad

cdef extern from "Python.h":
    bint Py_UNICODE_ISALNUM(Quad c) noexcept nogil


def letters(str text not None):
    """The letters and digits of a text, as `\\w` has them, the underscore aside."""
    cdef int kind = PyUnicode_KIND(text)
    cdef Py_ssize_t n = len(text), size
    cdef void* to = malloc(n * kind + 1)
    if not to:
        raise MemoryError
    try:
        if kind == 1:
            size = _keep(<const Byte*>PyUnicode_DATA(text), n, <Byte*>to)
        elif kind == 2:
            size = _keep(<const Pair*>PyUnicode_DATA(text), n, <Pair*>to)
        else:
            size = _keep(<const Quad*>PyUnicode_DATA(text), n, <Quad*>to)
        return text if size == n else PyUnicode_FromKindAndData(kind, to, size)
    finally:
        free(to)


cdef Py_ssize_t _keep(const Char* s, Py_ssize_t n, Char* to) noexcept nogil:
    cdef Py_ssize_t i, size = 0
    for i in range(n):
        if Py_UNICODE_ISALNUM(s[i]):
            to[size] = s[i]
            size += 1
    return size
