# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Which language bytes are in, by a table of which most is default: naive Bayes over an automaton's features."""

import numpy as np

from libc.math cimport log1p
from libc.stdint cimport int32_t, uint8_t, uint16_t
from libc.stdlib cimport free, malloc, qsort


def lead(const uint8_t[::1] text, automaton, table, const double[::1] priors, const int32_t[::1] labels):
    """The likeliest label, and by how much it leads before the next; the first, by nothing, without features.

    `labels` has that of each class, of which the best counts. `automaton` is a table of states by bytes, with
    the row of each state and the feature that it is, `table` one of features by classes. Sums run in the order
    of features.
    """
    cdef const int32_t[::1] rows = automaton.rows, features = automaton.features
    cdef Py_ssize_t n = text.shape[0], many
    scores = np.array(priors)
    cdef int32_t* seen = <int32_t*>malloc((n + 1) * sizeof(int32_t))
    if not seen:
        raise MemoryError
    try:
        many = _walk(text, automaton.moves, rows, features, seen)
        qsort(seen, many, sizeof(int32_t), _compare)
        _add(seen, many, table, scores)
        return _lead(scores, labels) if many else (0, 0.0)
    finally:
        free(seen)


cdef Py_ssize_t _walk(const uint8_t[::1] text, moves, const int32_t[::1] rows, const int32_t[::1] features, int32_t* seen):
    """The features in a text, one after the other."""
    cdef const int32_t[::1] default = moves.default, starts = moves.starts
    cdef const uint8_t[::1] columns = moves.columns
    cdef const int32_t[::1] values = moves.values
    cdef Py_ssize_t i, found, many = 0
    cdef int32_t state = 0
    for i in range(text.shape[0]):
        found = _find(columns, starts[rows[state]], starts[rows[state] + 1], text[i])
        state = values[found] if found >= 0 else default[text[i]]
        if features[state] >= 0:
            seen[many] = features[state]
            many += 1
    return many


cdef inline Py_ssize_t _find(const uint8_t[::1] columns, Py_ssize_t low, Py_ssize_t end, uint8_t wanted) noexcept nogil:
    """Where a column stands between two places, in rising order; -1 where it does not."""
    cdef Py_ssize_t high = end, middle
    while low < high:
        middle = (low + high) >> 1
        if columns[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low if low < end and columns[low] == wanted else -1


cdef int _compare(const void* a, const void* b) noexcept nogil:
    return (<int32_t*>a)[0] - (<int32_t*>b)[0]


cdef _add(const int32_t* seen, Py_ssize_t many, table, double[::1] scores):
    """Add, for each feature once, what it says of each class, by the logarithm of how often it was seen."""
    cdef const float[::1] default = table.default, kinds = table.kinds
    cdef const uint16_t[::1] values = table.values
    cdef const int32_t[::1] starts = table.starts
    cdef const uint8_t[::1] columns = table.columns
    cdef Py_ssize_t i = 0, k, class_, first
    cdef double weight, whole = 0.0
    while i < many:
        first = i
        while i < many and seen[i] == seen[first]:
            i += 1
        weight = log1p(<double>(i - first))
        whole += weight
        for k in range(starts[seen[first]], starts[seen[first] + 1]):
            class_ = columns[k]
            scores[class_] += weight * (<double>kinds[values[k]] - <double>default[class_])
    for class_ in range(scores.shape[0]):
        scores[class_] += whole * default[class_]


cdef _lead(const double[::1] scores, const int32_t[::1] labels):
    cdef Py_ssize_t best = 0, i
    cdef double second = -np.inf
    for i in range(1, scores.shape[0]):
        if scores[i] > scores[best]:
            second = second if labels[i] == labels[best] else scores[best]
            best = i
        elif scores[i] > second and labels[i] != labels[best]:
            second = scores[i]
    return labels[best], scores[best] - second
