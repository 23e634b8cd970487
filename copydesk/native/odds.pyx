# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The odds of blocks among those around them and those like them; all sums run in the order of the page."""

import numpy as np

from libc.math cimport rint, sqrt
from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy

from copydesk.native.classes cimport BULLET, COLON, DASH, DIGIT, LOWER, MARK
from copydesk.native.table cimport Table, make, place, unmake


def near(const double[::1] odds, const double[::1] headings, double least, double clear, Py_ssize_t reach,
         Py_ssize_t above, Py_ssize_t below):
    """The places of blocks whose odds are above the least, of those around each with clear odds, up to a reach,
    and of those around the first heading of the first level, so many above and below it.

    Where there are none, these are the likeliest, what stands in its reach before it, and all behind.
    """
    cdef Py_ssize_t n = odds.shape[0], i, k, best = 0, count = 0
    cdef bint titled = False
    found, places = np.zeros(n, np.uint8), np.empty(n, np.int64)
    cdef uint8_t[::1] out = found
    cdef int64_t[::1] at = places
    for i in range(n):
        out[i] |= odds[i] > least
        if odds[i] > clear:
            for k in range(max(i - reach, 0), min(i + reach + 1, n)):
                out[k] = True
        if headings[i] == 1 and not titled:
            titled = True
            for k in range(max(i - above, 0), min(i + below, n)):
                out[k] = True
        best = i if odds[i] > odds[best] else best
    for i in range(n):
        if out[i]:
            at[count] = i
            count += 1
    return places[:count] if count else np.arange(max(best - reach, 0), n)


def alike(const double[::1] first, const double[::1] second, const double[::1] third, const double[::1] share,
          double most):
    """The number of each block, that of the first with the same three values whose share is as much above most."""
    cdef Py_ssize_t n = share.shape[0], i
    cdef uint64_t key
    cdef double above
    cdef Table numbers
    cdef uint32_t* number
    found = np.empty(n, np.int64)
    cdef int64_t[::1] out = found
    make(&numbers, n)
    try:
        for i in range(n):
            above = share[i] > most
            key = _mixed(_mixed(_mixed(_mixed(0, first[i]), second[i]), third[i]), above)
            number = place(&numbers, key | 1)
            if not number[0]:
                numbers.count += 1
                number[0] = numbers.count
            out[i] = number[0] - 1
    finally:
        unmake(&numbers)
    return found


cdef inline uint64_t _mixed(uint64_t key, double value) noexcept nogil:
    cdef uint64_t bits
    memcpy(&bits, &value, sizeof(bits))
    key = (key ^ bits) * 0x9E3779B97F4A7C15ULL
    return key ^ (key >> 32)


def evened(const double[::1] odds, const double[::1] words, const int64_t[::1] group, double share, Py_ssize_t fewest):
    """Odds of which a share is the mean of the group, where that has enough blocks; weighed by roots of words."""
    cdef Py_ssize_t n = odds.shape[0], i, k
    found, sums = np.empty(n), np.zeros((3, n))
    cdef double[::1] out = found
    cdef double[:, ::1] held = sums  # of each group: its odds by weight, its weight, its blocks
    cdef double weight
    for i in range(n):
        k, weight = group[i], sqrt(words[i])
        held[0, k] += odds[i] * weight
        held[1, k] += weight
        held[2, k] += 1.0
    for i in range(n):
        k = group[i]
        weight = share if held[2, k] >= fewest else 0.0
        out[i] = (1 - weight) * odds[i] + weight * (held[0, k] / held[1, k])
    return found


def promise(const double[::1] odds, const int64_t[::1] words, const uint8_t[::1] kept):
    """The F1 of the kept words against the article's, were each block text with just the odds it has."""
    cdef Py_ssize_t i
    cdef double whole = 0.0, both = 0.0, likely
    for i in range(odds.shape[0]):
        likely = odds[i] * <double>words[i]
        whole += (<double>words[i] if kept[i] else 0.0) + likely
        both += likely if kept[i] else 0.0
    return 2 * both / whole if whole else 0.0


def kept(const double[::1] odds, const double[::1] summary, const uint8_t[::1] spared, const uint8_t[::1] exempt,
         double likely, double lead, double enough):
    """Which blocks are kept by their odds, those exempt aside: as text, as a standfirst, or as what is spared."""
    cdef Py_ssize_t i
    found = np.empty(odds.shape[0], np.uint8)
    cdef uint8_t[::1] out = found
    for i in range(odds.shape[0]):
        out[i] = not exempt[i] and (odds[i] > likely or summary[i] > lead or (spared[i] and odds[i] > enough))
    return found


def before(const uint8_t[::1] mask):
    """The places right before where a mask begins to hold."""
    cdef Py_ssize_t i
    cdef list found = []
    for i in range(mask.shape[0] - 1):
        if mask[i + 1] and not mask[i]:
            found.append(i)
    return found


def neither(const uint8_t[::1] first, const uint8_t[::1] second):
    """The places where neither of two masks holds."""
    cdef Py_ssize_t i
    cdef list found = []
    for i in range(first.shape[0]):
        if not (first[i] or second[i]):
            found.append(i)
    return found


def rows(const double[::1] odds, const uint8_t[::1] free, const int32_t[:, ::1] table, const uint8_t[::1] first,
         const uint8_t[::1] ended, const int64_t[::1] words, Py_ssize_t most, tuple enough not None):
    """The free lines of up to so many words of which enough in a row look alike and are likely on average.

    `enough` are pairs of how many lines that are, and how likely they must be.
    They begin with a character of the same class, no small letter, end a sentence or not, and have a colon or a
    dash in them or not; they have one, or begin with a digit, a dash, a bullet or a mark. Odds count to four digits.
    """
    cdef Py_ssize_t n = odds.shape[0], i, k, start = 0
    cdef int look = -1, other
    cdef int64_t total = 0
    found = np.zeros(n, np.uint8)
    cdef uint8_t[::1] out = found
    for i in range(n + 1):
        other = -2 if i == n else -1
        if i < n and free[i] and words[i] <= most:
            other = _look(first[i], ended[i], table[i, COLON] > 0, table[i, DASH] > 0)
        if other != look:
            if look >= 0 and _is_likely(total, i - start, enough):
                for k in range(start, i):
                    out[k] = True
            start, look, total = i, other, 0
        if i < n:
            total += <int64_t>rint(odds[i] * 10000.0)
    return found


cdef bint _is_likely(int64_t total, Py_ssize_t lines, tuple enough) except -1:
    """Whether so many lines are enough for their odds, of which a total is given."""
    cdef Py_ssize_t fewest
    cdef double likely
    for fewest, likely in enough:
        if lines >= fewest and total > likely * 10000.0 * lines:
            return True
    return False


cdef inline int _look(uint8_t first, bint ended, bint colon, bint dash) noexcept nogil:
    """How a row looks; -1 of what is none."""
    if first == LOWER or not (colon or dash or first == DIGIT or first == DASH or first == BULLET or first == MARK):
        return -1
    return ((first * 2 + ended) * 2 + colon) * 2 + dash
