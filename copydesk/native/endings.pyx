# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Which texts could end in a credit at all: patterns need try no others."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t
from libc.stdlib cimport free, malloc

from copydesk.native.table cimport Table, hashed, make, place, unmake, value
from copydesk.native.tags cimport Quad
from copydesk.native.text cimport (
    Py_UNICODE_ISALPHA, PyUnicode_FromKindAndData, Text, read as char_at, text_of,
)

DEF PLANE = 0x10000
DEF UNKNOWN = 0xFFFF
DEF SIGNS = 0x2000  # from here on a character may be a sign: quotes, and those of other scripts


cdef class Endings:
    """Strings that texts end in, found by their last two characters, or the only one: most texts end in others.

    `folded` has what each character of the basic plane is without case, 0xFFFF where that is not one of the same
    plane; the strings, and the `words` that are looked for anywhere, are without case. `strokes` part a text, and
    `marks` behind a part do not count: both are of ASCII. But for those in `free`, strings count only where one of
    the `signs` of ASCII, or a character that may be another sign, is in the text.
    """

    cdef Table last  # the groups by the last two characters, or the only one
    cdef list strings, free  # those of each group
    cdef tuple words
    cdef const uint16_t[::1] folded
    cdef uint16_t[257] firsts  # where the words begin whose first letter has a low byte
    cdef uint8_t[128] strokes, marks, signs

    def __cinit__(
        self, strings, free, const uint16_t[::1] folded, words, str strokes not None, str marks not None,
        str signs not None,
    ):
        cdef list ends = sorted({string[max(len(string) - 2, 0):] for string in strings})
        make(&self.last, len(ends))
        self.folded = folded
        self.strings = [tuple(string for string in strings if string.endswith(end)) for end in ends]
        self.free = [tuple(string for string in free if string.endswith(end)) for end in ends]
        for i, end in enumerate(ends, 1):
            place(&self.last, hashed(text_of(end), 0, len(end)))[0] = i
        self.words = tuple(sorted(words, key=lambda word: ord(word[0]) & 255))
        for word in words:
            for i in range((ord(word[0]) & 255) + 1, 257):
                self.firsts[<int>i] += 1
        for mark in strokes.encode("ascii"):
            self.strokes[<int>mark] = 1
        for mark in marks.encode("ascii"):
            self.marks[<int>mark] = 1
        for mark in signs.encode("ascii"):
            self.signs[<int>mark] = 1

    def __dealloc__(self):
        unmake(&self.last)

    def may_end(self, list texts not None, numbers, Py_ssize_t longest, Py_ssize_t most):
        """Of the texts with these numbers, those that may end in a string or hold a word; none longer than `longest`.

        Of each so many characters at its end are looked at, and the parts of these before strokes.
        """
        cdef Py_ssize_t i
        cdef Text text
        cdef list found = []
        cdef Quad* end = <Quad*>malloc(max(most, 1) * sizeof(Quad))
        if end == NULL:
            raise MemoryError()
        try:
            for i in numbers:
                text = text_of(texts[i])
                if text.length <= longest and self._may_end(text, most, end):
                    found.append(i)
        finally:
            free(end)
        return found

    cdef bint _may_end(self, Text text, Py_ssize_t most, Quad* end) except -1:
        cdef Py_ssize_t i, k, size = min(text.length, most)
        cdef Quad character
        cdef bint signed = False
        for i in range(size):
            character = char_at(text, text.length - size + i)
            end[i] = self.folded[character] if character < PLANE else UNKNOWN
            if end[i] == UNKNOWN:
                return True
            signed |= character >= SIGNS or (character < 128 and self.signs[character] != 0)
        cdef Text tail = Text(4, end, size)
        if self._ends_part(end, tail, self.strings if signed else self.free):
            return True
        for i in range(size):
            for k in range(self.firsts[end[i] & 255], self.firsts[(end[i] & 255) + 1]):
                if _stands(tail, i, text_of(self.words[k])):
                    return True
        return False

    cdef bint _ends_part(self, const Quad* s, Text tail, list strings) except -1:
        """Whether it or a part of it before a stroke ends in a string, but for marks behind."""
        cdef Py_ssize_t start = 0, stop, end, size
        cdef uint32_t group
        for stop in range(tail.length + 1):
            if stop < tail.length and not (s[stop] < 128 and self.strokes[s[stop]]):
                continue
            end = stop
            while end > start and s[end - 1] < 128 and self.marks[s[end - 1]]:
                end -= 1
            for size in range(1, min(end - start, 2) + 1):
                group = value(&self.last, hashed(tail, end - size, end))
                if group and PyUnicode_FromKindAndData(4, s + start, end - start).endswith(strings[<int>group - 1]):
                    return True
            start = stop + 1
        return False


cdef bint _stands(Text text, Py_ssize_t start, Text word) noexcept nogil:
    """Whether a word stands at a place of a text."""
    cdef Py_ssize_t i
    if start + word.length > text.length:
        return False
    for i in range(word.length):
        if char_at(text, start + i) != char_at(word, i):
            return False
    return True


def signed(list texts not None, Py_ssize_t longest, Py_ssize_t near):
    """The texts, none longer than `longest`, that end in a letter with a full stop and a space near before it."""
    cdef Py_ssize_t i, at, first
    cdef Text text
    cdef list found = []
    for i in range(len(texts)):
        text = text_of(texts[i])
        if not 0 < text.length <= longest or not Py_UNICODE_ISALPHA(char_at(text, text.length - 1)):
            continue
        first = max(text.length - near, 1)
        at = text.length - 2
        while at >= first and not (char_at(text, at) == u"." and char_at(text, at + 1) == u" "):
            at -= 1
        if at >= first:
            found.append(i)
    return found
