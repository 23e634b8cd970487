# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Many values of one class at once, from columns of what is in them.

A class in Python has its instances made one by one, each by a call with all arguments; there are several
for each line of each page.
"""

from cpython.object cimport PyObject, PyTypeObject
from cpython.ref cimport Py_INCREF
from cpython.tuple cimport PyTuple_SET_ITEM

cdef extern from "Python.h":
    object PyType_GenericAlloc(PyTypeObject* type, Py_ssize_t items)
    PyTypeObject PyMemberDescr_Type
    PyTypeObject* Py_TYPE(object)

cdef extern from "structmember.h":
    ctypedef struct PyMemberDef:
        int type
        Py_ssize_t offset
    int T_OBJECT_EX

cdef extern from *:
    """
    typedef PyMemberDescrObject Slot;
    """
    ctypedef struct Slot:
        PyMemberDef* d_member

DEF MOST = 32


def tuples(type cls not None, *columns):
    """Named tuples of a class: the n-th has the n-th item of each column."""
    cdef Py_ssize_t width = len(columns), rows = len(columns[0]) if width else 0, i, k
    cdef list column, found = [None] * rows
    cdef object made, item
    if not issubclass(cls, tuple) or width != len(cls._fields):
        raise TypeError(f"{cls.__name__} is no named tuple of {width}")
    _check(columns, rows)
    for i in range(rows):
        made = PyType_GenericAlloc(<PyTypeObject*>cls, width)
        for k in range(width):
            item = (<list>columns[k])[i]
            Py_INCREF(item)
            PyTuple_SET_ITEM(made, k, item)
        found[i] = made
    return tuple(found)


def instances(type cls not None, *columns):
    """Instances of a dataclass that has slots and nothing to do after it is made, as `tuples` makes tuples."""
    cdef Py_ssize_t width = len(columns), rows = len(columns[0]) if width else 0, i, k
    cdef Py_ssize_t[MOST] offsets
    cdef list found = [None] * rows
    cdef object made, item
    if width > MOST or width != len(cls.__slots__) or hasattr(cls, "__post_init__"):
        raise TypeError(f"{cls.__name__} has not {width} slots alone")
    for k in range(width):
        offsets[k] = _offset(getattr(cls, cls.__slots__[k]))
    _check(columns, rows)
    for i in range(rows):
        made = PyType_GenericAlloc(<PyTypeObject*>cls, 0)
        for k in range(width):
            item = (<list>columns[k])[i]
            Py_INCREF(item)
            (<PyObject**>(<char*><PyObject*>made + offsets[k]))[0] = <PyObject*>item
        found[i] = made
    return tuple(found)


cdef Py_ssize_t _offset(slot) except -1:
    """Where a slot is in an instance."""
    if Py_TYPE(slot) != &PyMemberDescr_Type or (<Slot*><PyObject*>slot).d_member.type != T_OBJECT_EX:
        raise TypeError(f"{slot} is no slot")
    return (<Slot*><PyObject*>slot).d_member.offset


cdef int _check(tuple columns, Py_ssize_t rows) except -1:
    for column in columns:
        if type(column) is not list or len(<list>column) != rows:
            raise ValueError(f"not all columns are lists of {rows}")
    return 0
