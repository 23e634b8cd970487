# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Which lines could be bylines or credits at all, by a look at their ends: patterns need try no others."""

import numpy as np

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


cdef class Words:
    """Some words, found by the hashes of what may be one."""

    cdef Table known

    def __cinit__(self, words):
        make(&self.known, len(words))
        for word in words:
            place(&self.known, hashed(text_of(word), 0, len(word)))[0] = 1

    def __dealloc__(self):
        unmake(&self.known)

    cdef bint hold(self, Text text, Py_ssize_t start, Py_ssize_t end) noexcept:
        return value(&self.known, hashed(text, start, end)) == 1


cdef class Whole:
    """Whole lines, each with what it stands for, found by their hashes."""

    cdef Table places
    cdef list values
    cdef Py_ssize_t longest

    def __cinit__(self, dict known not None):
        make(&self.places, len(known))
        self.values, self.longest = [*known.values()], 0
        for i, line in enumerate(known, 1):
            place(&self.places, hashed(text_of(line), 0, len(line)))[0] = i
            self.longest = max(self.longest, len(line))

    def __dealloc__(self):
        unmake(&self.places)

    def find(self, list keys not None, list texts not None, Py_ssize_t longest, other):
        """What each key stands for, `other` for one not known or whose text is too long; and the numbers of the known."""
        cdef Py_ssize_t i
        cdef uint32_t number
        cdef Text key
        cdef list found = [other] * len(keys), known = []
        for i in range(len(keys)):
            key = text_of(keys[i])
            if key.length <= self.longest and text_of(texts[i]).length <= longest:
                number = value(&self.places, hashed(key, 0, key.length))
                if number:
                    found[i] = self.values[<Py_ssize_t>number - 1]
                    known.append(i)
        return found, known


cdef class Endings:
    """Strings that texts end in, found by their last two characters, or the only one: most texts end in others.

    `folded` has what each character of the basic plane is without case, 0xFFFF where that is not one of the same
    plane; the strings, and the `words` that are looked for anywhere, are without case. `strokes` part a text, and
    `marks` behind a part do not count: both are of ASCII. But for those in `free`, strings count only where one of
    the `signs` of ASCII, or a character that may be another sign, is in the text.
    """

    cdef Words last
    cdef tuple strings, free, words
    cdef const uint16_t[::1] folded
    cdef uint16_t[257] firsts  # where the words begin whose first letter has a low byte
    cdef uint8_t[128] strokes, marks, signs

    def __cinit__(
        self, strings, free, const uint16_t[::1] folded, words, str strokes not None, str marks not None,
        str signs not None,
    ):
        self.strings, self.free, self.folded = tuple(strings), tuple(free), folded
        self.words = tuple(sorted(words, key=lambda word: ord(word[0]) & 255))
        self.last = Words({string[-2:] for string in strings})
        for word in words:
            for i in range((ord(word[0]) & 255) + 1, 257):
                self.firsts[<int>i] += 1
        for mark in strokes.encode("ascii"):
            self.strokes[<int>mark] = 1
        for mark in marks.encode("ascii"):
            self.marks[<int>mark] = 1
        for mark in signs.encode("ascii"):
            self.signs[<int>mark] = 1

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
            signed |= character >= SIGNS or (character < 128 and self.signs[character])
        cdef Text tail = Text(4, end, size)
        if self._ends_part(end, tail, self.strings if signed else self.free):
            return True
        for i in range(size):
            for k in range(self.firsts[end[i] & 255], self.firsts[(end[i] & 255) + 1]):
                if _stands(tail, i, text_of(self.words[k])):
                    return True
        return False

    cdef bint _ends_part(self, const Quad* s, Text tail, tuple strings) except -1:
        """Whether it or a part of it before a stroke ends in a string, but for marks behind."""
        cdef Py_ssize_t start = 0, stop, end
        for stop in range(tail.length + 1):
            if stop < tail.length and not (s[stop] < 128 and self.strokes[s[stop]]):
                continue
            end = stop
            while end > start and s[end - 1] < 128 and self.marks[s[end - 1]]:
                end -= 1
            if end > start and (self.last.hold(tail, max(end - 2, start), end) or self.last.hold(tail, end - 1, end)):
                if PyUnicode_FromKindAndData(4, s + start, end - start).endswith(strings):
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


def ending(list keys not None, list texts not None, set seen not None, Words words not None, str breaks not None,
           Py_ssize_t longest, str marks not None, str openers not None, str closers not None):
    """The lines whose last word between breaks is one of some, and those in brackets with a stroke in them.

    Not those that are `seen`, and none longer than `longest`.
    """
    cdef Py_ssize_t i, start, end
    cdef Text key, text
    cdef list found = []
    for i in range(len(keys)):
        text = text_of(texts[i])
        if text.length > longest:
            continue
        key = text_of(keys[i])
        end = key.length
        while end and char_at(key, end - 1) in breaks:
            end -= 1
        start = end
        while start and char_at(key, start - 1) not in breaks:
            start -= 1
        if words.hold(key, start, end) or _is_bracketed(text, marks, openers, closers):
            if i not in seen:
                found.append(i)
    return found


cdef bint _is_bracketed(Text text, str marks, str openers, str closers):
    cdef Py_ssize_t i = 0
    if not text.length or char_at(text, text.length - 1) not in closers:
        return False
    while i < text.length and char_at(text, i) in marks:
        i += 1
    return i < text.length and char_at(text, i) in openers and _holds(text, c"/")


cdef bint _holds(Text text, Py_UCS4 character) noexcept:
    cdef Py_ssize_t i
    for i in range(text.length):
        if char_at(text, i) == character:
            return True
    return False


def ended(list texts not None, str ends not None, str closing not None, str unsure not None, Py_ssize_t most, test):
    """Which texts end in one of some characters, up to so `most` of those that close not counted.

    Where they end in none and one of those that close is `unsure`, `test` says.
    """
    cdef Py_ssize_t i, k
    cdef Text text
    cdef bint asked
    found = np.zeros(len(texts), bool)
    cdef uint8_t[::1] out = found.view(np.uint8)
    for i in range(len(texts)):
        text = text_of(texts[i])
        k = text.length - 1
        asked = False
        while k >= max(text.length - most, 0) and char_at(text, k) in closing:
            asked |= char_at(text, k) in unsure
            k -= 1
        out[i] = k >= max(text.length - most, 0) and char_at(text, k) in ends
        if asked and not out[i]:
            out[i] = test(texts[i])
    return found
