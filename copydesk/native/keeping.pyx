# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Whether rows keep their contract: asked of every value of every row that is written or read."""

from cpython.dict cimport PyDict_Next
from cpython.object cimport PyObject
from libc.stdint cimport uint16_t, uint32_t

from copydesk.native.text cimport Text, text_of

cdef extern from "Python.h":
    long long PyLong_AsLongLongAndOverflow(object, int*) except? -1

ctypedef fused Wide:
    uint16_t
    uint32_t


cdef class Column:
    """One column: its name, what its values are, and what they may be besides.

    `kind` is str, int, float or the Contract of the records in it; `values` and `match` may be None.
    """

    cdef str name
    cdef object kind, match
    cdef frozenset values
    cdef bint many, optional, limited

    def __init__(self, str name not None, kind, bint many, bint optional, frozenset values, match):
        self.name, self.kind, self.many, self.optional = name, kind, many, optional
        self.values, self.match = values, match
        self.limited = values is not None or match is not None

    cdef bint takes(self, object value, set known) except -1:
        if value is None:
            return self.optional
        if not self.many:
            return self.takes_item(value, known)
        if type(value) is not list:
            return False
        for item in <list>value:
            if not self.takes_item(item, known):
                return False
        return True

    cdef bint takes_item(self, object item, set known) except -1:
        """`known` holds texts that were found to match before, None where they are not to be remembered."""
        cdef int over = 0
        if self.kind is str:
            return type(item) is str and (self.takes_limited(item, known) if self.limited else is_whole(item))
        if self.kind is int:
            return type(item) is int and (PyLong_AsLongLongAndOverflow(item, &over) >= 0 or over > 0)
        if self.kind is float:
            return type(item) is float and <double>item >= 0
        return (<Contract>self.kind).keeps(item)

    cdef bint takes_limited(self, str text, set known) except -1:
        if self.values is not None and text not in self.values:
            return False
        if self.match is None or known is not None and text in known:
            return True
        if self.match(text) is None:
            return False
        if known is not None:
            known.add(text)
        return True


cdef class Contract:
    """The columns of a record, in order."""

    cdef tuple columns

    def __init__(self, *columns):
        for column in columns:
            if type(column) is not Column:
                raise TypeError(f"{column!r} is no column")
        self.columns = columns

    def row(self, row) -> bool:
        """Whether a row keeps it: no for another order of its columns, too."""
        return self.keeps(row)

    def table(self, dict columns not None) -> bool:
        """The same of rows in columns, which are lists or tuples."""
        cdef Py_ssize_t at = 0, many = -1
        cdef Column column
        cdef set known
        cdef PyObject* before
        if len(columns) != len(self.columns):
            return False
        for name, values in columns.items():
            column = <Column>self.columns[at]
            at += 1
            if name != column.name or many not in (-1, len(values)):
                return False
            many, known, before = len(values), set(), NULL
            for value in values:
                if <PyObject*>value is not before and not column.takes(value, known):
                    return False
                before = <PyObject*>value  # often the same in the next row
        return True

    cdef bint keeps(self, object row) except -1:
        cdef Py_ssize_t place = 0, at = 0
        cdef PyObject* key
        cdef PyObject* value
        cdef Column column
        if type(row) is not dict or len(<dict>row) != len(self.columns):
            return False
        while PyDict_Next(row, &place, &key, &value):
            column = <Column>self.columns[at]
            at += 1
            if <object>key is not column.name and <object>key != column.name:
                return False
            if not column.takes(<object>value, None):
                return False
        return True


cdef bint is_whole(str text) except -1:
    """Whether no character of it is half of a pair, which UTF-8 cannot write."""
    cdef Text found = text_of(text)
    if found.kind == 1:
        return True
    if found.kind == 2:
        return not _halves[uint16_t](<const uint16_t*>found.data, found.length)
    return not _halves[uint32_t](<const uint32_t*>found.data, found.length)


cdef bint _halves(const Wide* text, Py_ssize_t length) noexcept nogil:
    """Without a way out of the loop, so that it is done in strides."""
    cdef Py_ssize_t i
    cdef bint found = False
    for i in range(length):
        found |= (text[i] & 0xFFFFF800U) == 0xD800
    return found
