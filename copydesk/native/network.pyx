# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The layers of `copydesk.network` in whole numbers, and the bins of its inputs."""

import numpy as np

from libc.math cimport rint
from libc.stdint cimport int16_t, int32_t, int64_t

cdef extern from "products.h":
    void add_products(
        const int16_t* values, Py_ssize_t rows, int pairs, const int16_t* weights, int width, int32_t* sums
    ) noexcept nogil

DEF BITS = 8


def entered(const double[:, ::1] columns, const double[::1] cuts, const int[::1] starts, const int16_t[::1] steps,
            int width):
    """The inputs that amounts are: rows by `width`, of which the first columns are filled.

    Feature `f` has the cuts from `starts[f]` to `starts[f + 1]`. Of a value as many are counted as lie below
    it; `steps` has the input for each such count, one more than there are cuts for each feature.
    """
    cdef Py_ssize_t rows = columns.shape[1], i, f
    cdef int size, half
    cdef const double* cut
    cdef double value
    found = np.zeros((rows, width), np.int16)
    cdef int16_t[:, ::1] out = found
    with nogil:
        for f in range(columns.shape[0]):
            for i in range(rows):
                value = columns[f, i]
                cut = &cuts[0] + starts[f]
                size = starts[f + 1] - starts[f]
                while size > 1:
                    half = size // 2
                    cut += half * (cut[half - 1] < value)
                    size -= half
                if size == 1:
                    cut += cut[0] < value
                out[i, f] = steps[(cut - &cuts[0]) + f]
    return found


def mapped(const int16_t[:, ::1] values, const int16_t[::1] weights, const int32_t[::1] bias):
    """The sums of products with each row, and the bias: rows by padded outputs."""
    cdef Py_ssize_t rows = values.shape[0]
    cdef int pairs = values.shape[1] // 2, width = bias.shape[0]
    found = np.tile(np.asarray(bias), (rows, 1))
    cdef int32_t[:, ::1] out = found
    if rows:
        with nogil:
            add_products(&values[0, 0], rows, pairs, &weights[0], width, &out[0, 0])
    return found


def rectified(const int32_t[:, ::1] sums, int bits):
    """What of sums is above zero, without as many bits at their end."""
    cdef Py_ssize_t i, k
    found = np.empty((sums.shape[0], sums.shape[1]), np.int16)
    cdef int16_t[:, ::1] out = found
    with nogil:
        for i in range(sums.shape[0]):
            for k in range(sums.shape[1]):
                out[i, k] = _held(_rounded(max(sums[i, k], 0), bits))
    return found


def mixed(const int16_t[:, ::1] seen, int distance, const int16_t[::1] weights, const int32_t[::1] bias):
    """What is seen with what a layer makes of each row and those a distance before and after."""
    cdef Py_ssize_t rows = seen.shape[0], paired = max(rows - distance, 0), i
    cdef int width = seen.shape[1], k
    cdef const int16_t* part = &weights[0]
    found, summed = np.empty((rows, width), np.int16), np.tile(np.asarray(bias), (rows, 1))
    cdef int16_t[:, ::1] out = found
    cdef int32_t[:, ::1] sums = summed
    if not rows:
        return found
    with nogil:
        if paired:
            add_products(&seen[0, 0], paired, width // 2, part, width, &sums[distance, 0])
        add_products(&seen[0, 0], rows, width // 2, part + width * width, width, &sums[0, 0])
        if paired:
            add_products(&seen[distance, 0], paired, width // 2, part + 2 * width * width, width, &sums[0, 0])
        for i in range(rows):
            for k in range(width):
                out[i, k] = _held(seen[i, k] + _rounded(max(sums[i, k], 0), BITS))
    return found


def pooled(const int16_t[:, ::1] seen):
    """The mean of all rows, rounded, and their peak."""
    cdef Py_ssize_t rows = seen.shape[0], width = seen.shape[1], i, k
    cdef int64_t total
    cdef int16_t peak
    found = np.empty((1, 2 * width), np.int16)
    cdef int16_t[:, ::1] out = found
    with nogil:
        for k in range(width):
            total, peak = 0, seen[0, k]
            for i in range(rows):
                total += seen[i, k]
                peak = max(peak, seen[i, k])
            out[0, k] = <int16_t>rint(<double>total / rows)
            out[0, width + k] = peak
    return found


def raised(const int16_t[:, ::1] seen, const int32_t[:, ::1] by):
    """What is seen with the same added to each row: sums of products, of which there is one row."""
    cdef Py_ssize_t i, k
    found = np.empty((seen.shape[0], seen.shape[1]), np.int16)
    cdef int16_t[:, ::1] out = found
    with nogil:
        for i in range(seen.shape[0]):
            for k in range(seen.shape[1]):
                out[i, k] = _held(seen[i, k] + _rounded(by[0, k], BITS))
    return found


cdef inline int32_t _rounded(int32_t value, int bits) noexcept nogil:
    """Without bits at the end, to the nearest, halves to the even one."""
    return (value + (1 << (bits - 1)) - 1 + ((value >> bits) & 1)) >> bits


cdef inline int16_t _held(int32_t value) noexcept nogil:
    return <int16_t>max(min(value, 32767), -32768)
