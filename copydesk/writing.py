"""Articles written one after the other, as `copydesk clean` does it: in a form, to a file or a stream."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from copydesk.contract import to_row
from copydesk.disk import reason
from copydesk.errors import UsageError
from copydesk.markdown import markdown
from copydesk.records import Article


class Form(StrEnum):
    """Forms an article can be written in."""

    JSONL = "jsonl"
    TEXT = "text"
    MARKDOWN = "markdown"


def _row(article: Article) -> str:
    return json.dumps(to_row(article), ensure_ascii=False) + "\n"


def _text(article: Article) -> str:
    return article.text + "\n"


_WRITERS: Mapping[Form, Callable[[Article], str]] = {
    Form.JSONL: _row,
    Form.TEXT: _text,
    Form.MARKDOWN: markdown,
}
_BETWEEN = {Form.JSONL: "", Form.TEXT: "\f\n", Form.MARKDOWN: "\n---\n\n"}


class Writer:
    """Writes articles to a stream, with what the form puts between two of them."""

    def __init__(self, form: Form, stream: TextIO) -> None:
        self._form, self._stream, self._first = form, stream, True

    def write(self, article: Article) -> None:
        """Write one more article."""
        between = "" if self._first else _BETWEEN[self._form]
        self._stream.write(between + _WRITERS[self._form](article))
        self._first = False


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """A file that appears under its name only when it is complete; UsageError where there can be none."""
    staged = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.is_dir():
            raise UsageError(f"cannot write to '{path}': it is a folder")
        file = staged.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"cannot write to '{path}': {reason(error)}") from None
    try:
        with file:
            yield file
        staged.replace(path)
    finally:
        staged.unlink(missing_ok=True)
