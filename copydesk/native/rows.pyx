# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Many values of one class at once, from columns of what is in them, and back.

A class in Python has its instances made one by one, each by a call with all arguments; there are several
for each line of each page.
"""

from cpython.list cimport PyList_New, PyList_SET_ITEM
from cpython.object cimport PyObject, PyTypeObject
from cpython.ref cimport Py_INCREF
from cpython.tuple cimport PyTuple_GET_ITEM, PyTuple_New, PyTuple_SET_ITEM

cdef extern from "Python.h":
    object PyType_GenericAlloc(PyTypeObject* type, Py_ssize_t items)
    object PyUnicode_FromObject(object)
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


def spans(list texts not None):
    """Where each of some texts begins and ends, where they stand one on each line."""
    cdef Py_ssize_t at = 0, i, many = len(texts)
    cdef list starts = PyList_New(many), ends = PyList_New(many)
    cdef object start, end
    for i in range(many):
        start = at
        at += len(<str>texts[i])
        end = at
        at += 1
        Py_INCREF(start)
        Py_INCREF(end)
        PyList_SET_ITEM(starts, i, start)
        PyList_SET_ITEM(ends, i, end)
    return starts, ends


def fields(type cls not None, records not None):
    """What is in named tuples of a class: a list for each field."""
    cdef tuple rows = tuple(records)
    cdef Py_ssize_t k
    _check_class(cls, rows)
    return [_column(rows, k) for k in range(len(cls._fields))]


def field(type cls not None, str name not None, records not None):
    """What is in one field of named tuples of a class."""
    cdef tuple rows = tuple(records)
    _check_class(cls, rows)
    return _column(rows, cls._fields.index(name))


cdef list _column(tuple rows, Py_ssize_t k):
    cdef Py_ssize_t i
    cdef list column = PyList_New(len(rows))
    cdef object item
    for i in range(len(rows)):
        item = <object>PyTuple_GET_ITEM(rows[i], k)
        Py_INCREF(item)
        PyList_SET_ITEM(column, i, item)
    return column


def places(list column not None, *values):
    """Where a column holds one of some values: the same object, as members of an enumeration are."""
    cdef Py_ssize_t i, k
    cdef list found = []
    for i in range(len(column)):
        for k in range(len(values)):
            if column[i] is values[k]:
                found.append(i)
                break
    return found


def filled(list column not None):
    """Where a column holds anything but None."""
    cdef Py_ssize_t i
    cdef list found = []
    for i in range(len(column)):
        if column[i] is not None:
            found.append(i)
    return found


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


def plain(list values not None):
    """A column of texts or None, in which members of an enumeration become plain texts."""
    cdef Py_ssize_t i, many = len(values)
    cdef tuple column = PyTuple_New(many)
    cdef object found = None, last = None
    for i in range(many):
        if values[i] is not last:
            last = values[i]
            found = _plain(last)
        Py_INCREF(found)
        PyTuple_SET_ITEM(column, i, found)
    return column


def dicts(type cls not None, records not None):
    """Such instances as dicts, in the order of their slots."""
    cdef tuple rows = tuple(records), names = tuple(cls.__slots__)
    cdef Py_ssize_t i, k, width = len(names)
    cdef Py_ssize_t[MOST] offsets
    cdef list found = [None] * len(rows)
    cdef dict row
    if width > MOST:
        raise TypeError(f"{cls.__name__} has more than {MOST} slots")
    _check_class(cls, rows)
    for k in range(width):
        offsets[k] = _offset(getattr(cls, names[k]))
    for i in range(len(rows)):
        row = {}
        for k in range(width):
            row[names[k]] = _plain(_held(<PyObject*>rows[i], offsets[k]))
        found[i] = row
    return found


cdef int _check_class(type cls, tuple rows) except -1:
    for row in rows:
        if type(row) is not cls:
            raise TypeError(f"{row!r} is no {cls.__name__}")
    return 0


cdef object _held(PyObject* record, Py_ssize_t offset):
    cdef PyObject* held = (<PyObject**>(<char*>record + offset))[0]
    if held is NULL:
        raise AttributeError("a slot is empty")
    return <object>held


cdef object _plain(object value):
    return PyUnicode_FromObject(value) if type(value) is not str and isinstance(value, str) else value


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
