"""Text from outside, made safe to look at: nothing invisible, nothing a terminal obeys, nothing endless."""

from __future__ import annotations

import re
import unicodedata

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]"
    "|[\ud800-\udfff]|[\U000e0000-\U000e007f]"
)
_SPACES = re.compile(r"\s+")
_MARKS = 4  # combining marks on one character before the rest is only counted


def visible(text: str) -> str:
    r"""Write control, zero-width and direction characters as escapes such as `\u200b`.

    Tab and line feed stay. A terminal that shows the result obeys none of it, and a repair that removed
    a zero-width space can be seen.
    """
    return _HIDDEN.sub(_escape, _short_marks(text))


def one_line(text: str, limit: int | None = None) -> str:
    """`text` on one line, safe to look at, cut at `limit` characters with an ellipsis."""
    if limit is not None:
        text = text[: 4 * limit]  # enough for the cut below, whatever the length of the text
    line = visible(_SPACES.sub(" ", text)).strip()
    return line if limit is None or len(line) <= limit else line[: limit - 1].rstrip() + "…"


def quoted(text: str, limit: int | None = None) -> str:
    """`text` between straight quotes, whitespace and hidden characters written as escapes."""
    shown = visible(text.replace("\t", "\\t").replace("\n", "\\n"))
    if limit is not None and len(shown) > limit:
        shown = shown[: limit - 1] + "…"
    return f'"{shown}"'


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _short_marks(text: str) -> str:
    """Cut runs of combining marks, which print over the neighbouring lines."""
    if text.isascii():
        return text
    out: list[str] = []
    run = 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= _MARKS:
            out.append(char)
    return "".join(out)
