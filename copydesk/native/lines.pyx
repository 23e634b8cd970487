# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""The lines of a text, and which of some texts hold characters that are looked for."""

from libc.stdint cimport uint8_t

from copydesk.native.text cimport Text, at, is_space, read as char_at, text_of

DEF TAB = 8
DEF PLANE = 0x10000
DEF ALONE = 1
DEF BEFORE_OTHERS = 2


def split(str string):
    """The lines of a text in which all end in a line feed: those with something visible on them.

    Each is a tuple: what is on the line, where that starts, how many blank lines stand before, and the columns
    of its indent.
    """
    cdef Text text = text_of(string)
    cdef Py_ssize_t start = 0, end, first, last, gap = 0
    cdef list found = []
    while start <= text.length:
        end = start
        while end < text.length and char_at(text, end) != u"\n":
            end += 1
        first, last = start, end
        while first < last and is_space(char_at(text, first)):
            first += 1
        while last > first and is_space(char_at(text, last - 1)):
            last -= 1
        if last > first:
            found.append((string[first:last], first, gap, _indent(text, start, first)))
            gap = 0
        else:
            gap += 1
        start = end + 1
    return found


cdef Py_ssize_t _indent(Text text, Py_ssize_t start, Py_ssize_t end) noexcept nogil:
    """The columns that white space takes; a tab goes to the next multiple of eight."""
    cdef Py_ssize_t i, columns = 0
    for i in range(start, end):
        columns = columns // TAB * TAB + TAB if char_at(text, i) == u"\t" else columns + 1
    return columns


def holding(list texts, const uint8_t[::1] sought):
    """Which of the texts hold a character that is sought, or two spaces side by side.

    `sought` has for each character of the basic plane, and in one place for all others, a 1 where it is
    sought, a 2 where it is before another one beyond ASCII.
    """
    cdef list found = []
    cdef Py_ssize_t i
    for i in range(len(texts)):
        if _holds(text_of(texts[i]), &sought[0]):
            found.append(i)
    return found


cdef bint _holds(Text text, const uint8_t* sought) noexcept nogil:
    cdef Py_ssize_t i
    cdef uint8_t kind
    cdef Py_UCS4 character
    for i in range(text.length):
        character = char_at(text, i)
        kind = sought[min(character, <Py_UCS4>PLANE)]
        if kind == ALONE or (kind == BEFORE_OTHERS and at(text, i + 1) > 127):
            return True
        if character == u" " and at(text, i + 1) == u" ":
            return True
    return False
