"""Finds the folders that ship beside the code, in an installed wheel or in a checkout."""

from __future__ import annotations

from pathlib import Path

from copydesk.errors import CopydeskError

_PACKAGE = Path(__file__).resolve().parent


class MissingResourceError(CopydeskError):
    """An installation without one of its folders: install copydesk again."""

    def __init__(self, folder: str, places: tuple[str, ...]) -> None:
        super().__init__(folder, places)
        self.folder = folder
        self.places = places

    def __str__(self) -> str:
        return f"no {self.folder}/ in {' or '.join(self.places)}: install copydesk again"


def schemas() -> Path:
    """The folder of the JSON Schemas."""
    return _folder("schemas")


def expectations() -> Path:
    """The folder of the expectation suites."""
    return _folder("expectations")


def _folder(name: str) -> Path:
    """In a wheel the folder is in the package, in a checkout beside it."""
    places = _places(_PACKAGE)
    for place in places:
        if (place / name).is_dir():
            return place / name
    raise MissingResourceError(name, tuple(map(str, places)))


def _places(package: Path) -> tuple[Path, ...]:
    """Where to look; beside the package only in a checkout, for in site-packages others live there."""
    checkout = package.parent
    return (package, checkout) if (checkout / "pyproject.toml").is_file() else (package,)
