# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Boosted trees, walked from root to leaf."""

import numpy as np

from cpython.buffer cimport PyBUF_STRIDES, PyBuffer_Release, PyObject_GetBuffer

DEF ABREAST = 8

cdef packed struct Node:
    float threshold
    int feature
    int low
    int high


def gather(list columns not None):
    """Columns of numbers, all of a length, as rows of 32-bit floats."""
    cdef Py_ssize_t count = len(columns[0]) if columns else 0, k
    found = np.empty((count, len(columns)), np.float32)
    cdef float[:, ::1] rows = found
    for k in range(len(columns)):
        _fill(rows, np.asarray(columns[k], np.float64), k)
    return found


cdef _fill(float[:, ::1] rows, column, Py_ssize_t k):
    cdef Py_buffer view
    cdef Py_ssize_t i
    PyObject_GetBuffer(column, &view, PyBUF_STRIDES)
    try:
        if view.ndim != 1 or view.shape[0] != rows.shape[0]:
            raise ValueError(f"feature {k} has not {rows.shape[0]} values")
        for i in range(rows.shape[0]):
            rows[i, k] = <float>(<double*>(<char*>view.buf + i * view.strides[0]))[0]
    finally:
        PyBuffer_Release(&view)


def sums(const float[:, ::1] rows, const int[::1] roots, const Node[::1] nodes, const long long[::1] leaves):
    """The sum of the leaves that each row reaches: one for each tree.

    Where its feature exceeds the threshold, a row goes on to `high`; what is below zero is a leaf, counted
    from -1 downwards. Some rows go abreast, as each of them would wait for the memory.
    """
    cdef Py_ssize_t count = rows.shape[0], i
    found = np.zeros(count, np.int64)
    cdef long long[::1] out = found
    with nogil:
        for i in range(0, count, ABREAST):
            _add(rows, roots, nodes, leaves, out, i, min(ABREAST, count - i))
    return found


cdef void _add(
    const float[:, ::1] rows, const int[::1] roots, const Node[::1] nodes, const long long[::1] leaves,
    long long[::1] out, Py_ssize_t first, Py_ssize_t count,
) noexcept nogil:
    """Rows that are missing go along with the last one; one that has arrived stays, which takes no branch."""
    cdef int[ABREAST] at
    cdef (const float*)[ABREAST] values
    cdef const Node* node
    cdef Py_ssize_t tree, k
    cdef int now, on, going
    for k in range(ABREAST):
        values[k] = &rows[first + min(k, count - 1), 0]
    for tree in range(roots.shape[0]):
        for k in range(ABREAST):
            at[k] = roots[tree]
        going = 0 if nodes.shape[0] else -1
        while going >= 0:
            going = -1
            for k in range(ABREAST):
                now = at[k]
                node = &nodes[now if now >= 0 else 0]
                on = node.high if values[k][node.feature] > node.threshold else node.low
                at[k] = on if now >= 0 else now
                going = max(going, at[k])
        for k in range(count):
            out[first + k] += leaves[-1 - at[k]]
