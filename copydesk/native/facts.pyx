# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Which lines are labels, and which could be bylines or end a sentence at all: patterns need try no others."""

import numpy as np

from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memset

from copydesk.native.table cimport Table, begun, further, hashed, make, place, unmake, value
from copydesk.native.text cimport Text, read as char_at, text_of

DEF LOOK_BITS = 15


cdef struct Marks:
    uint8_t[128] ascii


cdef Marks marks_of(str characters):
    """The characters of ASCII among some."""
    cdef Marks marks
    memset(&marks, 0, sizeof(Marks))
    for character in characters:
        if ord(character) < 128:
            marks.ascii[<int>ord(character)] = 1
    return marks


cdef inline bint among(const Marks* marks, str characters, Py_UCS4 character):
    """Whether a character is one of some, of which these are the marks."""
    return marks.ascii[character] if character < 128 else character in characters


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


cdef class Names:
    """Names, and their last words: what is behind the last of some breaks."""

    cdef readonly Words last
    cdef Table known  # read from their ends
    cdef Py_ssize_t longest

    def __cinit__(self, names, last):
        self.last, self.longest = Words(last), 0
        make(&self.known, len(names))
        for name in names:
            place(&self.known, hashed(text_of(name[::-1]), 0, len(name)))[0] = 1
            self.longest = max(self.longest, len(name))

    def __dealloc__(self):
        unmake(&self.known)

    cdef bint end(self, Text text, Py_ssize_t end) noexcept:
        """Whether a name ends at a place of a text."""
        cdef uint64_t key = begun()
        cdef Py_ssize_t i
        for i in range(end - 1, max(end - self.longest, 0) - 1, -1):
            key = further(key, char_at(text, i))
            if value(&self.known, key | 1):
                return True
        return False


cdef class Whole:
    """Whole lines, each with what it stands for, found by their hashes."""

    cdef Table places
    cdef list values
    cdef Py_ssize_t longest
    cdef uint8_t[1 << LOOK_BITS] looks  # by the length and three characters: most lines are told from all at a glance

    def __cinit__(self, dict known not None):
        make(&self.places, len(known))
        self.values, self.longest = [*known.values()], 0
        for i, line in enumerate(known, 1):
            place(&self.places, hashed(text_of(line), 0, len(line)))[0] = i
            self.longest = max(self.longest, len(line))
            self.looks[_look(text_of(line))] = 1

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
            if key.length <= self.longest and self.looks[_look(key)] and text_of(texts[i]).length <= longest:
                number = value(&self.places, hashed(key, 0, key.length))
                if number:
                    found[i] = self.values[<Py_ssize_t>number - 1]
                    known.append(i)
        return found, known


cdef inline uint64_t _look(Text text) noexcept nogil:
    """A number made of a text's length and its first, last and middle character."""
    cdef uint64_t key = further(begun(), <Py_UCS4>text.length)
    if text.length:
        key = further(key, char_at(text, 0))
        key = further(key, char_at(text, text.length // 2))
        key = further(key, char_at(text, text.length - 1))
    return (key ^ key >> 32) & ((1 << LOOK_BITS) - 1)


def ending(list keys not None, list texts not None, set seen not None, Names names not None, str breaks not None,
           Py_ssize_t longest, str marks not None, str openers not None, str closers not None):
    """The lines that end in a name, the last word of which begins behind a break, and those in brackets with a stroke.

    Breaks behind the name do not count. Not those that are `seen`, and none longer than `longest`.
    """
    cdef Py_ssize_t i, start, end
    cdef Text key, text
    cdef Marks parting = marks_of(breaks), closing = marks_of(closers)
    cdef list found = []
    for i in range(len(keys)):
        text = text_of(texts[i])
        if not 0 < text.length <= longest:
            continue
        key = text_of(keys[i])
        end = key.length
        while end and among(&parting, breaks, char_at(key, end - 1)):
            end -= 1
        start = end
        while start and not among(&parting, breaks, char_at(key, start - 1)):
            start -= 1
        if (names.last.hold(key, start, end) and names.end(key, end)) or (
            among(&closing, closers, char_at(text, text.length - 1)) and _is_bracketed(text, marks, openers)
        ):
            if i not in seen:
                found.append(i)
    return found


cdef bint _is_bracketed(Text text, str marks, str openers):
    """Whether a bracket opens behind marks, and there is a stroke."""
    cdef Py_ssize_t i = 0
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
    cdef Marks ending = marks_of(ends), closers = marks_of(closing)
    found = np.zeros(len(texts), bool)
    cdef uint8_t[::1] out = found.view(np.uint8)
    for i in range(len(texts)):
        text = text_of(texts[i])
        k = text.length - 1
        asked = False
        while k >= max(text.length - most, 0) and among(&closers, closing, char_at(text, k)):
            asked |= char_at(text, k) in unsure
            k -= 1
        out[i] = k >= max(text.length - most, 0) and among(&ending, ends, char_at(text, k))
        if asked and not out[i]:
            out[i] = test(texts[i])
    return found
