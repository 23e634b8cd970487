"""Picture credits, alone or at the end of a caption."""

from __future__ import annotations

import re
from functools import cache

from copydesk.lexicon import alternatives, phrases
from copydesk.literals import literals

_LONGEST_CREDIT = 90
_LONGEST_CAPTION = 700
_TAIL = 160

# Whose the picture is: begins in capitals (or without case), or is short: "Ana Lima/Agency", "privat", "dpa".
_OWNER = r"(?:(?-i:[^\Wa-zà-ÿа-яё])[^.!?©]{1,88}|[^\W\d_][\w-]{1,20}(?:\s?[/|]\s?|\s)?(?:[\w-]{1,20})?)"
_BEFORE = r"(?:^|[.!?…。)\]|/–—(\[-]\s?|[\"”“»’]\s|\s(?=(?-i:[^\Wa-zà-ÿа-яё])))"


@cache
def _owned_end() -> re.Pattern[str]:
    """A credit at the end of a text that says whose it is: "© Agency", "Photo: Name", "(Foto: Name)"."""
    return re.compile(
        rf"(?:(?:^|[\s.(\[|/–—-])(?:©|\(c\)|copyright)\s?(?!\d{{4}}\b\W*$){_OWNER}"
        rf"|{_BEFORE}(?:{_by()}|{alternatives('credit')}\s?[:：©]\s?){_OWNER})[)\]]?\.?$",
        re.IGNORECASE,
    )


@cache
def _owned() -> re.Pattern[str]:
    """What stands before an owner, in which no sentence ends."""
    return re.compile(rf"[:：©]|\(c\)|copyright|\s{alternatives('credit_by')}\s", re.IGNORECASE)


_ENDS = ".!?©"


@cache
def _set_end() -> re.Pattern[str]:
    """A set phrase at the end of a text: "/Handout via AGENCY"."""
    return re.compile(
        rf"(?:^|[\s.(\[|/–—-]|(?<=\w)(?=/)){alternatives('credit_end')}[)\]]?\.?$", re.IGNORECASE
    )


@cache
def _set_words() -> tuple[str, ...]:
    """Of set phrases the strings that one of them must have."""
    found = {word.casefold() for phrase in phrases("credit_end") for word in literals(phrase).needed}
    return tuple(word for word in found if not any(other in word for other in found - {word}))


@cache
def _alone() -> re.Pattern[str]:
    return re.compile(
        rf"[(\[]?(?:(?:©|\(c\))\s?[^.!?\d]{{2,60}}|(?:{_by()}|{alternatives('credit')}\s?[:：©|]\s?){_OWNER})[)\]]?[.;]?",
        re.IGNORECASE,
    )


def _by() -> str:
    return rf"{alternatives('credit')}\s{alternatives('credit_by')}\s"


# Initials and agencies behind the last sentence sign the text: "(dpa/lno)".
_SIGNATURE = re.compile(r"[.!?…”\"»]\s?[(\[](?:[a-zäöüß]{2,8}|[A-Z]{2,8})(?:\s?/\s?[\w-]{2,8}){0,3}[)\]]\.?$")


# Every credit holds one of these marks or words; a look at most lines, and the end of it.
_MARKS = frozenset("©:：/(=[（摄")


@cache
def _words() -> tuple[str, ...]:
    return (*(f" {word} " for word in phrases("credit_by")), "courtesy", "via ")


def _may_hold_credit(text: str) -> bool:
    if not _MARKS.isdisjoint(text):
        return True
    lower = text.lower()
    return any(word in lower for word in _words())


def ends_in_credit(text: str, *, owned: bool = True, set_phrase: bool = True) -> bool:
    """Whether a text ends in a picture credit, of the two kinds that it may end in."""
    if len(text) > _LONGEST_CAPTION:
        return False
    tail = text[-_TAIL:]
    if not _may_hold_credit(tail) or _SIGNATURE.search(tail):
        return False
    body = tail.removesuffix(".")
    last = max(map(body.rfind, _ENDS), default=0)
    if owned and _owned().search(tail, max(last, 0)) and _owned_end().search(tail):
        return True
    folded = tail.casefold() if set_phrase else ""
    return any(word in folded for word in _set_words()) and _set_end().search(tail) is not None


def is_credit(text: str) -> bool:
    """Whether a text is a picture credit and nothing else."""
    return len(text) <= _LONGEST_CREDIT and _may_hold_credit(text) and _alone().fullmatch(text) is not None
