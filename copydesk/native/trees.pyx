# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Boosted trees, by what their nodes rule out."""

import numpy as np

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


def gather(const double[:, ::1] numbers, const int64_t[::1] places):
    """Some rows of numbers as 32-bit floats, padded."""
    cdef Py_ssize_t count = numbers.shape[1], k, i, many = places.shape[0]
    cdef const double* row
    found = np.zeros((many, (count + ABREAST - 1) // ABREAST * ABREAST), np.float32)
    cdef float[:, ::1] rows = found
    if count:
        for k in range(many):
            row = &numbers[places[k], 0]
            for i in range(count):
                rows[k, i] = <float>row[i]
    return found


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
