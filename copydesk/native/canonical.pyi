from collections.abc import Callable
from typing import Any

def lines(names: tuple[str, ...], columns: list[tuple[Any, ...]], other: Callable[[Any], bytes]) -> bytes: ...
