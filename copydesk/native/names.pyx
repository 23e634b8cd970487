# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""The names that authors of pages give to elements, cut into words."""

import numpy as np

from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport strlen

from copydesk.native.attributes cimport Attributes
from copydesk.native.table cimport Table, begun, further, hashed, make, place, unmake, value
from copydesk.native.tags cimport Byte, find
from copydesk.native.text cimport text_of

cdef enum:
    NAMES = 10
    VALUE = 400  # characters of a value that are read
    SHORTEST = 2
    LONGEST = 20
    MOST = 24

_NAMED = (
    "class", "id", "itemprop", "role", "data-testid", "data-component", "data-block", "data-type", "aria-label",
    "property",
)
cdef dict NAMED = {}
for _name in _NAMED:
    NAMED.setdefault(_name[0], []).append(_name + '="')
cdef list _spelt = [f'{name}="'.encode() for name in _NAMED]
cdef const char* _names[NAMES]
for _i in range(NAMES):
    _names[_i] = <bytes>_spelt[_i]


def tokens(str attributes not None):
    """The words in an element's names, in lower case, each once; `articleBody` and `article-body` are two."""
    cdef Py_ssize_t i = attributes.find(" "), n = len(attributes), end
    cdef dict found = {}
    while 0 <= i < n - 1 and len(found) < MOST:
        i += 1
        end = _value(attributes, i)
        if end < 0:
            i = attributes.find(" ", i)
            continue
        i, end = end, min(end + VALUE, n)
        end = _end(attributes, i, end)
        if i == end:
            i = attributes.find(" ", i)
            continue
        _words(attributes, i, end, found)
        i = attributes.find(" ", end)
    return tuple(found)[:MOST]


cdef Py_ssize_t _value(str attributes, Py_ssize_t i):
    """Where the value of the attribute begins that has a name to read at a place, -1 where none has."""
    cdef str name
    for name in NAMED.get(attributes[i], ()):
        if attributes.startswith(name, i):
            return i + len(name)
    return -1


cdef Py_ssize_t _end(str attributes, Py_ssize_t i, Py_ssize_t end):
    cdef Py_ssize_t quote = attributes.find('"', i, end)
    return quote if quote >= 0 else end


cdef _words(str value, Py_ssize_t i, Py_ssize_t end, dict found):
    """Runs of small letters with the capital before them, and runs of capitals, of the Latin alphabet."""
    cdef Py_ssize_t start
    while i < end:
        start = i
        if c"a" <= value[i] <= c"z":
            i = _run(value, i, end, c"a", c"z")
        elif c"A" <= value[i] <= c"Z":
            i = _run(value, i + 1, end, c"a", c"z")
            if i == start + 1:
                i = _run(value, i, end, c"A", c"Z")
                i -= i < end and i > start + 1 and c"a" <= value[i] <= c"z"
        else:
            i += 1
            continue
        if SHORTEST <= i - start <= LONGEST:
            found[value[start:i] if value[start] >= c"a" else value[start:i].lower()] = None


cdef Py_ssize_t _run(str value, Py_ssize_t i, Py_ssize_t end, Py_UCS4 low, Py_UCS4 high):
    while i < end and low <= value[i] <= high:
        i += 1
    return i


cdef class Names:
    """What is known of the words in names: `table` has odds, `kinds` a bit for each kind of content they speak of."""

    cdef Table places
    cdef double[::1] odds
    cdef int64_t[::1] bits
    cdef const uint8_t[::1] has_odds

    def __cinit__(self, table, dict kinds not None):
        cdef str word
        cdef dict numbers = {word: i for i, word in enumerate(dict.fromkeys((*table, *kinds)), 1)}
        make(&self.places, len(numbers))
        self.odds = np.array([0.0, *(table.get(word, 0.0) for word in numbers)])
        self.bits = np.array([0, *(kinds.get(word, 0) for word in numbers)], np.int64)
        self.has_odds = np.array([0, *(word in table for word in numbers)], np.uint8)
        for word, number in numbers.items():
            place(&self.places, hashed(text_of(word), 0, len(word)))[0] = number

    def __dealloc__(self):
        unmake(&self.places)

    def read(self, Attributes attributes not None, const uint8_t[::1] asked):
        """For the elements that are asked: the lowest, highest and mean odds of their names, and the kinds."""
        cdef Py_ssize_t n = attributes.count, e, start
        odds, kinds = np.zeros((3, n)), np.zeros(n, np.int64)
        cdef double[:, ::1] odd = odds
        cdef int64_t[::1] kind = kinds
        cdef Read found
        for e in range(n):
            if asked[e]:
                found, start = Read(0, 0, 0.0, 0.0, 0.0, 0), attributes.starts[e]
                _read(self, attributes.data + start, attributes.starts[e + 1] - 1 - start, &found)
                odd[0, e], odd[1, e], kind[e] = found.low, found.high, found.bits
                odd[2, e] = found.total / found.known if found.known else 0.0
        return odds, kinds

    cdef void _add(self, uint64_t key, Read* found) noexcept nogil:
        """Take in a word, once."""
        cdef int k
        cdef uint32_t number
        cdef double odds
        for k in range(found.count):
            if found.seen[k] == key:
                return
        if found.count == MOST:
            return
        found.seen[found.count] = key
        found.count += 1
        number = value(&self.places, key)
        found.bits |= self.bits[number]
        if self.has_odds[number]:
            odds = self.odds[number]
            found.low = min(odds, found.low) if found.known else odds
            found.high = max(odds, found.high) if found.known else odds
            found.total += odds
            found.known += 1


cdef struct Read:
    int count, known
    double low, high, total
    int64_t bits
    uint64_t[MOST] seen


cdef void _read(Names names, const Byte* s, Py_ssize_t n, Read* found) noexcept nogil:
    """Take in the words that `tokens` finds."""
    cdef Py_ssize_t i = find(s, 0, n, c" "), end
    while i < n - 1 and found.count < MOST:
        end = _value_at(s, i + 1, n)
        if end >= 0:
            i, end = end, _value_end(s, end, n)
            _read_words(names, s, i, end, found)
            i = find(s, end, n, c" ")
        else:
            i = find(s, i + 1, n, c" ")


cdef Py_ssize_t _value_end(const Byte* s, Py_ssize_t i, Py_ssize_t n) noexcept nogil:
    """As `_end`; what goes on with a character is none."""
    cdef Py_ssize_t end = find(s, i, n, c'"'), left = VALUE
    if end - i > VALUE:
        while i < end and (left or s[i] & 0xC0 == 0x80):
            left -= s[i] & 0xC0 != 0x80
            i += 1
        return i
    return end


cdef void _read_words(Names names, const Byte* s, Py_ssize_t i, Py_ssize_t end, Read* found) noexcept nogil:
    cdef Py_ssize_t start
    while i < end:
        start = i
        i = _word(s, i, end)
        if i == start:
            i += 1
        elif SHORTEST <= i - start <= LONGEST:
            names._add(_hashed(s, start, i), found)


cdef Py_ssize_t _value_at(const Byte* s, Py_ssize_t i, Py_ssize_t n) noexcept nogil:
    """As `_value`."""
    cdef int k
    for k in range(NAMES):
        if s[i] == <Byte>_names[k][0] and _stands(s, i, n, _names[k]):
            return i + strlen(_names[k])
    return -1


cdef bint _stands(const Byte* s, Py_ssize_t i, Py_ssize_t n, const char* name) noexcept nogil:
    while name[0]:
        if i >= n or s[i] != <Byte>name[0]:
            return False
        i, name = i + 1, name + 1
    return True


cdef Py_ssize_t _word(const Byte* s, Py_ssize_t i, Py_ssize_t end) noexcept nogil:
    """Where the word ends that begins at a place, as `_words` has it; the place itself where none does."""
    cdef Py_ssize_t start = i
    if c"A" <= s[i] <= c"Z":
        i += 1
        if i < end and c"A" <= s[i] <= c"Z":
            while i < end and c"A" <= s[i] <= c"Z":
                i += 1
            return i - (i < end and i > start + 1 and c"a" <= s[i] <= c"z")
    while i < end and c"a" <= s[i] <= c"z":
        i += 1
    return i


cdef uint64_t _hashed(const Byte* s, Py_ssize_t i, Py_ssize_t end) noexcept nogil:
    """The hash of a word in small letters."""
    cdef uint64_t key = begun()
    while i < end:
        key = further(key, <uint32_t>s[i] | 32)
        i += 1
    return key | 1
