"""The attributes of a page's elements, as bytes side by side."""

from copydesk.native.tags cimport Byte


cdef class Attributes:
    cdef Py_ssize_t count, length
    cdef Py_ssize_t* starts  # of each element's, and of what would come next
    cdef Byte* data  # in UTF-8, with a byte behind each element's that is in none

    cdef int make_room(self, Py_ssize_t elements, Py_ssize_t length) except -1
    cdef void add(self, const Byte* text, Py_ssize_t length) noexcept nogil
    cdef int find(self, const Byte* word, Py_ssize_t size, set found) except -1
