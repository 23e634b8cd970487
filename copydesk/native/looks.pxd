"""Looks at a page that a parser has written out: how many tags and attributes, and where something may be said."""

from copydesk.native.tags cimport Byte, Token, find, tag

DEF PART = 255  # characters whose hits a character can count, which lets the compiler look at many at once
DEF AHEAD = 3  # characters that tell an attribute


cdef inline Byte _begun(const Byte* s, Py_ssize_t n) noexcept nogil:
    cdef Byte found = 0
    cdef Py_ssize_t i
    for i in range(n):
        found += s[i] == c"<"
    return found


cdef inline Py_ssize_t most_tags(const Byte* s, Py_ssize_t n) noexcept nogil:
    """So many tags there are at most."""
    cdef Py_ssize_t start, found = 0
    for start in range(0, n, PART):
        found += _begun(s + start, min(PART, n - start))
    return found


cdef inline Py_ssize_t count_tags(const Byte* s, Py_ssize_t n) noexcept nogil:
    """The number of tags."""
    cdef Py_ssize_t i = find(s, 0, n, c"<"), end, found = 0
    cdef Token token = Token(0, 0, 0, 0, False, 0, False, False, 0)
    while i < n:
        end = tag(s, i, n, &token)
        found += end > 0
        i = find(s, max(end, i + 1), n, c"<")
    return found


cdef inline Byte _tells(const Byte* s) noexcept nogil:
    return (
        (((s[0] ^ c"u") | (s[1] ^ c"t") | (s[2] ^ c"h")) == 0)
        | (((s[0] ^ c"y") | (s[1] ^ c"l") | (s[2] ^ c"i")) == 0)
        | (((s[0] ^ c"m") | (s[1] ^ c"p") | (s[2] ^ c"r")) == 0)
    )


cdef inline Byte _told(const Byte* s, Py_ssize_t n) noexcept nogil:
    cdef Byte found = 0
    cdef Py_ssize_t i
    for i in range(n):
        found += _tells(s + i)
    return found


cdef inline Py_ssize_t telling(const Byte* s, Py_ssize_t i, Py_ssize_t n) noexcept nogil:
    """Where "itemprop", "uthor" or "yline" may stand next, or else the end."""
    cdef Py_ssize_t end
    while i < n - AHEAD:
        end = min(i + PART, n - AHEAD)
        if _told(s + i, end - i):
            while not _tells(s + i):
                i += 1
            return i
        i = end
    return n


cdef inline Byte _asked_for(const Byte* s) noexcept nogil:
    return (
        (((s[0] ^ c"o") | (s[1] ^ c"o") | (s[2] ^ c"l")) == 0)
        | (((s[0] ^ c"o") | (s[1] ^ c"v") | (s[2] ^ c"e")) == 0)
    )


cdef inline bint asked_for(const Byte* s, Py_ssize_t i, Py_ssize_t end) noexcept nogil:
    """Whether "tooltip", "rollover", "popover" or "hovercard" may stand there."""
    cdef Byte found = 0
    while i < end - AHEAD:
        found |= _asked_for(s + i)
        i += 1
    return found != 0


cdef inline Py_ssize_t count_attributes(const Byte* s, Py_ssize_t i, Py_ssize_t n) noexcept nogil:
    """The values in quotes behind an equals sign."""
    cdef Py_ssize_t start = i, end, found = 0
    while True:
        i = find(s, i, n, c'"')
        if i >= n:
            return found
        if i > start and s[i - 1] == c"=":
            end = find(s, i + 1, n, c'"')
            if end >= n:
                return found
            found += 1
            start = end + 1
            i = start
        else:
            i += 1
