# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Whether what a page tells search engines holds its blocks."""

import numpy as np

from copydesk.native.solid import solid

TOLD = ("told", "described", "titled")
"""What each row of numbers is."""


def plain(str text not None):
    """The form in which texts are compared."""
    return solid(text).casefold()


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
