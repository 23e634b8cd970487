# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""The names that authors of pages give to elements, cut into words."""

_NAMED = (
    "class", "id", "itemprop", "role", "data-testid", "data-component", "data-block", "data-type", "aria-label",
    "property",
)
cdef dict NAMED = {}
for _name in _NAMED:
    NAMED.setdefault(_name[0], []).append(_name + '="')

cdef enum:
    VALUE = 400  # characters of a value that are read
    SHORTEST = 2
    LONGEST = 20
    MOST = 24


def tokens(str attributes not None):
    """The words in an element's names, in lower case, each once; `articleBody` and `article-body` are two."""
    cdef Py_ssize_t i = attributes.find(" "), n = len(attributes), end
    cdef dict found = {}
    while 0 <= i < n - 1 and len(found) < MOST:
        i += 1
        end = _value(attributes, i)
        if end < 0:
            i = attributes.find(" ", i)
            continue
        i, end = end, min(end + VALUE, n)
        end = _end(attributes, i, end)
        if i == end:
            i = attributes.find(" ", i)
            continue
        _words(attributes, i, end, found)
        i = attributes.find(" ", end)
    return tuple(found)[:MOST]


cdef Py_ssize_t _value(str attributes, Py_ssize_t i):
    """Where the value of the attribute begins that has a name to read at a place, -1 where none has."""
    cdef str name
    for name in NAMED.get(attributes[i], ()):
        if attributes.startswith(name, i):
            return i + len(name)
    return -1


cdef Py_ssize_t _end(str attributes, Py_ssize_t i, Py_ssize_t end):
    cdef Py_ssize_t quote = attributes.find('"', i, end)
    return quote if quote >= 0 else end


cdef _words(str value, Py_ssize_t i, Py_ssize_t end, dict found):
    """Runs of small letters with the capital before them, and runs of capitals, of the Latin alphabet."""
    cdef Py_ssize_t start
    while i < end:
        start = i
        if c"a" <= value[i] <= c"z":
            i = _run(value, i, end, c"a", c"z")
        elif c"A" <= value[i] <= c"Z":
            i = _run(value, i + 1, end, c"a", c"z")
            if i == start + 1:
                i = _run(value, i, end, c"A", c"Z")
                i -= i < end and i > start + 1 and c"a" <= value[i] <= c"z"
        else:
            i += 1
            continue
        if SHORTEST <= i - start <= LONGEST:
            found[value[start:i] if value[start] >= c"a" else value[start:i].lower()] = None


cdef Py_ssize_t _run(str value, Py_ssize_t i, Py_ssize_t end, Py_UCS4 low, Py_UCS4 high):
    while i < end and low <= value[i] <= high:
        i += 1
    return i


def promise(str attributes not None, table, dict kinds not None):
    """The lowest, highest and mean odds of an element's names, and the kinds of content they speak of.

    `table` has the odds of the words that are known, `kinds` a bit for each kind.
    """
    cdef double low = 0.0, high = 0.0, total = 0.0, odds
    cdef int known = 0, bits = 0
    for word in tokens(attributes):
        found = table.get(word)
        if found is not None:
            odds = found
            low = odds if not known or odds < low else low
            high = odds if not known or odds > high else high
            total += odds
            known += 1
        found = kinds.get(word)
        if found is not None:
            bits |= <int>found
    return low, high, total / known if known else 0.0, bits


def holding(tuple attributes not None, tuple words not None):
    """The elements in whose attributes one of some words stands."""
    cdef Py_ssize_t e
    cdef str names, word
    cdef list found = []
    for e in range(len(attributes)):
        names = attributes[e]
        if not names:
            continue
        for word in words:
            if word in names:
                found.append(e)
                break
    return found
