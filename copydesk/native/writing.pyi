from collections.abc import Iterable

NEEDED: tuple[str, ...]

class Writer:
    def __init__(self, addresses: Iterable[int], unseen: Iterable[int]) -> None: ...
    def write(self, inside: int, expected: int) -> bytes: ...
