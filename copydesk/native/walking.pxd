"""Where a walk over a page is: the elements that are open, all so far, and the blocks in them."""

from libc.stdlib cimport realloc

from copydesk.native.prose cimport Gathered
from copydesk.native.tags cimport Token

DEF ROOM = 2000  # elements


cdef struct Element:
    Py_ssize_t parent, first, last, name, name_end, attributes, end

cdef struct Row:
    Py_ssize_t element, linked, bold
    bint broken

cdef struct Card:
    Gathered to  # what waits of the block around it, and more of that block
    Py_ssize_t in_links, in_bold
    bint begun, after_break
    Py_ssize_t element, nested  # of the card, or 0 where none is open; elements of its name that are open in it

cdef struct Walk:
    Element* elements
    Py_ssize_t count, held, top, depth  # of elements; of which there is room; the innermost open one; open ones
    Row* rows
    Py_ssize_t blocks, room
    void* text  # of the block at hand, in bytes of the page
    Gathered to
    Py_ssize_t links, bolds, in_links, in_bold
    bint begun, after_break, after_link
    Card card


cdef inline int make_room(Walk* walk) except -1:
    """Room for one more element at least."""
    cdef Element* more = <Element*>realloc(walk.elements, (2 * walk.held + ROOM) * sizeof(Element))
    if not more:
        raise MemoryError
    walk.elements, walk.held = more, 2 * walk.held + ROOM
    return 0


cdef inline void close(Walk* walk, Py_ssize_t blocks) noexcept nogil:
    walk.elements[walk.top].last = blocks
    walk.top = walk.elements[walk.top].parent
    walk.depth -= 1


cdef inline int open_(Walk* walk, Token* token, Py_ssize_t blocks) except -1:
    if not token.closing:
        if walk.count == walk.held:
            make_room(walk)
        walk.elements[walk.count] = Element(
            walk.top, blocks, 0, token.name, token.name_end, token.attributes, token.end
        )
        walk.top = walk.count
        walk.count += 1
        walk.depth += 1
    elif walk.depth > 1 and walk.top != walk.card.element:
        close(walk, blocks)
    return 0


cdef inline int row(Walk* walk, Py_ssize_t length) except -1:
    cdef Row* more
    if walk.blocks == walk.room:
        walk.room = 2 * walk.room + 256
        more = <Row*>realloc(walk.rows, walk.room * sizeof(Row))
        if not more:
            raise MemoryError
        walk.rows = more
    walk.rows[walk.blocks] = Row(
        walk.top, min(walk.in_links, length), min(walk.in_bold, length), walk.after_break
    )
    walk.blocks += 1
    return 0
