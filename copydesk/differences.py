"""What differs between two releases, for a terminal or a pipe, or as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from rich.console import Console
from rich.text import Text

from copydesk.compare import Change, Fate, Way
from copydesk.formats import jsonl
from copydesk.opened import Opened
from copydesk.sidebyside import Changed, Standing, Switched, Tally
from copydesk.visible import one_line, quoted

_ARROW = " → "
_DIGESTS = {"code": "code", "rules": "rule book", "model": "model of plain text"}


def show(found: Iterable[Changed | Switched], console: Console) -> None:
    """Print each document under its uri, as it is found."""
    for one in found:
        lines = (*_heading(one), *_lines(one, console.width if console.is_terminal else None), Text())
        console.print(Text("\n").join(lines), soft_wrap=True)


def show_totals(tally: Tally, one: Opened, other: Opened, console: Console) -> None:
    """Print how many spans went from what to what, and what differs between the releases themselves."""
    for text in (*_table(tally), *_totals(tally), _made(one, other)):
        console.print(text, soft_wrap=True)


def json_lines(found: Iterable[Changed | Switched]) -> Iterator[bytes]:
    """A line for each changed span, and for each document that one release does not publish."""
    for one in found:
        if isinstance(one, Switched):
            yield jsonl.line({"uri": one.uri, "from": asdict(one.before), "to": asdict(one.after)})
            continue
        for change in one.changes:
            place = {"start": change.start, "end": change.end, "chars": change.chars, "text": change.text}
            fates = {"from": asdict(change.before), "to": asdict(change.after)}
            yield jsonl.line({"uri": one.uri, **place, **fates})


def _heading(one: Changed | Switched) -> Iterator[Text]:
    yield Text(one_line(one.uri), style="bold")
    if isinstance(one, Changed):
        if one.was != one.uri:
            yield Text(f"  was {one_line(one.was)}", style="dim")
        if one.other_source:
            yield Text("  the input itself changed", style="dim")
        elif one.other_page:
            yield Text("  another text was read from the same bytes: compared block by block", style="dim")


def _lines(one: Changed | Switched, width: int | None) -> Iterator[Text]:
    """A line for each change, on a terminal no wider than that."""
    if isinstance(one, Switched):
        yield Text.assemble("  ", _standing(one.before), _ARROW, _standing(one.after))
        return
    digits = max(6, *(len(str(change.start)) for change in one.changes))
    before = max(len(_label(change.before)) for change in one.changes)
    after = max(len(_label(change.after)) for change in one.changes)
    for change in one.changes:
        number, arrow = (f"{change.start:>{digits}}  ", "dim"), (_ARROW, "dim")
        fates = _fate(change.before, before), arrow, _fate(change.after, after)
        style = "dim" if change.way is Way.BESIDE else ""
        line = Text.assemble(number, *fates, "  ", (_what(change, width), style))
        if width:
            line.truncate(width, overflow="ellipsis")
        yield line


def _fate(fate: Fate, width: int) -> tuple[str, str]:
    style = "green" if fate.role else "red" if fate.code else "dim"
    return f"{_label(fate):<{width}}", "yellow" if fate.replacement is not None else style


def _label(fate: Fate) -> str:
    return str(fate) if fate.score is None else f"{fate} ({fate.score:.2f})"


def _what(change: Change, limit: int | None) -> str:
    if change.before.replacement is None and change.after.replacement is None:
        return one_line(change.text, limit)
    return _ARROW.join(quoted(_reading(change, fate), limit) for fate in (change.before, change.after))


def _reading(change: Change, fate: Fate) -> str:
    """How the span reads in the article; as it stands on the page where it was not edited."""
    return change.text if fate.replacement is None else fate.replacement


def _standing(standing: Standing) -> tuple[str, str]:
    why = ": ".join(filter(None, (standing.reason, standing.message)))
    style = "red" if why else "green"
    return (f"{standing.status} ({one_line(why)})" if why else standing.status), style


def _table(tally: Tally) -> Iterator[Text]:
    """What a change does to the article, and below it from what to what, the most characters first."""
    if not tally.spans:
        return
    before, after = (max(len(kind[i]) for kind in tally.spans) for i in (1, 2))
    width = max(before + len(_ARROW) + after, *(len(way) for way in Way)) + 2
    yield Text(f"{'':<{width}}  {'spans':>9}  {'characters':>12}", style="bold")
    for way in Way:
        kinds = [kind for kind in tally.spans if kind[0] is way]
        if kinds:
            yield _row(way, width, tally, kinds)
            yield from (
                _row(f"  {kind[1]:<{before}}{_ARROW}{kind[2]}", width, tally, [kind])
                for kind in sorted(kinds, key=lambda kind: (-tally.chars[kind], kind))
            )
    yield Text()


def _row(name: str, width: int, tally: Tally, kinds: Sequence[tuple[Way, str, str]]) -> Text:
    spans, chars = (sum(counter[kind] for kind in kinds) for counter in (tally.spans, tally.chars))
    return Text(f"{name:<{width}}  {spans:>9,}  {chars:>12,}")


def _totals(tally: Tally) -> Iterator[Text]:
    documents = "document" if tally.compared == 1 else "documents"
    same = f"{tally.compared - tally.changed:,} with every line as it was"
    yield Text(f"{tally.compared:,} {documents} compared: {tally.changed:,} changed, {same}")
    if tally.switched:
        yield Text(f"{tally.switched:,} published in one, in the quarantine of the other")
    if tally.only_before or tally.only_after:
        yield Text(
            f"{tally.only_before:,} only in the first release, {tally.only_after:,} only in the second"
        )
    if tally.facts:
        listed = (f"{name} {count:,}" for name, count in sorted(tally.facts.items()))
        yield Text(f"columns that read otherwise, in documents: {', '.join(listed)}")


def _made(one: Opened, other: Opened) -> Text:
    """What the two were made with, as their manifests say it."""
    parts = [
        f"{name} {'same' if one.digests.get(key) == other.digests.get(key) else 'changed'}"
        for key, name in _DIGESTS.items()
    ]
    names = sorted(one.versions.keys() | other.versions.keys(), key=lambda name: (name != "copydesk", name))
    parts += [_version(name, one.versions.get(name, "–"), other.versions.get(name, "–")) for name in names]
    return Text(f"{one.version}{_ARROW}{other.version}: {', '.join(filter(None, parts))}")


def _version(name: str, before: str, after: str) -> str:
    """Libraries are named where they differ, copydesk always."""
    if before != after:
        return f"{name} {before}{_ARROW}{after}"
    return f"{name} {before}" if name == "copydesk" else ""
