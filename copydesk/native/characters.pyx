# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Each character of some lines looked at once: its class, where words begin, sentences that end, times."""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint8_t
from libc.string cimport memcpy

from copydesk.native.classes cimport (
    BREAK, CAPITALS, CLOSING, DECIMAL, DIGIT, IDEOGRAPH, OPENING, QUOTE, SENTENCES, SENTENCE_END,
    SPACE, SPLIT, TIMES, UPPER, WIDTH, WORDS,
)
from copydesk.native.tags cimport Byte, Char, Pair, Quad
from copydesk.native.text cimport Py_UNICODE_ISALNUM, Py_UNICODE_ISDECIMAL, Text, at, read as char_at, text_of

DEF PLANE = 0x10000
DEF WHITE = 128
DEF CLASS = 127

COLUMNS = ("words", "capitals", "sentences", "times", "split", "decimal")
"""What is counted besides the classes."""


def read(list lines, const uint8_t[::1] classes, list known=None, before=None, const int64_t[::1] sizes=None):
    """Counts for each line, by class and then by `COLUMNS`; the class of its first and of its last character.

    Behind them stand columns of sums: all characters, words, and what white space parts; to the last two
    every two characters of scripts without spaces add one, and there is at least one word.

    `classes` has the class of each character of the basic plane, and one for all others; and 128 more for
    white space. The last character is the one before a closing mark where that ends a sentence. An empty line
    begins and ends with a break.

    Of lines that were `known`, `before` has what was found then: each line here stands for some of those in
    order, one or as many as `sizes` say, and where it is the first of them, it is not looked at again.
    """
    cdef Py_ssize_t n = len(lines), m = len(known) if known is not None else 0, i, at = 0
    counts, sums = np.zeros((n, WIDTH), np.int32), np.empty((3, n), np.int64)
    first, last = np.empty(n, np.uint8), np.empty(n, np.uint8)
    cdef int32_t[:, ::1] row = counts
    cdef int64_t[:, ::1] total = sums
    cdef uint8_t[::1] firsts = first, lasts = last
    cdef const int32_t[:, ::1] old_row
    cdef const int64_t[::1] old_length, old_words, old_parts
    cdef const uint8_t[::1] old_first, old_last
    cdef Text text
    if m:
        old_row, old_first, old_last, old_length, old_words, old_parts = before
    for i in range(n):
        if at < m and known[at] is lines[i]:
            memcpy(&row[i, 0], &old_row[at, 0], WIDTH * sizeof(int32_t))
            firsts[i], lasts[i] = old_first[at], old_last[at]
            total[0, i], total[1, i], total[2, i] = old_length[at], old_words[at], old_parts[at]
            at += sizes[i] if sizes is not None else 1
            continue
        at += sizes[i] if sizes is not None else 1
        text = text_of(lines[i])
        total[0, i] = text.length
        firsts[i] = lasts[i] = BREAK
        if text.length:
            if text.kind == 1:
                _count[Byte](<const Byte*>text.data, text.length, &classes[0], &row[i, 0])
            elif text.kind == 2:
                _count[Pair](<const Pair*>text.data, text.length, &classes[0], &row[i, 0])
            else:
                _count[Quad](<const Quad*>text.data, text.length, &classes[0], &row[i, 0])
            _find(text, &classes[0], &row[i, 0])
            firsts[i] = _class(text, 0, &classes[0])
            lasts[i] = _last(text, &classes[0])
        else:
            firsts[i] = lasts[i] = BREAK
        total[1, i] = max(row[i, WORDS] + row[i, IDEOGRAPH] // 2, 1)
        total[2, i] = row[i, SPLIT] + row[i, IDEOGRAPH] // 2
    return counts, first, last, sums[0], sums[1], sums[2]


cdef inline uint8_t _class(Text text, Py_ssize_t i, const uint8_t* classes) noexcept nogil:
    return classes[min(char_at(text, i), <Py_UCS4>PLANE)] & CLASS


cdef uint8_t _last(Text text, const uint8_t* classes) noexcept nogil:
    cdef uint8_t last = _class(text, text.length - 1, classes)
    if text.length > 1 and (last == CLOSING or last == QUOTE or last == OPENING):
        if _class(text, text.length - 2, classes) == SENTENCE_END:
            return SENTENCE_END
    return last


cdef void _count(const Char* s, Py_ssize_t n, const uint8_t* classes, int32_t* row) noexcept nogil:
    """The classes, and the words; these by the classes, and as `str.split` has them."""
    cdef Py_ssize_t i
    cdef uint8_t found
    cdef Quad character
    cdef bint solid, before = False, part, part_before = False
    cdef int32_t words = 0, capitals = 0, parts = 0
    for i in range(n):
        character = s[i]
        found = classes[min(character, <Quad>PLANE)]
        part, found = found < WHITE, found & CLASS
        row[found] += 1
        solid = found < SPACE
        words += solid & (not before)
        capitals += (found == UPPER) & (not before)
        parts += part & (not part_before)
        before, part_before = solid, part
    row[WORDS], row[CAPITALS], row[SPLIT] = words, capitals, parts


cdef void _find(Text text, const uint8_t* classes, int32_t* row) noexcept nogil:
    """Ends of sentences inside the line; times and years; decimal digits."""
    cdef Py_ssize_t i = 0, size
    cdef uint8_t found
    if not row[SENTENCE_END] and not row[DIGIT]:
        return
    while i < text.length:
        found = _class(text, i, classes)
        size = 1
        if found == SENTENCE_END:
            size = _sentence_end(text, i)
            row[SENTENCES] += size > 0
        elif found == DIGIT and Py_UNICODE_ISDECIMAL(at(text, i)):
            row[DECIMAL] += 1
            size = 0 if i and _in_word(text, i - 1) else _time(text, i)
            row[TIMES] += size > 0
            row[DECIMAL] += max(size - 1, 0)
        i += max(size, 1)


cdef Py_ssize_t _sentence_end(Text text, Py_ssize_t i) noexcept nogil:
    """How long what ends a sentence is at a place: with a space behind it, and a closing mark between."""
    cdef Py_UCS4 mark = at(text, i), after = at(text, i + 1)
    if mark == 0x3002 or mark == 0xFF01 or mark == 0xFF1F:
        return 1
    if mark != u"." and mark != u"!" and mark != u"?" and mark != u"…":
        return 0
    if after == u" ":
        return 2
    if after == u"'" or after == u'"' or after == u"”" or after == u"’" or after == u"»" or after == u")":
        return 3 if at(text, i + 2) == u" " else 0
    return 0


cdef Py_ssize_t _time(Text text, Py_ssize_t i) noexcept nogil:
    """How long a time of day ("8:15", "20.15", "20h15") or a year of the last two centuries is at a place."""
    cdef Py_ssize_t hours, end
    cdef Py_UCS4 mark
    for hours in range(2, 0, -1):
        end = i + hours
        if hours == 2 and not _decimal(text, i + 1):
            continue
        mark = at(text, end)
        if (mark == u":" or mark == u"." or mark == u"h") and _decimal(text, end + 1) and _decimal(text, end + 2):
            if not _in_word(text, end + 3):
                return hours + 3
    if (at(text, i) == u"1" and at(text, i + 1) == u"9") or (at(text, i) == u"2" and at(text, i + 1) == u"0"):
        if _decimal(text, i + 2) and _decimal(text, i + 3) and not _in_word(text, i + 4):
            return 4
    return 0


cdef inline bint _decimal(Text text, Py_ssize_t i) noexcept nogil:
    return i < text.length and Py_UNICODE_ISDECIMAL(at(text, i))


cdef inline bint _in_word(Text text, Py_ssize_t i) noexcept nogil:
    return i < text.length and (at(text, i) == u"_" or Py_UNICODE_ISALNUM(at(text, i)))
