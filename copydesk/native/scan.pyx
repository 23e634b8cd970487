# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""The bytes of a page, looked through once: whether they are UTF-8, and how much of what floods are made of."""

from libc.string cimport memcpy

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
