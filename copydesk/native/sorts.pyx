# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""The lines of a page by what their characters tell of them, in one look at all."""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint8_t

from copydesk.native.classes cimport BULLET, DASH, DECIMAL, DIGIT, LOWER, MARK, PUNCTUATION, SPACE, UPPER

DEF SHORT_WORDS = 3
DEF SHORT_CHARS = 30
DEF LONG_WORDS = 8
DEF MANY_CAPITALS = 7
DEF FEWEST_MARKS = 2

SORTS = ("running", "letterless", "rows", "marks", "numbered", "marked", "unended", "capitals")
"""Running text that is no caption; without digits and letters that have a case; lines of no text with several marks
such as stand between topics; those with a stroke or the like; short ones with a digit; those that begin with a dash, a
bullet or another mark; those of some words that end no sentence; long ones of these with many capitals."""


def sort(const int32_t[:, ::1] table, const uint8_t[::1] first, const int64_t[::1] lengths, const int64_t[::1] parts,
         const uint8_t[::1] ended, const uint8_t[::1] prose, const uint8_t[::1] credit):
    """The lines of each of `SORTS`, and a mask of those of up to three words that end no sentence.

    `table` counts the characters of each line by class.
    """
    cdef Py_ssize_t n = lengths.shape[0], i
    cdef list running = [], letterless = [], rows = [], marks = [], numbered = [], marked = [], unended = [], capitals = []
    short = np.empty(n, np.uint8)
    cdef uint8_t[::1] mask = short
    for i in range(n):
        mask[i] = parts[i] <= SHORT_WORDS and not ended[i]
        if prose[i] and not credit[i]:
            running.append(i)
        if not (table[i, LOWER] or table[i, UPPER] or table[i, DIGIT]):
            letterless.append(i)
        if not (ended[i] or prose[i]) and table[i, MARK] + table[i, BULLET] + table[i, PUNCTUATION] >= FEWEST_MARKS:
            rows.append(i)
        if table[i, MARK]:
            marks.append(i)
        if lengths[i] <= SHORT_CHARS and table[i, DECIMAL]:
            numbered.append(i)
        if DASH <= first[i] < SPACE:
            marked.append(i)
        if parts[i] >= SHORT_WORDS and not ended[i]:
            unended.append(i)
            if parts[i] >= LONG_WORDS and table[i, UPPER] >= MANY_CAPITALS:
                capitals.append(i)
    return short, running, letterless, rows, marks, numbered, marked, unended, capitals
