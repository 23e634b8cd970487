# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Each word of some lines looked up at once, by a hash of it; no string is made for any."""

import numpy as np

from libc.stdint cimport int32_t, uint8_t, uint16_t, uint32_t, uint64_t

from copydesk.native.classes cimport IDEOGRAPH, SPLIT
from copydesk.native.table cimport Table, begun, further, hashed, make, place, unmake, value
from copydesk.native.tags cimport Byte, Char, Pair, Quad
from copydesk.native.text cimport Text, is_space, text_of

cdef extern from "Python.h":
    unsigned int Py_UNICODE_TOLOWER(unsigned int) noexcept nogil

DEF GROUPS = 7  # kinds of words that a vocabulary can tell, a bit for each
DEF SHORTEST_TITLE = 3
DEF SHORTEST_TOPIC = 5
DEF TITLE = 7
DEF SHARED = 8
DEF PARTICLES = 9
DEF WIDTH = 10
DEF PLANE = 0x10000
DEF SIGMA = 0x3A3  # a capital whose small letter depends on what stands around it
DEF DOTTED_I = 0x130  # a capital that becomes two characters


cdef class Vocabulary:
    """The words that are looked for, each with a bit for every kind it is of.

    `bare` words are compared without marks at the edges, `whole` ones as they stand. Of each character of the
    basic plane, `particles` has a one if it is one, `marks` if it is a mark at an edge, and `small` its small letter.
    """

    cdef Table known
    cdef uint32_t whole  # the bits of words that are compared as they stand
    cdef const uint8_t[::1] particles
    cdef const uint8_t[::1] marks
    cdef const uint16_t[::1] small

    def __cinit__(self, dict whole, dict bare, const uint8_t[::1] particles, const uint8_t[::1] marks, const uint16_t[::1] small):
        make(&self.known, len(whole) + len(bare))
        self.particles, self.marks, self.small, self.whole = particles, marks, small, 0
        for word, bits in whole.items():
            self.whole |= <uint32_t>bits
        for words in (whole, bare):
            for word, bits in words.items():
                place(&self.known, hashed(text_of(word), 0, len(word)))[0] |= <uint32_t>bits

    def __dealloc__(self):
        unmake(&self.known)

    def read(self, list texts, const int32_t[:, ::1] table):
        """The words of lines, whose characters by class are in a table.

        Counts for each line: its words of each kind, those long enough for a title, those of them that the
        first line has as well, and particles. Then the topical words, as lines and numbers: the long ones of
        each line, each once; of lines mostly in scripts without spaces every two characters.
        """
        cdef Py_ssize_t n = len(texts), line, most = 0
        cdef list lowered = [_lowered(string) for string in texts]
        cdef bint paired
        cdef Text text
        cdef Topics topics
        cdef Table title
        counts = np.zeros((n, WIDTH), np.int32)
        cdef int32_t[:, ::1] row = counts
        for line in range(n):
            most += text_of(texts[line]).length if _is_paired(table, line) else text_of(lowered[line]).length // SHORTEST_TOPIC
        topics = Topics(most)
        make(&title, text_of(lowered[0]).length // SHORTEST_TITLE if n else 0)
        try:
            for line in range(n):
                text, paired = text_of(lowered[line]), _is_paired(table, line)
                if text.kind == 1:
                    self._read[Byte](<const Byte*>text.data, text.length, line, &row[line, 0], &title, topics, not paired)
                elif text.kind == 2:
                    self._read[Pair](<const Pair*>text.data, text.length, line, &row[line, 0], &title, topics, not paired)
                else:
                    self._read[Quad](<const Quad*>text.data, text.length, line, &row[line, 0], &title, topics, not paired)
                if paired:
                    topics.add_pairs(line, text_of(texts[line]))
        finally:
            unmake(&title)
        return counts, topics.lines(), topics.numbers()

    cdef void _read(
        self, const Char* s, Py_ssize_t end, Py_ssize_t line, int32_t* row, Table* title, Topics topics, bint topical,
    ) noexcept:
        cdef Py_ssize_t start = 0, first
        cdef Quad character
        cdef int32_t particles = 0
        cdef uint64_t key
        while start < end:
            while start < end and is_space(s[start]):
                start += 1
            first, key = start, begun()
            while start < end:
                character = self._lower(s[start])
                if is_space(character):
                    break
                if character > 127 and character < PLANE:
                    particles += self.particles[character]
                key = further(key, character)
                start += 1
            if start > first:
                self._count(self._kinds(s + first, start - first, key | 1), row)
                if start - first >= SHORTEST_TITLE:
                    row[TITLE] += 1
                    if line == 0:
                        place(title, key | 1)[0] = 1
                    row[SHARED] += value(title, key | 1)
                if topical and start - first >= SHORTEST_TOPIC:
                    topics.add(line, key | 1)
        row[PARTICLES] = particles

    cdef inline uint32_t _kinds(self, const Char* s, Py_ssize_t size, uint64_t key) noexcept:
        """The kinds of a word as it stands, and without marks at its edges."""
        cdef Py_ssize_t first = 0, last = size
        cdef uint32_t bits = value(&self.known, key)
        while first < last and self._is_mark(s[first]):
            first += 1
        while last > first and self._is_mark(s[last - 1]):
            last -= 1
        if last - first == size:
            return bits
        key = begun()
        while first < last:
            key = further(key, self._lower(s[first]))
            first += 1
        return (bits & self.whole) | (value(&self.known, key | 1) & ~self.whole)

    cdef inline void _count(self, uint32_t bits, int32_t* row) noexcept nogil:
        cdef int kind
        if bits:
            for kind in range(GROUPS):
                row[kind] += (bits >> kind) & 1

    cdef inline bint _is_mark(self, Quad character) noexcept nogil:
        return character < PLANE and self.marks[character]

    cdef inline Quad _lower(self, Quad character) noexcept nogil:
        """The small letter of a capital; all else stays as it is."""
        return self.small[character] if character < PLANE else Py_UNICODE_TOLOWER(character)


cdef str _lowered(str string):
    """The text in lower case, but where each of its characters becomes one that depends on no others."""
    cdef Text text = text_of(string)
    if text.kind == 2:
        return string.lower() if _has_odd(<const Pair*>text.data, text.length) else string
    if text.kind == 4:
        return string.lower() if _has_odd(<const Quad*>text.data, text.length) else string
    return string


cdef bint _has_odd(const Char* s, Py_ssize_t n) noexcept nogil:
    cdef Py_ssize_t i
    cdef Char found = 0
    for i in range(n):
        found |= (s[i] == <Char>SIGMA) | (s[i] == <Char>DOTTED_I)
    return found


cdef inline bint _is_paired(const int32_t[:, ::1] table, Py_ssize_t line) noexcept nogil:
    """As `copydesk.characters.Characters.spaceless` has it."""
    return table[line, IDEOGRAPH] // 2 * 2 > table[line, SPLIT]


cdef class Topics:
    """Which topical words are in which line: each word has a number, and is in a line once."""

    cdef Table seen
    cdef int32_t[::1] line, number, last
    cdef Py_ssize_t count

    def __cinit__(self, Py_ssize_t most):
        make(&self.seen, most * 2 // 3)  # never more than three quarters full, and mostly a fifth
        self.line = np.empty(most + 1, np.int32)
        self.number = np.empty(most + 1, np.int32)
        self.last = np.empty(most + 1, np.int32)
        self.last[:] = -1

    def __dealloc__(self):
        unmake(&self.seen)

    cdef void add(self, Py_ssize_t line, uint64_t key) noexcept:
        cdef uint32_t* number = place(&self.seen, key)
        if number[0] == 0:
            self.seen.count += 1
            number[0] = self.seen.count
        if self.last[number[0]] != line:
            self.last[number[0]] = line
            self.line[self.count], self.number[self.count] = line, number[0]
            self.count += 1

    cdef void add_pairs(self, Py_ssize_t line, Text text) noexcept:
        cdef Py_ssize_t i
        for i in range(text.length - 1):
            self.add(line, hashed(text, i, i + 2))

    cdef lines(self):
        return np.asarray(self.line[: self.count]).copy()

    cdef numbers(self):
        return np.asarray(self.number[: self.count]).copy()


def cohesion(const int32_t[::1] lines, const int32_t[::1] numbers, Py_ssize_t start, Py_ssize_t end, Py_ssize_t n):
    """The share of each line's topical words that the run from `start` to `end` has in another line."""
    cdef Py_ssize_t i
    cdef int32_t within
    counted, has, found = np.zeros(len(lines) + 1, np.int32), np.zeros(n), np.zeros(n)
    cdef int32_t[::1] many = counted
    cdef double[::1] all_of = has, shared = found
    for i in range(lines.shape[0]):
        many[numbers[i]] += start <= lines[i] <= end
    for i in range(lines.shape[0]):
        within = start <= lines[i] <= end
        all_of[lines[i]] += 1
        shared[lines[i]] += many[numbers[i]] >= 1 + within
    return found / np.maximum(has, 1)
