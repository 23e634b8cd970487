# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Which language bytes are in: naive Bayes over the features that an automaton finds in them."""

import numpy as np

from libc.math cimport log1p
from libc.stdint cimport int32_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memset

cdef extern from *:
    """
    #if defined(__GNUC__)
    #define COPYDESK_SOON(address) __builtin_prefetch(address)
    #else
    #define COPYDESK_SOON(address)
    #endif
    """
    void soon "COPYDESK_SOON"(const void* address) noexcept nogil

cdef enum:  # bits of a move below its parts; the first is the place of the slots of the row that follows
    SIZE = 24  # how many slots the row has, as a power of two and one more
    LAST = 28  # the last byte of the row
    FEATURE = 36  # one more than its number
    BYTE = 55  # with a one before it

cdef enum:
    LINE = 8  # slots in a line of a processor's cache
    WHOLE = 4  # the size of a row of one line
    LATER = 6  # features found before the weights of one are asked for
    LONGEST = 6  # bytes of a feature
    ABREAST = 8  # parts of a text that are walked together
    CLASS = 8  # bits of an entry's class; its kind of weight stands above

DEF DIGIT = 9  # bits of a feature's number that are sorted by at once, twice


cdef class Ranker:
    """The tables of a model, of which most is default; `labels` has that of each class, of which the best counts."""

    cdef const uint64_t[:, ::1] after
    cdef const uint64_t[::1] slots
    cdef uint64_t start
    cdef const uint32_t[::1] entries
    cdef const int32_t[::1] starts, labels
    cdef const double[::1] default, kinds, priors

    def __cinit__(self, moves, table, priors, labels):
        self.after, self.slots, self.start = moves.after, moves.slots, moves.start[0]
        self.starts, self.entries = table.starts, table.entries
        self.default, self.kinds = table.default, table.kinds
        self.priors, self.labels = priors, labels
        if len(self.starts) > 1 << 2 * DIGIT:
            raise ValueError("more features than are told apart")

    def lead(self, bytes text not None):
        """The likeliest label, and by how much it leads before the next; without features the first, by nothing.

        Sums run in the order of features.
        """
        cdef Py_ssize_t n = len(text), many
        cdef const uint8_t* data = text
        cdef int32_t* seen = <int32_t*>malloc(2 * (n + 1) * sizeof(int32_t))
        scores = np.array(self.priors)
        cdef double[::1] sums = scores
        if not seen:
            raise MemoryError
        try:
            with nogil:
                many = self._walk(data, n, seen)
                _sort(seen, many, seen + n + 1)
                self._add(seen, many, sums)
            return self._best(sums) if many else (0, 0.0)
        finally:
            free(seen)

    cdef Py_ssize_t _walk(self, const uint8_t* data, Py_ssize_t n, int32_t* seen) noexcept nogil:
        """The features in a text, in any order; their weights are on their way from memory.

        Parts of the text are walked abreast, as each move waits for memory. Each walk begins before its part: a
        row depends on no more bytes than a feature has.
        """
        cdef Py_ssize_t part = (n + ABREAST - 1) // ABREAST, step, i, many = 0
        cdef uint64_t[ABREAST] moves
        cdef int k
        for k in range(ABREAST):
            moves[k] = self.start
        for step in range(-LONGEST, part):
            for k in range(ABREAST):
                i = k * part + step
                if i < 0 or i >= n:
                    continue
                moves[k] = self._follow(moves[k], data[i])
                seen[many] = <int32_t>((moves[k] >> FEATURE) & 0x7FFFF) - 1
                if step >= 0 and seen[many] >= 0:
                    soon(&self.starts[seen[many]])
                    if many >= LATER:
                        self._ask(seen[many - LATER])
                    many += 1
        for i in range(max(many - LATER, 0), many):
            self._ask(seen[i])
        return many

    cdef inline uint64_t _follow(self, uint64_t move, uint8_t byte) noexcept nogil:
        """The move by a byte from the row that a move leads to: its own, or that of all rows of its last byte."""
        cdef uint64_t other = self.after[(move >> LAST) & 0xFF, byte]
        cdef int size = (move >> SIZE) & 15, k
        cdef const uint64_t* slots
        if size == 0:
            return other
        slots = &self.slots[move & 0xFFFFFF]
        if size > WHOLE:
            slots += LINE * (byte & ((1 << (size - WHOLE)) - 1))
            size = WHOLE
        for k in range(1 << (size - 1)):
            if slots[k] >> BYTE == (<uint64_t>byte << 1 | 1):
                return slots[k]
        return other

    cdef inline void _ask(self, int32_t feature) noexcept nogil:
        soon(&self.entries[self.starts[feature]])

    cdef void _add(self, const int32_t* seen, Py_ssize_t many, double[::1] scores) noexcept nogil:
        """Add, for each feature once, what it says of each class, by the logarithm of how often it was seen."""
        cdef Py_ssize_t i = 0, k, class_, first
        cdef double weight, whole = 0.0
        cdef uint32_t entry
        while i < many:
            first = i
            while i < many and seen[i] == seen[first]:
                i += 1
            weight = log1p(<double>(i - first))
            whole += weight
            for k in range(self.starts[seen[first]], self.starts[seen[first] + 1]):
                entry = self.entries[k]
                class_ = entry & ((1 << CLASS) - 1)
                scores[class_] += weight * (self.kinds[entry >> CLASS] - self.default[class_])
        for class_ in range(scores.shape[0]):
            scores[class_] += whole * self.default[class_]

    cdef _best(self, double[::1] scores):
        cdef Py_ssize_t best = 0, i
        cdef double second = -np.inf
        for i in range(1, scores.shape[0]):
            if scores[i] > scores[best]:
                second = second if self.labels[i] == self.labels[best] else scores[best]
                best = i
            elif scores[i] > second and self.labels[i] != self.labels[best]:
                second = scores[i]
        return self.labels[best], scores[best] - second


cdef void _sort(int32_t* seen, Py_ssize_t many, int32_t* room) noexcept nogil:
    """Sort numbers of features by their lower digit, then by the upper one; there is room for as many."""
    cdef Py_ssize_t[1 << DIGIT] at
    cdef Py_ssize_t i, count, before
    cdef int shift, digit
    for shift in range(0, 2 * DIGIT, DIGIT):
        memset(at, 0, sizeof(at))
        for i in range(many):
            at[(seen[i] >> shift) & ((1 << DIGIT) - 1)] += 1
        before = 0
        for digit in range(1 << DIGIT):
            count = at[digit]
            at[digit] = before
            before += count
        for i in range(many):
            digit = (seen[i] >> shift) & ((1 << DIGIT) - 1)
            room[at[digit]] = seen[i]
            at[digit] += 1
        seen, room = room, seen
