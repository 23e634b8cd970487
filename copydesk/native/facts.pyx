# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Which lines could be dates or bylines at all, by a look at their words: patterns need try no others."""

import numpy as np

from libc.stdint cimport uint8_t, uint16_t, uint64_t
from libc.stdlib cimport free, malloc

from copydesk.native.table cimport Table, hashed, make, place, unmake, value
from copydesk.native.tags cimport Quad
from copydesk.native.text cimport (
    Py_UNICODE_ISALNUM, Py_UNICODE_ISALPHA, Py_UNICODE_ISDECIMAL, Py_UNICODE_ISLOWER, Py_UNICODE_ISUPPER,
    PyUnicode_FromKindAndData, Text, is_space, read as char_at, text_of,
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
    Words that end in one of `endings` may be of dates, whatever they begin with. Of a name, words of up to
    `particle` characters may begin small.
    """

    cdef Table stems
    cdef const uint16_t[::1] folded
    cdef str endings
    cdef Py_ssize_t particle

    def __cinit__(self, beginnings, const uint16_t[::1] folded, str endings, Py_ssize_t particle):
        cdef uint64_t key
        make(&self.stems, len(beginnings))
        self.folded, self.endings, self.particle = folded, endings, particle
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
            if not last and _opens_with_name(text, around, self.particle):
                bylines.append(i)
        return dates, bylines

    def behind(self, str line not None):
        """Where a date at the end of a line can begin at the earliest: inside the last word that is of no date."""
        cdef Text text = text_of(line)
        cdef Py_ssize_t i = 0, start, found = 0
        cdef Py_UCS4 end = 0
        cdef uint64_t stem
        while i < text.length:
            start = i
            stem = self._stem(text, &i, &end)
            if i < 0:
                return 0
            if i == start:
                i += 1
            elif not self._known(stem, end) and not _behind_slash(text, start):
                found = start + 1
        return found

    cdef inline uint64_t _stem(self, Text text, Py_ssize_t* place, Py_UCS4* end) noexcept nogil:
        """How the word at a place begins, which goes to its end; it has none there before others' letters."""
        cdef Py_ssize_t i = place[0], start = i
        cdef uint64_t stem = 0
        cdef uint16_t letter = self._letter(char_at(text, i))
        while letter and letter != UNKNOWN:
            if i - start < STEM:
                stem |= <uint64_t>letter << (BITS * (i - start))
            end[0] = letter
            i += 1
            letter = self._letter(char_at(text, i)) if i < text.length else 0
        place[0] = -1 if letter == UNKNOWN else i
        return stem

    cdef inline bint _known(self, uint64_t stem, Py_UCS4 end):
        return value(&self.stems, _key(stem)) or end in self.endings

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
        cdef uint64_t stem
        while i < text.length:
            character = char_at(text, i)
            if character == u":" or character == 0xFF1A:
                last[0] = False
                return False
            start = i
            stem = self._stem(text, &i, &end)
            if i < 0:
                last[0] = False
                return False
            if i > start:
                lettered = True
                if not self._known(stem, end) and not _behind_slash(text, start):
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


cdef bint _opens_with_name(Text text, str around, Py_ssize_t particle):
    """Whether two words stand at the beginning, the first with a capital; the other, too, or it is no longer."""
    cdef Py_ssize_t i = 0, start
    while i < text.length and char_at(text, i) in around:
        i += 1
    if i == text.length or not _is_letter(char_at(text, i)) or not Py_UNICODE_ISUPPER(char_at(text, i)):
        return False
    while i < text.length and not is_space(char_at(text, i)):
        i += 1
    while i < text.length and is_space(char_at(text, i)):
        i += 1
    if i == text.length or not _is_letter(char_at(text, i)):
        return False
    start = i
    while i < text.length and i - start <= particle and not is_space(char_at(text, i)):
        i += 1
    return i - start <= particle or not Py_UNICODE_ISLOWER(char_at(text, start))


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
    """Strings that texts end in, found by their last two characters, or the only one: most texts end in others.

    `folded` has what each character of the basic plane is without case, 0xFFFF where that is not one of the same
    plane; the strings, and the `words` that are looked for anywhere, are without case. `strokes` part a text, and
    `marks` behind a part do not count: both are of ASCII.
    """

    cdef Words last
    cdef tuple strings, words
    cdef const uint16_t[::1] folded
    cdef uint16_t[257] firsts  # where the words begin whose first letter has a low byte
    cdef uint8_t[128] strokes, marks

    def __cinit__(self, strings, const uint16_t[::1] folded, words, str strokes not None, str marks not None):
        self.strings, self.folded = tuple(strings), folded
        self.words = tuple(sorted(words, key=lambda word: ord(word[0]) & 255))
        self.last = Words({string[-2:] for string in strings})
        for word in words:
            for i in range((ord(word[0]) & 255) + 1, 257):
                self.firsts[<int>i] += 1
        for mark in strokes.encode("ascii"):
            self.strokes[<int>mark] = 1
        for mark in marks.encode("ascii"):
            self.marks[<int>mark] = 1

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
        for i in range(size):
            character = char_at(text, text.length - size + i)
            end[i] = self.folded[character] if character < PLANE else UNKNOWN
            if end[i] == UNKNOWN:
                return True
        cdef Text tail = Text(4, end, size)
        if self._ends_part(end, tail):
            return True
        for i in range(size):
            for k in range(self.firsts[end[i] & 255], self.firsts[(end[i] & 255) + 1]):
                if _stands(tail, i, text_of(self.words[k])):
                    return True
        return False

    cdef bint _ends_part(self, const Quad* s, Text tail) except -1:
        """Whether it or a part of it before a stroke ends in a string, but for marks behind."""
        cdef Py_ssize_t start = 0, stop, end
        for stop in range(tail.length + 1):
            if stop < tail.length and not (s[stop] < 128 and self.strokes[s[stop]]):
                continue
            end = stop
            while end > start and s[end - 1] < 128 and self.marks[s[end - 1]]:
                end -= 1
            if end > start and (self.last.hold(tail, max(end - 2, start), end) or self.last.hold(tail, end - 1, end)):
                if PyUnicode_FromKindAndData(4, s + start, end - start).endswith(self.strings):
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
