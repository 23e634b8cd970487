# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Lines in the form in which whole lines are compared; see `copydesk.lexicon.fold`, which says what that is."""

from libc.stdint cimport uint8_t, uint16_t
from libc.stdlib cimport free, malloc

from copydesk.native.tags cimport Byte, Char, Pair, Quad
from copydesk.native.text cimport Py_UNICODE_ISDECIMAL, PyUnicode_FromKindAndData, Text, text_of

DEF PLANE = 0x10000
DEF OTHER = 0xFFFF  # in place of a character that becomes none or several, or that the table does not know
DEF SPACE = 32
DEF END = 1
DEF COMPOSES = 2
DEF MOST_DIGITS = 6
DEF LONGEST = 4  # characters that one can become


cdef class Folding:
    """How characters are folded.

    `folded` has what each character of the basic plane becomes, and in `others` stands what more than one
    character is made of; characters above are looked up there or stay. `marks` has a 1 for what is cut off at
    the ends of lines, a 2 for what may compose with what stands before it.
    """

    cdef const uint16_t[::1] folded
    cdef const uint8_t[::1] marks
    cdef object others

    def __cinit__(self, const uint16_t[::1] folded, const uint8_t[::1] marks, others):
        self.folded, self.marks, self.others = folded, marks, others

    def lines(self, list lines not None):
        """The folded lines, and the numbers of those that may have to be composed."""
        cdef Py_ssize_t i, longest = 0
        cdef Text text
        cdef list found = [], composing = []
        for line in lines:
            longest = max(longest, len(<str?>line))
        cdef Quad* out = <Quad*>malloc((longest * LONGEST + 1) * sizeof(Quad))
        if out == NULL:
            raise MemoryError()
        cdef uint8_t seen
        try:
            for i in range(len(lines)):
                text = text_of(lines[i])
                seen = 0
                if text.kind == 1:
                    found.append(self._fold[Byte](<const Byte*>text.data, text.length, out, &seen))
                elif text.kind == 2:
                    found.append(self._fold[Pair](<const Pair*>text.data, text.length, out, &seen))
                else:
                    found.append(self._fold[Quad](<const Quad*>text.data, text.length, out, &seen))
                if seen & COMPOSES:
                    composing.append(i)
        finally:
            free(out)
        return found, composing

    cdef str _fold(self, const Char* s, Py_ssize_t n, Quad* out, uint8_t* seen):
        """A line folded, with single spaces, without marks at its ends and a count behind it."""
        cdef Py_ssize_t i, size = 0, first = 0
        cdef Quad character, folded
        cdef str many
        for i in range(n):
            character = s[i]
            folded = self.folded[character] if character < PLANE else OTHER
            if folded != OTHER:
                size = _put(out, size, folded)
                if Char is not Byte:
                    seen[0] |= self.marks[folded]
                continue
            many = self.others(character)
            for part in many:
                size = _put(out, size, <Quad>ord(part))
                seen[0] |= self.marks[ord(part)] if ord(part) < PLANE else <uint8_t>COMPOSES
        size = self._stripped(out, size, &first)
        if size > first and _is_digit(out[size - 1]):
            size = _without_count(out, first, size)
            size = self._stripped(out, size, &first)
        return PyUnicode_FromKindAndData(4, out + first, size - first) if size > first else ""

    cdef Py_ssize_t _stripped(self, const Quad* out, Py_ssize_t size, Py_ssize_t* first) noexcept nogil:
        while size > first[0] and self._is_end(out[size - 1]):
            size -= 1
        while first[0] < size and self._is_end(out[first[0]]):
            first[0] += 1
        return size

    cdef inline bint _is_end(self, Quad character) noexcept nogil:
        return character < PLANE and self.marks[character] & END


cdef inline Py_ssize_t _put(Quad* out, Py_ssize_t size, Quad character) noexcept nogil:
    """Write a character, but no space at the start or behind another."""
    if character == SPACE and (size == 0 or out[size - 1] == SPACE):
        return size
    out[size] = character
    return size + 1


cdef inline bint _is_digit(Quad character) noexcept nogil:
    return c"0" <= character <= c"9" or (character > 127 and Py_UNICODE_ISDECIMAL(character))


cdef Py_ssize_t _without_count(const Quad* out, Py_ssize_t first, Py_ssize_t size) noexcept nogil:
    """Where a line ends before up to six digits, and before the spaces and brackets that open in front of them."""
    cdef Py_ssize_t digits = 0
    while size > first and digits < MOST_DIGITS and _is_digit(out[size - 1]):
        size -= 1
        digits += 1
    if size > first and _is_digit(out[size - 1]):
        return size
    while size > first and (out[size - 1] == SPACE or out[size - 1] == c"(" or out[size - 1] == c"["):
        size -= 1
    return size
