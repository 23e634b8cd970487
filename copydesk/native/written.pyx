# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Single elements of a written-out tree: what is in them, before them, and around them.

An element is called by the place where its tag begins.
"""

from cpython.bytes cimport PyBytes_AS_STRING
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.string cimport memcmp

from copydesk.native.tags cimport Byte, Token, find, tag

cdef enum:
    VOIDS = 18
    LONGEST_VOID = 8
    FAR = 2000  # elements between an element and what is around it, at most

_ESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&nbsp;", "\xa0"), ("&amp;", "&"))

cdef unsigned long long[VOIDS] _voids
for _i, _name in enumerate(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr".split()
):
    _voids[_i] = int.from_bytes(_name.encode(), "big")


def opened(bytes html not None, Py_ssize_t at):
    """The name of an element, and its attributes by name."""
    cdef const Byte* s = <const Byte*>PyBytes_AS_STRING(html)
    cdef Py_ssize_t n = len(html)
    cdef Token token = Token(0, 0, 0, 0, False, 0, False, False, 0)
    cdef Py_ssize_t i, end, close
    cdef dict found = {}
    if 0 <= at < n:
        tag(s, at, n, &token)
    i = token.attributes + 1
    while i < token.end:
        end = find(s, i + 1, token.end, c"=")  # which a name may begin with
        close = find(s, end + 2, token.end, c'"')
        found[_str(s, i, end)] = read(_str(s, end + 2, close))
        i = close + 2
    return _str(s, token.name, token.name_end), found


cdef str _str(const Byte* s, Py_ssize_t i, Py_ssize_t end):
    return PyUnicode_DecodeUTF8(<const char*>s + i, max(end - i, 0), "replace")


cpdef str read(str text):
    """A text as it was before it was written out."""
    if "&" in text:
        for escaped, character in _ESCAPED:
            text = text.replace(escaped, character)
    return text


def texts(bytes html not None, Py_ssize_t at, Py_ssize_t most):
    """The texts in an element; of its elements, texts and comments the first `most` count."""
    cdef const Byte* s = <const Byte*>PyBytes_AS_STRING(html)
    cdef Py_ssize_t n = len(html)
    cdef Token token = Token(0, 0, 0, 0, False, 0, False, False, 0)
    cdef Py_ssize_t depth = 0, nodes = 0, end
    cdef list found = []
    while 0 <= at < n:
        end = tag(s, at, n, &token)
        if end < 0:
            return found
        depth += _deeper(s, &token)
        nodes += not token.closing
        at = find(s, end, n, c"<")
        if depth <= 0 or nodes > most:
            return found
        if at > end:
            nodes += 1
            if nodes > most:
                return found
            found.append(read(_str(s, end, at)))
    return found


def first(bytes html not None, Py_ssize_t at, bytes name not None, bytes attribute not None=b""):
    """The first element in one that has a name, if one is asked for, and attributes that hold something; or -1."""
    cdef const Byte* s = <const Byte*>PyBytes_AS_STRING(html)
    cdef Token token = Token(0, 0, 0, 0, False, 0, False, False, 0)
    cdef Py_ssize_t n = len(html), depth = 0, size = len(name), end, around = at
    while 0 <= at < n:
        end = tag(s, at, n, &token)
        if end < 0:
            return -1
        depth += _deeper(s, &token)
        if depth <= 0:
            return -1
        if at != around and token.name and not token.closing:
            if not size or (token.name_end - token.name == size and html.startswith(name, token.name)):
                if not attribute or html.find(attribute, token.attributes, token.end) >= 0:
                    return at
        at = find(s, end, n, c"<")
    return -1


def owners(bytes html not None, list places not None, Py_ssize_t levels):
    """For each of some elements, which are in order, the item of microdata around it, at most so far up; or -1."""
    cdef const Byte* s = <const Byte*>PyBytes_AS_STRING(html)
    cdef Token token = Token(0, 0, 0, 0, False, 0, False, False, 0)
    cdef Py_ssize_t n = len(html), at = find(s, 0, n, c"<"), depth = 0, k = 0, item = _item(html, 0), end
    cdef list around = [], found = []
    while at < n and k < len(places):
        end = tag(s, at, n, &token)
        if end < 0:
            at = find(s, at + 1, n, c"<")
            continue
        while around and depth - token.closing <= <Py_ssize_t>around[len(around) - 1][0]:
            around.pop()
        if <Py_ssize_t>places[k] == at:
            k += 1
            found.append(-1)
            if around and depth - <Py_ssize_t>around[len(around) - 1][0] <= levels:
                found[k - 1] = around[len(around) - 1][1]
        if at <= item < end and not token.closing and _deeper(s, &token):
            around.append((depth, at))
        while 0 <= item < end:
            item = _item(html, end)
        depth += _deeper(s, &token)
        at = find(s, end, n, c"<")
    return found + [-1] * (len(places) - k)


cdef Py_ssize_t _item(bytes html, Py_ssize_t at):
    return html.find(b' itemscope="', at)


def previous(bytes html not None, Py_ssize_t at):
    """Where the text, the comment or the element before a place begins; -1 where it is the first around there."""
    cdef const Byte* s = <const Byte*>PyBytes_AS_STRING(html)
    cdef Py_ssize_t n = len(html), end = _last(s, min(at, n), c">") + 1, start
    if end < at:
        return end
    start = _start(s, end)
    if start < 0 or s[start + 1] != c"/":
        return start if start >= 0 and not _opens(s, n, start) else -1
    return _back(s, n, start)


def parent(bytes html not None, Py_ssize_t at):
    """The element around a place; -1 where there is none, or none near."""
    return _back(<const Byte*>PyBytes_AS_STRING(html), len(html), min(at, <Py_ssize_t>len(html)))


cdef Py_ssize_t _back(const Byte* s, Py_ssize_t n, Py_ssize_t at) noexcept nogil:
    """The element that is open at a place."""
    cdef Py_ssize_t depth = 0, step
    for step in range(FAR):
        at = _start(s, _last(s, at, c">") + 1)
        if at < 0:
            return -1
        if s[at + 1] == c"/":
            depth += 1
        elif _opens(s, n, at):
            depth -= 1
            if depth < 0:
                return at
    return -1


cdef Py_ssize_t _last(const Byte* s, Py_ssize_t end, char wanted) noexcept nogil:
    """Where a character stands last before an end; -1 where it does not."""
    while end > 0:
        end -= 1
        if s[end] == <Byte>wanted:
            return end
    return -1


cdef Py_ssize_t _start(const Byte* s, Py_ssize_t end) noexcept nogil:
    """Where the tag or comment begins that ends at a place; -1 where none does. No comment begins in another."""
    cdef bint is_comment = end >= 3 and memcmp(s + end - 3, b"-->", 3) == 0
    cdef Py_ssize_t start = _last(s, end, c"<")
    while is_comment and start >= 0 and (end - start < 4 or memcmp(s + start, b"<!--", 4)):
        start = _last(s, start, c"<")
    return start


cdef bint _opens(const Byte* s, Py_ssize_t n, Py_ssize_t at) noexcept nogil:
    """Whether a tag opens an element that another one closes."""
    cdef Token token = Token(0, 0, 0, 0, False, 0, False, False, 0)
    return tag(s, at, n, &token) >= 0 and _deeper(s, &token) > 0


cdef inline int _deeper(const Byte* s, Token* token) noexcept nogil:
    """By how much what follows a tag is deeper."""
    if not token.name:
        return 0
    return -1 if token.closing else not _is_void(s, token)


cdef bint _is_void(const Byte* s, Token* token) noexcept nogil:
    """Whether nothing closes an element."""
    cdef unsigned long long name = 0
    cdef Py_ssize_t i
    if token.name_end - token.name > LONGEST_VOID:
        return False
    for i in range(token.name, token.name_end):
        if s[i] > 127:
            return False
        name = name << 8 | s[i]
    for i in range(VOIDS):
        if _voids[i] == name:
            return True
    return False
