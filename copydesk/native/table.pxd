"""A hash table of 64-bit numbers, and the hashes of words to go into it.

Two words of one hash would be taken for the same: of 64 bits, that is less likely than a fault of the machine.
"""

from libc.stdint cimport uint32_t, uint64_t
from libc.stdlib cimport calloc, free

from copydesk.native.text cimport Text, read as char_at


cdef struct Entry:
    uint64_t key
    uint32_t value  # beside its key, in one line of a processor's cache


cdef struct Table:
    Entry* entries
    uint64_t mask
    uint32_t count


cdef inline int make(Table* table, Py_ssize_t entries) except -1:
    """An empty table for as many entries."""
    cdef uint64_t size = 16
    while size < <uint64_t>(2 * entries):
        size *= 2
    table.mask, table.count = size - 1, 0
    table.entries = <Entry*>calloc(size, sizeof(Entry))
    if table.entries == NULL:
        raise MemoryError()
    return 0


cdef inline void unmake(Table* table) noexcept:
    free(table.entries)
    table.entries = NULL


cdef inline uint32_t* place(Table* table, uint64_t key) noexcept nogil:
    """Where the value of a key is, or goes; the key is entered."""
    cdef uint64_t i = (key ^ (key >> 29)) & table.mask
    while table.entries[i].key != key:
        if table.entries[i].key == 0:
            table.entries[i].key = key
            break
        i = (i + 1) & table.mask
    return &table.entries[i].value


cdef inline uint32_t value(Table* table, uint64_t key) noexcept nogil:
    """The value of a key; 0 where it is not in the table."""
    cdef uint64_t i = (key ^ (key >> 29)) & table.mask
    while table.entries[i].key != key:
        if table.entries[i].key == 0:
            return 0
        i = (i + 1) & table.mask
    return table.entries[i].value


cdef inline uint64_t begun() noexcept nogil:
    """The hash of no characters."""
    return 0xCBF29CE484222325ULL


cdef inline uint64_t further(uint64_t key, Py_UCS4 character) noexcept nogil:
    """The hash with one more character."""
    return (key ^ <uint64_t>character) * 0x100000001B3ULL


cdef inline uint64_t hashed(Text text, Py_ssize_t start, Py_ssize_t end) noexcept nogil:
    """The hash of some characters, which is not 0."""
    cdef uint64_t key = begun()
    cdef Py_ssize_t i
    for i in range(start, end):
        key = further(key, char_at(text, i))
    return key | 1
