# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""The bytes of a page, looked through once: whether they are UTF-8, and how much of what floods are made of."""

from libc.string cimport memcpy

cdef extern from "scan.h" nogil:
    const int STRIDE
    ctypedef struct Floods:
        long long runs, tags
    long long ascii(const unsigned char* s, long long n)
    void count_floods(const unsigned char* s, long long n, Floods* found)


def is_utf8(const unsigned char[::1] data):
    """Whether the bytes are UTF-8 as strictly as Python decodes it."""
    cdef Py_ssize_t n = data.shape[0], i = 0, end, length
    cdef unsigned long long eight
    while i < n:
        i += ascii(&data[i], n - i)
        end = min(i + STRIDE, n)
        while i < end:
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
    cdef Floods found
    if not data.shape[0]:
        return 0, 0
    count_floods(&data[0], data.shape[0], &found)
    return found.runs, found.tags
