# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""The lines of a text, and which of some texts hold characters that are looked for."""

import numpy as np

from cpython.list cimport PyList_New, PyList_SET_ITEM
from cpython.ref cimport Py_INCREF
from libc.stdint cimport int64_t, uint8_t, uint32_t

from copydesk.native.tags cimport Byte, Char, Pair, Quad, find, is_space
from copydesk.native.text cimport (
    Py_UNICODE_ISALNUM, Py_UNICODE_ISALPHA, PyUnicode_Substring, Text, at, read as char_at, text_of,
)

DEF TAB = 8
DEF FEW = 16
DEF PLANE = 0x10000
DEF NOTHING = 0xFFFFFFFF  # which no character is
DEF SPACED = 0x2E80  # below it are scripts with spaces between words, and some without
DEF ALONE = 1
DEF BEFORE_OTHERS = 2
DEF OPENS_REFERENCE = 3
DEF BEFORE_TWO = 4
DEF LONGEST_REFERENCE = 40  # characters up to the first semicolon


def split(str string):
    """The lines of a text with something visible on them; None where lines end in more than line feeds.

    Of each what is on it, where that starts, how many blank lines stand before, and the columns of its indent.
    """
    cdef Text text = text_of(string)
    if text.kind == 1:
        return _split[Byte](string, <const Byte*>text.data, text.length)
    if text.kind == 2:
        return _split[Pair](string, <const Pair*>text.data, text.length)
    return _split[Quad](string, <const Quad*>text.data, text.length)


cdef _split(str string, const Char* s, Py_ssize_t n):
    cdef Py_ssize_t start = 0, end, first, last, gap = 0, count = _breaks(s, n)
    cdef list texts = []
    if count < 0:
        return None
    found, count = np.empty((3, count + 1), np.int64), 0
    cdef int64_t[:, ::1] out = found
    while start <= n:
        end = find(s, start, n, c"\n")
        first, last = start, end
        while first < last and is_space(s[first]):
            first += 1
        while last > first and is_space(s[last - 1]):
            last -= 1
        if last > first:
            texts.append(PyUnicode_Substring(string, first, last))
            out[0, count], out[1, count], out[2, count] = first, gap, _indent(s, start, first)
            count += 1
            gap = 0
        else:
            gap += 1
        start = end + 1
    return texts, found[0, :count], found[1, :count], found[2, :count]


cdef Py_ssize_t _breaks(const Char* s, Py_ssize_t n) noexcept nogil:
    """How many line feeds there are; below zero where other line breaks are, too."""
    cdef Py_ssize_t i
    cdef uint32_t count = 0, others = 0
    for i in range(n):
        count += s[i] == 10
        others |= (s[i] >= 11) & (s[i] <= 13)
        if Char is not Byte:
            others |= (s[i] == 0x2028) | (s[i] == 0x2029)
    return -1 if others else count


def join(str text, list texts, const int64_t[::1] starts, const uint8_t[::1] joined, tight):
    """The blocks of lines of which some go on with the line before; columns of them, and of their edits.

    Of a block where it starts and ends, its text, its first line, how many lines it has, and how many edits
    there are up to its end. Of an edit where it starts and ends in the text, what stands there, what comes in
    its place, and where in the block. Between lines that go on stands a space, but not where marks meet and
    `tight` says so: it is asked with what there is of the block, in parts, and the line.
    """
    cdef Py_ssize_t i, n = len(texts), start, end, at = 0
    cdef str line, part
    cdef list parts = [], blocks = [[] for _ in range(6)], edits = [[] for _ in range(5)]
    for i in range(n):
        line = texts[i]
        start = starts[i]
        if joined[i]:
            part = " " if _are_words(texts[i - 1], line) or not tight(parts, line) else ""
            end = starts[i - 1] + len(<str>texts[i - 1])
            for column, value in zip(edits, (end, start, text[end:start], part, at)):
                (<list>column).append(value)
            parts.append(part)
            at += len(part)
        else:
            _end_block(blocks, parts, edits, starts, texts, i)
            parts, at = [], 0
        parts.append(line)
        at += len(line)
    _end_block(blocks, parts, edits, starts, texts, n)
    return blocks, edits


cdef int _end_block(list blocks, list parts, list edits, const int64_t[::1] starts, list texts, Py_ssize_t end) except -1:
    """Enter the block that ends before a line, unless none has begun."""
    cdef Py_ssize_t lines = (len(parts) + 1) // 2, first = end - lines
    if not lines:
        return 0
    (<list>blocks[0]).append(starts[first])
    (<list>blocks[1]).append(starts[end - 1] + len(<str>texts[end - 1]))
    (<list>blocks[2]).append(parts[0] if lines == 1 else "".join(parts))
    (<list>blocks[3]).append(first)
    (<list>blocks[4]).append(lines)
    (<list>blocks[5]).append(len(<list>edits[0]))
    return 0


cdef bint _are_words(str before, str after):
    """Whether letters or digits meet of a script that sets spaces between words."""
    cdef Text ended = text_of(before)
    return _is_spaced(char_at(ended, ended.length - 1)) and _is_spaced(char_at(text_of(after), 0))


cdef inline bint _is_spaced(Py_UCS4 character) noexcept nogil:
    return character < SPACED and Py_UNICODE_ISALNUM(character)


cdef Py_ssize_t _indent(const Char* s, Py_ssize_t start, Py_ssize_t end) noexcept nogil:
    """The columns that white space takes; a tab goes to the next multiple of eight."""
    cdef Py_ssize_t i, columns = 0
    for i in range(start, end):
        columns = columns // TAB * TAB + TAB if s[i] == c"\t" else columns + 1
    return columns


def glued(list texts, Py_ssize_t shortest, Py_ssize_t fewest):
    """Which of the texts of so many characters have so many full stops without a space behind."""
    cdef list found = []
    cdef Py_ssize_t i
    cdef Text text
    for i in range(len(texts)):
        text = text_of(texts[i])
        if text.length < shortest:
            continue
        if text.kind == 1:
            if _stops[Byte](<const Byte*>text.data, text.length) >= fewest:
                found.append(i)
        elif text.kind == 2:
            if _stops[Pair](<const Pair*>text.data, text.length) >= fewest:
                found.append(i)
        elif _stops[Quad](<const Quad*>text.data, text.length) >= fewest:
            found.append(i)
    return found


cdef Py_ssize_t _stops(const Char* s, Py_ssize_t n) noexcept nogil:
    cdef Py_ssize_t i, count = s[n - 1] == c"."
    for i in range(n - 1):
        count += (s[i] == c".") & (s[i + 1] != c" ")
    return count


def alike(make, const int64_t[::1] first, const int64_t[::1] second, const int64_t[::1] third, const uint8_t[::1] mark):
    """What is made of each row of numbers; rows like one of the first few different ones share what is made of that."""
    cdef Py_ssize_t n = mark.shape[0], i, k, row = 0, held = 0
    cdef Py_ssize_t[FEW] rows
    cdef list found = PyList_New(n)
    cdef object made
    if not first.shape[0] == second.shape[0] == third.shape[0] == n:
        raise ValueError("columns of several lengths")
    for i in range(n):
        for k in range(held):
            row = rows[k]
            if first[i] == first[row] and second[i] == second[row] and third[i] == third[row] and mark[i] == mark[row]:
                made = found[row]
                break
        else:
            made = make(first[i], second[i], third[i], mark[i])
            if held < FEW:
                rows[held] = i
                held += 1
        Py_INCREF(made)
        PyList_SET_ITEM(found, i, made)
    return found


def holding(list texts, const uint8_t[::1] sought, bint spaces):
    """Which of the texts hold a character that is sought, or, if `spaces` are, one before another one or a mark.

    `sought` has for each character of the basic plane, and in one place for all others, a 1 where it is
    sought, a 2 where it is before another one beyond ASCII, a 3 where it is before what may be a reference, and
    a 4 where it is before two beyond ASCII. Spaces count before a space, a comma and a full stop.
    """
    cdef list found = []
    cdef Py_ssize_t i
    cdef Text text
    cdef bint held
    for i in range(len(texts)):
        text = text_of(texts[i])
        if text.kind == 1:
            held = _holds[Byte](<const Byte*>text.data, text, &sought[0], spaces)
        elif text.kind == 2:
            held = _holds[Pair](<const Pair*>text.data, text, &sought[0], spaces)
        else:
            held = _holds[Quad](<const Quad*>text.data, text, &sought[0], spaces)
        if held:
            found.append(i)
    return found


def marks(str string not None):
    """How many links of Markdown may end in a text, how many number signs it has, and how many brackets open."""
    cdef Text text = text_of(string)
    if text.kind == 1:
        return _marks[Byte](<const Byte*>text.data, text.length)
    if text.kind == 2:
        return _marks[Pair](<const Pair*>text.data, text.length)
    return _marks[Quad](<const Quad*>text.data, text.length)


cdef _marks(const Char* s, Py_ssize_t n):
    cdef Py_ssize_t i
    cdef uint32_t links = 0, signs = 0, brackets = 0
    for i in range(n):
        signs += s[i] == c"#"
        brackets += s[i] == c"["
    for i in range(n - 1):
        links += (s[i] == c"]") & (s[i + 1] == c"(")
    return links, signs, brackets


def initials(list texts, str letters not None):
    """Which of the texts begin with one of some letters and a space."""
    cdef list found = []
    cdef Py_ssize_t i
    cdef Text text
    for i in range(len(texts)):
        text = text_of(texts[i])
        if text.length > 1 and char_at(text, 1) == u" " and char_at(text, 0) in letters:
            found.append(i)
    return found


def run_together(list texts, list numbers, str capitals not None, Py_ssize_t fewest):
    """Of the texts with these numbers, those in which so many capitals stand right behind another letter."""
    cdef list found = []
    cdef Py_ssize_t i, k, count
    cdef Text text
    cdef Py_UCS4 before
    for i in numbers:
        text = text_of(texts[i])
        count = 0
        for k in range(1, text.length):
            before = char_at(text, k - 1)
            if char_at(text, k) in capitals and before not in capitals and Py_UNICODE_ISALPHA(before):
                count += 1
                if count == fewest:
                    found.append(i)
                    break
    return found


cdef bint _holds(const Char* s, Text text, const uint8_t* sought, bint spaces) noexcept nogil:
    cdef Py_ssize_t i
    cdef Quad space = c" " if spaces else NOTHING
    cdef bint spaced, spaced_before = False
    for i in range(text.length):
        spaced = s[i] == space
        if sought[min(<Quad>s[i], <Quad>PLANE)] and _is_sought(text, i, sought):
            return True
        if spaced_before & (spaced | (s[i] == c",") | (s[i] == c".")):
            return True
        spaced_before = spaced
    return False


cdef bint _is_sought(Text text, Py_ssize_t i, const uint8_t* sought) noexcept nogil:
    """Whether a character that is sought has the neighbours it needs."""
    cdef uint8_t kind = sought[min(char_at(text, i), <Py_UCS4>PLANE)]
    if kind == ALONE or (kind == BEFORE_OTHERS and at(text, i + 1) > 127):
        return True
    if kind == BEFORE_TWO and at(text, i + 1) > 127 and at(text, i + 2) > 127:
        return True
    return kind == OPENS_REFERENCE and _may_be_reference(text, i + 1)


cdef bint _may_be_reference(Text text, Py_ssize_t start) noexcept nogil:
    """Whether a letter or number sign stands at a place, and a semicolon soon behind it."""
    cdef Py_ssize_t i
    cdef Py_UCS4 first = at(text, start)
    if not (first == u"#" or u"a" <= first <= u"z" or u"A" <= first <= u"Z"):
        return False
    for i in range(start, min(start + LONGEST_REFERENCE, text.length)):
        if char_at(text, i) == u";":
            return True
    return False
