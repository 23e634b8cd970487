"""Names of encodings as pages, headers and users write them, and what is read by each."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from functools import lru_cache

KNOWN = (
    *("utf-8", "gb18030", "cp932", "cp949", "big5hkscs", "cp874", "euc-jp", "iso-2022-jp", "koi8-r"),
    *("koi8-u", "mac-roman", "ibm866", *(f"windows-{i}" for i in range(1250, 1259))),
    *(f"iso-8859-{i}" for i in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
)
"""Encodings that web pages are written in; Python knows others that no page means."""

HIDDEN: Mapping[str, bytes] = {"utf-16-le": b"\0", "utf-16-be": b"\0", "iso-2022-jp": b"\x1b"}
"""Encodings whose bytes can be valid UTF-8 as well, and the byte that shows them."""

_SAME = {
    "iso8859-1": "windows-1252", "ascii": "windows-1252", "iso8859-9": "windows-1254", "gb2312": "gb18030",
    "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs", "tis-620": "cp874",
    "iso8859-11": "cp874", "iso-8859-8-i": "iso-8859-8", "windows-31j": "cp932",
}  # fmt: skip
"""What a name means where it is not to be taken at its word, as in browsers."""

_BY_CODEC = {codecs.lookup(name).name: name for name in KNOWN} | _SAME
_WINDOWS = re.compile(r"(?:windows|win|cp)[-_]?(125\d|874)")
_WIDE = {"utf-16": "utf-16-le", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}


@lru_cache(maxsize=256)
def named(label: str | None) -> str | None:
    """The encoding that a page or header means by a name; None for one that no page is written in."""
    name = (label or "").strip().lower().removeprefix("x-")
    found = _WINDOWS.fullmatch(name)
    if found:
        return "cp874" if found[1] == "874" else f"windows-{found[1]}"
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        codec = name
    return _BY_CODEC.get(codec)


def is_hidden(data: bytes, encoding: str) -> bool:
    """Whether bytes said to be in an encoding are, though they could pass for UTF-8."""
    return encoding in HIDDEN and HIDDEN[encoding] in data


def asked(label: str) -> str | None:
    """The encoding that a user means by a name: UTF-16 is another, which pages cannot name themselves."""
    name = label.strip().lower().replace("_", "-")
    return name if name in HIDDEN else _WIDE.get(name) or named(label)
