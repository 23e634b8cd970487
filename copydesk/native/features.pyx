# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""What each block of a text says of itself, and what all of them say of their page, in numbers."""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint8_t

from copydesk.native.classes cimport (
    CAPITALS, COMMA, DASH, DIGIT, IDEOGRAPH, LETTER, LOWER, MARK, OPENING, OTHER, QUOTE,
    SENTENCES, SENTENCE_END, TIMES, UPPER,
)
from copydesk.native.text cimport Py_UNICODE_ISDECIMAL, PyUnicode_Substring, Text, read as char_at, text_of

NAMES = (
    "chars", "words", "word_length", "upper", "digits", "punctuation", "commas", "marks", "quotes", "sentences",
    "times", "last", "first", "capitals", "function", "function_words", "address", "said", "title",
    "labels_0", "labels_1", "labels_2", "labels_3",
    "labels_share_0", "labels_share_1", "labels_share_2", "labels_share_3",
    "gap", "indent", "lines", "copies", "prose", "credit", "spaceless", "claim",
    "page_blocks", "page_prose", "page_mean_chars", "page_prose_blocks", "page_claimed", "page_short",
    "page_longest", "page_lower", "page_gaps", "page_ended",
)
"""The rows of `columns`, in order."""

DEF PAGE = 35  # the first row of the page
DEF PROSE = 40.0
DEF FEW = 8
DEF SHORT = 4
DEF FUNCTION_SHARE = 0.2
DEF TITLE_SHARE = 0.7
DEF TITLE_WORDS = 3

cdef enum:  # what is counted of words
    FUNCTION = 0
    ADDRESS = 1
    SAID = 2
    LABELS = 3
    TITLES = 7
    SHARED = 8
    PARTICLES = 9


def columns(
    const int32_t[:, ::1] table, const uint8_t[::1] first, const uint8_t[::1] last, const int64_t[::1] lengths,
    const int64_t[::1] many, const int32_t[:, ::1] words, const int64_t[:, ::1] layout, const int64_t[::1] copies,
    const uint8_t[:, ::1] masks, const double[::1] claims, const uint8_t[::1] of_lists,
    const uint8_t[::1] of_credits,
):
    """The rows of `NAMES`; the characters of running text in each block; and six masks.

    `table` counts characters by class, `words` are counts of words; `layout` has the blank lines before each
    block, its indent and lines, `masks` whether it is prose, ends in a credit and is of a script without
    spaces. Of the numbers of claims `of_lists` and `of_credits` say which are of lists and of credits.

    The masks say which blocks have running text, are short, claimed, of lists, of credits, and titles.
    """
    cdef Py_ssize_t n = lengths.shape[0], i
    cdef int claim
    matrix, told, said = np.empty((len(NAMES), n)), np.empty(n), np.empty((6, n), np.uint8)
    cdef double[:, ::1] out = matrix
    cdef double[::1] prose = told
    cdef uint8_t[:, ::1] mask = said
    for i in range(n):
        _characters(out, i, &table[i, 0], lengths[i], many[i])
        out[11, i], out[12, i] = last[i], first[i]
        _words(out, i, &words[i, 0], many[i])
        out[27, i], out[28, i] = min(<double>layout[0, i], 5.0), min(<double>layout[1, i], 40.0)
        out[29, i], out[30, i] = min(<double>layout[2, i], 9.0), min(<double>copies[i], 9.0)
        out[31, i], out[32, i], out[33, i], out[34, i] = masks[0, i], masks[1, i], masks[2, i], claims[i]
        claim = <int>claims[i]
        prose[i] = 0.0
        if many[i] >= FEW and not claim:
            prose[i] = (
                lengths[i] * (1.0 if last[i] == SENTENCE_END else 0.5) * min(1.0, out[14, i] / FUNCTION_SHARE)
            )
        mask[0, i], mask[1, i], mask[2, i] = prose[i] > PROSE, many[i] <= SHORT, claim > 0
        mask[3, i], mask[4, i] = of_lists[claim], of_credits[claim]
        mask[5, i] = i > 0 and out[18, i] >= TITLE_SHARE and many[i] >= TITLE_WORDS
    if n:
        _page(out, prose, mask)
    return matrix, told, said


cdef void _characters(double[:, ::1] out, Py_ssize_t i, const int32_t* row, double length, double many) noexcept nogil:
    cdef double letters = row[LOWER] + row[UPPER] + row[LETTER] + row[IDEOGRAPH], solid = max(letters, 1.0)
    cdef int k, marks = 0
    for k in range(SENTENCE_END, DIGIT):
        marks += row[k]
    for k in range(DASH, OTHER):
        marks += row[k]
    out[0, i], out[1, i], out[2, i] = length, many, letters / many
    out[3, i], out[4, i], out[5, i] = row[UPPER] / solid, row[DIGIT] / solid, marks / solid
    out[6, i], out[7, i] = min(<double>row[COMMA], 9.0), min(<double>row[MARK], 9.0)
    out[8, i], out[9, i] = min(<double>(row[QUOTE] + row[OPENING]), 9.0), min(<double>row[SENTENCES], 9.0)
    out[10, i], out[13, i] = min(<double>row[TIMES], 9.0), row[CAPITALS] / many


cdef void _words(double[:, ::1] out, Py_ssize_t i, const int32_t* row, double many) noexcept nogil:
    cdef int k
    cdef double function = row[FUNCTION] + row[PARTICLES] // 2
    out[14, i], out[15, i] = function / many, min(function, 20.0)
    out[16, i], out[17, i] = row[ADDRESS] / many, min(<double>row[SAID], 5.0)
    out[18, i] = row[SHARED] / max(<double>row[TITLES], 1.0)
    for k in range(4):
        out[19 + k, i], out[23 + k, i] = min(<double>row[LABELS + k], 9.0), row[LABELS + k] / many


cdef void _page(double[:, ::1] out, const double[::1] prose, const uint8_t[:, ::1] mask) noexcept nogil:
    cdef Py_ssize_t n = out.shape[1], i, k
    cdef double[10] page
    for k in range(10):
        page[k] = 0.0
    for i in range(n):
        page[1] += prose[i]
        page[2] += out[0, i]
        page[3] += mask[0, i]
        page[4] += mask[2, i]
        page[5] += mask[1, i]
        page[6] = max(page[6], prose[i])
        page[7] += out[12, i] == LOWER
        page[8] += out[27, i] > 0
        page[9] += out[11, i] == SENTENCE_END
    page[0] = n
    for k in range(2, 10):
        if k != 6:
            page[k] /= n
    for k in range(10):
        for i in range(n):
            out[PAGE + k, i] = page[k]


def layout(list hints not None):
    """The blank lines before blocks, their indents, and how many lines they have; hints come over and over."""
    cdef Py_ssize_t n = len(hints), i
    cdef object before = None
    found = np.empty((3, n), np.int64)
    cdef int64_t[:, ::1] out = found
    for i in range(n):
        if hints[i] is before:
            out[0, i], out[1, i], out[2, i] = out[0, i - 1], out[1, i - 1], out[2, i - 1]
        else:
            before = hints[i]
            out[0, i], out[1, i], out[2, i] = before.gap, before.indent, before.lines
    return found


def repeated(list keys not None):
    """Where each key stands first, and all places of those that stand in several."""
    cdef Py_ssize_t i
    cdef dict first = {}, places = {}
    for i in range(len(keys)):
        key = keys[i]
        earlier = first.setdefault(key, i)
        if <Py_ssize_t>earlier != i:
            if key in places:
                (<list>places[key]).append(i)
            else:
                places[key] = [earlier, i]
    return first, places


def parted(dict places not None, list texts not None, str behind not None, Py_ssize_t longest):
    """The places of each group that have the same number at the end of their texts, or all none, where these are
    several; of these the ones right behind another; and the groups in which one has a number.

    Of what may stand `behind` it nothing counts, and only so many characters before that.
    """
    cdef list group, found = [], twins = [], counted = []
    for group in places.values():
        if _has_number(group, texts, behind):
            counted.append(group)
            groups = _by_number(group, texts, behind, longest)
        else:
            groups = (group,)
        for part in groups:
            if len(<list>part) > 1:
                found.append(part)
            _add_twins(part, twins)
    return found, twins, counted


cdef bint _has_number(list group, list texts, str behind):
    """Whether the text of a place ends in a digit."""
    cdef Text text
    cdef Py_ssize_t end
    for i in group:
        text = text_of(texts[<Py_ssize_t>i])
        end = _end(text, behind)
        if end and Py_UNICODE_ISDECIMAL(char_at(text, end - 1)):
            return True
    return False


cdef Py_ssize_t _end(Text text, str behind):
    cdef Py_ssize_t end = text.length
    while end and char_at(text, end - 1) in behind:
        end -= 1
    return end


cdef object _by_number(list group, list texts, str behind, Py_ssize_t longest):
    """The places of a group by the number at the end of their texts."""
    cdef Py_ssize_t end, start
    cdef Text text
    cdef dict same = {}
    for i in group:
        text = text_of(texts[<Py_ssize_t>i])
        start = end = _end(text, behind)
        while start > max(end - longest, 0) and Py_UNICODE_ISDECIMAL(char_at(text, start - 1)):
            start -= 1
        same.setdefault(PyUnicode_Substring(texts[<Py_ssize_t>i], start, end), []).append(i)
    return same.values()


cdef int _add_twins(list places, list twins) except -1:
    """Enter the places right behind another one."""
    cdef Py_ssize_t k
    for k in range(1, len(places)):
        if <Py_ssize_t>places[k] == <Py_ssize_t>places[k - 1] + 1:
            twins.append(places[k])
    return 0


def copies(dict places not None, Py_ssize_t n):
    """How often the text of each block stands on the page: `places` are those of what stands there repeatedly."""
    found = np.ones(n, np.int64)
    cdef int64_t[::1] many = found
    cdef list group
    for group in places.values():
        for i in group:
            many[<Py_ssize_t>i] = len(group)
    return found


def runs(const uint8_t[::1] mask, Py_ssize_t least, Py_ssize_t start, Py_ssize_t end):
    """The runs of at least so many blocks in a mask, between two places."""
    cdef Py_ssize_t i, first = start
    cdef list found = []
    for i in range(start, end + 1):
        if i == end or not mask[i]:
            if i - first >= least:
                found.append(range(first, i))
            first = i + 1
    return found
