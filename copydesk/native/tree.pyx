# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""The elements of a page from the inside out: what is above each block, how deep each element is, its number."""

import numpy as np

from cpython.object cimport PyObject
from libc.stdint cimport int64_t
from libc.string cimport memset

cdef extern from "Python.h":
    PyObject* PyTuple_GET_ITEM(tuple, Py_ssize_t)

cdef enum:
    SLOTS = 128


def climb(const int64_t[::1] parents, const int64_t[::1] elements, Py_ssize_t levels):
    """For each level, the element around each block; what stands first is around itself."""
    cdef Py_ssize_t n = elements.shape[0], level, i
    found = np.empty((levels, n), np.int64)
    cdef int64_t[:, ::1] out = found
    for i in range(n):
        out[0, i] = elements[i]
    for level in range(1, levels):
        for i in range(n):
            out[level, i] = parents[out[level - 1, i]]
    return found


def depths(const int64_t[::1] parents):
    """How many elements are around each; they come in the order of the page."""
    cdef Py_ssize_t e
    found = np.zeros(parents.shape[0], np.int64)
    cdef int64_t[::1] out = found
    for e in range(1, parents.shape[0]):
        out[e] = out[parents[e]] + 1
    return found


def numbers(tuple words not None, dict table not None, double other):
    """The number that a table has for each word; mostly these are the same few objects again and again."""
    cdef Py_ssize_t i, slot
    cdef (PyObject*)[SLOTS] seen
    cdef double[SLOTS] known
    cdef PyObject* word
    found = np.empty(len(words))
    cdef double[::1] out = found
    memset(seen, 0, sizeof(seen))
    for i in range(len(words)):
        word = PyTuple_GET_ITEM(words, i)
        slot = (<size_t>word >> 5) % SLOTS
        if seen[slot] != word:
            number = table.get(<object>word)
            seen[slot], known[slot] = word, other if number is None else number
        out[i] = known[slot]
    return found
