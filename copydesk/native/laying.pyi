from collections.abc import Sequence

def laid_out(
    kept: list[tuple[int, int, str]],
    starts: Sequence[int],
    ends: Sequence[int],
    texts: Sequence[str],
    offsets: Sequence[int | None],
) -> list[str] | None: ...
