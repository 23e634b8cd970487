"""The characters of a string without an object for each of them."""

cdef extern from "Python.h" nogil:
    Py_UCS4 PyUnicode_READ(int kind, const void* data, Py_ssize_t i) noexcept
    int PyUnicode_KIND(object) noexcept
    void* PyUnicode_DATA(object) noexcept
    Py_ssize_t PyUnicode_GET_LENGTH(object) noexcept
    bint Py_UNICODE_ISSPACE(Py_UCS4) noexcept
    bint Py_UNICODE_ISALNUM(Py_UCS4) noexcept
    bint Py_UNICODE_ISDECIMAL(Py_UCS4) noexcept
    bint Py_UNICODE_ISALPHA(Py_UCS4) noexcept
    bint Py_UNICODE_ISLOWER(Py_UCS4) noexcept
    bint Py_UNICODE_ISUPPER(Py_UCS4) noexcept
    Py_UCS4 Py_UNICODE_TOLOWER(Py_UCS4) noexcept

cdef extern from "Python.h":
    str PyUnicode_FromKindAndData(int kind, const void* data, Py_ssize_t size)
    str PyUnicode_Substring(str, Py_ssize_t start, Py_ssize_t end)

cdef struct Text:
    int kind
    const void* data
    Py_ssize_t length


cdef inline Text text_of(str string) noexcept:
    """The characters of a string, for as long as it is held."""
    cdef Text text
    text.kind = PyUnicode_KIND(string)
    text.data = PyUnicode_DATA(string)
    text.length = PyUnicode_GET_LENGTH(string)
    return text


cdef inline Py_UCS4 read(Text text, Py_ssize_t i) noexcept nogil:
    """The character at a place of the text."""
    return PyUnicode_READ(text.kind, text.data, i)


cdef inline Py_UCS4 at(Text text, Py_ssize_t i) noexcept nogil:
    """The character at any place; 0 where there is none."""
    return PyUnicode_READ(text.kind, text.data, i) if 0 <= i < text.length else 0


cdef inline bint is_space(Py_UCS4 character) noexcept nogil:
    """As `str.isspace` and `str.split` have it."""
    return (character <= 32 or character >= 127) and Py_UNICODE_ISSPACE(character)
