# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""The attributes of a page's elements: few are ever looked at one by one, so that no string is made for each."""

from cpython.bytes cimport PyBytes_AS_STRING
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.stdlib cimport free, malloc
from libc.string cimport memcmp, memcpy

from copydesk.native.tags cimport Byte

cdef enum:
    THREE = 3  # letters of a word that are looked for first
    PART = 128  # bytes among which they are looked for at once


cdef class Attributes:
    """The attributes of all elements, each as a browser would write them out."""

    def __init__(self, texts=()):
        cdef bytes text
        cdef list written = [one.encode("utf-8", "replace") for one in texts]
        self.make_room(len(written), sum(map(len, written)))
        for text in written:
            self.add(<const Byte*>PyBytes_AS_STRING(text), len(text))

    def __reduce__(self):
        return Attributes, (list(self),)

    def __dealloc__(self):
        free(self.starts)
        free(self.data)

    def __len__(self):
        return self.count

    def __getitem__(self, Py_ssize_t element):
        cdef Py_ssize_t start
        if not 0 <= element < self.count:
            raise IndexError(element)
        start = self.starts[element]
        return PyUnicode_DecodeUTF8(<const char*>self.data + start, self.starts[element + 1] - 1 - start, "replace")

    def holding(self, tuple words not None):
        """The elements in whose attributes one of some words stands; these have three letters or more, of ASCII."""
        cdef bytes letters
        cdef set found = set()
        for letters in map(str.encode, words):
            if len(letters) < THREE or not letters.isascii():
                raise ValueError(f"no three letters of ASCII: {letters!r}")
            self.find(<const Byte*>PyBytes_AS_STRING(letters), len(letters), found)
        return sorted(found)

    cdef int make_room(self, Py_ssize_t elements, Py_ssize_t length) except -1:
        """Room for the attributes of so many elements, of so many bytes together; ValueError where there is some."""
        if self.starts:
            raise ValueError("these attributes have been set")
        self.starts = <Py_ssize_t*>malloc((elements + 1) * sizeof(Py_ssize_t))
        self.data = <Byte*>malloc(length + elements + 1)
        if not self.starts or not self.data:
            raise MemoryError
        self.starts[0] = 0
        return 0

    cdef void add(self, const Byte* text, Py_ssize_t length) noexcept nogil:
        """The attributes of one more element."""
        memcpy(self.data + self.length, text, length)
        self.length += length + 1
        self.data[self.length - 1] = 0
        self.count += 1
        self.starts[self.count] = self.length

    cdef int find(self, const Byte* word, Py_ssize_t size, set found) except -1:
        """Add the elements that hold a word, of which three letters in the middle are looked for first."""
        cdef Py_ssize_t middle = (size - THREE) // 2, i = middle, last = self.length - size + middle, end, e = 0
        cdef const Byte* three = word + middle
        while i <= last:
            end = min(i + PART, last + 1)
            if not _hold(self.data + i, end - i, three):
                i = end
            while i < end:
                if _stand(self.data + i, three) and memcmp(self.data + i - middle, word, size) == 0:
                    while self.starts[e + 1] <= i:
                        e += 1
                    found.add(e)
                i += 1
        return 0


cdef inline Byte _stand(const Byte* s, const Byte* three) noexcept nogil:
    return ((s[0] ^ three[0]) | (s[1] ^ three[1]) | (s[2] ^ three[2])) == 0


cdef Byte _hold(const Byte* s, Py_ssize_t n, const Byte* three) noexcept nogil:
    """Whether three letters stand somewhere; without a way out of the loop, so that it is done in strides."""
    cdef Py_ssize_t i
    cdef Byte found = 0, first = three[0], second = three[1], third = three[2]
    for i in range(n):
        found |= ((s[i] ^ first) | (s[i + 1] ^ second) | (s[i + 2] ^ third)) == 0
    return found
