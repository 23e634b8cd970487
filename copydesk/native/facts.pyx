# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Which lines could be dates or bylines at all, by a look at their words: patterns need try no others."""

import numpy as np

from libc.stdint cimport uint8_t, uint16_t, uint64_t

from copydesk.native.table cimport Table, hashed, make, place, unmake, value
from copydesk.native.text cimport (
    Py_UNICODE_ISALNUM, Py_UNICODE_ISDECIMAL, Py_UNICODE_ISUPPER, Text, is_space,
    read as char_at, text_of,
)

DEF PLANE = 0x10000
DEF UNKNOWN = 0xFFFF
DEF STEM = 3
DEF BITS = 11


cdef class DateWords:
    """The words of date lines, by how they begin.

    `beginnings` are the first letters of all of them, and all shorter ones. `folded` has for each character
    of the basic plane the letter it becomes, 0 where words have no part in it, and 0xFFFF where that is not
    so simple.
    Words that end in one of `endings` may be of dates, whatever they begin with.
    """

    cdef Table stems
    cdef const uint16_t[::1] folded
    cdef str endings

    def __cinit__(self, beginnings, const uint16_t[::1] folded, str endings):
        cdef uint64_t key
        make(&self.stems, len(beginnings))
        self.folded, self.endings = folded, endings
        for word in beginnings:
            key = 0
            for i, letter in enumerate(word):
                key |= <uint64_t>ord(letter) << (BITS * i)
            place(&self.stems, _key(key))[0] = 1

    def __dealloc__(self):
        unmake(&self.stems)

    def likely(self, list lines not None, list numbers not None, Py_ssize_t longest, str around not None):
        """Of the lines with these numbers, those that may be dates, and those that may be a name and a date.

        Date lines are not longer than `longest`; `around` is what may stand around a name.
        """
        cdef Py_ssize_t i
        cdef list dates = [], bylines = []
        cdef bint last
        cdef Text text
        for i in numbers:
            text = text_of(lines[i])
            last = False
            if text.length <= longest and not self._strange(text, &last):
                dates.append(i)
            elif text.length > longest:
                self._strange(text, &last)
            if not last and _opens_with_name(text, around):
                bylines.append(i)
        return dates, bylines

    cdef bint _strange(self, Text text, bint* last):
        """Whether a word is of no date; and whether no date can stand at the end, as the last word is of none.

        One number alone is of none, too, nor is one behind the last such word. Words behind a slash do not count,
        as they may be another name of a month. Where a colon stands, and where letters are not told apart,
        nothing is said.
        """
        cdef Py_ssize_t i = 0, start
        cdef bint found = False, lettered = False
        cdef Py_ssize_t figures = 0
        cdef Py_UCS4 character, end = 0
        cdef uint16_t letter
        cdef uint64_t stem
        while i < text.length:
            character = char_at(text, i)
            if character == u":" or character == 0xFF1A:
                last[0] = False
                return False
            letter, start, stem = self._letter(character), i, 0
            while letter and letter != UNKNOWN:
                if i - start < STEM:
                    stem |= <uint64_t>letter << (BITS * (i - start))
                end = letter
                i += 1
                letter = self._letter(char_at(text, i)) if i < text.length else 0
            if letter == UNKNOWN:
                last[0] = False
                return False
            if i > start:
                lettered = True
                if not _behind_slash(text, start):
                    if not value(&self.stems, _key(stem)) and end not in self.endings:
                        found, lettered, figures = True, False, 0  # of what stands behind
            else:
                if Py_UNICODE_ISDECIMAL(character):
                    figures += not i or not Py_UNICODE_ISDECIMAL(char_at(text, i - 1))
                elif _is_letter(character):
                    lettered = True
                i += 1
        last[0] = not lettered and figures < 2
        return found or last[0]

    cdef inline uint16_t _letter(self, Py_UCS4 character) noexcept nogil:
        return self.folded[character] if character < PLANE else 0


cdef inline uint64_t _key(uint64_t stem) noexcept nogil:
    return stem * 0x9E3779B97F4A7C15ULL | 1


cdef inline bint _behind_slash(Text text, Py_ssize_t start) noexcept nogil:
    if not start:
        return False
    if char_at(text, start - 1) == u"/":
        return True
    return start > 1 and is_space(char_at(text, start - 1)) and char_at(text, start - 2) == u"/"


cdef bint _opens_with_name(Text text, str around):
    """Whether two words stand at the beginning, the first with a capital."""
    cdef Py_ssize_t i = 0
    while i < text.length and char_at(text, i) in around:
        i += 1
    if i == text.length or not _is_letter(char_at(text, i)) or not Py_UNICODE_ISUPPER(char_at(text, i)):
        return False
    while i < text.length and not is_space(char_at(text, i)):
        i += 1
    while i < text.length and is_space(char_at(text, i)):
        i += 1
    return i < text.length and _is_letter(char_at(text, i))


cdef inline bint _is_letter(Py_UCS4 character) noexcept nogil:
    return Py_UNICODE_ISALNUM(character) and not Py_UNICODE_ISDECIMAL(character)


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


cdef class Endings:
    """Strings that texts end in, found by their last two characters, or the only one: most texts end in others."""

    cdef Words last
    cdef tuple strings

    def __cinit__(self, strings):
        self.strings = tuple(strings)
        self.last = Words({string[-2:] for string in strings})

    def ends_part(self, str text not None, str strokes not None, str marks not None):
        """Whether the text or a part of it before a stroke ends in one, but for marks behind."""
        cdef Text read = text_of(text)
        cdef Py_ssize_t start = 0, stop, end
        for stop in range(read.length + 1):
            if stop < read.length and char_at(read, stop) not in strokes:
                continue
            end = stop
            while end > start and char_at(read, end - 1) in marks:
                end -= 1
            if end > start and (self.last.hold(read, max(end - 2, start), end) or self.last.hold(read, end - 1, end)):
                if text[start:end].endswith(self.strings):
                    return True
            start = stop + 1
        return False


def ending(list keys not None, list texts not None, set seen not None, Words words not None, str breaks not None,
           Py_ssize_t longest, str marks not None, str openers not None, str closers not None):
    """The lines that end in one of some words, in one with a break in it, or are in brackets.

    Not those that are `seen`, and none longer than `longest`.
    """
    cdef Py_ssize_t i, start, end, k
    cdef Text key, text
    cdef list found = []
    cdef bint taken
    for i in range(len(keys)):
        text = text_of(texts[i])
        if text.length > longest or i in seen:
            continue
        key = text_of(keys[i])
        start = key.length
        taken = False
        while start and char_at(key, start - 1) != u" ":
            start -= 1
        end = key.length
        while end > start and char_at(key, end - 1) == u"_":
            end -= 1
        for k in range(start, end):
            if char_at(key, k) in breaks:
                taken = True
                break
        if taken or _is_bracketed(text, marks, openers, closers) or words.hold(key, start, end):
            found.append(i)
    return found


cdef bint _is_bracketed(Text text, str marks, str openers, str closers):
    cdef Py_ssize_t i = 0
    if not text.length or char_at(text, text.length - 1) not in closers:
        return False
    while i < text.length and char_at(text, i) in marks:
        i += 1
    return i < text.length and char_at(text, i) in openers


def ended(list texts not None, str ends not None, str closing not None, test):
    """Which texts end in one of some characters; where they end in one that closes, `test` says."""
    cdef Py_ssize_t i
    cdef Text text
    cdef Py_UCS4 last
    found = np.zeros(len(texts), bool)
    cdef uint8_t[::1] out = found.view(np.uint8)
    for i in range(len(texts)):
        text = text_of(texts[i])
        if text.length:
            last = char_at(text, text.length - 1)
            out[i] = test(texts[i]) if last in closing else last in ends
    return found
