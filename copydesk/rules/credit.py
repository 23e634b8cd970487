"""Picture credits, alone or at the end of a caption."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from functools import cache
from itertools import chain

from copydesk.lexicon import alternatives, phrases, plane_of
from copydesk.literals import literals
from copydesk.metadata.names import is_name
from copydesk.native.endings import Endings, signed

LONGEST_CREDIT = 90
_LONGEST_CAPTION = 700
_TAIL = 160

# Whose the picture is: begins in capitals (or without case), is short, or has two parts: "Ana Lima/Agency",
# "privat", "dpa | Ana Lima".
_OWNER = (
    r"(?:(?-i:[^\Wa-zà-ÿа-яё])(?:[^.!?©]|(?<!/www)\.(?=\w)){1,88}|[^\W\d_][\w-]{1,20}(?:\s?[/|]\s?|\s)?(?:[\w-]{1,20})?"
    r"|[^\W\d_][\w-]{1,20}\s?[/|]\s?(?-i:[^\Wa-zà-ÿа-яё])[^.!?©]{1,60}"
    r"|[^\W\d_][\w-]{1,20}\s[\w-]{1,20}\s?[/|]\s?[^\W\d_][^.!?©]{1,40})"
)
_BEFORE = r"(?:^|[.!?…。)\]|/–—(\[-]\s?|[\"”“»’]\s|\s(?=(?-i:[^\Wa-zà-ÿа-яё])))"


@cache
def _owned_end() -> re.Pattern[str]:
    """A credit at the end of a text that says whose it is: "© Agency", "Photo: Name", "(Foto: Name)"."""
    return re.compile(
        rf"(?:(?:^|[\s.(\[|/–—-])(?:©|\(c\)|copyright(?=\s?(?-i:[^\Wa-zà-ÿа-яё])))\s?(?!\d{{4}}\b\W*$){_OWNER}"
        rf"|{_BEFORE}(?:{_by()}|{alternatives('credit')}\s?[:：©]\s?){_OWNER})[)\]]?\.?$",
        re.IGNORECASE,
    )


@cache
def _owned() -> re.Pattern[str]:
    """What stands before an owner, in which no sentence ends."""
    return re.compile(rf"[:：©]|\(c\)|copyright|\s{alternatives('credit_by')}\s", re.IGNORECASE)


_ENDS = ".!?©"


# One to eight names, as they stand in credits: each word begins with a capital, or has no case.
_NAMES = r"(?-i:[^\Wa-zà-ÿа-яё][\w.'’&-]*(?:[ ,/](?:[^\Wa-zà-ÿа-яё][\w.'’&-]*|of|for|the|de|del|von)){0,7})"

_COMMA = r",\s(?!(?:the )?\w+ press\b)"  # "Ana Lima, Associated Press" is a byline as well

SET_KINDS = ("credit_end", "picture_agency", "picture_source")
"""Kinds of phrases that credits end in, or stand at the end with."""


@cache
def _set_end() -> re.Pattern[str]:
    """A credit known by its words: "/Handout via AGENCY", "Name / SOURCE", "AGENCY/Name", ". AGENCY"."""
    agency = alternatives("picture_agency")
    return re.compile(
        rf"(?:(?:^|[\s.(\[|/–—-]|(?<=\w)(?=[/=＝（(\[])){alternatives('credit_end')}"
        rf"|(?:^|[.!?…。”\"]\s?){_NAMES}(?:\s?[/|]\s?{_source()}|{_COMMA}{agency})|[/|]\s?{agency}"
        rf"|[.!?…。”\"]\s?{agency}"
        rf"|(?:^|[.!?…。”\"(\[/]\s?|\s){agency}\s?[/|]\s?{_NAMES})[)\]]?\.?$",
        re.IGNORECASE,
    )


@cache
def _set_words() -> tuple[str, ...]:
    """Strings of which each set phrase that may end anyhow has one."""
    found = {
        word.casefold()
        for phrase in phrases("credit_end")
        if "" in literals(phrase).ending
        for word in literals(phrase).needed
    }
    return tuple(word for word in found if not any(other in word for other in found - {word}))


@cache
def _set_ends() -> Endings:
    """What all others end with, and the names of agencies and other sources, without marks behind.

    A sign stands before these, and before what other phrases begin with.
    """
    ends = _ends_of(phrase for kind in SET_KINDS for phrase in phrases(kind))
    free = _ends_of(phrase for phrase in phrases("credit_end") if not _SIGNED.match(phrase))
    return Endings(ends, free, plane_of(str.casefold), _set_words(), _STROKES, _MARKS_BEHIND, _SIGNS)


def _ends_of(patterns: Iterable[str]) -> tuple[str, ...]:
    found = (literals(phrase).ending for phrase in patterns)
    return tuple(sorted({end.casefold().rstrip(_MARKS_BEHIND) for ends in found for end in ends} - {""}))


_STROKES, _MARKS_BEHIND, _SIGNS = "/|", " ).]", '/|,.!?"=(['
_SIGNED = re.compile(r"\\[(\[]|\[[=＝/]|[/（]")
"""Patterns that begin with a sign."""


def may_end_in_set_phrase(texts: list[str], numbers: Iterable[int]) -> list[int]:
    """Of the texts with these numbers, those at whose end a credit known by its words can stand.

    A part between strokes ends in them.
    """
    return _set_ends().may_end(texts, numbers, _LONGEST_CAPTION, _TAIL)


_LENGTH = r"\d{1,2}:\d\d\s?[–—|-]\s"
_FILM = re.compile(_LENGTH)


@cache
def _alone() -> re.Pattern[str]:
    """A credit that is the whole line, perhaps behind the length of a video: "02:12 - Source: Agency"."""
    return re.compile(
        rf"(?:{_LENGTH})?[(\[]?(?:(?:©|\(c\))\s?(?:[^.!?\d]|\.(?=\w)){{2,60}}|(?:{_by()}|{alternatives('credit')}\s?[:：©|]\s?){_OWNER}"
        rf"|{_NAMES}(?:\s?[/|]\s?|{_COMMA}){_source()}|{alternatives('picture_agency')}\s?[/|]\s?{_NAMES})[)\]]?[.;]?",
        re.IGNORECASE,
    )


def _source() -> str:
    return rf"(?:{alternatives('picture_agency')}(?:\sfile(?: photo)?)?|{alternatives('picture_source')})"


def _by() -> str:
    """Words for a picture and whose it is, and a capital: "photo by Ana", not "photo of the town"."""
    return rf"{alternatives('credit')}\s{alternatives('credit_by')}\s(?=(?-i:[^\Wa-zà-ÿа-яё]))"


# Initials and agencies behind the last sentence sign the text: "(dpa/lno)".
_SIGNATURE = re.compile(r"[.!?…”\"»]\s?[(\[](?:[a-zäöüß]{2,8}|[A-Z]{2,8})(?:\s?/\s?[\w-]{2,8}){0,3}[)\]]\.?$")


# Every credit holds one of these marks or words; a look at most lines, and the end of it.
_MARKS = re.compile("[©:：/(=[（摄]")


@cache
def _words() -> tuple[str, ...]:
    return (*(f" {word} " for word in phrases("credit_by")), "courtesy", "via ")


def _may_hold_credit(text: str) -> bool:
    if _MARKS.search(text):
        return True
    lower = text.lower()
    for word in _words():  # noqa: SIM110 - asked too often for a generator
        if word in lower:
            return True
    return False


def ends_in_credit(text: str, *, owned: bool = True, set_phrase: bool = True) -> bool:
    """Whether a text ends in a picture credit, of the two kinds that it may end in."""
    if len(text) > _LONGEST_CAPTION:
        return False
    tail = text[-_TAIL:]
    found = (owned and _ends_in_owner(tail)) or (set_phrase and _ends_in_set_phrase(tail))
    return found and _SIGNATURE.search(tail) is None


def _ends_in_owner(tail: str) -> bool:
    if not _may_hold_credit(tail):
        return False
    last = max(map(tail.removesuffix(".").rfind, _ENDS), default=0)
    return _owned().search(tail, max(last, 0)) is not None and _owned_end().search(tail) is not None


def _ends_in_set_phrase(tail: str) -> bool:
    return _set_end().search(tail) is not None


_IN_BRACKETS = re.compile(rf"(?:^|[.!?…”\"]\s)\({_NAMES}\s?/\s?{_NAMES}\)\.?$")


def ends_in_names(text: str) -> bool:
    """Whether a text ends in names and a newspaper or firm in brackets: "(Ana Lima/The Daily)"."""
    tail = text[-_TAIL:]
    return len(text) <= _LONGEST_CAPTION and "/" in tail and _IN_BRACKETS.search(tail) is not None


def end_alike(texts: list[str]) -> Set[int]:
    """The texts that end, behind a sentence, in the same name as another one: of who took the pictures.

    Where several people's names stand so, they are of who wrote a letter or an entry, but for "Name/Source".
    """
    found: dict[str, list[int]] = {}
    for i in signed(texts, _LONGEST_SIGNED, _LONGEST_NAME):
        at = texts[i].rfind(". ")
        if _is_signed(texts[i], at):
            found.setdefault(texts[i][at + 2 :], []).append(i)
    several = sum("/" not in name for name in found) > 1
    alike = (lines for name, lines in found.items() if len(lines) > 1 and not (several and "/" not in name))
    return frozenset(chain.from_iterable(alike))


def _is_signed(text: str, at: int) -> bool:
    """Whether a sentence ends at a full stop, and a name of several words stands behind it."""
    sentence = text[max(at - _TAIL, 0) : at]
    return _SIGNER.fullmatch(text, at + 2) is not None and _SENTENCE.search(sentence) is not None


_LONGEST_SIGNED, _LONGEST_NAME = 250, 60
_SIGNER = re.compile(rf"(?=[^\d:]*$){_NAMES.replace('{0,7}', '{1,5}')}(?<!\sthe)")
_SENTENCE = re.compile(r"(?:\S+\s){4}\S*[^\W_]{4}$")


def is_name_in_brackets(text: str) -> bool:
    """Whether a text is a name of several words in brackets, as credits stand below pictures."""
    return len(text) <= LONGEST_CREDIT and _BRACKETED_NAME.fullmatch(text) is not None


_BRACKETED_NAME = re.compile(rf"\((?=[^)]*[ /]){_NAMES}\)\.?")


def begins_as_credit(text: str) -> bool:
    """Whether a text begins with a label of credits, and a colon."""
    return _label().match(text) is not None


def is_credit_label(text: str) -> bool:
    """Whether a text is a label of credits and a colon: the tool broke off whose the picture is."""
    return len(text) <= _LONGEST_AGENCY and _label().fullmatch(text) is not None


@cache
def _label() -> re.Pattern[str]:
    by = rf"(?:\s{alternatives('credit_by')})?"
    return re.compile(rf"[(\[]?{alternatives('credit')}{by}\s?[:：]", re.IGNORECASE)


def is_name_and_owner(text: str) -> bool:
    """Whether a text is a full name and whose pictures they are: "Ana Lima / The Daily", "Daily/Ana Lima"."""
    if text.count("/") != 1 or len(text) > LONGEST_CREDIT or _NUMBER.search(text):
        return False
    parts = [part.strip() for part in text.rstrip(".").split("/")]
    if not all(len(part) > 1 and _CAPITALS.fullmatch(part) for part in parts):
        return False
    return any(map(is_name, parts))


_CAPITALS, _NUMBER = re.compile(_NAMES), re.compile(r"(?<!\w)\d")


def is_credit(text: str) -> bool:
    """Whether a text is a picture credit and nothing else."""
    if len(text) <= _LONGEST_AGENCY and _agency().fullmatch(text):
        return True
    return len(text) <= LONGEST_CREDIT and _may_hold_credit(text) and _alone().fullmatch(text) is not None


def is_credit_of_film(text: str) -> bool:
    """Whether a text is the length of a film and whose it is, and nothing else."""
    return _FILM.match(text) is not None and is_credit(text)


def is_signed(text: str) -> bool:
    """Whether nothing but the name of an agency stands behind a last sentence: some sign their texts so."""
    return _agency_behind().search(text[-_TAIL:]) is not None


@cache
def _agency_behind() -> re.Pattern[str]:
    return re.compile(rf"[.!?…”\"»]\s{alternatives('picture_agency')}\.?$", re.IGNORECASE)


def is_third_item(texts: Sequence[str], i: int) -> bool:
    """Whether a "(c)" counts: a line that begins with "(b)" stands right before, or a few lines above."""
    third = texts[i][:3] in ("(c)", "(C)")
    return third and any(texts[k][:3] in ("(b)", "(B)") for k in range(max(i - _ITEM_LINES, 0), i))


_ITEM_LINES = 4
_LONGEST_AGENCY = 24


@cache
def _agency() -> re.Pattern[str]:
    """The name of a picture agency, of whose brackets a tool may have broken one off: "Getty Images)"."""
    return re.compile(rf"[(\[]?{alternatives('picture_agency')}[)\]]?\.?", re.IGNORECASE)
