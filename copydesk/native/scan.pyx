# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""The bytes of a page, looked through once: whether they are UTF-8, and how much of what floods are made of."""

from libc.stdlib cimport free, malloc
from libc.string cimport memchr, memcpy, memset

DEF PAIRS = 1024  # of letters, of any size
DEF PART = 255  # bytes whose hits a byte can count, which lets the compiler look at many at once


def is_utf8(const unsigned char[::1] data):
    """Whether the bytes are UTF-8 as strictly as Python decodes it."""
    cdef Py_ssize_t n = data.shape[0], i = 0, length
    cdef unsigned long long eight
    while i < n:
        if i + 8 <= n:
            memcpy(&eight, &data[i], 8)
            if not eight & 0x8080808080808080ULL:
                i += 8
                continue
        length = _sequence(&data[i], n - i)
        if not length:
            return False
        i += length
    return True


cdef inline Py_ssize_t _sequence(const unsigned char* s, Py_ssize_t left) noexcept nogil:
    """The length of the character that begins here, 0 where none does."""
    cdef unsigned char lead = s[0]
    if lead < 0x80:
        return 1
    if lead < 0xC2 or lead > 0xF4 or left < 2:
        return 0
    if lead < 0xE0:
        return 2 * _follows(s[1], 0x80, 0xBF)
    if lead < 0xF0:
        if left < 3 or not _follows(s[2], 0x80, 0xBF):
            return 0
        return 3 * _follows(s[1], 0xA0 if lead == 0xE0 else 0x80, 0x9F if lead == 0xED else 0xBF)
    if left < 4 or not _follows(s[2], 0x80, 0xBF) or not _follows(s[3], 0x80, 0xBF):
        return 0
    return 4 * _follows(s[1], 0x90 if lead == 0xF0 else 0x80, 0x8F if lead == 0xF4 else 0xBF)


cdef inline bint _follows(unsigned char byte, unsigned char low, unsigned char high) noexcept nogil:
    return low <= byte <= high


def floods(const unsigned char[::1] data):
    """The runs of what stands between attributes, of which no tag has more; and the tags that open."""
    cdef Py_ssize_t n = data.shape[0], start, runs = 0, tags = 0
    if n:
        tags = data[n - 1] == c"<"
        for start in range(0, n - 1, PART):
            runs += _runs(&data[start], min(PART, n - 1 - start))
            tags += _tags(&data[start], min(PART, n - 1 - start))
    return runs, tags


cdef struct Name:
    const unsigned char* letters
    Py_ssize_t size
    bint found


def opened(const unsigned char[::1] data, tuple names not None):
    """Those of some names, in their order, with which a tag may begin; also where the tag's name is longer.

    The names have two letters or more.
    """
    cdef Py_ssize_t count = len(names), k
    cdef Name* sought = <Name*>malloc((count + 1) * sizeof(Name))
    if not sought:
        raise MemoryError
    try:
        for k in range(count):
            sought[k] = Name(<bytes>names[k], len(<bytes>names[k]), False)
        _look(data, sought, count)
        return [names[k] for k in range(count) if sought[k].found]
    finally:
        free(sought)


cdef void _look(const unsigned char[::1] data, Name* names, Py_ssize_t count) noexcept nogil:
    """Note which names are found, until all are; most tags begin with two letters of none."""
    cdef Py_ssize_t n = data.shape[0], i = 0, k, left = count
    cdef const unsigned char* found
    cdef bint[PAIRS] sought
    _mark(sought, names, count)
    while left and i < n - 1:
        found = <const unsigned char*>memchr(&data[i], c"<", n - i - 1)
        if not found:
            return
        i = found - &data[0] + 1
        if i < n - 1 and sought[_pair(&data[i])]:
            for k in range(count):
                if not names[k].found and _begins(data, i, &names[k]):
                    names[k].found = True
                    left -= 1
                    _mark(sought, names, count)


cdef void _mark(bint* sought, Name* names, Py_ssize_t count) noexcept nogil:
    """Note with which two letters the names begin that are not found yet."""
    cdef Py_ssize_t k
    memset(sought, 0, PAIRS * sizeof(bint))
    for k in range(count):
        if not names[k].found:
            sought[_pair(names[k].letters)] = True


cdef inline int _pair(const unsigned char* s) noexcept nogil:
    return (s[0] & 31) << 5 | (s[1] & 31)


cdef inline bint _begins(const unsigned char[::1] data, Py_ssize_t i, Name* name) noexcept nogil:
    """Whether a name in small letters stands at a place, in letters of any size."""
    cdef Py_ssize_t k
    if i + name.size > data.shape[0]:
        return False
    for k in range(name.size):
        if data[i + k] | 32 != name.letters[k]:
            return False
    return True


cdef inline unsigned char _separates(unsigned char c) noexcept nogil:
    """One for what stands between attributes; as a sum, which the compiler turns into wide instructions."""
    return (
        (c == c" ") + (c == c"\n") + (c == c"\t") + (c == c"\r") + (c == c"\f") + (c == c"/") + (c == c"=")
    )


cdef inline unsigned char _opens(unsigned char c, unsigned char after) noexcept nogil:
    return (c == c"<") & (after != c"/")


cdef unsigned char _runs(const unsigned char* s, Py_ssize_t n) noexcept nogil:
    cdef unsigned char found = 0
    cdef unsigned char[PART + 1] separates
    cdef Py_ssize_t i
    for i in range(n + 1):
        separates[i] = _separates(s[i])
    for i in range(n):
        found += separates[i + 1] & ~separates[i]
    return found


cdef unsigned char _tags(const unsigned char* s, Py_ssize_t n) noexcept nogil:
    cdef unsigned char found = 0
    cdef Py_ssize_t i
    for i in range(n):
        found += _opens(s[i], s[i + 1])
    return found
