"""The text between the tags of a page, without references and spare white space."""

from copydesk.native.tags cimport Char, Quad, is_space

cdef struct Gathered:
    Py_ssize_t length, taken  # of the text so far; characters that went into it, with white space
    bint gap, pre


cdef inline bint is_blank(const Char* s, Py_ssize_t i, Py_ssize_t end) noexcept nogil:
    while i < end and is_space(s[i]):
        i += 1
    return i == end


cdef inline void gather(const Char* s, Py_ssize_t i, Py_ssize_t end, Char* text, Gathered* to) noexcept nogil:
    """Add a text to another; white space is one space, but in `pre`."""
    cdef Py_ssize_t length = to.length, count = end - i, size
    cdef bint gap = to.gap
    cdef Quad c
    while i < end:
        c = s[i]
        size = unescaped(s, i, end, &c) if c == c"&" else 1
        i += size
        count -= size - 1
        if is_space(c) and not to.pre:
            gap = True
            continue
        if gap and length:
            text[length] = c" "
            length += 1
        gap = False
        text[length] = <Char>c
        length += 1
    to.length, to.gap, to.taken = length, gap, count


cdef inline Py_ssize_t unescaped(const Char* s, Py_ssize_t i, Py_ssize_t end, Quad* c) noexcept nogil:
    """The length of what stands at an ampersand, and the character it means."""
    cdef Py_ssize_t left = end - i
    if left >= 4 and s[i + 2] == c"t" and s[i + 3] == c";" and (s[i + 1] == c"l" or s[i + 1] == c"g"):
        c[0] = c"<" if s[i + 1] == c"l" else c">"
        return 4
    if left >= 5 and s[i + 1] == c"a" and s[i + 2] == c"m" and s[i + 3] == c"p" and s[i + 4] == c";":
        return 5
    if left >= 6 and s[i + 1] == c"n" and s[i + 2] == c"b" and s[i + 3] == c"s" and s[i + 4] == c"p":
        if s[i + 5] == c";":
            c[0] = 0xA0
            return 6
    return 1
