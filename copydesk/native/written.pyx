# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Single elements of a written-out tree: what is in them, before them, and around them.

An element is called by the place where its tag begins.
"""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND

from copydesk.native.tags cimport Byte, Char, Pair, Quad, Token, tag

cdef enum:
    VOIDS = 18
    FAR = 2000  # elements between an element and what is around it, at most

_ESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&nbsp;", "\xa0"), ("&amp;", "&"))

cdef unsigned long long[VOIDS] _voids
for _i, _name in enumerate(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr".split()
):
    _voids[_i] = int.from_bytes(_name.encode(), "big")


def opened(str html not None, Py_ssize_t at):
    """The name of an element, and its attributes by name."""
    cdef Token token = Token(0, 0, 0, 0, False, 0, False, False, 0)
    cdef Py_ssize_t i, end, close
    cdef dict found = {}
    _tag(html, at, &token)
    i = token.attributes + 1
    while i < token.end:
        end = html.find('="', i)
        close = html.find('"', end + 2)
        found[html[i:end]] = read(html[end + 2 : close])
        i = close + 2
    return html[token.name : token.name_end], found


def read(str text not None):
    """A text as it was before it was written out."""
    if "&" in text:
        for escaped, character in _ESCAPED:
            text = text.replace(escaped, character)
    return text


def texts(str html not None, Py_ssize_t at, Py_ssize_t most):
    """The texts in an element; of its elements, texts and comments the first `most` count."""
    cdef Token token = Token(0, 0, 0, 0, False, 0, False, False, 0)
    cdef Py_ssize_t n = len(html), depth = 0, nodes = 0, end
    cdef list found = []
    while at < n:
        end = _tag(html, at, &token)
        if end < 0:
            return found
        depth += _deeper(html, &token)
        nodes += not token.closing
        at = html.find("<", end)
        at = n if at < 0 else at
        if depth <= 0 or nodes > most:
            return found
        if at > end:
            nodes += 1
            if nodes > most:
                return found
            found.append(read(html[end:at]))
    return found


def first(str html not None, Py_ssize_t at, str name, str attribute=""):
    """The first element in one that has a name, if one is asked for, and attributes that hold something; or -1."""
    cdef Token token = Token(0, 0, 0, 0, False, 0, False, False, 0)
    cdef Py_ssize_t depth = 0, end, around = at
    while at >= 0:
        end = _tag(html, at, &token)
        if end < 0:
            return -1
        depth += _deeper(html, &token)
        if depth <= 0:
            return -1
        if at != around and token.name and not token.closing:
            if not name or (token.name_end - token.name == len(name) and html.startswith(name, token.name)):
                if not attribute or html.find(attribute, token.attributes, token.end) >= 0:
                    return at
        at = html.find("<", end)
    return -1


def owners(str html not None, list places not None, Py_ssize_t levels):
    """For each of some elements, which are in order, the item of microdata around it, at most so far up; or -1."""
    cdef Token token = Token(0, 0, 0, 0, False, 0, False, False, 0)
    cdef Py_ssize_t at = html.find("<"), depth = 0, k = 0, item = _item(html, 0), end
    cdef list around = [], found = []
    while at >= 0 and k < len(places):
        end = _tag(html, at, &token)
        if end < 0:
            at = html.find("<", at + 1)
            continue
        while around and depth - token.closing <= <Py_ssize_t>around[len(around) - 1][0]:
            around.pop()
        if places[k] == at:
            k += 1
            found.append(-1)
            if around and depth - <Py_ssize_t>around[len(around) - 1][0] <= levels:
                found[k - 1] = around[len(around) - 1][1]
        if at <= item < end and not token.closing and _deeper(html, &token):
            around.append((depth, at))
        while 0 <= item < end:
            item = _item(html, end)
        depth += _deeper(html, &token)
        at = html.find("<", end)
    return found + [-1] * (len(places) - k)


cdef Py_ssize_t _item(str html, Py_ssize_t at):
    return html.find(' itemscope="', at)


def previous(str html not None, Py_ssize_t at):
    """Where the text, the comment or the element before a place begins; -1 where it is the first around there."""
    cdef Py_ssize_t end = html.rfind(">", 0, at) + 1, start
    if end < at:
        return end
    start = _start(html, end)
    if start < 0 or html[start + 1] != "/":
        return start if start >= 0 and not _opens(html, start) else -1
    return _back(html, start)


def parent(str html not None, Py_ssize_t at):
    """The element around a place; -1 where there is none, or none near."""
    return _back(html, at)


cdef Py_ssize_t _back(str html, Py_ssize_t at):
    """The element that is open at a place."""
    cdef Py_ssize_t depth = 0, step
    for step in range(FAR):
        at = _start(html, html.rfind(">", 0, at) + 1)
        if at < 0:
            return -1
        if html[at + 1] == "/":
            depth += 1
        elif _opens(html, at):
            depth -= 1
            if depth < 0:
                return at
    return -1


cdef Py_ssize_t _start(str html, Py_ssize_t end):
    """Where the tag or comment begins that ends at a place; -1 where none does. No comment begins in another."""
    return html.rfind("<!--" if html.endswith("-->", 0, end) else "<", 0, end)


cdef bint _opens(str html, Py_ssize_t at):
    """Whether a tag opens an element that another one closes."""
    cdef Token token = Token(0, 0, 0, 0, False, 0, False, False, 0)
    return _tag(html, at, &token) >= 0 and _deeper(html, &token) > 0


cdef Py_ssize_t _tag(str html, Py_ssize_t at, Token* token):
    """As `tag` has it."""
    cdef int kind = PyUnicode_KIND(html)
    if not 0 <= at < len(html):
        return -1
    if kind == 1:
        return tag(<const Byte*>PyUnicode_DATA(html), at, len(html), token)
    if kind == 2:
        return tag(<const Pair*>PyUnicode_DATA(html), at, len(html), token)
    return tag(<const Quad*>PyUnicode_DATA(html), at, len(html), token)


cdef int _deeper(str html, Token* token):
    """By how much what follows a tag is deeper."""
    cdef int kind = PyUnicode_KIND(html)
    if not token.name:
        return 0
    if token.closing:
        return -1
    if kind == 1:
        return not _is_void(<const Byte*>PyUnicode_DATA(html), token)
    if kind == 2:
        return not _is_void(<const Pair*>PyUnicode_DATA(html), token)
    return not _is_void(<const Quad*>PyUnicode_DATA(html), token)


cdef bint _is_void(const Char* s, Token* token) noexcept nogil:
    """Whether nothing closes an element."""
    cdef unsigned long long name = 0
    cdef Py_ssize_t i
    if token.name_end - token.name > 8:
        return False
    for i in range(token.name, token.name_end):
        if s[i] > 127:
            return False
        name = name << 8 | s[i]
    for i in range(VOIDS):
        if _voids[i] == name:
            return True
    return False
