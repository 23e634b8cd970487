# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The first look at all blocks of an HTML page in numbers, of which all sums run in the order of the page."""

import numpy as np

from libc.stdint cimport int64_t, uint8_t

_LEVELS = ("text", "prose", "density", "blocks", "prosy")

NAMES = (
    *"chars words last linked bold broken prose prose_before prose_after position top bottom".split(),
    *"since_prose until_prose prose_1 prose_2 prose_4 prose_9 short_2 linked_2 short_5 linked_5".split(),
    *(f"{name}^{level}" for level in range(5) for name in _LEVELS),
    *"body_share body_density since_first since_last since_start since_end up down depth body_before".split(),
    *"heading titles since_title titles_before since_heading tag^0 tag^1 tag^2".split(),
    *"page_blocks page_prose page_prosy page_linked page_longest".split(),
)
"""What each row of numbers is."""

cdef enum:
    CHARS, WORDS, LAST, LINKED, BOLD, BROKEN, PROSE, PROSE_BEFORE, PROSE_AFTER, POSITION, TOP, BOTTOM
    SINCE_PROSE, UNTIL_PROSE, PROSE_1, PROSE_2, PROSE_4, PROSE_9, SHORT_2, LINKED_2, SHORT_5, LINKED_5
    TEXT_0, PROSE_0, DENSITY_0, BLOCKS_0, PROSY_0
    BODY_SHARE = TEXT_0 + 25
    BODY_DENSITY, SINCE_FIRST, SINCE_LAST, SINCE_START, SINCE_END, UP, DOWN, DEPTH, BODY_BEFORE
    HEADING, TITLES, SINCE_TITLE, TITLES_BEFORE, SINCE_HEADING, TAG_0, TAG_1, TAG_2
    PAGE_BLOCKS, PAGE_PROSE, PAGE_PROSY, PAGE_LINKED, PAGE_LONGEST
    SENTENCE_END = 1  # of the classes of characters
    LEVELS = 5
    INNER = 2  # levels below the container at which its own prose stands
    FAR = 60
    FEW = 8  # words of running text at least
    SHORT = 4

DEF MANY = 40.0  # characters of running text that count
DEF NO_HEADING = 9.0

PROSE_CHARS, FARTHEST = MANY, FAR

cdef double[4] SHARES = [1.0, 1.0, 0.6, 0.3]
"""What a block's prose is worth to the element it stands in, and to those around it."""

cdef struct Page:
    Py_ssize_t blocks, elements
    const int64_t* parents
    const int64_t* first
    const int64_t* last
    const int64_t* above  # of each level, the element around each block
    const int64_t* depth


def look(const int64_t[::1] chars, const int64_t[::1] words, const uint8_t[::1] last, markup, tree, kinds):
    """The numbers of a page that has at least one block: a row for each of `NAMES`.

    `kinds` has, for each element, the number of its tag and the level of heading it is.
    """
    cdef Py_ssize_t n = chars.shape[0]
    cdef const int64_t[::1] parents = markup.parents, first = markup.first, end = markup.last
    cdef const int64_t[:, ::1] above = tree.above
    cdef const int64_t[::1] depth = tree.depth, linked = markup.linked, bold = markup.bold
    cdef const uint8_t[::1] broken = markup.broken.view(np.uint8)
    cdef const double[:, ::1] kind = kinds
    cdef Page page = Page(n, parents.shape[0], &parents[0], &first[0], &end[0], &above[0, 0], &depth[0])
    found = np.empty((len(NAMES), n))
    sums, held = np.empty((SUMS, n + 1)), np.empty((HELD, page.elements))
    cdef double[:, ::1] out = found, sum_ = sums, holds = held
    with nogil:
        _own(out, chars, words, last, linked, bold, broken)
        _sums(out, sum_)
        _near(out, sum_)
        _containers(out, sum_, holds, &page)
        _headings(out, kind, &page)
        _page(out, sum_)
    return found


cdef void _own(
    double[:, ::1] out, const int64_t[::1] chars, const int64_t[::1] words, const uint8_t[::1] last,
    const int64_t[::1] linked, const int64_t[::1] bold, const uint8_t[::1] broken,
) noexcept nogil:
    cdef Py_ssize_t i
    cdef double size, free
    for i in range(out.shape[1]):
        size = max(<double>chars[i], 1.0)
        out[CHARS, i], out[WORDS, i], out[LAST, i] = <double>chars[i], <double>words[i], last[i]
        out[LINKED, i], out[BOLD, i], out[BROKEN, i] = linked[i] / size, bold[i] / size, broken[i]
        free = out[CHARS, i] * (1 - out[LINKED, i])
        out[PROSE, i] = 0.0
        if words[i] >= FEW and out[LINKED, i] < 0.5:
            out[PROSE, i] = free * (1.0 if last[i] == SENTENCE_END else 0.5)


cdef enum:
    OF_PROSE, OF_SHORT, OF_LINKED, OF_MANY, OF_CHARS, OF_CHARS_LINKED, SUMS


cdef void _sums(double[:, ::1] out, double[:, ::1] sums) noexcept nogil:
    """Running sums, from zero on: of prose, of short blocks, of links, of blocks with much prose."""
    cdef Py_ssize_t i
    for i in range(SUMS):
        sums[i, 0] = 0.0
    for i in range(out.shape[1]):
        sums[OF_PROSE, i + 1] = sums[OF_PROSE, i] + out[PROSE, i]
        sums[OF_SHORT, i + 1] = sums[OF_SHORT, i] + (out[WORDS, i] <= SHORT)
        sums[OF_LINKED, i + 1] = sums[OF_LINKED, i] + out[LINKED, i]
        sums[OF_MANY, i + 1] = sums[OF_MANY, i] + (out[PROSE, i] > MANY)
        sums[OF_CHARS, i + 1] = sums[OF_CHARS, i] + out[CHARS, i]
        sums[OF_CHARS_LINKED, i + 1] = sums[OF_CHARS_LINKED, i] + out[LINKED, i] * out[CHARS, i]


cdef void _near(double[:, ::1] out, double[:, ::1] sums) noexcept nogil:
    """What lies around each block in the order of the page."""
    cdef Py_ssize_t n = out.shape[1], i
    cdef double before = sums[OF_PROSE, n] - out[PROSE, n - 1]
    cdef double total = before + out[PROSE, n - 1] + 1.0
    for i in range(n):
        before = sums[OF_PROSE, i + 1] - out[PROSE, i]
        out[PROSE_BEFORE, i] = before / total
        out[PROSE_AFTER, i] = (total - 1.0 - before - out[PROSE, i]) / total
        out[POSITION, i] = <double>i / <double>n
        out[TOP, i], out[BOTTOM, i] = min(<double>i, 200.0), min(<double>(n - 1 - i), 200.0)
        out[PROSE_1, i], out[PROSE_2, i] = _window(sums, OF_PROSE, i, 1), _window(sums, OF_PROSE, i, 2)
        out[PROSE_4, i], out[PROSE_9, i] = _window(sums, OF_PROSE, i, 4), _window(sums, OF_PROSE, i, 9)
        out[SHORT_2, i], out[LINKED_2, i] = _window(sums, OF_SHORT, i, 2), _window(sums, OF_LINKED, i, 2)
        out[SHORT_5, i], out[LINKED_5, i] = _window(sums, OF_SHORT, i, 5), _window(sums, OF_LINKED, i, 5)
    _since_prose(out)


cdef inline double _window(double[:, ::1] sums, int row, Py_ssize_t i, Py_ssize_t k) noexcept nogil:
    """The sum over a block and its `k` neighbours on both sides."""
    return sums[row, min(i + k + 1, sums.shape[1] - 1)] - sums[row, max(i - k, 0)]


cdef void _since_prose(double[:, ::1] out) noexcept nogil:
    cdef Py_ssize_t n = out.shape[1], i, last = -FAR
    for i in range(n):
        out[SINCE_PROSE, i] = min(i - last, FAR)
        last = i if out[PROSE, i] > MANY else last
    last = n - 1 + FAR
    for i in range(n - 1, -1, -1):
        out[UNTIL_PROSE, i] = min(last - i, FAR)
        last = i if out[PROSE, i] > MANY else last


cdef enum:
    CHARS_IN, PROSE_IN, MANY_IN, DENSITY_IN, WORTH, OF_LEVEL, HELD


cdef void _containers(double[:, ::1] out, double[:, ::1] sums, double[:, ::1] held, Page* page) noexcept nogil:
    """What the elements around each block hold, and how far it is from the one that holds the article."""
    cdef Py_ssize_t i, level, best
    cdef int64_t e
    cdef double size
    cdef int row
    _hold(out, sums, held, page)
    for level in range(LEVELS):
        row = TEXT_0 + LEVELS * level
        for i in range(page.blocks):
            e = page.above[level * page.blocks + i]
            size = <double>(page.last[e] - page.first[e])
            out[row, i] = held[CHARS_IN, e] / (held[CHARS_IN, 0] + 1.0)
            out[row + 1, i] = held[PROSE_IN, e] / (held[PROSE_IN, 0] + 1.0)
            out[row + 2, i] = held[DENSITY_IN, e]
            out[row + 3, i] = size
            out[row + 4, i] = held[MANY_IN, e] / size
    best = _container(out, held, page)
    for i in range(page.blocks):
        out[BODY_SHARE, i] = held[PROSE_IN, best] / (held[PROSE_IN, 0] + 1.0)
        out[BODY_DENSITY, i] = held[DENSITY_IN, best]
    _from_container(out, page, best)


cdef void _hold(double[:, ::1] out, double[:, ::1] sums, double[:, ::1] held, Page* page) noexcept nogil:
    """The sums over the blocks of each element."""
    cdef Py_ssize_t e, first, last
    for e in range(page.elements):
        first, last = page.first[e], page.last[e]
        held[CHARS_IN, e] = sums[OF_CHARS, last] - sums[OF_CHARS, first]
        held[PROSE_IN, e] = sums[OF_PROSE, last] - sums[OF_PROSE, first]
        held[MANY_IN, e] = sums[OF_MANY, last] - sums[OF_MANY, first]
        held[DENSITY_IN, e] = sums[OF_CHARS_LINKED, last] - sums[OF_CHARS_LINKED, first]
        held[DENSITY_IN, e] /= max(held[CHARS_IN, e], 1.0)


cdef Py_ssize_t _container(double[:, ::1] out, double[:, ::1] held, Page* page) noexcept nogil:
    """The element the article's text stands in: the one around most prose, where links are few."""
    cdef Py_ssize_t e, best = 0, level
    cdef double most = 0.0, worth
    held[WORTH, :] = 0.0
    for level in range(4):
        _add_worth(out, held, page.above + level * page.blocks, SHARES[level])
    for e in range(1, page.elements):
        worth = held[WORTH, e] * (1 - held[DENSITY_IN, e])
        if worth > most:
            best, most = e, worth
    return best


cdef void _add_worth(
    double[:, ::1] out, double[:, ::1] held, const int64_t* above, double share
) noexcept nogil:
    cdef Py_ssize_t i
    held[OF_LEVEL, :] = 0.0
    for i in range(out.shape[1]):
        held[OF_LEVEL, above[i]] += out[PROSE, i]
    for i in range(held.shape[1]):
        held[WORTH, i] += share * held[OF_LEVEL, i]


cdef void _from_container(double[:, ::1] out, Page* page, Py_ssize_t best) noexcept nogil:
    """How far each block is from the container of the article, in levels and in the order of the page."""
    cdef Py_ssize_t i, n = page.blocks, start = 0, end = n - 1
    cdef double seen = 0.0, own
    cdef bint any_seen = False
    _distance(out, page, best)
    for i in range(n):
        out[DEPTH, i] = page.depth[page.above[i]]
        own = _own_prose(out, i)
        if own > MANY:
            start, end, any_seen = i if not any_seen else start, i, True
        out[BODY_BEFORE, i] = (seen + own) - own
        seen += own
    for i in range(n):
        out[BODY_BEFORE, i] /= seen + 1.0
        out[SINCE_FIRST, i], out[SINCE_LAST, i] = _clip(i - page.first[best]), _clip(i - page.last[best])
        out[SINCE_START, i], out[SINCE_END, i] = _clip(i - start), _clip(i - end)


cdef inline double _own_prose(double[:, ::1] out, Py_ssize_t i) noexcept nogil:
    return out[PROSE, i] if out[UP, i] == 0 and out[DOWN, i] <= INNER else 0.0


cdef inline double _clip(Py_ssize_t far) noexcept nogil:
    return max(min(far, FAR), -FAR)


cdef void _distance(double[:, ::1] out, Page* page, Py_ssize_t best) noexcept nogil:
    """How many levels up from an element, and then down, each block is."""
    cdef Py_ssize_t i, e = best, up = 0
    for i in range(page.blocks):
        out[UP, i] = -1.0
    while True:
        for i in range(page.first[e], page.last[e]):
            if out[UP, i] < 0:
                out[UP, i], out[DOWN, i] = up, page.depth[page.above[i]] - page.depth[e]
        if not e:
            return
        e, up = page.parents[e], up + 1


cdef void _headings(double[:, ::1] out, const double[:, ::1] kind, Page* page) noexcept nogil:
    cdef Py_ssize_t i, n = page.blocks, first = -FAR, last = -FAR, titles = 0
    for i in range(n):
        out[HEADING, i] = min(kind[1, page.above[i]], kind[1, page.above[n + i]])
        out[TAG_0, i], out[TAG_1, i] = kind[0, page.above[i]], kind[0, page.above[n + i]]
        out[TAG_2, i] = kind[0, page.above[2 * n + i]]
        if out[HEADING, i] == 1:
            first = i if not titles else first
            titles += 1
        out[TITLES_BEFORE, i] = min(<double>titles, 9.0)
        out[SINCE_HEADING, i] = min(i - last, FAR)
        last = i if out[HEADING, i] < NO_HEADING else last
    for i in range(n):
        out[TITLES, i] = min(<double>titles, 9.0)
        out[SINCE_TITLE, i] = _clip(i - first)


cdef void _page(double[:, ::1] out, double[:, ::1] sums) noexcept nogil:
    cdef Py_ssize_t i, n = out.shape[1]
    cdef double longest = 0.0
    for i in range(n):
        longest = max(longest, out[PROSE, i])
    out[PAGE_BLOCKS, :], out[PAGE_PROSE, :] = <double>n, sums[OF_PROSE, n]
    out[PAGE_PROSY, :], out[PAGE_LINKED, :] = sums[OF_MANY, n] / n, sums[OF_LINKED, n] / n
    out[PAGE_LONGEST, :] = longest
