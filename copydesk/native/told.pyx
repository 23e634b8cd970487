# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Whether what a page tells search engines holds its blocks."""

import numpy as np

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.stdint cimport uint8_t, uint16_t, uint32_t

from copydesk.native.solid import solid
from copydesk.native.text cimport PyUnicode_FromKindAndData, Text, is_space, text_of

TOLD = ("told", "described", "titled")
"""What each row of numbers is."""

cdef enum:
    SIMPLE = 0x530  # characters of Latin, Greek and Cyrillic, of which a table has the folded form
    OTHER = 0xFFFF  # is none that is one character

cdef uint16_t FOLDED[SIMPLE]
for _i in range(SIMPLE):
    _form = chr(_i).casefold()
    FOLDED[_i] = ord(_form) if len(_form) == 1 else OTHER

ctypedef fused Character:
    uint8_t
    uint16_t
    uint32_t


def plain(str string not None):
    """The form in which texts are compared: without white space and case."""
    cdef Text text = text_of(string)
    cdef uint16_t* found = <uint16_t*>PyMem_Malloc((text.length + 1) * sizeof(uint16_t))
    cdef Py_ssize_t length
    if not found:
        raise MemoryError
    try:
        if text.kind == 1:
            length = _fold[uint8_t](<const uint8_t*>text.data, text.length, found)
        elif text.kind == 2:
            length = _fold[uint16_t](<const uint16_t*>text.data, text.length, found)
        else:
            length = -1
        return solid(string).casefold() if length < 0 else PyUnicode_FromKindAndData(2, found, length)
    finally:
        PyMem_Free(found)


cdef Py_ssize_t _fold(const Character* text, Py_ssize_t n, uint16_t* found) noexcept nogil:
    """How many characters there are then; -1 where one may become several, or is not known here."""
    cdef Py_ssize_t i, length = 0
    cdef uint16_t form
    for i in range(n):
        if text[i] < SIMPLE:
            if is_space(text[i]):
                continue
            form = FOLDED[text[i]]
            if form == OTHER:
                return -1
        elif _has_no_case(text[i]):
            if is_space(text[i]):
                continue
            form = <uint16_t>text[i]
        else:
            return -1
        found[length] = form
        length += 1
    return length


cdef inline bint _has_no_case(uint32_t c) noexcept nogil:
    """Whether a character is of scripts from Hebrew to Burmese, a mark, or of the scripts of East Asia."""
    return 0x590 <= c < 0x10A0 or 0x2000 <= c < 0x2100 or 0x3000 <= c < 0xA000 or 0xAC00 <= c < 0xD7A4


def told(list texts not None, str body not None, tuple starts not None, set titles not None, Py_ssize_t many):
    """For each text, whether the body holds it, if one is told; whether it begins a description; is a title.

    Body, titles and beginnings of descriptions, of which none is empty, are plain. Only texts of more than so many plain characters
    are told or described. What stands in the body follows mostly what stood before it.
    """
    cdef Py_ssize_t i, at, end = 0
    cdef str text, form
    cdef dict begin = {}
    cdef set firsts = {form[:1] for form in (*starts, *titles)}
    found = np.zeros((len(TOLD), len(texts)))
    cdef double[:, ::1] out = found
    for i in range(len(texts)):
        out[1, i] = 0.0 if starts else -1.0
        text = texts[i]
        if not body and not _may_begin(text[:1], begin, firsts):
            continue
        form = plain(text)
        out[2, i] = form in titles
        if len(form) > many:
            out[1, i] = form.startswith(starts) if starts else -1.0
            if body:
                at = end if body.startswith(form, end) else body.find(form)
                out[0, i] = at >= 0
                end = at + len(form) if at >= 0 else end
    if body:
        found[0] += 1.0
    return found


cdef bint _may_begin(str character, dict begin, set firsts):
    """Whether a text that begins with a character may have a plain form that begins with one of the firsts."""
    found = begin.get(character)
    if found is None:
        found = begin[character] = character.isspace() or character.casefold()[:1] in firsts
    return found
