"""What a command line asks of a run, before anything is started or imported."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from copydesk.errors import UsageError

if TYPE_CHECKING:
    from copydesk.told import Told

ENGINES = r"^(local|(dask|ray)(=[^\s=]+)?)$"


@dataclass(frozen=True, slots=True)
class Asked:
    """Inputs, output and how to run; `map` holds `field=column` pairs."""

    inputs: tuple[str, ...]
    out: Path
    workers: int | None = None
    map: tuple[str, ...] = ()
    engine: str = "local"
    encoding: str | None = None

    def told(self) -> Told:
        """What it says of the inputs; UsageError where a field or encoding is not known."""
        from copydesk.told import Told

        return Told.parse(self.map, self.encoding)


def check(asked: Asked) -> None:
    """UsageError for what can be known to be wrong without reading anything."""
    asked.told()
    if not re.fullmatch(ENGINES, asked.engine):
        raise UsageError(f"no engine '{asked.engine}': it is local, dask, ray, dask=ADDRESS or ray=ADDRESS")
