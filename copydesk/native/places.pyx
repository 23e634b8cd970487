# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Where each block of a page stands: what lies before, after and around it."""

import numpy as np

from libc.stdint cimport uint8_t

DEF FAR = 200
DEF LISTS = 20
DEF NEAR = 60
DEF RUN_COST = 60.0
DEF RUN_GAIN = 400.0
DEF NO_BASE = -1

NAMES = (
    "prose_before", "prose_after", "share_before", "share_after", "top", "bottom", "position",
    "lists_before", "since_list", "since_credit", "until_credit", "since_title", "since_prose", "until_prose",
    "prose_since_title", "prose_since_credit",
    "prose_2", "short_2", "claimed_2", "prose_5", "short_5", "claimed_5",
    "prose_12", "short_12", "claimed_12", "prose_25", "short_25", "claimed_25",
    "since_run_start", "since_run_end", "run_share", "in_run",
)
"""The rows of `places`, in order."""

DEF WINDOWS = 16
DEF RUN = 28


def places(
    const double[::1] prose,
    const uint8_t[::1] is_prose,
    const uint8_t[::1] short,
    const uint8_t[::1] claimed,
    const uint8_t[::1] lists,
    const uint8_t[::1] credits,
    const uint8_t[::1] titles,
):
    """The rows of `NAMES` over the blocks, and the first and the last block of the main run.

    `prose` are characters of running text; the others say which blocks are of a kind.
    """
    cdef Py_ssize_t n = prose.shape[0], start, end
    found = np.empty((len(NAMES), n))
    if not n:
        return found, 0, 0
    cdef double[:, ::1] out = found
    _sides(prose, out, n)
    _distances(lists, False, out[8], False)
    _distances(credits, False, out[9], False)
    _distances(credits, False, out[10], True)
    _distances(titles, False, out[11], False)
    _distances(is_prose, True, out[12], False)
    _distances(is_prose, True, out[13], True)
    _counted(is_prose, titles, out[14])
    _counted(is_prose, credits, out[15])
    _amounts(lists, out[7])
    _windows(prose, short, claimed, out, n)
    start, end = _run(prose, is_prose, out, n)
    return found, start, end


cdef void _sides(const double[::1] prose, double[:, ::1] out, Py_ssize_t n) noexcept:
    """How much running text stands before and after each block, and its place on the page."""
    cdef Py_ssize_t i
    cdef double sum_ = 0, total
    for i in range(n):
        sum_ += prose[i]
        out[0, i] = sum_ - prose[i]
    total = out[0, n - 1] + prose[n - 1] + 1.0
    for i in range(n):
        out[1, i] = total - 1.0 - out[0, i] - prose[i]
        out[2, i] = out[0, i] / total
        out[3, i] = (total - out[0, i]) / total
        out[4, i] = min(i, FAR)
        out[5, i] = min(n - 1 - i, FAR)
        out[6, i] = <double>i / n


cdef void _amounts(const uint8_t[::1] mask, double[::1] out) noexcept:
    """How many blocks up to each are in the mask, it included."""
    cdef Py_ssize_t i, count = 0
    for i in range(mask.shape[0]):
        count += mask[i]
        out[i] = min(count, LISTS)


cdef void _distances(const uint8_t[::1] mask, bint strictly, double[::1] out, bint back) noexcept:
    """Blocks since the last one in the mask, or until the next; `strictly` leaves the block itself out."""
    cdef Py_ssize_t n = mask.shape[0], k, i, since = FAR
    for k in range(n):
        i = n - 1 - k if back else k
        if mask[i] and not strictly:
            since = 0
        out[i] = min(since, FAR)
        since = 1 if mask[i] else since + 1


cdef void _counted(const uint8_t[::1] counted, const uint8_t[::1] mask, double[::1] out) noexcept:
    """How many of the counted blocks lie between the last one in the mask and each block; -1 without one."""
    cdef Py_ssize_t i, count = NO_BASE
    for i in range(mask.shape[0]):
        if mask[i]:
            count = 0
        out[i] = min(count, FAR)
        if count >= 0:
            count += counted[i]


cdef void _windows(
    const double[::1] prose, const uint8_t[::1] short, const uint8_t[::1] claimed, double[:, ::1] out,
    Py_ssize_t n,
):
    """Running text around each block, and the shares of short and of claimed ones."""
    cdef double[:, ::1] sums = np.zeros((3, n + 1))
    cdef Py_ssize_t i, k, low, high, row
    cdef int[4] sizes = [2, 5, 12, 25]
    for i in range(n):
        sums[0, i + 1] = sums[0, i] + prose[i]
        sums[1, i + 1] = sums[1, i] + short[i]
        sums[2, i + 1] = sums[2, i] + claimed[i]
    for k in range(4):
        row = WINDOWS + 3 * k
        for i in range(n):
            low, high = max(i - sizes[k], 0), min(i + sizes[k] + 1, n)
            out[row, i] = sums[0, high] - sums[0, low]
            out[row + 1, i] = (sums[1, high] - sums[1, low]) / (high - low)
            out[row + 2, i] = (sums[2, high] - sums[2, low]) / (high - low)


cdef (Py_ssize_t, Py_ssize_t) _run(
    const double[::1] prose, const uint8_t[::1] is_prose, double[:, ::1] out, Py_ssize_t n
) noexcept:
    """The main run: the stretch with most running text and fewest other blocks."""
    cdef Py_ssize_t i, start = 0, end = 0, low = 0
    cdef double sum_ = 0, least = 0, most = 0, inside = 0, total = 0
    for i in range(n):
        sum_ += min(prose[i], RUN_GAIN) if is_prose[i] else -RUN_COST
        if i == 0 or sum_ - least > most:
            most, start, end = sum_ - least, low, i
        if sum_ < least:
            least, low = sum_, i + 1
        total += prose[i]
    for i in range(start, end + 1):
        inside += prose[i]
    for i in range(n):
        out[RUN, i] = max(min(i - start, NEAR), -NEAR)
        out[RUN + 1, i] = max(min(i - end, NEAR), -NEAR)
        out[RUN + 2, i] = inside / (total + 1.0)
        out[RUN + 3, i] = start <= i <= end
    return start, end
