# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The layers of `copydesk.network` in whole numbers, and the bins of its inputs."""

import numpy as np

from libc.math cimport exp, rint
from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t
from libc.string cimport memcpy

cdef extern from "products.h" nogil:
    ctypedef struct Held:
        int32_t* sums
    ctypedef struct Few:
        int16_t** rows
    void sum_products(
        const int16_t** parts, int many, int64_t stride, int count, int pairs, const int16_t* weights,
        const int32_t* bias, int width, int32_t* sums
    ) noexcept
    void add_rectified(int16_t* out, const int16_t* seen, const int32_t* sums, int64_t many, int bits) noexcept
    void gather_rows(const int16_t* rows, int64_t count, int width, int64_t* totals, int16_t* peaks) noexcept
    void add_to_rows(int16_t* rows, int64_t count, int width, const int32_t* values) noexcept
    void count_below(const double* values, const double* cuts, int many, int64_t* counts) noexcept

DEF WIDEST = 512
DEF BITS = 8
DEF MOST_ROWS = 8
DEF ABREAST = 16


def entered(const double[:, ::1] numbers, const int64_t[::1] places, const double[::1] cuts,
            const int[::1] starts, const int16_t[::1] steps, const int[::1] counts, int step, int width):
    """The inputs that columns are, which are rows of numbers at some places: rows by `width`.

    Amounts come first: of these, `f` has the cuts from `starts[f]` to `starts[f + 1]`. Of a value as many are
    counted as lie below it; `steps` has the input for each such count, one more than there are cuts for each
    column. Behind them each column of classes takes as many inputs as it has classes in `counts`, of which
    that of a row's class is `step`; a class beyond the last counts as the last.
    """
    cdef Py_ssize_t k, amounts = places.shape[0] - counts.shape[0], place = amounts
    found = np.zeros((numbers.shape[1], width), np.int16)
    cdef int16_t[:, ::1] out = found
    if not numbers.shape[1]:
        return found
    for k in range(amounts):
        _enter(
            out, &numbers[places[k], 0], k, &cuts[0] + starts[k], starts[k + 1] - starts[k], &steps[0] + starts[k] + k
        )
    for k in range(counts.shape[0]):
        _enter_class(out, &numbers[places[amounts + k], 0], place, counts[k], step)
        place += counts[k]
    return found


cdef void _enter(
    int16_t[:, ::1] out, const double* column, Py_ssize_t k, const double* cuts, int many, const int16_t* steps
) noexcept nogil:
    cdef Py_ssize_t i, r, rows = out.shape[0]
    cdef double[ABREAST] values
    cdef int64_t[ABREAST] below
    for i in range(0, rows, ABREAST):
        for r in range(ABREAST):
            values[r] = column[min(i + r, rows - 1)]
        count_below(values, cuts, many, below)
        for r in range(min(ABREAST, rows - i)):
            out[i + r, k] = steps[below[r]]


cdef void _enter_class(
    int16_t[:, ::1] out, const double* column, Py_ssize_t place, int many, int step
) noexcept nogil:
    cdef Py_ssize_t i
    for i in range(out.shape[0]):
        out[i, place + <int>max(min(column[i], <double>(many - 1)), 0.0)] = step


cdef class Layer:
    """A linear map: padded weights, of two inputs side by side, and its bias. `inputs` are those of a part."""

    cdef const int16_t[::1] weights
    cdef const int32_t[::1] bias
    cdef int pairs, width

    def __cinit__(self, const int16_t[::1] weights, const int32_t[::1] bias, int inputs):
        if bias.shape[0] > WIDEST:
            raise ValueError(f"a layer is {WIDEST} wide at most")
        self.weights, self.bias = weights, bias
        self.pairs, self.width = inputs // 2, bias.shape[0]

    cdef void of(self, const int16_t** parts, int many, int64_t stride, int count, int32_t* sums) noexcept nogil:
        """The sums of some rows, whose parts begin there or are nothing."""
        sum_products(parts, many, stride, count, self.pairs, &self.weights[0], &self.bias[0], self.width, sums)


def outputs(const int16_t[:, ::1] values, Layer first not None, int bits, tuple mixing not None,
            tuple distances not None, Layer pooling not None, Layer last not None,
            int64_t[:, ::1] totals not None, const uint8_t[::1] wanted not None):
    """Add the sums that a network ends in to totals: a row for each head, a column for each row of inputs.

    What sums over inputs are finer than others are `bits`. Half of the layers through the mixing ones, each row
    learns of the mean and the peak of all. Sums of rows that are not `wanted` are left out.
    """
    cdef Py_ssize_t rows = values.shape[0], reach = max(distances, default=0), middle = len(mixing) // 2, i, at, k
    cdef int width = first.width, count
    alone_ = np.empty((rows, width), np.int16)
    seen_ = np.zeros((2, rows + 2 * reach, width), np.int16)  # with nothing before and after
    cdef int16_t[:, ::1] alone = alone_, seen = seen_[0], other = seen_[1]
    cdef (const int16_t*)[2] parts
    cdef Held held
    if totals.shape[0] > last.width or totals.shape[1] != rows or wanted.shape[0] != rows:
        raise ValueError("no totals of such sums")
    for i in range(0, rows, MOST_ROWS):
        at = _block(i, rows, &count)
        parts[0] = &values[at, 0]
        first.of(parts, 1, values.shape[1], count, held.sums)
        add_rectified(&alone[at, 0], &seen[0, 0], held.sums, count * width, bits)
    seen[reach : reach + rows] = alone
    for k in range(len(mixing)):
        if middle < k == len(mixing) - 1:
            _end(seen, alone, mixing[k], distances[k], last, reach, totals, wanted)
            return
        _mix(seen, other, mixing[k], distances[k], reach, rows)
        seen, other = other, seen
        if k == middle:
            _pool(seen, pooling, reach, rows)
    _end(seen, alone, None, 0, last, reach, totals, wanted)


cdef _end(const int16_t[:, ::1] seen, const int16_t[:, ::1] alone, Layer layer, Py_ssize_t distance, Layer last,
          Py_ssize_t reach, int64_t[:, ::1] totals, const uint8_t[::1] wanted):
    """Add the sums of the rows that are wanted, through one more mixing layer if there is one: what it makes of
    others nobody asks for.
    """
    cdef Py_ssize_t i = 0, head
    cdef int width = alone.shape[1], count, row
    cdef Py_ssize_t[MOST_ROWS] those
    cdef Few few
    cdef Held held
    cdef (const int16_t*)[3] parts
    parts[0], parts[1], parts[2] = few.rows[0], few.rows[1], few.rows[2]
    while True:
        count = _next(wanted, &i, those)
        if not count:
            return
        _copy(few.rows[0], seen, those, reach - distance)
        if layer is not None:
            _copy(few.rows[1], seen, those, reach)
            _copy(few.rows[2], seen, those, reach + distance)
            layer.of(parts, 3, width, MOST_ROWS, held.sums)
            add_rectified(few.rows[0], few.rows[1], held.sums, MOST_ROWS * width, BITS)
        _copy(few.rows[1], alone, those, 0)
        last.of(parts, 2, width, MOST_ROWS, held.sums)
        for row in range(count):
            for head in range(totals.shape[0]):
                totals[head, those[row]] += held.sums[row * last.width + head]


cdef void _copy(int16_t* out, const int16_t[:, ::1] rows, const Py_ssize_t* those, Py_ssize_t further) noexcept nogil:
    cdef Py_ssize_t row
    for row in range(MOST_ROWS):
        memcpy(out + row * rows.shape[1], &rows[those[row] + further, 0], rows.shape[1] * sizeof(int16_t))


cdef int _next(const uint8_t[::1] wanted, Py_ssize_t* i, Py_ssize_t* those) noexcept nogil:
    """The next rows that are wanted, and how many they are; the last one once more in place of those that lack."""
    cdef int count = 0, row
    while i[0] < wanted.shape[0] and count < MOST_ROWS:
        if wanted[i[0]]:
            those[count] = i[0]
            count += 1
        i[0] += 1
    for row in range(count, MOST_ROWS if count else 0):
        those[row] = those[count - 1]
    return count


def odds(const int64_t[:, ::1] totals not None, const uint8_t[::1] wanted not None, double unit, double most, double digits):
    """The odds whose logarithms are totals of such a unit, up to `most` on both sides, to some digits.

    Those of columns that are not `wanted` are 0.
    """
    cdef Py_ssize_t i, k
    cdef double value
    if wanted.shape[0] != totals.shape[1]:
        raise ValueError("no mask of these totals")
    found = np.zeros((totals.shape[0], totals.shape[1]))
    cdef double[:, ::1] out = found
    for i in range(totals.shape[0]):
        for k in range(totals.shape[1]):
            if wanted[k]:
                value = max(min(totals[i, k] / unit, most), -most)
                out[i, k] = rint(1.0 / (1.0 + exp(-value)) * digits) / digits
    return found


cdef inline Py_ssize_t _block(Py_ssize_t i, Py_ssize_t rows, int* count) noexcept nogil:
    """Where a block of rows begins, and how many it has: the last takes some of the one before once more."""
    count[0] = min(rows, MOST_ROWS)
    return min(i, rows - count[0])


cdef void _mix(
    int16_t[:, ::1] seen, int16_t[:, ::1] out, Layer layer, Py_ssize_t distance, Py_ssize_t reach, Py_ssize_t rows
) noexcept nogil:
    """What is seen with what a layer makes of each row and those a distance before and after."""
    cdef Py_ssize_t i, at, there
    cdef int count, part, width = layer.width
    cdef (const int16_t*)[3] parts
    cdef Held held
    for i in range(0, rows, MOST_ROWS):
        at = _block(i, rows, &count)
        for part in range(3):
            there = at + (part - 1) * distance  # before and after all is nothing
            parts[part] = &seen[reach + there, 0] if there + count > 0 and there < rows else NULL
        layer.of(parts, 3, width, count, held.sums)
        add_rectified(&out[reach + at, 0], &seen[reach + at, 0], held.sums, count * width, BITS)


cdef void _pool(int16_t[:, ::1] seen, Layer layer, Py_ssize_t reach, Py_ssize_t rows) noexcept nogil:
    """Add to all rows what a layer makes of their mean, rounded, and of their peak."""
    cdef int k, width = layer.width
    cdef int64_t[WIDEST] totals
    cdef int16_t[2 * WIDEST] pooled
    cdef int32_t[WIDEST] sums
    cdef (const int16_t*)[2] parts
    for k in range(width):
        totals[k], pooled[width + k] = 0, seen[reach, k]
    gather_rows(&seen[reach, 0], rows, width, totals, pooled + width)
    for k in range(width):
        pooled[k] = <int16_t>rint(<double>totals[k] / rows)
    parts[0], parts[1] = pooled, pooled + width
    layer.of(parts, 2, width, 1, sums)
    for k in range(width):
        sums[k] = _rounded(sums[k], BITS)
    add_to_rows(&seen[reach, 0], rows, width, sums)


cdef inline int32_t _rounded(int32_t value, int bits) noexcept nogil:
    """Without bits at the end, to the nearest, halves to the even one."""
    return (value + (1 << (bits - 1)) - 1 + ((value >> bits) & 1)) >> bits

