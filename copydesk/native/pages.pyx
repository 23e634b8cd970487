# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Pages put together again from the columns of articles and ledger, where Arrow has them."""

from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stdint cimport int64_t, uint8_t, uint64_t
from libc.stdlib cimport free, qsort
from libc.string cimport memcmp, memcpy

from copydesk.native.arrow cimport (
    LIST, NUMBER, RECORD, TEXT, Bytes, Column, bytes_of, end_of, is_there, number_of,
)
from copydesk.native.buffer cimport Buffer, make_room
from copydesk.native.text cimport is_space

cdef uint8_t SOLID[0x80]
for _character in range(0x80):
    SOLID[_character] = not chr(_character).isspace()


cdef struct Piece:
    int64_t start, end
    Bytes text
    Py_ssize_t number


cdef struct Page:
    Buffer* out
    Py_ssize_t chars
    Buffer* kept  # pieces
    Buffer* cuts  # pieces, too, numbered by their rows
    Piece* cut  # … the next of them, and the end of all
    Piece* last


cdef class Pages:
    """The pages of articles and their ledger, which are columns of records that keep their contract."""

    cdef Column text, headline, printed, span, span_start, span_end, paragraphs, role_text, start, end
    cdef Column captions, caption, spans, caption_start, caption_end
    cdef Column row_start, row_end, row_text, replacement, offset
    cdef Py_ssize_t articles, rows
    cdef Buffer out, kept, cuts  # room that is used again for each page

    def __dealloc__(self):
        free(self.out.data)
        free(self.kept.data)
        free(self.cuts.data)

    def __init__(self, Column articles not None, Column ledger not None):
        cdef Column paragraph, caption_span
        self.articles, self.rows = articles.length, ledger.length
        self.text, self.headline = articles.named("text", TEXT), articles.named("headline", TEXT)
        self.printed = articles.named("headline_printed", TEXT)
        self.span = articles.named("headline_span", RECORD)
        self.span_start, self.span_end = self.span.named("start", NUMBER), self.span.named("end", NUMBER)
        self.paragraphs = articles.named("paragraphs", LIST)
        paragraph = self.paragraphs.inner[0]
        self.role_text = paragraph.named("text", TEXT)
        self.start, self.end = paragraph.named("start", NUMBER), paragraph.named("end", NUMBER)
        self.captions, self.spans = articles.named("captions", LIST), articles.named("caption_spans", LIST)
        self.caption, caption_span = self.captions.inner[0], self.spans.inner[0]
        if self.caption.kind != TEXT:
            raise ValueError("captions are of another kind")
        self.caption_start = caption_span.named("start", NUMBER)
        self.caption_end = caption_span.named("end", NUMBER)
        self.row_start, self.row_end = ledger.named("start", NUMBER), ledger.named("end", NUMBER)
        self.row_text, self.replacement = ledger.named("text", TEXT), ledger.named("replacement", TEXT)
        self.offset = ledger.named("offset", NUMBER)

    def page(self, Py_ssize_t article, Py_ssize_t start, Py_ssize_t end):
        """The page without its whitespace, in UTF-8, and how many characters that is; or None.

        That is for pieces that overlap or are not in order, for cuts that are not of the piece they are in,
        and for a text that is not its paragraphs. `start` and `end` are of the article's rows.
        """
        cdef Page page
        if not (0 <= article < self.articles and 0 <= start <= end <= self.rows):
            raise IndexError(article)
        self.out.length = self.kept.length = self.cuts.length = page.chars = 0
        page.out, page.kept, page.cuts = &self.out, &self.kept, &self.cuts
        if not (self.is_joined(article) and self.lay(&page, article, start, end)):
            return None
        return PyBytes_FromStringAndSize(self.out.data, self.out.length), page.chars

    cdef bint is_joined(self, Py_ssize_t article) noexcept:
        """Whether the text is its paragraphs with blank lines between them."""
        cdef Bytes text = bytes_of(self.text, article), one
        cdef Py_ssize_t at = 0, i, first = end_of(self.paragraphs, article)
        for i in range(first, end_of(self.paragraphs, article + 1)):
            one = bytes_of(self.role_text, i)
            if i > first:
                if at + 2 > text.length or memcmp(text.data + at, b"\n\n", 2):
                    return False
                at += 2
            if at + one.length > text.length or one.length and memcmp(text.data + at, one.data, one.length):
                return False
            at += one.length
        return at == text.length

    cdef bint lay(self, Page* page, Py_ssize_t article, Py_ssize_t first, Py_ssize_t last) except -1:
        """Lay kept pieces and rows of whole blocks side by side."""
        cdef Piece* piece
        cdef Piece* beyond
        cdef int64_t done = 0
        cdef Py_ssize_t i
        if not self.gather(page, article, first, last):
            return False
        piece = <Piece*>page.kept.data
        beyond = piece + page.kept.length // sizeof(Piece)
        page.cut = <Piece*>page.cuts.data
        page.last = page.cut + page.cuts.length // sizeof(Piece)
        if page.cut < page.last and (piece == beyond or page.cut.start < piece.start):
            return False
        for i in range(first, last):
            if is_there(self.offset, i):
                continue
            while piece < beyond and piece.start <= number_of(self.row_start, i):
                if not self.keep(page, piece, beyond, &done):
                    return False
                piece += 1
            if number_of(self.row_start, i) < done:
                return False
            done = number_of(self.row_end, i)
            _solid(page, bytes_of(self.row_text, i))
        while piece < beyond:
            if not self.keep(page, piece, beyond, &done):
                return False
            piece += 1
        return True

    cdef bint gather(self, Page* page, Py_ssize_t article, Py_ssize_t first, Py_ssize_t last) except -1:
        """The kept pieces and the cuts, each in the order of the page; no where captions lack their places."""
        cdef Py_ssize_t i, k = end_of(self.spans, article), captions = end_of(self.captions, article)
        cdef Py_ssize_t many = end_of(self.captions, article + 1) - captions
        if many != end_of(self.spans, article + 1) - k:
            return False
        self.gather_headline(page, article)
        for i in range(end_of(self.paragraphs, article), end_of(self.paragraphs, article + 1)):
            _piece(page.kept, number_of(self.start, i), number_of(self.end, i), bytes_of(self.role_text, i), -1)
        for i in range(many):
            _piece(
                page.kept, number_of(self.caption_start, k + i), number_of(self.caption_end, k + i),
                bytes_of(self.caption, captions + i), -1,
            )
        for i in range(first, last):
            if is_there(self.offset, i):
                _piece(page.cuts, number_of(self.row_start, i), number_of(self.row_end, i), bytes_of(self.row_text, i), i)
        _sort(page.kept, _by_start)
        _sort(page.cuts, _by_bounds)
        return True

    cdef int gather_headline(self, Page* page, Py_ssize_t article) except -1:
        cdef Bytes text
        cdef bint printed = is_there(self.printed, article) and bytes_of(self.printed, article).length > 0
        if not is_there(self.span, article) or not (printed or is_there(self.headline, article)):
            return 0
        text = bytes_of(self.printed if printed else self.headline, article)
        return _piece(page.kept, number_of(self.span_start, article), number_of(self.span_end, article), text, -1)

    cdef bint keep(self, Page* page, Piece* piece, Piece* beyond, int64_t* done) except -1:
        """Add a kept piece as it stood in the page, with all cuts up to the next one put back into it."""
        cdef Bytes left = piece.text, replacement
        cdef int64_t at = 0, offset
        cdef Py_ssize_t before
        if piece.start < done[0] or piece.end < piece.start:
            return False
        done[0] = piece.end
        while page.cut < page.last and (piece + 1 == beyond or page.cut.start < piece[1].start):
            offset, replacement = number_of(self.offset, page.cut.number), bytes_of(self.replacement, page.cut.number)
            if page.cut.end > piece.end or offset < at:
                return False
            before = _characters(left, offset - at)
            if before < 0 or before + replacement.length > left.length:
                return False
            if replacement.length and memcmp(left.data + before, replacement.data, replacement.length):
                return False
            _solid(page, Bytes(left.data, before))
            _solid(page, page.cut.text)
            left = Bytes(left.data + before + replacement.length, left.length - before - replacement.length)
            at = offset + _count(replacement)
            page.cut += 1
        _solid(page, left)
        return True


cdef int _piece(Buffer* pieces, int64_t start, int64_t end, Bytes text, Py_ssize_t number) except -1:
    """One more piece; they are numbered as they come where no number is given."""
    cdef Piece piece
    piece.start, piece.end, piece.text = start, end, text
    piece.number = pieces.length if number < 0 else number
    make_room(pieces, sizeof(Piece))
    memcpy(pieces.data + pieces.length, &piece, sizeof(Piece))
    pieces.length += sizeof(Piece)
    return 0


ctypedef int (*Order)(const void*, const void*) noexcept nogil


cdef void _sort(Buffer* pieces, Order order) noexcept:
    if pieces.length:
        qsort(pieces.data, pieces.length // sizeof(Piece), sizeof(Piece), order)


cdef int _by_start(const void* a, const void* b) noexcept nogil:
    cdef const Piece* one = <const Piece*>a
    cdef const Piece* other = <const Piece*>b
    if one.start != other.start:
        return -1 if one.start < other.start else 1
    return -1 if one.number < other.number else 1


cdef int _by_bounds(const void* a, const void* b) noexcept nogil:
    cdef const Piece* one = <const Piece*>a
    cdef const Piece* other = <const Piece*>b
    if one.start == other.start and one.end != other.end:
        return -1 if one.end < other.end else 1
    return _by_start(a, b)


cdef Py_ssize_t _count(Bytes text) noexcept nogil:
    """Its characters."""
    cdef Py_ssize_t i, found = 0
    for i in range(text.length):
        found += text.data[i] & 0xC0 != 0x80
    return found


cdef Py_ssize_t _characters(Bytes text, int64_t many) noexcept nogil:
    """How many bytes its first characters are; -1 where it has fewer."""
    cdef Py_ssize_t i = 0
    while many or i < text.length and text.data[i] & 0xC0 == 0x80:
        if i == text.length:
            return -1
        many -= text.data[i] & 0xC0 != 0x80
        i += 1
    return i


cdef int _solid(Page* page, Bytes text) except -1:
    """Add a text but its whitespace; of ASCII several bytes at a time are seen to be no other."""
    cdef Py_ssize_t i = 0, start = page.out.length, at = start, inner = 0
    cdef int k
    cdef uint8_t byte
    cdef uint8_t* to
    cdef uint64_t some
    make_room(page.out, text.length)
    to = <uint8_t*>page.out.data
    while i < text.length:
        while i + 8 <= text.length:
            memcpy(&some, text.data + i, 8)
            if some & 0x8080808080808080U:
                break
            for k in range(8):
                to[at] = text.data[i + k]
                at += SOLID[text.data[i + k]]
            i += 8
        if i == text.length:
            break
        byte = to[at] = text.data[i]
        if byte < 0x80:
            at += SOLID[byte]
        elif byte == 0xC2 and i + 1 < text.length and is_space(text.data[i + 1]):
            i += 1
        elif 0xE1 <= byte <= 0xE3 and i + 2 < text.length and is_space(
            (byte & 15) << 12 | (text.data[i + 1] & 63) << 6 | text.data[i + 2] & 63
        ):
            i += 2
        else:
            at += 1
            inner += byte & 0xC0 == 0x80
        i += 1
    page.chars += at - start - inner
    page.out.length = at
    return 0
