# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""The pieces of a page laid side by side: what is kept among what is not."""


def laid_out(list kept not None, starts not None, ends not None, texts not None, offsets not None):
    """The texts of all pieces in the order of the page: `kept` ones and the rows that are whole blocks.

    A kept piece is its start, its end and its text. Rows with an offset are passed over. None where pieces
    overlap, a row is not as long as its text, or either are not in order.
    """
    cdef tuple row_starts = tuple(starts), row_ends = tuple(ends), row_texts = tuple(texts)
    cdef tuple row_offsets = tuple(offsets)
    cdef Py_ssize_t rows = len(row_starts), pieces = len(kept), i, k = 0
    cdef long long start, end, done = 0
    cdef list found = []
    if not rows == len(row_ends) == len(row_texts) == len(row_offsets):
        raise ValueError("columns of different lengths")
    for i in range(rows):
        start, end = row_starts[i], row_ends[i]
        if len(<str?>row_texts[i]) != end - start:
            return None
        if row_offsets[i] is not None:
            continue
        while k < pieces and <long long>(<tuple>kept[k])[0] <= start:
            done = _add(found, <tuple>kept[k], done)
            if done < 0:
                return None
            k += 1
        if start < done:
            return None
        found.append(row_texts[i])
        done = end
    while k < pieces:
        done = _add(found, <tuple>kept[k], done)
        if done < 0:
            return None
        k += 1
    return found


cdef long long _add(list found, tuple piece, long long done) except? -2:
    """Where the piece ends, -1 where it begins before all that is `done`."""
    cdef long long start = piece[0], end = piece[1]
    if start < done or end < start:
        return -1
    found.append(piece[2])
    return end
