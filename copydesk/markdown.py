"""An article as Markdown."""

from __future__ import annotations

import re

from copydesk.records import Article
from copydesk.visible import one_line

_MARKS = {"summary": ("**", "**"), "subheading": ("## ", ""), "list_item": ("- ", ""), "quote": ("> ", "")}
_SPECIAL = re.compile(r"[\\`*_\[\]<>|~]|&(?=#?\w{1,32};)")
_BLOCK_START = re.compile(r"[-+=#]|\d{1,9}(?=[.)])")


def markdown(article: Article) -> str:
    """Headline, credits, body and captions; the text is escaped, so that nothing in it becomes markup."""
    parts = [f"# {_escaped(article.headline)}"] if article.headline else []
    if credit := ", ".join(filter(None, [*article.authors, article.agency, article.published_at])):
        parts.append(f"*{_escaped(credit)}*")
    for paragraph in article.paragraphs:
        before, after = _MARKS.get(paragraph.role, ("", ""))
        cells = " | ".join(_escaped(cell) for cell in paragraph.text.split("\t"))
        parts.append(f"{before}{cells}{after}")
    parts += [f"*{_escaped(caption)}*" for caption in article.captions]
    return _joined(parts)


def _escaped(text: str) -> str:
    line = _SPECIAL.sub(r"\\\g<0>", one_line(text))
    start = _BLOCK_START.match(line)
    if start is None:
        return line
    at = 0 if start.end() == 1 and not line[0].isdigit() else start.end()
    return f"{line[:at]}\\{line[at:]}"


def _joined(parts: list[str]) -> str:
    """Blocks with blank lines between them, but none between the items of a list."""
    out, before = "", ""
    for part in parts:
        tight = part.startswith("- ") and before.startswith("- ")
        out += ("" if not before else "\n" if tight else "\n\n") + part
        before = part
    return out + "\n"
