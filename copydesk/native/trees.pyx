# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Boosted trees, by what their nodes rule out."""

import numpy as np

from cpython.buffer cimport PyBUF_STRIDES, PyBuffer_Release, PyObject_GetBuffer
from libc.stdint cimport int32_t, int64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memset

cdef extern from "leaves.h" nogil:
    const int ABREAST
    void rule_out_leaves(
        const float* values, int64_t rows, int features, const int32_t* starts, const float* thresholds,
        const int32_t* trees, const int32_t* left, int32_t* open
    )
    int first_leaf(int32_t open)


def gather(list columns not None):
    """Columns of numbers, all of a length, as rows of 32-bit floats: a row for each column, padded."""
    cdef Py_ssize_t count = len(columns[0]) if columns else 0, k
    found = np.zeros((len(columns), (count + ABREAST - 1) // ABREAST * ABREAST), np.float32)
    cdef float[:, ::1] rows = found
    for k in range(len(columns)):
        _fill(rows, np.asarray(columns[k], np.float64), k, count)
    return found


cdef _fill(float[:, ::1] rows, column, Py_ssize_t k, Py_ssize_t count):
    cdef Py_buffer view
    cdef Py_ssize_t i
    PyObject_GetBuffer(column, &view, PyBUF_STRIDES)
    try:
        if view.ndim != 1 or view.shape[0] != count:
            raise ValueError(f"feature {k} has not {count} values")
        for i in range(count):
            rows[k, i] = <float>(<double*>(<char*>view.buf + i * view.strides[0]))[0]
    finally:
        PyBuffer_Release(&view)


def sums(const float[:, ::1] values, Py_ssize_t count, const int32_t[::1] starts, const float[::1] thresholds,
         const int32_t[::1] trees, const int32_t[::1] left, const int64_t[:, ::1] leaves):
    """The sum of the leaves that each of `count` rows reaches: one for each tree.

    `values` has a row for each feature, padded; the nodes of a feature are those from its start to the next
    one's, by rising thresholds. `left` has the leaves that a row can still reach behind a node.
    """
    cdef Py_ssize_t many = leaves.shape[0], first = 0, tree, k
    cdef int features = starts.shape[0] - 1
    cdef const float* value = &values[0, 0] if values.shape[0] and values.shape[1] else NULL
    cdef int32_t* open = <int32_t*>malloc((many * ABREAST + 1) * sizeof(int32_t))
    if open == NULL:
        raise MemoryError()
    found = np.zeros(values.shape[1], np.int64)
    cdef int64_t[::1] out = found
    with nogil:
        while first < values.shape[1]:
            memset(open, 255, many * ABREAST * sizeof(int32_t))
            rule_out_leaves(
                value + first, values.shape[1], features, &starts[0], &thresholds[0], &trees[0], &left[0], open
            )
            for tree in range(many):
                for k in range(ABREAST):
                    out[first + k] += leaves[tree, first_leaf(open[tree * ABREAST + k])]
            first += ABREAST
    free(open)
    return found[:count]
