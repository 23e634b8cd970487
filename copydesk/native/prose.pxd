"""The text between the tags of a page, without references and spare white space."""

from copydesk.native.tags cimport Byte, space

cdef enum:
    NO_BREAK = 0xA0  # a space, which in UTF-8 has another byte before it
    LEAD = 0xC2

cdef struct Gathered:
    Py_ssize_t length, taken  # bytes of the text so far; characters that went into it, with white space
    bint gap, pre


cdef inline bint is_blank(const Byte* s, Py_ssize_t i, Py_ssize_t end) noexcept nogil:
    cdef Py_ssize_t size = 1
    while i < end and size:
        size = 1 if s[i] == c" " or s[i] == c"\n" else space(s, i, end)
        i += size
    return size != 0


cdef inline bint _is_plain(Byte c) noexcept nogil:
    """Whether a byte begins neither white space nor a reference: most do not."""
    return c > 32 and c != c"&" and c != LEAD and not 0xE1 <= c <= 0xE3


cdef inline void gather(const Byte* s, Py_ssize_t i, Py_ssize_t end, Byte* text, Gathered* to) noexcept nogil:
    """Add a text to another; white space is one space, but in `pre`."""
    cdef Py_ssize_t length = to.length, count = 0, white
    cdef bint gap = to.gap
    cdef Byte c
    while i < end:
        c = s[i]
        if _is_plain(c):
            if gap and length:
                text[length] = c" "
                length += 1
            gap = False
            while _is_plain(c):
                text[length] = c
                length += 1
                count += (c & 0xC0) != 0x80  # what goes on with a character is none
                i += 1
                if i == end:
                    break
                c = s[i]
            continue
        if c == c"&":
            i += unescaped(s, i, end, &c)
            white = c == NO_BREAK
        else:
            white = 0 if to.pre else space(s, i, end)
            i += white if white else 1
        if white and not to.pre:
            gap = True
            count += 1
            continue
        if gap and length:
            text[length] = c" "
            length += 1
        gap = False
        if white:
            text[length] = LEAD
            length += 1
        text[length] = c
        length += 1
        count += white != 0 or (c & 0xC0) != 0x80
    to.length, to.gap, to.taken = length, gap, count


cdef inline Py_ssize_t unescaped(const Byte* s, Py_ssize_t i, Py_ssize_t end, Byte* c) noexcept nogil:
    """The length of what stands at an ampersand, and the character it means."""
    cdef Py_ssize_t left = end - i
    if left >= 4 and s[i + 2] == c"t" and s[i + 3] == c";" and (s[i + 1] == c"l" or s[i + 1] == c"g"):
        c[0] = c"<" if s[i + 1] == c"l" else c">"
        return 4
    if left >= 5 and s[i + 1] == c"a" and s[i + 2] == c"m" and s[i + 3] == c"p" and s[i + 4] == c";":
        return 5
    if left >= 6 and s[i + 1] == c"n" and s[i + 2] == c"b" and s[i + 3] == c"s" and s[i + 4] == c"p":
        if s[i + 5] == c";":
            c[0] = NO_BREAK
            return 6
    return 1
