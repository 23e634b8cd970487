"""Bytes that grow, for modules that write more than they know beforehand."""

from libc.stdlib cimport realloc


cdef struct Buffer:
    char* data
    Py_ssize_t length
    Py_ssize_t room


cdef inline int make_room(Buffer* buffer, Py_ssize_t more) except -1:
    """Room for more bytes behind those that are there."""
    cdef Py_ssize_t needed = buffer.length + more
    cdef char* data
    if needed > buffer.room:
        needed += needed // 2 + 4096
        data = <char*>realloc(buffer.data, needed)
        if data is NULL:
            raise MemoryError
        buffer.data, buffer.room = data, needed
    return 0
