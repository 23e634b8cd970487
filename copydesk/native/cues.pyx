# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Many strings looked for at once in many lines, by windows of a few of their characters."""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.pyport cimport PY_SSIZE_T_MAX
from libc.stdint cimport uint8_t, uint32_t, uint64_t

from copydesk.native.table cimport Table, make, place, unmake, value
from copydesk.native.tags cimport Byte, Char, Pair, Quad
from copydesk.native.text cimport (
    Py_UNICODE_ISALNUM, Py_UNICODE_ISALPHA, Text, at as char_or_none, read as char_at, text_of,
)

DEF SIZES = 4
DEF EIGHT_BITS = 15
DEF FOUR_BITS = 14
DEF PAIR_BITS = 12
DEF LONG = 8
DEF LINE = 1
DEF WORD = 2
DEF ANYWHERE = 4
DEF WHOLE = 8  # no letter may follow

cdef int[SIZES] WIDTHS = [8, 4, 2, 1]

cdef uint8_t[256] AFTER  # what may begin behind a character
for _character in range(256):
    AFTER[_character] = ANYWHERE if chr(_character).isalnum() else WORD | ANYWHERE


cdef struct Sought:
    Text text
    Py_ssize_t before  # where its window begins in it
    int where  # its window may begin, and whether no letter may follow the string
    uint64_t bits  # of its kinds


cdef class Strings:
    """Strings to look for. Each has a window, which stands some characters behind its beginning.

    `entries` are tuples of a string, where its window begins in it, where the window may begin (at a line, at
    a word, anywhere: 1, 2, 4, with 8 more if no letter may follow the string), and of what kinds it is. Windows
    have one, two, four or eight characters.
    """

    cdef uint8_t[1 << EIGHT_BITS] eights  # where windows of eight characters may stand
    cdef uint8_t[1 << FOUR_BITS] fours
    cdef uint8_t[1 << PAIR_BITS] pairs
    cdef uint8_t[256] singles
    cdef Table windows
    cdef Sought* sought
    cdef Py_ssize_t* groups  # where the strings of each window begin
    cdef tuple kinds
    cdef list held  # the strings

    def __cinit__(self, entries):
        cdef dict kinds = {}, groups = {}
        cdef uint64_t window, mixed
        cdef int k
        cdef Py_ssize_t many = 0
        for string, before, where, of in entries:
            k = 0
            while WIDTHS[k] > len(string):
                k += 1
            window = _keyed(_window(string, before, WIDTHS[k]), k)
            mixed = _mixed(_window(string, before, WIDTHS[k]))
            if k == 0:
                self.eights[mixed >> (64 - EIGHT_BITS)] |= where & 7 | _tag(mixed)
            elif k == 1:
                self.fours[mixed >> (64 - FOUR_BITS)] |= where & 7 | _tag(mixed)
            elif k == 2:
                self.pairs[mixed >> (64 - PAIR_BITS)] |= where & 7 | _tag(mixed)
            else:
                self.singles[ord(string[before]) & 255] |= where & 7
            bits = sum(1 << kinds.setdefault(kind, len(kinds)) for kind in of)
            groups.setdefault(window, []).append((string, before, where, bits))
        if len(kinds) > 64:
            raise ValueError("more than 64 kinds of strings")
        self.kinds = tuple(kinds)
        self.held = [string for group in groups.values() for string, *_ in group]
        self.sought = <Sought*>PyMem_Malloc(max(len(self.held), 1) * sizeof(Sought))
        self.groups = <Py_ssize_t*>PyMem_Malloc((len(groups) + 2) * sizeof(Py_ssize_t))
        if not self.sought or not self.groups:
            raise MemoryError
        make(&self.windows, len(groups))
        for i, (window, group) in enumerate(groups.items(), 1):
            place(&self.windows, window)[0] = i
            self.groups[<Py_ssize_t>i] = many
            for string, before, where, bits in group:
                self.sought[many] = Sought(text_of(string), before, where, bits)
                many += 1
        self.groups[len(groups) + 1] = many

    def __dealloc__(self):
        unmake(&self.windows)
        PyMem_Free(self.sought)
        PyMem_Free(self.groups)

    def find(self, list lines, str quotes, Py_ssize_t longest=PY_SSIZE_T_MAX, Py_ssize_t end=0):
        """For each kind, the numbers of the lines that hold a string of it.

        A line begins behind the `quotes` it may begin with; a word where no letter or digit stands before. Of
        lines longer than `longest` count so many characters at either end.
        """
        cdef Py_ssize_t i, k, opening
        cdef uint64_t bits
        cdef Text text
        cdef str line
        cdef list found = [None] * len(self.kinds)
        for i in range(len(lines)):
            line = lines[i]
            if len(line) > longest:
                line = line[:end] + line[-end:]
            text = text_of(line)
            opening = 0
            while opening < text.length and char_at(text, opening) in quotes:
                opening += 1
            bits = 0
            if text.kind == 1:
                self._find[Byte](<const Byte*>text.data, text, opening, &bits)
            elif text.kind == 2:
                self._find[Pair](<const Pair*>text.data, text, opening, &bits)
            else:
                self._find[Quad](<const Quad*>text.data, text, opening, &bits)
            k = 0
            while bits:
                if bits & 1:
                    if found[k] is None:
                        found[k] = []
                    (<list>found[k]).append(i)
                bits >>= 1
                k += 1
        return {kind: frozenset(numbers) for kind, numbers in zip(self.kinds, found) if numbers is not None}

    cdef void _find(self, const Char* s, Text text, Py_ssize_t opening, uint64_t* bits) noexcept nogil:
        """Look at each place of a line, from its end on, so that its windows grow by a character each."""
        cdef Py_ssize_t i
        cdef uint8_t where, eight, four, pair, single
        cdef uint64_t lows = 0, fours = 0
        cdef Quad character = s[text.length - 1] if text.length else 0, before
        for i in range(text.length - 1, -1, -1):
            before = s[i - 1] if i else 0
            lows = lows << 8 | character & 0xFF
            fours = fours << 16 | min(character, <Quad>0xFFFF)
            eight = self._told(self.eights, EIGHT_BITS, _mixed(lows))
            four = self._told(self.fours, FOUR_BITS, _mixed(fours))
            pair = self._told(self.pairs, PAIR_BITS, _mixed(<uint32_t>fours))
            single = self.singles[character & 255]
            where = AFTER[before] if before < 256 else ANYWHERE | WORD
            if i == opening:
                where = LINE | WORD | ANYWHERE
            if (eight | four | pair | single) & where:
                if before > 255 and i != opening and _is_solid(before):
                    where = ANYWHERE
                if eight & where:
                    self._compare(text, i, _keyed(lows, 0), where, bits)
                if four & where:
                    self._compare(text, i, _keyed(fours, 1), where, bits)
                if pair & where:
                    self._compare(text, i, _keyed(<uint32_t>fours, 2), where, bits)
                if single & where:
                    self._compare(text, i, _keyed(fours & 0xFFFF, 3), where, bits)
            character = before

    cdef inline uint8_t _told(self, const uint8_t* table, int bits, uint64_t mixed) noexcept nogil:
        """Where windows like this one may stand; mostly 0 where none does, as a bit apart tells, too."""
        cdef uint8_t found = table[mixed >> (64 - bits)]
        return found & 7 if found & _tag(mixed) else 0

    cdef void _compare(self, Text text, Py_ssize_t i, uint64_t window, uint8_t where, uint64_t* bits) noexcept nogil:
        """Enter the kinds of each string whose window stands at a place."""
        cdef uint32_t group = value(&self.windows, window)
        cdef Py_ssize_t start, end, k, at
        cdef Sought* sought
        if not group:
            return
        for at in range(self.groups[group], self.groups[group + 1]):
            sought = &self.sought[at]
            start = i - sought.before
            end = start + sought.text.length
            if bits[0] | sought.bits == bits[0] or not sought.where & where or start < 0 or end > text.length:
                continue
            k = 0
            while k < sought.text.length and char_at(sought.text, k) == char_at(text, start + k):
                k += 1
            if k == sought.text.length and not (
                sought.where & WHOLE and Py_UNICODE_ISALPHA(char_or_none(text, end))
            ):
                bits[0] |= sought.bits


cdef inline uint64_t _mixed(uint64_t window) noexcept nogil:
    return window * 0x9E3779B97F4A7C15ULL


cdef inline uint8_t _tag(uint64_t mixed) noexcept nogil:
    """One of five bits, by others of a window's than those that are its place."""
    return <uint8_t>(8 << ((mixed >> 40 & 0xFF) * 5 >> 8))


cdef inline uint64_t _keyed(uint64_t window, int k) noexcept nogil:
    """A window as the key of a table, apart from those of other sizes."""
    return _mixed(window + k) | 1


cdef inline bint _is_solid(Quad character) noexcept nogil:
    """Whether it is a letter or digit; of the most frequent ones that is plain."""
    return c"a" <= character <= c"z" or (character > 32 and character < 0x10000 and Py_UNICODE_ISALNUM(character))


cdef uint64_t _window(str string, Py_ssize_t start, int width):
    """Some characters as a number; of eight only the low bytes count."""
    cdef uint64_t packed = 0
    for character in reversed(string[start : start + width]):
        if width == LONG:
            packed = packed << 8 | <uint64_t>ord(character) & 0xFF
        else:
            packed = packed << 16 | min(<uint64_t>ord(character), <uint64_t>0xFFFF)
    return packed
