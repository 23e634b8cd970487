from _typeshed import ReadableBuffer

class Column:
    def __init__(
        self,
        kind: str,
        length: int,
        there: ReadableBuffer | None,
        ends: ReadableBuffer | None,
        values: ReadableBuffer | None,
        inner: tuple[Column, ...] = (),
        names: tuple[str, ...] = (),
    ) -> None: ...
    def row(self, i: int, /) -> bytes: ...
    def rows(self, start: int, end: int, /) -> bytes: ...
