# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""What surrounds some blocks of an HTML page, in numbers: neighbours, blocks alike, landmarks, names."""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport strchr, strstr

from copydesk.native.attributes cimport Attributes
from copydesk.native.classes cimport CAPITALS, COMMA, DIGIT, IDEOGRAPH, LETTER, LOWER, MARK, OPENING, QUOTE, UPPER
from copydesk.native.table cimport Table, further, hashed, make, place, unmake
from copydesk.native.tags cimport Byte
from copydesk.native.text cimport text_of

from copydesk.native.survey import FARTHEST, PROSE_CHARS

_NEAR = {"chars": (-2, -1, 1, 2), "linked": (-2, -1, 1, 2), "last": (-1, 1), "bold": (-1, 1), "heading": (-1, 1)}

OWN = ("word_length", "upper", "digits", "commas", "quotes", "marks", "first", "capitals", "copies")
NEIGHBOURS = (
    *(f"{name}{step:+d}" for name, steps in _NEAR.items() for step in steps), "capitals-1", "capitals+1",
)
GROUPS = ("group_prose", "group_count", "group_share", "group_chars", "group_linked", "group_prosy")
CLAIMED = ("claim-1", "claim+1", "since_credit", "since_list")
PROMISES = (
    "names", "names_low", "names_high",
    "names_near_low", "names_near_high", "names_near", "names_far_low", "names_far_high", "names_far",
)
"""What each row of numbers is."""

cdef Py_ssize_t FAR = FARTHEST
cdef double MANY = PROSE_CHARS  # of running text that count

DEF LEVELS = 7


def own(const int64_t[::1] near, const int32_t[:, ::1] table, const int64_t[::1] words, const uint8_t[::1] first,
        list texts not None):
    """What the characters of each block say; `table` counts them by class, in all blocks."""
    cdef Py_ssize_t m = near.shape[0], i, k
    cdef const int32_t* row
    cdef double letters, solid
    cdef dict copies = {texts[i]: 0 for i in near}
    for text in texts:
        if text in copies:
            copies[text] += 1
    found = np.empty((len(OWN), m))
    cdef double[:, ::1] out = found
    for k in range(m):
        i = near[k]
        row = &table[i, 0]
        letters = row[LOWER] + row[UPPER] + row[LETTER] + row[IDEOGRAPH]
        solid = max(letters, 1.0)
        out[0, k], out[1, k], out[2, k] = letters / words[i], row[UPPER] / solid, row[DIGIT] / solid
        out[3, k], out[4, k] = min(<double>row[COMMA], 9.0), min(<double>(row[QUOTE] + row[OPENING]), 9.0)
        out[5, k], out[6, k] = min(<double>row[MARK], 9.0), first[i]
        out[7, k], out[8, k] = row[CAPITALS] / <double>words[i], min(<double>copies[texts[i]], 9.0)
    return found


def neighbours(const int64_t[::1] near, columns, const int32_t[:, ::1] table, const int64_t[::1] words):
    """The values of blocks before and behind; -1 where there is none."""
    cdef Py_ssize_t m = near.shape[0], n = words.shape[0], k, i, row = 0
    cdef Py_ssize_t step
    cdef const double[::1] values
    found = np.empty((len(NEIGHBOURS), m))
    cdef double[:, ::1] out = found
    for name, steps in _NEAR.items():
        values = columns[name]
        for step in steps:
            for k in range(m):
                i = near[k] + step
                out[row, k] = values[i] if 0 <= i < n else -1.0
            row += 1
    for step in range(-1, 2, 2):
        for k in range(m):
            i = near[k] + step
            out[row, k] = table[i, CAPITALS] / <double>words[i] if 0 <= i < n else -1.0
        row += 1
    return found


def groups(const int64_t[::1] near, const int64_t[:, ::1] above, markup, columns):
    """Blocks whose elements, and those around them, have the same tag and classes make a group."""
    cdef Py_ssize_t n = above.shape[1], m = near.shape[0], i, k
    cdef const double[::1] prose = columns["prose"], chars = columns["chars"], linked = columns["linked"]
    cdef double total = 0.0
    groups_, sums = np.empty(n, np.int64), np.zeros((5, n))
    cdef int64_t[::1] group = groups_
    cdef double[:, ::1] held = sums
    _group(group, above, markup.tags, markup.attributes)
    for i in range(n):
        k = group[i]
        total += prose[i]
        held[0, k] += 1.0
        held[1, k] += prose[i]
        held[2, k] += chars[i]
        held[3, k] += linked[i]
        held[4, k] += prose[i] > MANY
    found = np.empty((len(GROUPS), m))
    cdef double[:, ::1] out = found
    for i in range(m):
        k = group[near[i]]
        out[0, i], out[1, i], out[2, i] = held[1, k] / (total + 1.0), held[0, k], held[0, k] / n
        out[3, i], out[4, i] = held[2, k] / held[0, k], held[3, k] / held[0, k]
        out[5, i] = held[4, k] / held[0, k]
    return found


cdef _group(int64_t[::1] group, const int64_t[:, ::1] above, tuple tags, Attributes attributes):
    cdef Py_ssize_t i, e, level, n = above.shape[1]
    cdef uint64_t[::1] key = np.zeros(len(tags), np.uint64)
    cdef Table numbers
    cdef uint32_t* number
    make(&numbers, n)
    try:
        for i in range(n):
            for level in range(2):
                e = above[level, i]
                if not key[e]:
                    key[e] = _classes(tags[e], attributes.data + attributes.starts[e])
            number = place(&numbers, (key[above[0, i]] * 0x9E3779B97F4A7C15ULL ^ key[above[1, i]]) | 1)
            if not number[0]:
                numbers.count += 1
                number[0] = numbers.count
            group[i] = number[0] - 1
    finally:
        unmake(&numbers)


cdef uint64_t _classes(str tag, const Byte* attributes):
    """A hash of the tag and classes of an element; its attributes end in zero."""
    cdef uint64_t key = hashed(text_of(tag), 0, len(tag))
    cdef const char* classes = strstr(<const char*>attributes, b' class="')
    cdef const char* end = strchr(classes + 8, c'"') if classes else NULL
    while classes < end:
        key = further(key, <Byte>classes[0])
        classes += 1
    return key | 1


def inside(const int64_t[::1] near, markup, const double[::1] landmarks, Py_ssize_t kinds, *others):
    """Which blocks are inside elements of each kind of landmark, and, behind these, inside each of other groups.

    `landmarks` has the kind of each element, below zero for most.
    """
    cdef Py_ssize_t n = len(markup.elements), e, i, kind, depth, rows = kinds + len(others)
    cdef const int64_t[::1] first = markup.first, last = markup.last
    edges_ = np.zeros((rows, n + 1), np.int32)
    cdef int32_t[:, ::1] edges = edges_
    for e in range(landmarks.shape[0]):
        if landmarks[e] >= 0:
            kind = <Py_ssize_t>landmarks[e]
            edges[kind, first[e]] += 1
            edges[kind, last[e]] -= 1
    for kind in range(kinds, rows):
        for e in others[kind - kinds]:
            edges[kind, first[e]] += 1
            edges[kind, last[e]] -= 1
    found = np.empty((rows, near.shape[0]))
    cdef double[:, ::1] out = found
    for kind in range(rows):
        depth = 0
        for i in range(n):
            depth += edges[kind, i]
            edges[kind, i] = depth > 0
        for i in range(near.shape[0]):
            out[kind, i] = edges[kind, near[i]]
    return found


def around(const int64_t[::1] near, const int64_t[:, ::1] above, Py_ssize_t elements):
    """Which elements are around some blocks."""
    cdef Py_ssize_t level, k
    found = np.zeros(elements, np.uint8)
    cdef uint8_t[::1] out = found
    for level in range(above.shape[0]):
        for k in range(near.shape[0]):
            out[above[level, near[k]]] = 1
    return found


def promises(const int64_t[::1] near, const int64_t[:, ::1] above, const double[:, ::1] odd,
             const int64_t[::1] bits, const double[:, :] share, Py_ssize_t kinds):
    """What the names of the elements around each block promise, by how far up they are.

    Elements have the lowest, highest and mean odds of their names, and the kinds they speak of. `share` is how much of the page's prose the elements of each level hold. Behind the promises stands, for
    each kind, how far up an element is that speaks of it and holds less than half.
    """
    cdef Py_ssize_t m = near.shape[0], k, level, e, kind
    found = np.empty((len(PROMISES) + kinds, m))
    cdef double[:, ::1] out = found
    for k in range(m):
        e = above[0, near[k]]
        out[0, k], out[1, k], out[2, k] = odd[2, e], odd[0, e], odd[1, e]
        _range(out, k, 3, near[k], above, odd, 1, 3)
        _range(out, k, 6, near[k], above, odd, 3, LEVELS)
        for kind in range(kinds):
            level = 0
            while level < share.shape[0] and not (
                share[level, k] < 0.5 and (bits[above[level, near[k]]] >> kind) & 1
            ):
                level += 1
            out[len(PROMISES) + kind, k] = level
    return found


cdef void _range(
    double[:, ::1] out, Py_ssize_t k, Py_ssize_t row, Py_ssize_t i, const int64_t[:, ::1] above,
    const double[:, ::1] odd, Py_ssize_t start, Py_ssize_t end,
) noexcept nogil:
    """The lowest, highest and mean odds over some levels."""
    cdef Py_ssize_t level, e = above[start, i]
    cdef double low = odd[0, e], high = odd[1, e], mean = odd[2, e]
    for level in range(start + 1, end):
        e = above[level, i]
        low, high, mean = min(low, odd[0, e]), max(high, odd[1, e]), mean + odd[2, e]
    out[row, k], out[row + 1, k], out[row + 2, k] = low, high, mean / <double>(end - start)


def claimed(const double[::1] claim, const uint8_t[::1] kinds):
    """The claims before and behind each block, and the blocks since the last before that is a credit or a list.

    `claim` has the number of each block's category, `kinds` a bit for credits and one for lists for each.
    """
    cdef Py_ssize_t n = claim.shape[0], i
    cdef Py_ssize_t[2] last = [-FAR, -FAR]
    found = np.empty((len(CLAIMED), n))
    cdef double[:, ::1] out = found
    for i in range(n):
        out[0, i] = claim[i - 1] if i else -1.0
        out[1, i] = claim[i + 1] if i + 1 < n else -1.0
        out[2, i], out[3, i] = min(i - last[0], FAR), min(i - last[1], FAR)
        last[0] = i if kinds[<Py_ssize_t>claim[i]] & 1 else last[0]
        last[1] = i if kinds[<Py_ssize_t>claim[i]] & 2 else last[1]
    return found
