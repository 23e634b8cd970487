# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""The tags of a page that is not parsed yet, one by one: how many, how deep, with how many attributes."""

from libc.string cimport memchr

_FLAT = (
    "area base br col embed hr img input link meta param source track wbr "
    "p li dt dd td th tr tbody thead tfoot option"
)
"""Tags that open nothing, or nothing that their like does not close again."""

NOTHING, TAGS, DEPTH, ATTRIBUTES = range(4)
"""Of what there is too much."""

cdef enum:
    SLOTS = 128
    KNOWN = 8  # characters of the longest tag that is known

cdef unsigned long long[SLOTS] _flat


def flood(const unsigned char[::1] data, Py_ssize_t most_tags, Py_ssize_t most_depth, Py_ssize_t most_attributes):
    """Of what there is first too much, and for attributes how many a tag has."""
    cdef Py_ssize_t n = data.shape[0], i = 0, name, tags = 0, depth = 0, attributes
    cdef const unsigned char* s = &data[0] if n else NULL
    cdef bint closing
    while True:
        i = _find(s, i, n, c"<")
        if i >= n:
            return NOTHING, 0
        if i + 3 < n and s[i + 1] == c"!" and s[i + 2] == c"-" and s[i + 3] == c"-":
            i = _comment_end(s, i + 4, n)
            continue
        i += 1
        closing = i < n and s[i] == c"/"
        i += closing
        if i >= n or not c"a" <= s[i] | 32 <= c"z":
            continue
        name = i
        while i < n and not _parts(s[i]):
            i += 1
        if not _is_flat(s, name, i):
            depth = max(depth - 1, 0) if closing else depth + 1
        tags += 1
        if tags > most_tags:
            return TAGS, 0
        if depth > most_depth:
            return DEPTH, 0
        i = _attributes(s, i, n, &attributes)
        if attributes > most_attributes:
            return ATTRIBUTES, attributes


cdef inline bint _is_space(unsigned char c) noexcept nogil:
    return c == c" " or c == c"\t" or c == c"\n" or c == c"\f" or c == c"\r"


cdef inline bint _parts(unsigned char c) noexcept nogil:
    return c == c">" or c == c"/" or _is_space(c)


cdef inline Py_ssize_t _find(const unsigned char* s, Py_ssize_t i, Py_ssize_t n, char wanted) noexcept nogil:
    """Where a character stands next, or else the end."""
    cdef const unsigned char* found = <const unsigned char*>memchr(s + i, wanted, n - i) if i < n else NULL
    return found - s if found else n


cdef Py_ssize_t _comment_end(const unsigned char* s, Py_ssize_t i, Py_ssize_t n) noexcept nogil:
    cdef Py_ssize_t start = i
    while True:
        i = _find(s, i, n, c">")
        if i >= n:
            return n
        i += 1
        if i - start >= 3 and s[i - 2] == c"-" and s[i - 3] == c"-":
            return i


cdef Py_ssize_t _attributes(const unsigned char* s, Py_ssize_t i, Py_ssize_t n, Py_ssize_t* count) noexcept nogil:
    """Where the attributes of a tag end, and how many there are."""
    count[0] = 0
    while i < n and s[i] != c">":
        if _parts(s[i]):
            i += 1
        else:
            count[0] += 1
            i = _attribute(s, i, n)
    return i


cdef Py_ssize_t _attribute(const unsigned char* s, Py_ssize_t i, Py_ssize_t n) noexcept nogil:
    """Where the attribute ends that begins at a place."""
    cdef Py_ssize_t end
    i += 1
    while i < n and s[i] != c"=" and not _parts(s[i]):
        i += 1
    end = i
    i = _behind_space(s, i, n)
    if i >= n or s[i] != c"=":
        return end
    i = _behind_space(s, i + 1, n)
    if i >= n or s[i] == c">":
        return end
    if s[i] == c'"' or s[i] == c"'":
        return min(_find(s, i + 1, n, s[i]) + 1, n)
    while i < n and s[i] != c">" and not _is_space(s[i]):
        i += 1
    return i


cdef inline Py_ssize_t _behind_space(const unsigned char* s, Py_ssize_t i, Py_ssize_t n) noexcept nogil:
    while i < n and _is_space(s[i]):
        i += 1
    return i


cdef bint _is_flat(const unsigned char* s, Py_ssize_t i, Py_ssize_t end) noexcept nogil:
    cdef unsigned long long name = 0
    if end - i > KNOWN:
        return False
    while i < end:
        name = name << 8 | (s[i] | 32 if c"A" <= s[i] <= c"Z" else s[i])
        i += 1
    return _flat[_slot(name)] == name


cdef unsigned int _slot(unsigned long long name) noexcept nogil:
    cdef unsigned int i = <unsigned int>((name * 0x9E3779B97F4A7C15ULL) >> 57)
    while _flat[i] and _flat[i] != name:
        i = (i + 1) % SLOTS
    return i


for _name in _FLAT.split():
    _flat[_slot(int.from_bytes(_name.encode(), "big"))] = int.from_bytes(_name.encode(), "big")
