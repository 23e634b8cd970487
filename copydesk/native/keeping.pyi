from collections.abc import Callable, Mapping
from typing import Any

class Column:
    def __init__(
        self,
        name: str,
        kind: type | Contract,
        many: bool,
        optional: bool,
        values: frozenset[str] | None,
        match: Callable[[str], object] | None,
    ) -> None: ...

class Contract:
    def __init__(self, *columns: Column) -> None: ...
    def row(self, row: Mapping[str, Any]) -> bool: ...
    def table(self, columns: dict[str, Any]) -> bool: ...
