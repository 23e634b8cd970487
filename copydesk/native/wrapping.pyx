# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Which lines of a run are wrapped: broken where the next word would not have fitted."""

import numpy as np

from libc.stdint cimport int64_t, uint8_t

from copydesk.native.text cimport Py_UNICODE_ISDECIMAL, Text, at, is_space, read as char_at, text_of

DEF INDENTED = 2
DEF SHORTEST_RULER = 4


def wrapped(list texts not None, const int64_t[::1] indents, Py_ssize_t first, Py_ssize_t end, Py_ssize_t width,
            double room, double enough, str ends not None, str bullets not None, str rulers not None):
    """For each line from the first to before the end, whether it goes on with the one before; None if not wrapped.

    A break is forced where the next word would have gone beyond the `room`, behind a line longer than half the
    `width`. Of those breaks which start no paragraph `enough` are, but for those behind what may be the last
    line of one: lines that end in one of `ends`, or are an item, with one of `bullets` or a number before it.
    """
    cdef Py_ssize_t i, forced = 0, others = 0
    cdef int64_t base = indents[first]
    cdef bint alone, alone_before, item, item_before, starts, full
    cdef Text text, before
    found = np.zeros(end - first, bool)
    cdef uint8_t[::1] out = found.view(np.uint8)
    for i in range(first, end):
        base = min(base, indents[i])
    before = text_of(texts[first])
    alone_before, item_before = _is_alone(before, rulers), _is_item(before, bullets)
    for i in range(first + 1, end):
        text = text_of(texts[i])
        alone, item = _is_alone(text, rulers), _is_item(text, bullets)
        starts = alone or item or indents[i] >= base + INDENTED or _is_note(before, text)
        full = 2 * before.length > width and <double>(indents[i - 1] + before.length + 1 + _first_word(text)) > room
        if not starts:
            forced += full
            others += not full and not item_before and char_at(before, before.length - 1) not in ends
        out[i - first] = full and not starts and not alone_before
        before, alone_before, item_before = text, alone, item
    return found if forced and <double>forced >= enough * <double>(forced + others) else None


cdef inline bint _is_note(Text before, Text text) noexcept nogil:
    """Whether both lines are in brackets, or a mark of copyright follows: notes below each other."""
    return char_at(before, before.length - 1) == u")" and (char_at(text, 0) == u"(" or char_at(text, 0) == 0xA9)


cdef bint _is_item(Text text, str bullets):
    """Whether a line begins with a bullet, or with a number of two digits at most and a mark, and a space."""
    cdef Py_ssize_t digits = 0
    while digits < 2 and Py_UNICODE_ISDECIMAL(at(text, digits)):
        digits += 1
    if not digits:
        return is_space(at(text, 1)) and char_at(text, 0) in bullets
    return (at(text, digits) == u"." or at(text, digits) == u")") and is_space(at(text, digits + 1))


cdef bint _is_alone(Text text, str rulers):
    """Whether a line is a rule made of one mark, or in columns, as rows of tables are."""
    cdef Py_ssize_t i, spaces = 0, same = 0
    cdef Py_UCS4 character, first = char_at(text, 0)
    for i in range(text.length):
        character = char_at(text, i)
        same += character == first
        spaces = spaces + 1 if character == u" " else 0
        if spaces == 3:
            return True
    return same == text.length >= SHORTEST_RULER and first in rulers


cdef inline Py_ssize_t _first_word(Text text) noexcept nogil:
    cdef Py_ssize_t i = 0
    while i < text.length and not is_space(char_at(text, i)):
        i += 1
    return i
