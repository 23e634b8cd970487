# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""What meets at each line break of a dump, in numbers."""

import numpy as np

from libc.stdint cimport int64_t, uint8_t, uint64_t

from copydesk.native.classes cimport CLOSING, COMMA, LOWER, SENTENCE_END, UPPER
from copydesk.native.table cimport Table, begun, further, hashed, make, place, unmake, value
from copydesk.native.text cimport Py_UNICODE_TOLOWER, Text, is_space, read as char_at, text_of

NAMES = (
    *(f"{name}_{place}" for name in ("length", "last", "first", "words") for place in ("bb", "b", "a", "aa")),
    *(f"{name}_{place}" for name in ("starts", "ends", "prose") for place in ("b", "a", "aa")),
    "gap_before", "gap_next", "near", "lower", "closing", "open",
)
"""The rows of `columns`, in order."""

DEF FAR = -9.0  # what stands for a neighbour that is not there
DEF EDGE = 24  # characters of a line that hold its first word, or its last
DEF PROSE_WORDS = 8
DEF OPEN_WORDS = 4
DEF NEAR = 5


cdef enum:  # rows
    LENGTH = 0
    LAST = 4
    FIRST = 8
    WORDS = 12
    STARTS = 16
    ENDS = 19
    PROSE = 22
    GAP_BEFORE = 25
    GAP_NEXT = 26
    AROUND = 27
    PAGE = 28


cdef class Known:
    """Words that lines are asked to begin or to end with."""

    cdef Table table
    cdef object words

    def __cinit__(self, words):
        make(&self.table, len(words))
        self.words = words
        for word in words:
            place(&self.table, hashed(text_of(word), 0, len(word)))[0] = 1

    def __dealloc__(self):
        unmake(&self.table)

    cdef bint has(self, str line, Text text, Py_ssize_t start, Py_ssize_t end) except -1:
        """Whether a word of a line is among them, in lower case."""
        cdef uint64_t key = begun()
        cdef Py_UCS4 character
        cdef Py_ssize_t i
        for i in range(start, end):
            character = char_at(text, i)
            if character == 0x130 or character == 0x3A3:  # which take more than a look at themselves
                return line[start:end].lower() in self.words
            key = further(key, Py_UNICODE_TOLOWER(character))
        return value(&self.table, key | 1)

    cdef bint opens(self, str line, Text text) except -1:
        cdef Py_ssize_t end = 0
        while end < min(text.length, EDGE) and not is_space(char_at(text, end)):
            end += 1
        return self.has(line, text, 0, end)

    cdef bint closes(self, str line, Text text) except -1:
        cdef Py_ssize_t start = text.length
        while start > max(text.length - EDGE, 0) and not is_space(char_at(text, start - 1)):
            start -= 1
        return self.has(line, text, start, text.length)


def columns(list texts not None, const int64_t[::1] gaps, const int64_t[::1] lengths, const int64_t[::1] words,
            const uint8_t[::1] first, const uint8_t[::1] last, Known known not None):
    """The rows of `NAMES` for the break before each line: of the lines around it, and of all of them."""
    cdef Py_ssize_t n = len(texts), i
    cdef Text text
    found = np.empty((len(NAMES), n))
    cdef double[:, ::1] out = found
    own = np.empty((4, n + 1))
    cdef double[:, ::1] line = own  # first word, last word, whether it is prose; characters of prose before
    line[3, 0] = 0.0
    for i in range(n):
        text = text_of(texts[i])
        line[0, i], line[1, i] = known.opens(texts[i], text), known.closes(texts[i], text)
        line[2, i] = last[i] == SENTENCE_END and words[i] >= PROSE_WORDS
        line[3, i + 1] = line[3, i] + (lengths[i] if words[i] >= PROSE_WORDS else 0)
    cdef const double[::1] begins = line[0, :n], ends = line[1, :n], prose = line[2, :n]
    for i in range(n):
        _amounts(out, LENGTH, i, lengths)
        _amounts(out, WORDS, i, words)
        _classes(out, LAST, i, last)
        _classes(out, FIRST, i, first)
        _near(out, STARTS, i, begins)
        _near(out, ENDS, i, ends)
        _near(out, PROSE, i, prose)
        out[GAP_BEFORE, i] = gaps[i - 1] if i else FAR
        out[GAP_NEXT, i] = gaps[i + 1] if i + 1 < n else FAR
        out[AROUND, i] = line[3, min(i + NEAR, n)] - line[3, max(i - NEAR - 1, 0)]
    _page(out, words, first, last)
    return found


def broken(const uint8_t[::1] first, const uint8_t[::1] last, const int64_t[::1] gaps):
    """How many lines go on right below lines that end no sentence, as their first characters say."""
    cdef Py_ssize_t i, found = 0
    for i in range(1, first.shape[0]):
        if not gaps[i] and last[i - 1] != SENTENCE_END:
            found += first[i] == LOWER or first[i] == SENTENCE_END or first[i] == COMMA or first[i] == CLOSING
    return found


def below_capitals(const int64_t[::1] lengths, const int64_t[::1] words, const uint8_t[::1] first):
    """The lines of several words in lower case below one that is a capital alone."""
    cdef Py_ssize_t i
    cdef list found = []
    for i in range(1, first.shape[0]):
        if lengths[i - 1] == 1 and first[i - 1] == UPPER and first[i] == LOWER and words[i] > 1:
            found.append(i)
    return found


cdef inline void _amounts(double[:, ::1] out, Py_ssize_t row, Py_ssize_t i, const int64_t[::1] values) noexcept nogil:
    """Those of the two lines before the break, and of the two after it."""
    cdef Py_ssize_t k
    for k in range(4):
        out[row + k, i] = values[i + k - 2] if 0 <= i + k - 2 < values.shape[0] else FAR


cdef inline void _classes(double[:, ::1] out, Py_ssize_t row, Py_ssize_t i, const uint8_t[::1] values) noexcept nogil:
    cdef Py_ssize_t k
    for k in range(4):
        out[row + k, i] = values[i + k - 2] if 0 <= i + k - 2 < values.shape[0] else FAR


cdef inline void _near(double[:, ::1] out, Py_ssize_t row, Py_ssize_t i, const double[::1] values) noexcept nogil:
    """Those of the line before the break, and of the two after it."""
    cdef Py_ssize_t k
    for k in range(3):
        out[row + k, i] = values[i + k - 1] if 0 <= i + k - 1 < values.shape[0] else FAR


cdef void _page(
    double[:, ::1] out, const int64_t[::1] words, const uint8_t[::1] first, const uint8_t[::1] last
) noexcept nogil:
    """The shares of all lines that begin in lower case, with a closing mark, and that end no sentence."""
    cdef Py_ssize_t n = words.shape[0], i
    cdef Py_ssize_t lower = 0, closing = 0, open = 0
    for i in range(n):
        lower += first[i] == LOWER
        closing += first[i] == SENTENCE_END or first[i] == COMMA or first[i] == CLOSING
        open += words[i] > OPEN_WORDS and last[i] != SENTENCE_END
    for i in range(n):
        out[PAGE, i] = <double>lower / n
        out[PAGE + 1, i] = <double>closing / n
        out[PAGE + 2, i] = <double>open / n
