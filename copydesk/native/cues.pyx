# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Many strings looked for at once in many lines, by windows of a few of their characters."""

from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free

from copydesk.native.text cimport Py_UNICODE_ISALNUM, Text, read as char_at, text_of

DEF SIZES = 4
DEF TABLE_BITS = 15
DEF PAIR_BITS = 12
DEF LONG = 8
DEF LINE = 1
DEF WORD = 2
DEF ANYWHERE = 4

cdef int[SIZES] WIDTHS = [8, 4, 2, 1]


cdef class Strings:
    """Strings to look for. Each has a window, which stands some characters behind its beginning.

    `entries` are tuples of a string, where its window begins in it, where the string may begin (at a line, at
    a word, anywhere: 1, 2, 4), and of what kinds it is. Where it may not begin anywhere, it begins with its
    window. Windows have one, two, four or eight characters.
    """

    cdef uint8_t* tables
    cdef uint8_t[1 << PAIR_BITS] pairs  # what may begin where a window's first two characters stand; spares most places
    cdef dict by_window

    def __cinit__(self, entries):
        self.tables = <uint8_t*>calloc(SIZES << TABLE_BITS, 1)
        if self.tables == NULL:
            raise MemoryError()
        self.by_window = {}
        cdef uint64_t window
        cdef int k
        for entry in entries:
            string, before, where, _ = entry
            k = 0
            while WIDTHS[k] > len(string):
                k += 1
            window = _window(string, before, WIDTHS[k])
            self.tables[(k << TABLE_BITS) + _slot(window)] |= where
            if WIDTHS[k] > 1:
                self.pairs[_pair(_window(string, before, 2))] |= where
            self.by_window.setdefault((k, window), []).append(entry)

    def __dealloc__(self):
        free(self.tables)

    def find(self, list lines, str quotes):
        """For each kind, the numbers of the lines that hold a string of it.

        A line begins behind the `quotes` it may begin with; a word where no letter or digit stands before.
        """
        cdef Py_ssize_t i
        cdef dict found = {}
        for i in range(len(lines)):
            self._find(lines[i], i, len(lines[i]) - len(lines[i].lstrip(quotes)), found)
        return found

    cdef int _find(self, str line, Py_ssize_t number, Py_ssize_t opening, dict found) except -1:
        """Look at each place of a line, from its end on, so that its windows grow by a character each."""
        cdef Text text = text_of(line)
        cdef Py_ssize_t i
        cdef int k
        cdef uint8_t where
        cdef uint64_t character, lows = 0, fours = 0
        cdef uint64_t[SIZES] windows
        for i in range(text.length - 1, -1, -1):
            character = char_at(text, i)
            lows = lows << 8 | character & 0xFF
            fours = fours << 16 | min(character, <uint64_t>0xFFFF)
            windows[0], windows[1] = lows, fours
            windows[2], windows[3] = <uint32_t>fours, fours & 0xFFFF
            where = _beginning(text, i, opening)
            for k in range(0 if self.pairs[_pair(windows[2])] & where else SIZES - 1, SIZES):
                if self.tables[(k << TABLE_BITS) + _slot(windows[k])] & where:
                    self._compare(line, number, i, k, windows[k], where, found)
        return 0

    cdef int _compare(
        self, str line, Py_ssize_t number, Py_ssize_t i, int k, uint64_t window, uint8_t where, dict found
    ) except -1:
        """Enter the line for the kinds of each string whose window stands at a place."""
        for string, before, allowed, kinds in self.by_window.get((k, window), ()):
            if allowed & where and i >= before and line.startswith(string, i - before):
                for kind in kinds:
                    found.setdefault(kind, set()).add(number)
        return 0


cdef inline uint64_t _pair(uint64_t window) noexcept nogil:
    return (window * 0x9E3779B97F4A7C15ULL) >> (64 - PAIR_BITS)


cdef inline uint64_t _slot(uint64_t window) noexcept nogil:
    return (window * 0x9E3779B97F4A7C15ULL) >> (64 - TABLE_BITS)


cdef inline uint8_t _beginning(Text text, Py_ssize_t i, Py_ssize_t opening) noexcept nogil:
    """What may begin at a place: anything, a word, or the line."""
    cdef Py_UCS4 before = char_at(text, i - 1) if i else 0
    if i == opening:
        return LINE | WORD | ANYWHERE
    return ANYWHERE if _is_solid(before) else WORD | ANYWHERE


cdef inline bint _is_solid(Py_UCS4 character) noexcept nogil:
    """Whether it is a letter or digit; of the most frequent ones that is plain."""
    return u"a" <= character <= u"z" or (character > 32 and character < 0x10000 and Py_UNICODE_ISALNUM(character))


cdef uint64_t _window(str string, Py_ssize_t start, int width):
    """Some characters as a number; of eight only the low bytes count."""
    cdef uint64_t packed = 0
    for character in reversed(string[start : start + width]):
        if width == LONG:
            packed = packed << 8 | <uint64_t>ord(character) & 0xFF
        else:
            packed = packed << 16 | min(<uint64_t>ord(character), <uint64_t>0xFFFF)
    return packed
