# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""A written-out tree, cut at its tags into blocks and the elements around them.

What a parser writes out is regular: every attribute quoted, every element closed, nothing else escaped than
`&`, `<`, `>` and no-break spaces. What is not so is passed over up to the next `<`.
"""

from cpython.bytes cimport PyBytes_AS_STRING
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.stdlib cimport free, malloc
from libc.string cimport memset

import re

import numpy as np

from copydesk.native.attributes cimport Attributes
from copydesk.native.looks cimport asked_for, count_attributes, count_tags, most_tags, telling
from copydesk.native.prose cimport Gathered, gather, is_blank
from copydesk.native.tags cimport Byte, Token, find, tag
from copydesk.native.walking cimport Card, Element, Walk, close, make_room, open_, row
from copydesk.page.cards import is_card
from copydesk.page.prescan import refuse_attributes, refuse_depth, refuse_tags

cdef enum:
    OPEN, IGNORED, BREAK, RULE, LINK, BOLD, CUSTOM
    LONG_TAG = 3000  # characters below which a tag cannot have too many attributes
    SLOTS = 512
    KNOWN = 8  # characters of the longest tag that is known
    SHORTEST = 3  # characters of a tag
    RECENT = 64

_INLINE = (
    "abbr acronym bdi bdo big cite code data del dfn em font i ins kbd label mark math meter mfenced mfrac "
    "mi mn mo mroot mrow ms msqrt mstyle msub msubsup msup mtext nobr o:p output progress q rb rp rt rtc "
    "ruby s samp small span strike sub sup time tt u var"
)
INLINE = frozenset(_INLINE.split())
"""Tags of what stands among words; as an element of the markup, one of these is a card."""

_VOID = "area base basefont bgsound col embed frame img input keygen link meta param source track wbr"
_SAYING = "h1 time figure meta link"
"""Elements that may say something of the article; so may those with telling attributes."""

_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")

cdef struct Slot:
    unsigned long long name
    int opening
    int closing
    bint saying

cdef struct Tag:
    Py_ssize_t element, start, end

cdef Slot[SLOTS] _kinds
cdef Slot _other = Slot(0, OPEN, OPEN, False)
cdef Slot _custom = Slot(0, CUSTOM, CUSTOM, False)

def cut(bytes html not None, limits):
    """The texts of all blocks; where elements begin that may say something of the article; and columns.

    These are the tags and attributes of the elements that hold a block, and numbers: for elements, parents, first and last; for blocks, elements, linked, bold and broken. Raises
    RejectedError over a limit.
    """
    cdef const Byte* s = <const Byte*>PyBytes_AS_STRING(html)
    cdef Py_ssize_t n = len(html)
    cdef Walk walk
    cdef Py_ssize_t i
    cdef void* room
    if n // SHORTEST > limits.page_tags and most_tags(s, n) > limits.page_tags:
        refuse_tags(count_tags(s, n), limits)
    room = malloc(n + 1)
    walk = Walk(
        NULL, 1, 0, 0, 1, NULL, 0, 0, room,
        Gathered(0, 0, False, False), 0, 0, 0, 0, False, False, False,
        Card(Gathered(0, 0, False, False), 0, 0, False, False, 0, 0),
    )
    try:
        if not room:
            raise MemoryError
        make_room(&walk)
        walk.elements[0] = Element(0, 0, 0, 0, 0, 0, 0)
        texts, spots = [], []
        _read(&walk, s, n, html, texts, spots, limits)
        for i in range(walk.blocks):
            walk.rows[i].element = _heading(&walk, s, walk.rows[i].element)
        return texts, spots, _columns(&walk, s)
    finally:
        free(walk.elements)
        free(walk.rows)
        free(room)


cdef Slot* _kind(const Byte* s, Py_ssize_t i, Py_ssize_t end) noexcept nogil:
    """What a tag means; every one that is not known opens or closes an element, if its name has no hyphen."""
    cdef unsigned long long name = 0
    cdef Slot* slot
    while i < end:
        if s[i] == c"-":
            return &_custom
        if s[i] > 127 or end - i > KNOWN:
            return &_custom if find(s, i, end, c"-") < end else &_other
        name = name << 8 | s[i]
        i += 1
    slot = _slot(name)
    return slot if slot.name == name else &_other


cdef Slot* _slot(unsigned long long name) noexcept nogil:
    cdef unsigned int i = <unsigned int>((name * 0x9E3779B97F4A7C15ULL) >> 55)
    while _kinds[i].name and _kinds[i].name != name:
        i = (i + 1) % SLOTS
    return &_kinds[i]


cdef _read(Walk* walk, const Byte* s, Py_ssize_t n, bytes html, list texts, list spots, limits):
    """Take in all tags, each with the text behind it; the hottest loop of a page."""
    cdef Token token = Token(0, 0, 0, 0, False, 0, False, False, 0)
    cdef Py_ssize_t i = find(s, 0, n, c"<"), end, after, most = limits.page_depth, told = -1
    cdef int kind
    cdef Slot* slot
    while i < n:
        end = tag(s, i, n, &token)
        after = find(s, max(end, i + 1), n, c"<")
        if end < 0:
            i = after
            continue
        slot = _kind(s, token.name, token.name_end)
        kind = slot.closing if token.closing else slot.opening
        if kind == CUSTOM:
            kind = IGNORED if _is_inline(s, &walk.elements[walk.top], &token) else OPEN
        if token.name and not token.closing:
            if told < token.attributes:
                told = telling(s, token.attributes, n)
            if slot.saying or told < token.end:
                spots.append(i)
        if walk.card.element:
            _leave(walk, s, &token, texts)
        elif walk.begun and slot.opening == IGNORED == slot.closing and _is_card(s, &token, html, i):
            _enter(walk, s, &token, texts)
        if kind >= LINK:
            _style(walk, kind, token.closing)
        elif kind != IGNORED and token.name:
            _end_block(walk, s, texts)
            walk.after_break = kind == BREAK
            if kind == OPEN:
                open_(walk, &token, len(texts))
                walk.to.pre = _is(s, &walk.elements[walk.top], b"pre", 3)
                if walk.depth > most:
                    refuse_depth(walk.depth, limits)
        if token.end - token.attributes > LONG_TAG:
            refuse_attributes(count_attributes(s, token.attributes, token.end), limits)
        if end < after and (walk.begun or not is_blank(s, end, after)):
            _add(walk, s, end, after)
        walk.after_link = kind == LINK and token.closing and end == after
        i = after
    if walk.card.element:
        _resume(walk, s, texts)
    _end_block(walk, s, texts)
    while walk.depth:
        close(walk, len(texts))


cdef bint _is_card(const Byte* s, Token* token, bytes html, Py_ssize_t i):
    """Whether a tag opens a card inside the text at hand; most have no name that could be that of one."""
    if token.closing or not asked_for(s, token.attributes, token.end):
        return False
    return is_card(html, i, _str(s, token.attributes, token.end))


cdef _enter(Walk* walk, const Byte* s, Token* token, list texts):
    """What was gathered waits until the card is over, whose text goes behind it; the card is an element."""
    walk.card = Card(walk.to, walk.in_links, walk.in_bold, walk.begun, walk.after_break, walk.count, 1)
    walk.text = <Byte*>walk.text + walk.to.length
    walk.to = Gathered(0, 0, False, False)
    walk.in_links = walk.in_bold = 0
    walk.begun = walk.after_break = False
    open_(walk, token, len(texts))


cdef _leave(Walk* walk, const Byte* s, Token* token, list texts):
    """Look whether a tag ends the card."""
    cdef Element* card = &walk.elements[walk.card.element]
    if not _is_same(s, card.name, card.name_end, token.name, token.name_end):
        return
    walk.card.nested += -1 if token.closing else 1
    if not walk.card.nested:
        _resume(walk, s, texts)


cdef _resume(Walk* walk, const Byte* s, list texts):
    """The card's text is a block, and what waits goes on."""
    _end_block(walk, s, texts)
    while walk.top != walk.card.element:
        close(walk, len(texts))
    close(walk, len(texts))
    walk.text = <Byte*>walk.text - walk.card.to.length
    walk.to, walk.in_links, walk.in_bold = walk.card.to, walk.card.in_links, walk.card.in_bold
    walk.begun, walk.after_break = walk.card.begun, walk.card.after_break
    walk.card.element = 0


cdef bint _is_same(
    const Byte* s, Py_ssize_t i, Py_ssize_t i_end, Py_ssize_t k, Py_ssize_t k_end
) noexcept nogil:
    """Whether two names are the same."""
    if i_end - i != k_end - k:
        return False
    while i < i_end and s[i] == s[k]:
        i += 1
        k += 1
    return i == i_end


cdef void _style(Walk* walk, int kind, bint closing) noexcept nogil:
    """A link or bold text starts or ends; links side by side are words side by side."""
    if kind == BOLD:
        walk.bolds += -1 if closing else 1
    elif closing:
        walk.links -= 1
    else:
        walk.links += 1
        walk.to.gap |= walk.after_link and walk.begun


cdef bint _is_inline(const Byte* s, Element* e, Token* token) noexcept nogil:
    """Whether an element of the page's own stands among the words of a paragraph or a heading, or stood there."""
    if token.closing:
        return not _is_same(s, e.name, e.name_end, token.name, token.name_end)
    return _is(s, e, b"p", 1) or _is_heading(s, e)


cdef bint _is_heading(const Byte* s, Element* e) noexcept nogil:
    return e.name_end - e.name == 2 and s[e.name] == c"h" and c"1" <= s[e.name + 1] <= c"6"


cdef bint _is(const Byte* s, Element* e, const char* name, Py_ssize_t n) noexcept nogil:
    """Whether the tag of an element is a name of so many letters."""
    cdef Py_ssize_t i = 0
    if e.name_end - e.name != n:
        return False
    while i < n and s[e.name + i] == <Byte>name[i]:
        i += 1
    return i == n


cdef void _add(Walk* walk, const Byte* s, Py_ssize_t i, Py_ssize_t end) noexcept nogil:
    gather(s, i, end, <Byte*>walk.text, &walk.to)
    walk.begun = True
    walk.in_links += walk.to.taken if walk.links > 0 else 0
    walk.in_bold += walk.to.taken if walk.bolds > 0 else 0


cdef _end_block(Walk* walk, const Byte* s, list texts):
    """What was gathered of text becomes a block, or several where `pre` has empty lines."""
    cdef str text
    if walk.to.length:
        text = _str(<const Byte*>walk.text, 0, walk.to.length)
        for part in _PARAGRAPH.split(text) if walk.to.pre else (text,):
            words = " ".join(part.split()) if walk.to.pre else part
            if words:
                row(walk, len(words))
                texts.append(words)
    walk.to.length = walk.in_links = walk.in_bold = 0
    walk.begun = walk.to.gap = walk.after_break = False


cdef str _str(const Byte* s, Py_ssize_t i, Py_ssize_t end):
    return PyUnicode_DecodeUTF8(<const char*>s + i, end - i, "replace")


cdef tuple _columns(Walk* walk, const Byte* s):
    """The elements that hold a block, and the page itself; their numbers and those of the blocks."""
    cdef Py_ssize_t e, kept = 0, size = 0
    cdef Element* element
    cdef list tags = [""]
    cdef Attributes attributes = Attributes.__new__(Attributes)
    cdef Tag[RECENT] recent
    cdef dict known = {}
    for e in range(walk.count):
        if not e or walk.elements[e].last > walk.elements[e].first:
            kept += 1
            size += walk.elements[e].end - walk.elements[e].attributes
    attributes.make_room(kept, size)
    numbers, rows = np.empty((3, kept), np.int64), np.empty((3, walk.blocks), np.int64)
    cdef long long[:, ::1] out = numbers
    kept = 0
    memset(recent, 0, sizeof(recent))
    for e in range(walk.count):
        element = &walk.elements[e]
        if not e or element.last > element.first:
            out[0, kept], out[1, kept], out[2, kept] = element.parent, element.first, element.last
            # An element that holds a block stands behind its parent, whose new number is there already.
            out[0, kept] = walk.elements[element.parent].name
            if e:
                tags.append(_tag(s, element, recent, kept, tags, known))
            attributes.add(s + element.attributes, element.end - element.attributes)
            element.name = kept
            kept += 1
    broken = _rows(walk, rows)
    return tuple(tags), attributes, *numbers, *rows, broken


cdef str _tag(const Byte* s, Element* element, Tag* recent, Py_ssize_t number, list tags, dict known):
    """The tag of an element: one string, however many have it, and most have one that another has had before."""
    cdef Py_ssize_t start = element.name, end = element.name_end
    cdef Tag* last = &recent[(s[start] ^ 5 * s[end - 1] ^ (end - start)) % RECENT]
    cdef str tag
    if last.element and _is_same(s, last.start, last.end, start, end):
        return tags[last.element]
    last[0] = Tag(number, start, end)
    tag = _str(s, start, end)
    return known.setdefault(tag, tag)


cdef Py_ssize_t _heading(Walk* walk, const Byte* s, Py_ssize_t element) noexcept nogil:
    """The heading around an element that has nothing else in it, or else the element.

    Neither a button nor a caption is all of a heading.
    """
    cdef Py_ssize_t e = element
    cdef Element* found
    while e:
        found = &walk.elements[e]
        if found.last - found.first != 1:
            return element
        if _is(s, found, b"button", 6) or _is(s, found, b"figcaption", 10):
            return element
        if _is_heading(s, found):
            return e
        e = found.parent
    return element


cdef _rows(Walk* walk, long long[:, ::1] out):
    cdef Py_ssize_t i
    broken = np.empty(walk.blocks, bool)
    cdef unsigned char[::1] flags = broken.view(np.uint8)
    for i in range(walk.blocks):
        out[0, i] = walk.elements[walk.rows[i].element].name
        out[1, i], out[2, i], flags[i] = walk.rows[i].linked, walk.rows[i].bold, walk.rows[i].broken
    return broken


def _know():
    for name in _INLINE.split():
        _name(name, IGNORED, IGNORED)
    for name in _VOID.split():
        _name(name, IGNORED, OPEN)
    for name, kind, end in (("br", BREAK, OPEN), ("hr", RULE, OPEN), ("a", LINK, LINK), ("b", BOLD, BOLD),
                            ("strong", BOLD, BOLD)):
        _name(name, kind, end)


    for name in _SAYING.split():
        _name(name, OPEN, OPEN)[0].saying = True


cdef Slot* _name(str name, int opening, int closing):
    """The slot of a name, filled unless it is already."""
    cdef unsigned long long packed = int.from_bytes(name.encode(), "big")
    cdef Slot* slot = _slot(packed)
    if not slot.name:
        slot[0] = Slot(packed, opening, closing, False)
    return slot


_know()
