"""The tags of a page that a parser has written out in UTF-8, and the next of a character in texts of any width."""

from libc.string cimport memchr

cdef extern from "Python.h":
    bint Py_UNICODE_ISSPACE(unsigned int c) noexcept nogil

ctypedef unsigned char Byte
ctypedef unsigned short Pair
ctypedef unsigned int Quad

ctypedef fused Char:
    Byte
    Pair
    Quad

cdef struct Token:
    Py_ssize_t name, name_end, attributes, end
    bint closing
    Py_ssize_t dead  # no name begins before this
    bint uncommented, unclosed  # no comment ends from here on, nothing at all ends
    Py_ssize_t wasted  # characters of what began as tags and were none

cdef inline bint is_space(Quad c) noexcept nogil:
    """As `str.isspace` has it; most characters need no look at a table."""
    return (c <= 32 or c >= 127) and Py_UNICODE_ISSPACE(c)


cdef inline Py_ssize_t find(const Char* s, Py_ssize_t i, Py_ssize_t n, char wanted) noexcept nogil:
    """Where a character of ASCII stands next, or else the end."""
    cdef const char* start = <const char*>s
    cdef const char* found
    cdef Py_ssize_t at = i * sizeof(Char), size = n * sizeof(Char)
    while at < size:
        found = <const char*>memchr(start + at, wanted, size - at)
        if not found:
            return n
        i = <Py_ssize_t>(found - start) // <Py_ssize_t>sizeof(Char)
        if s[i] == <Char>wanted:
            return i
        at = found - start + 1  # a byte of another character
    return n


cdef inline Py_ssize_t space(const Byte* s, Py_ssize_t i, Py_ssize_t n) noexcept nogil:
    """The bytes of the white space at a place, as `str.isspace` has it; 0 where there is none."""
    if s[i] < 0x80:
        return is_space(s[i])
    if s[i] == 0xC2:
        return 2 * (i + 1 < n and (s[i + 1] == 0x85 or s[i + 1] == 0xA0))
    if 0xE1 <= s[i] <= 0xE3 and i + 2 < n:  # others have no white space
        return 3 * is_space((s[i] & 0xF) << 12 | (s[i + 1] & 0x3F) << 6 | s[i + 2] & 0x3F)
    return 0


cdef inline bint _parts(const Byte* s, Py_ssize_t i, Py_ssize_t n) noexcept nogil:
    return s[i] == c">" or s[i] == c"/" or space(s, i, n)


cdef inline Py_ssize_t _attribute(const Byte* s, Py_ssize_t i, Py_ssize_t n) noexcept nogil:
    """Where the attribute at `i` ends; where there is none, the end of all."""
    if i >= n or _parts(s, i, n):
        return n
    i += 1
    while i < n and s[i] != c"=" and not _parts(s, i, n):
        i += 1
    if i + 1 >= n or s[i] != c"=" or s[i + 1] != c'"':
        return n
    i = find(s, i + 2, n, c'"')
    return i + 1 if i < n else n


cdef inline Py_ssize_t _unnamed(const Byte* s, Py_ssize_t i, Py_ssize_t n, Token* token) noexcept nogil:
    cdef Py_ssize_t end
    token.closing = False
    if token.unclosed:
        return -1
    if not token.uncommented and s[i] == c"!" and i + 2 < n and s[i + 1] == c"-" and s[i + 2] == c"-":
        end = find(s, min(i + 5, n), n, c">")
        while end < n:
            if s[end - 1] == c"-" and s[end - 2] == c"-":
                return end + 1
            end = find(s, end + 1, n, c">")
        token.uncommented = True
    end = find(s, i + 1, n, c">")
    token.unclosed = end == n
    return -1 if token.unclosed else end + 1


cdef inline Py_ssize_t tag(const Byte* s, Py_ssize_t i, Py_ssize_t n, Token* token) noexcept nogil:
    """Where the tag or comment at `i` ends, -1 if it is none; a comment has no name.

    The token remembers what has failed: what does not end would be looked through again and again.
    """
    cdef Py_ssize_t reached
    token.name = token.name_end = token.attributes = token.end = 0
    i += 1
    if i < n and (s[i] == c"!" or s[i] == c"?"):
        return _unnamed(s, i, n, token)
    token.closing = i < n and s[i] == c"/"
    i += token.closing
    if i >= n or i < token.dead or not (c"a" <= (s[i] | 32) <= c"z"):
        return -1
    token.name = i
    while i < n and not _parts(s, i, n):
        i += 1
    token.name_end = token.attributes = reached = i
    while i < n and s[i] == c" ":
        reached = i
        i = _attribute(s, i + 1, n)
    token.end = i
    if i < n and s[i] == c">":
        return i + 1
    token.wasted += reached - token.name
    token.dead = token.name_end if token.wasted < 16 * n else n
    return -1
