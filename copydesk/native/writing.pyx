# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""The tree of a parsed page, written out without some of its elements by the parser's own functions.

They are the public ones of its C library, called by address; nothing here knows how a node lies in memory.
"""

from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stdint cimport uint8_t, uintptr_t
from libc.stdlib cimport free, malloc, realloc
from libc.string cimport memcpy

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
    LONGEST = 6  # characters that one of a value becomes
    LEAD = 0xC2
    NO_BREAK = 0xA0  # in UTF-8, with LEAD before it

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


cdef bint _widen(Written* written, size_t more) noexcept nogil:
    """Make room for more bytes behind what is written; whether that failed."""
    cdef size_t room = 2 * written.room + more
    cdef uint8_t* data
    if written.size + more <= written.room:
        return False
    data = <uint8_t*>realloc(written.data, room)
    if not data:
        return True
    written.data, written.room = data, room
    return False


cdef inline void _put(const uint8_t* data, size_t size, Written* written) noexcept nogil:
    """Put bytes behind what is written, where there is room for them."""
    memcpy(written.data + written.size, data, size)
    written.size += size


cdef unsigned int _take(const uint8_t* data, size_t size, void* to) noexcept nogil:
    """Put bytes behind what is written; what is not zero ends the writing."""
    cdef Written* written = <Written*>to
    if _widen(written, size):
        return 1
    _put(data, size, written)
    return 0


cdef bint _is_plain(const uint8_t* text, size_t size, uint8_t other) noexcept nogil:
    """Whether no character is one that is written in another way: an ampersand, an angle, a no-break space, one other."""
    cdef size_t i
    cdef uint8_t found = 0
    for i in range(size):
        found |= (text[i] == other) | (text[i] == c"&") | (text[i] == c"<") | (text[i] == c">") | (text[i] == LEAD)
    return not found


cdef void _escape(const uint8_t* text, size_t size, Written* to) noexcept nogil:
    """Write a value, where there is room for it as it is written."""
    cdef size_t i = 0
    while i < size:
        if text[i] == c"&":
            _put(b"&amp;", 5, to)
        elif text[i] == c'"':
            _put(b"&quot;", 6, to)
        elif text[i] == c"<":
            _put(b"&lt;", 4, to)
        elif text[i] == c">":
            _put(b"&gt;", 4, to)
        elif text[i] == LEAD and i + 1 < size and text[i + 1] == NO_BREAK:
            _put(b"&nbsp;", LONGEST, to)
            i += 1
        else:
            _put(text + i, 1, to)
        i += 1


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
        cdef uintptr_t kind
        while node:
            kind, inner = self.tag(node), NULL
            if not (kind < KINDS and self.unseen[kind]):
                if self._open(node, to):
                    return True
                if not self.is_void(node):
                    inner = self.first_child(node)
                    if not inner and self._close(node, to):
                        return True
            if inner:
                node = inner
                continue
            inner = self.next(node)
            while not inner:
                node = self.parent(node)
                if node == top:
                    return False
                if self._close(node, to):
                    return True
                inner = self.next(node)
            node = inner
        return False

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
        """Write the tag that opens an element, if all its attributes have values."""
        cdef size_t size, length
        cdef bint plain
        cdef const uint8_t* text = self.name(node, &size)
        cdef const uint8_t* value
        cdef Node attribute = self.first_attribute(node)
        if _widen(to, size + 2):
            return False
        _put(b"<", 1, to)
        _put(text, size, to)
        while attribute:
            text, value = self.attribute(attribute, &size), self.value(attribute, &length)
            plain = value != NULL and _is_plain(value, length, c'"')
            if value == NULL or _widen(to, size + (1 if plain else LONGEST) * length + 5):
                return False
            _put(b" ", 1, to)
            _put(text, size, to)
            _put(b'="', 2, to)
            if plain:
                _put(value, length, to)
            else:
                _escape(value, length, to)
            _put(b'"', 1, to)
            attribute = self.next_attribute(attribute)
        _put(b">", 1, to)
        return True

    cdef bint _close(self, Node node, Written* to) noexcept nogil:
        """Write the tag that closes an element that is not void; whether that failed."""
        cdef size_t size
        cdef const uint8_t* name
        if self.type(node) != ELEMENT:
            return False
        name = self.name(node, &size)
        if _widen(to, size + 3):
            return True
        _put(b"</", 2, to)
        _put(name, size, to)
        _put(b">", 1, to)
        return False
