# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Which lines could be dates at all, or a name and a date, by a look at how their words begin."""

from libc.stdint cimport uint16_t, uint64_t

from copydesk.native.table cimport Table, make, place, unmake, value
from copydesk.native.text cimport (
    Py_UNICODE_ISALNUM, Py_UNICODE_ISDECIMAL, Py_UNICODE_ISLOWER, Py_UNICODE_ISUPPER, Text, is_space,
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
