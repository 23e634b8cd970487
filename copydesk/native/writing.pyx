# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""The tree of a parsed page, written out without some of its elements by the parser's own functions.

They are the public ones of its C library, called by address; nothing here knows how a node lies in memory.
"""

from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stdint cimport uint8_t, uintptr_t
from libc.stdlib cimport free, malloc, realloc
from libc.string cimport memchr, memcpy

NEEDED = (
    "lxb_dom_node_first_child_noi", "lxb_dom_node_next_noi", "lxb_dom_node_parent_noi",
    "lxb_dom_node_tag_id_noi", "lxb_html_node_is_void_noi", "lxb_html_serialize_cb",
    "lxb_dom_element_qualified_name", "lxb_dom_node_type_noi", "lxb_dom_element_first_attribute_noi",
    "lxb_dom_element_next_attribute_noi", "lxb_dom_attr_qualified_name", "lxb_dom_attr_value_noi",
    "lxb_dom_node_text_content",
)
"""The functions of the library, in the order in which their addresses are given."""

cdef enum:
    ELEMENT = 1  # of the types of nodes
    TEXT = 3
    KINDS = 512  # of tags that have fixed numbers

ctypedef void* Node
ctypedef unsigned int (*Taker)(const uint8_t* data, size_t size, void* to) noexcept nogil
ctypedef Node (*Step)(Node) noexcept nogil
ctypedef uintptr_t (*Number)(Node) noexcept nogil
ctypedef int (*Kind)(Node) noexcept nogil
ctypedef uint8_t (*Answer)(Node) noexcept nogil  # of which the other bits of a register say nothing
ctypedef unsigned int (*Serialize)(Node, Taker, void*) noexcept nogil
ctypedef const uint8_t* (*Name)(Node, size_t*) noexcept nogil

cdef struct Written:
    uint8_t* data
    size_t size, room


cdef unsigned int _take(const uint8_t* data, size_t size, void* to) noexcept nogil:
    """Put bytes behind what is written; what is not zero ends the writing."""
    cdef Written* written = <Written*>to
    cdef uint8_t* more
    if written.size + size > written.room:
        more = <uint8_t*>realloc(written.data, 2 * written.room + size)
        if not more:
            return 1
        written.data, written.room = more, 2 * written.room + size
    memcpy(written.data + written.size, data, size)
    written.size += size
    return 0


cdef bint _is_plain(const uint8_t* text, size_t size, uint8_t other) noexcept nogil:
    """Whether no character is one that is written in another way: an angle, a no-break space, one other."""
    cdef size_t i
    cdef uint8_t found = 0
    for i in range(size):
        found |= (text[i] == other) | (text[i] == c"<") | (text[i] == c">") | (text[i] == 0xC2)
    return not found


cdef bint _escape(const uint8_t* text, size_t size, Written* to) noexcept nogil:
    """Write a value, and its ampersands as references; whether that failed."""
    cdef const uint8_t* end = text + size
    cdef const uint8_t* found = <const uint8_t*>memchr(text, c"&", size)
    while found:
        if _take(text, found + 1 - text, to) or _take(b"amp;", 4, to):
            return True
        text = found + 1
        found = <const uint8_t*>memchr(text, c"&", end - text)
    return _take(text, end - text, to)


cdef class Writer:
    """Writes trees out, by functions at the addresses of `NEEDED`, without elements of some kinds of tags."""

    cdef Step first_child, next, parent, first_attribute, next_attribute
    cdef Number tag
    cdef Answer is_void
    cdef Kind type
    cdef Serialize serialize
    cdef Name name, attribute, value, text
    cdef bint[KINDS] unseen

    def __cinit__(self, addresses, unseen):
        cdef uintptr_t first_child, next, parent, tag, is_void, serialize, name, type
        cdef uintptr_t first_attribute, next_attribute, attribute, value, text
        (first_child, next, parent, tag, is_void, serialize, name, type,
         first_attribute, next_attribute, attribute, value, text) = addresses
        self.first_child, self.next, self.parent = <Step>first_child, <Step>next, <Step>parent
        self.tag, self.is_void, self.type = <Number>tag, <Answer>is_void, <Kind>type
        self.serialize, self.name = <Serialize>serialize, <Name>name
        self.first_attribute, self.next_attribute = <Step>first_attribute, <Step>next_attribute
        self.attribute, self.value, self.text = <Name>attribute, <Name>value, <Name>text
        for kind in unseen:
            if not 0 <= kind < KINDS:
                raise ValueError(f"no fixed number of a tag: {kind}")
            self.unseen[kind] = True

    def write(self, uintptr_t inside, Py_ssize_t expected) -> bytes:
        """The page around the node at an address, of whose written size there is a guess."""
        cdef Written written = Written(<uint8_t*>malloc(expected + 1), 0, expected + 1)
        cdef Node top = <Node>inside
        cdef bint failed
        if not written.data:
            raise MemoryError
        try:
            with nogil:
                while self.parent(top):
                    top = self.parent(top)
                failed = self._all(top, &written)
            if failed:
                raise MemoryError
            return PyBytes_FromStringAndSize(<char*>written.data, written.size)
        finally:
            free(written.data)

    cdef bint _all(self, Node top, Written* to) noexcept nogil:
        """Write what is below a node; whether that failed."""
        cdef Node node = self.first_child(top), inner
        while node:
            if self._is_unseen(node):
                inner = NULL
            elif self._open(node, to):
                return True
            else:
                inner = NULL if self.is_void(node) else self.first_child(node)
            if inner:
                node = inner
                continue
            if not self._is_unseen(node) and self._close(node, to):
                return True
            while not self.next(node):
                node = self.parent(node)
                if node == top:
                    return False
                if self._close(node, to):
                    return True
            node = self.next(node)
        return False

    cdef inline bint _is_unseen(self, Node node) noexcept nogil:
        cdef uintptr_t kind = self.tag(node)
        return kind < KINDS and self.unseen[kind]

    cdef bint _open(self, Node node, Written* to) noexcept nogil:
        """Write a text, a comment or the tag that opens an element; whether that failed."""
        cdef size_t begun = to.size
        cdef int type = self.type(node)
        if type == ELEMENT:
            if self._tag(node, to):
                return False
            to.size = begun
        elif type == TEXT and self._text(node, to):
            return False
        return self.serialize(node, _take, to)

    cdef bint _text(self, Node node, Written* to) noexcept nogil:
        """Write a text, if it stands in the page as it is."""
        cdef size_t size
        cdef const uint8_t* text = self.text(node, &size)
        return text != NULL and _is_plain(text, size, c"&") and not _take(text, size, to)

    cdef bint _tag(self, Node node, Written* to) noexcept nogil:
        """Write the tag that opens an element, if nothing but ampersands in its values is written in another way."""
        cdef size_t size
        cdef const uint8_t* text = self.name(node, &size)
        cdef Node attribute = self.first_attribute(node)
        if _take(b"<", 1, to) or _take(text, size, to):
            return False
        while attribute:
            text = self.attribute(attribute, &size)
            if _take(b" ", 1, to) or _take(text, size, to):
                return False
            text = self.value(attribute, &size)
            if text == NULL or not _is_plain(text, size, c'"'):
                return False
            if _take(b'="', 2, to) or _escape(text, size, to) or _take(b'"', 1, to):
                return False
            attribute = self.next_attribute(attribute)
        return not _take(b">", 1, to)

    cdef bint _close(self, Node node, Written* to) noexcept nogil:
        """Write the tag that closes an element, where one does; whether that failed."""
        cdef size_t size
        cdef const uint8_t* name
        if self.type(node) != ELEMENT or self.is_void(node):
            return False
        name = self.name(node, &size)
        return _take(b"</", 2, to) or _take(name, size, to) or _take(b">", 1, to)
