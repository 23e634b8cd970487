"""Two releases side by side: each line that became something else is shown, and no other."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from copydesk import __version__, cli, differences, manifest
from copydesk.clean import clean
from copydesk.compare import ABSENT, Change, Fate, Side, changes
from copydesk.digests import digests
from copydesk.document import Category, RawDocument
from copydesk.errors import RejectedError
from copydesk.formats import parquet
from copydesk.ids import sha256_hex
from copydesk.limits import LIMITS
from copydesk.manifest import Bookkeeping
from copydesk.rebuild import stretches
from copydesk.records import Article, LedgerRow, Paragraph, Span
from copydesk.rules import BLOCK_RULES
from copydesk.run import Order, run
from copydesk.shards import clean_shard
from copydesk.sidebyside import Changed

#      0    5    10   15   20   25   30   35   40   45   50   55   60   65
PAGE = "Home | World\nA title\nIt &amp; they met (marv) .\nShare\nA hall/AFP"
PARAGRAPH, SHARE = Fate("paragraph"), Fate(None, "SO001", "share")


# Pages cleaned twice


def row(start: int, end: int, code: str, replacement: str = "", offset: int | None = None) -> LedgerRow:
    category = {"NA": "navigation", "SO": "share", "CR": "byline", "RE": "repair"}[code[:2]]
    action = "edited" if category == "repair" else "removed"
    return LedgerRow("", "", start, end, action, code, category, PAGE[start:end], replacement, offset, None)


MENU, BUTTON = row(0, 12, "NA002"), row(48, 53, "SO001")
ENTITY, SIGNATURE = row(24, 29, "RE001", "&", 3), row(39, 46, "CR010", "", 14)
STORY = Paragraph("paragraph", "It & they met .", 21, 48)
LEDGER = (MENU, ENTITY, SIGNATURE, BUTTON)


def side(ledger: Sequence[LedgerRow] = LEDGER, page: str = PAGE, **changed: Any) -> Side:
    solid = "".join(page.split())
    values: dict[str, Any] = {
        "headline": "A title",
        "headline_printed": None,
        "headline_span": Span(13, 20),
        "paragraphs": (STORY,),
        "captions": ("A hall/AFP",),
        "caption_spans": (Span(54, 64),),
        "page_sha256": sha256_hex(solid),
        "page_chars": len(solid),
    }
    rest = {name: "" for name in Article.__slots__ if name not in values}
    return Side.of(Article(**{**rest, **values, **changed}), ledger)


def told(found: Sequence[Change]) -> list[str]:
    return [f"{c.start}-{c.end} {c.before} → {c.after}: {c.text}" for c in found]


def test_a_page_cleaned_the_same_way_has_no_change() -> None:
    assert changes(side(), side()) == ()


def test_a_line_that_is_kept_now_is_one_change() -> None:
    kept = side((MENU, ENTITY, SIGNATURE), paragraphs=(STORY, Paragraph("paragraph", "Share", 48, 53)))
    assert changes(side(), kept) == (Change(48, 53, 5, "Share", SHARE, PARAGRAPH),)
    assert changes(kept, side()) == (Change(48, 53, 5, "Share", PARAGRAPH, SHARE),)


def test_another_rule_for_the_same_line_is_a_change() -> None:
    other = side((replace(MENU, code="NA001"), *LEDGER[1:]))
    assert told(changes(side(), other)) == ["0-12 NA002 navigation → NA001 navigation: Home | World"]


def test_the_score_of_a_line_is_no_fate() -> None:
    assert changes(side(), side((replace(MENU, score=0.25), *LEDGER[1:]))) == ()


def test_a_new_role_is_one_change_whatever_was_edited_or_stays_cut_within() -> None:
    summary = side(paragraphs=(replace(STORY, role="summary"),))
    assert told(changes(side(), summary)) == [
        "21-39 paragraph → summary: It &amp; they met",
        "46-48 paragraph → summary: .",
    ]


def test_a_paragraph_that_is_removed_now_is_shown_as_it_stands_on_the_page() -> None:
    gone = side((MENU, row(21, 48, "CR001"), BUTTON), paragraphs=())
    assert told(changes(side(), gone)) == [
        "21-39 paragraph → CR001 byline: It &amp; they met",
        "39-46 CR010 byline → CR001 byline: (marv)",
        "46-48 paragraph → CR001 byline: .",
    ]


def test_a_cut_that_is_no_longer_made_is_a_change() -> None:
    whole = side((MENU, ENTITY, BUTTON), paragraphs=(replace(STORY, text="It & they met (marv) ."),))
    assert told(changes(side(), whole)) == ["39-46 CR010 byline → paragraph: (marv)"]


def test_a_repair_that_is_no_longer_made_is_a_change() -> None:
    broken = side(
        (MENU, replace(SIGNATURE, offset=18), BUTTON),
        paragraphs=(replace(STORY, text="It &amp; they met ."),),
    )
    (change,) = changes(side(), broken)
    assert change.before == Fate("paragraph", "RE001", "repair", "&")
    assert (change.after, change.text) == (PARAGRAPH, "&amp;")


def test_a_paragraph_cut_in_two_is_no_change_where_the_words_keep_their_role() -> None:
    halves = (Paragraph("paragraph", "It & they", 21, 34), Paragraph("paragraph", "met .", 35, 48))
    cut_in_two = side((MENU, ENTITY, replace(SIGNATURE, offset=4), BUTTON), paragraphs=halves)
    assert changes(side(), cut_in_two) == ()


def test_lines_that_change_alike_are_told_apart() -> None:
    both = side(
        (MENU, ENTITY, SIGNATURE, replace(BUTTON, code="SO002"), row(54, 64, "SO002")),
        captions=(),
        caption_spans=(),
    )
    assert told(changes(side(), both)) == [
        "48-53 SO001 share → SO002 share: Share",
        "54-64 caption → SO002 share: A hall/AFP",
    ]


def test_whitespace_that_was_read_otherwise_is_no_change() -> None:
    shifted = side(
        tuple(replace(row, start=row.start + 2, end=row.end + 2) for row in LEDGER),
        headline_span=Span(15, 22),
        paragraphs=(replace(STORY, start=23, end=50),),
        caption_spans=(Span(56, 66),),
    )
    assert changes(side(), shifted) == ()


def test_pages_that_differ_are_compared_block_by_block() -> None:
    page = "A title\nShare\nA hall/AFP\nA new line"
    other = side(
        (replace(BUTTON, start=8, end=13, code="SO002"),),
        page,
        headline_span=Span(0, 7),
        paragraphs=(Paragraph("paragraph", "A new line", 25, 35),),
        caption_spans=(Span(14, 24),),
    )
    found = changes(side(), other)
    assert told(found) == [
        "0-12 NA002 navigation → not on the page: Home | World",
        "8-13 SO001 share → SO002 share: Share",
        "21-39 paragraph → not on the page: It &amp; they met",
        "25-35 not on the page → paragraph: A new line",
        "39-46 CR010 byline → not on the page: (marv)",
        "46-48 paragraph → not on the page: .",
    ]
    assert found[0].after == ABSENT


def test_an_article_and_a_ledger_that_make_no_page_are_refused() -> None:
    with pytest.raises(ValueError, match="page_chars is 51, the rebuilt page has 41"):
        side(LEDGER[1:])


LINES = st.lists(
    st.sampled_from(
        [
            "The ministers of both countries met in the capital on Tuesday to discuss trade.",
            "They agreed to meet again in the autumn, officials said after the talks.",
            "AT&amp;T said &#039;no&#039; on Monday evening.", "*news.example is an offer from EXAMPLE.",
            "Share on Facebook", "By Ana Lima", "Talks* fail. (marv)", "Related News", "© 2024 The Daily",
            "\u200b", "*",
        ]
    ),
    min_size=4,
    max_size=14,
)  # fmt: skip


# Separators stay in the book: that rule claims lines of which repairs leave nothing.
SPARED = [rule.code for rule in BLOCK_RULES if rule.name != "separator"]


@given(LINES, st.sampled_from(SPARED), st.sampled_from(["\n", "\n\n"]))
@example(["By Ana Lima", *["They agreed to meet again in the autumn, officials said."] * 3], "CR001", "\n\n")
@settings(max_examples=60)
def test_changes_hold_every_character_whose_fate_changed_and_no_other(
    lines: list[str], code: str, end: str
) -> None:
    before, after = _cleaned(end.join(lines), BLOCK_RULES), _cleaned(end.join(lines), _without(code))
    if before and after:
        page = "".join(end.join(lines).split())
        one, two = (_fates(*cleaned) for cleaned in (before, after))
        assert len(one) == len(two) == len(page)
        found = changes(Side.of(*before), Side.of(*after))
        expected = [(a, b) for a, b in zip(one, two, strict=True) if a != b]
        assert sum(change.chars for change in found) == len(expected)
        assert {(str(c.before), str(c.after)) for c in found} == set(expected)
        text = end.join(lines)
        for change in found:
            assert "".join(text[change.start : change.end].split()) == "".join(change.text.split())


def _without(*codes: str) -> tuple[Any, ...]:
    return tuple(rule for rule in BLOCK_RULES if rule.code not in codes)


def _cleaned(text: str, rules: Sequence[Any]) -> tuple[Article, tuple[LedgerRow, ...]] | None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("copydesk.label.claims.BLOCK_RULES", rules)
        try:
            cleaned = clean(RawDocument("page.txt", text.encode()))
        except RejectedError:
            return None
    return cleaned.article, cleaned.ledger


def _fates(article: Article, ledger: Sequence[LedgerRow]) -> list[str]:
    """The fate of each visible character; edits are the same on both sides here."""
    fates: list[str] = []
    for stretch in stretches(article, ledger):
        removed = stretch.row is not None and stretch.row.action == "removed"
        fate = f"{stretch.row.code} {stretch.row.category}" if removed and stretch.row else stretch.role or ""
        fates += [fate] * len("".join(stretch.text.split()))
    return fates


# Releases made with and without a rule

NEWS = """Ministers meet for talks on trade, round {0}

By Ana Lima

The ministers met in Beijing on day {0} and said that the ties of the two countries&#039; firms were close.

Share on Facebook

They agreed to meet again in the autumn, officials said, when round {0} of the new rules is in force.
"""
(OTHER,) = (
    replace(rule, code="XX001", category=Category.PROMO) for rule in BLOCK_RULES if rule.code == "SO001"
)
LAST = "The talks in the capital went on for two days, and ended late in the evening on Tuesday."
HTML = """<html><head><link rel="canonical" href="https://news.example/story-of-talks"><title>Talks</title></head>
<body><article><h1>Ministers meet for talks on trade</h1>
<p>The ministers met in Beijing on Tuesday and said that the ties of the firms were close.</p>
<p>They agreed to meet again in the autumn, officials said, when the rules are in force.</p>
</article></body></html>"""


class PassingAudit:
    gates: Mapping[str, str] = {"stub.json": "1"}

    def __call__(self, folder: Path, bookkeeping: Bookkeeping, /) -> Mapping[str, Any]:
        results = {"success": True, "suites": [], "failures": [], "warnings": [], "refused": {}}
        (folder / "validation").mkdir()
        (folder / "validation" / "results.json").write_text(json.dumps(results))
        return results


def _release(out: str, documents: int) -> Path:
    order = Order(
        ("news",), Path(out), limits=replace(LIMITS, shard_documents=documents, shard_average=10**9)
    )
    outcome = run(
        order,
        map_shards=lambda shards, store, _: [clean_shard(shard, store) for shard in shards],
        audit=PassingAudit(),
    )
    assert outcome.latest is not None
    return outcome.latest.resolve()


class Two(NamedTuple):
    """The folder that both were made in, and the two releases."""

    top: Path
    before: Path
    after: Path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    """Two releases of `dist`: the second with another rule for SO001, other inputs, and in other shards."""
    top = tmp_path_factory.mktemp("made")
    news = top / "news"
    news.mkdir()
    for number in range(6):
        (news / f"{number}.txt").write_text(NEWS.format(number), encoding="utf-8")
    (news / "a.html").write_text(HTML, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(top)
        before = _release("dist", 3)
        rules = tuple(OTHER if rule.code == "SO001" else rule for rule in BLOCK_RULES)
        patch.setattr("copydesk.label.claims.BLOCK_RULES", rules)
        other = replace(digests(), code="0" * 64, rules="0" * 64)
        for module in ("plan", "manifest"):
            patch.setattr(f"copydesk.{module}.digests", lambda: other)
        (news / "0.txt").write_bytes(b"\0\1\2\3" * 50)
        (news / "1.txt").unlink()
        (news / "2.txt").write_text(NEWS.format(2).replace("Ana", "Eva"), encoding="utf-8")
        (news / "9.txt").write_text(NEWS.format(9), encoding="utf-8")
        (news / "a.html").rename(news / "b.html")
        (news / "b.html").write_text(HTML.replace("</article>", f"<p>{LAST}</p></article>"), encoding="utf-8")
        yield Two(top, before, _release("dist", 2))


@pytest.fixture
def two(made: Two, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    """A copy of both, to be broken; the test stands beside `dist`."""
    shutil.copytree(made.top / "dist", tmp_path / "dist", symlinks=True)
    monkeypatch.chdir(tmp_path)
    releases = tmp_path / "dist" / "releases"
    return Two(tmp_path, releases / made.before.name, releases / made.after.name)


class Ended(NamedTuple):
    """How a command ended, and what it wrote."""

    code: object
    out: str
    err: str


Diff = Callable[..., Ended]


@pytest.fixture
def diff(capfd: pytest.CaptureFixture[str]) -> Diff:
    """Run `copydesk explain --diff` in this process."""

    def call(*arguments: object) -> Ended:
        with pytest.raises(SystemExit) as ended:
            cli.main(["explain", "--diff", *map(str, arguments)])
        return Ended(ended.value.code, *capfd.readouterr())

    return call


SHOWN = f"""\
news/2.txt
  the input itself changed
    44  CR001 byline    → not on the page  By Ana Lima
    44  not on the page → CR001 byline     By Eva Lima
   164  SO001 share     → XX001 promo      Share on Facebook

news/3.txt
   164  SO001 share → XX001 promo  Share on Facebook

news/4.txt
   164  SO001 share → XX001 promo  Share on Facebook

news/5.txt
   164  SO001 share → XX001 promo  Share on Facebook

news/b.html
  was news/a.html
  the input itself changed
   208  not on the page → paragraph  {LAST}

news/0.txt
  published → quarantined (binary: NUL byte at 0)

                                         spans    characters
into the article                             1            71
  not on the page → paragraph                1            71
outside the article                          6            78
  SO001 share     → XX001 promo              4            60
  CR001 byline    → not on the page          1             9
  not on the page → CR001 byline             1             9

5 documents compared: 5 changed, 0 with every line as it was
1 published in one, in the quarantine of the other
1 only in the first release, 1 only in the second
columns that read otherwise, in documents: authors 1, confidence 1
"""


def _documents(out: str) -> tuple[list[str], list[str]]:
    """What is shown of the documents, in whatever files they were; and the lines that follow."""
    lines = out.splitlines()
    table = next(i for i, line in enumerate(lines) if line.split() == ["spans", "characters"])
    return sorted("\n".join(lines[:table]).strip().split("\n\n")), lines[table:]


def test_what_changed_is_shown_and_counted(diff: Diff, two: Two) -> None:
    ended = diff(two.before, two.after)
    documents, totals = _documents(ended.out)
    made = f"{two.before.name} → {two.after.name}: code changed, rule book changed"
    assert ended.code == 0
    assert (documents, totals[:-1]) == _documents(SHOWN)
    assert totals[-1] == f"{made}, model of plain text same, copydesk {__version__}"


def test_the_other_way_round_fates_are_exchanged(diff: Diff, two: Two) -> None:
    documents, _ = _documents(diff(two.after, two.before).out)
    assert "news/3.txt\n   164  XX001 promo → SO001 share  Share on Facebook" in documents
    assert "news/0.txt\n  quarantined (binary: NUL byte at 0) → published" in documents


def test_two_looks_print_the_same(diff: Diff, two: Two) -> None:
    assert diff(two.before, two.after).out == diff(two.before, two.after).out


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (["news/3.txt"], ["news/3.txt"]),
        (["news/[45].txt", "news/3.txt"], ["news/3.txt", "news/4.txt", "news/5.txt"]),
        (["a.html"], ["news/b.html"]),
        (["b.*"], ["news/b.html"]),
        (["0.txt"], ["news/0.txt"]),
    ],
    ids=["uri", "patterns", "its name before", "its name after", "quarantine"],
)
def test_documents_can_be_asked_for(asked: list[str], shown: list[str], diff: Diff, two: Two) -> None:
    out = diff(two.before, two.after, *asked).out
    assert sorted(line for line in out.splitlines() if line.startswith("news/")) == shown


def test_json_has_an_object_for_each_span_and_each_document_that_left(diff: Diff, two: Two) -> None:
    rows = [json.loads(line) for line in diff(two.before, two.after, "--json").out.splitlines()]
    spans = [row for row in rows if "start" in row]
    assert len(spans) == 7
    assert {
        "uri": "news/3.txt",
        "start": 164,
        "end": 181,
        "chars": 15,
        "text": "Share on Facebook",
        "from": {"role": None, "code": "SO001", "category": "share", "replacement": None, "score": None},
        "to": {"role": None, "code": "XX001", "category": "promo", "replacement": None, "score": None},
    } in spans
    assert [row for row in rows if row not in spans] == [
        {
            "uri": "news/0.txt",
            "from": {"status": "published", "reason": None, "message": None},
            "to": {"status": "quarantined", "reason": "binary", "message": "NUL byte at 0"},
        }
    ]


def test_progress_is_told_on_standard_error(diff: Diff, two: Two) -> None:
    assert "compare: 5 documents\n" in diff(two.before, two.after).err


def test_a_page_cannot_speak_to_the_terminal(diff: Diff, two: Two) -> None:
    path = two.after / "data" / "articles-00000.parquet"
    table = parquet.read_table(path)
    rows = table.to_pylist()
    rows[0]["uri"] = "evil\x1b[31m.txt"
    parquet.write_rows(path, Article, rows)
    _sign(two.after)
    ended = diff(two.before, two.after)
    assert (ended.code, "\x1b" in ended.out) == (0, False)
    assert "\n  was news/" in ended.out


NOTICE, WORDS = Fate(None, "MO001", "boilerplate", score=0.125), "部长们在北京会面讨论贸易问题。" * 9
ODD = (
    Change(7, 90, 63, "Sign up \n for " + "our newsletter " * 9, NOTICE, PARAGRAPH),
    Change(90, 216, 126, WORDS, PARAGRAPH, NOTICE),
    Change(216, 217, 1, "\x96", Fate("paragraph", "RE004", "repair", "–"), PARAGRAPH),
)


def _shown(**console: Any) -> list[str]:
    stream = io.StringIO()
    differences.show(
        [Changed("a.txt", "a.txt", False, False, ODD)], Console(file=stream, highlight=False, **console)
    )
    return stream.getvalue().splitlines()


def test_on_a_terminal_no_line_is_wider_than_it() -> None:
    lines = _shown(force_terminal=True, color_system=None, width=72)
    assert lines[1] == "     7  MO001 boilerplate (0.12) → paragraph                 Sign up fo…"
    assert all(cell_len(line) <= 72 for line in lines)
    assert lines[2].endswith("…")


def test_in_a_pipe_no_text_is_cut() -> None:
    lines = _shown(width=72)
    assert lines[1].endswith("Sign up for" + " our newsletter" * 9)
    assert lines[2].endswith(WORDS)


def test_a_repair_is_shown_as_it_read_before_and_after() -> None:
    assert _shown(width=72)[3].split() == ["216", "RE004", "repair", "→", "paragraph", '"–"', "→", '"\\x96"']


# Which two


def test_releases_are_found_by_version_its_beginning_output_and_latest(diff: Diff, two: Two) -> None:
    whole = diff(two.before, two.after).out
    shorter = two.before.name[:-1]
    out = two.top / "dist"
    assert diff(two.before.name, two.after.name).out == whole
    assert diff(shorter, "latest").out == whole
    assert diff(shorter, out).out == whole
    assert diff(shorter, "latest", "--out", out).out == whole
    assert diff(two.before, two.after.name, "--out", "elsewhere").out == whole


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("nothing", "latest", "no release 'nothing': there is no such folder, and no such version in 'dist'"),
        ("", "latest", "no release ''"),
        ("news", "latest", "no release in 'news': it has neither a manifest.json nor a latest release"),
        ("2", "latest", "'2' may be 2"),
        ("latest", "dist", "'latest' and 'dist' are the same release, 2"),
    ],
    ids=["no folder", "no name", "no release", "ambiguous", "the same"],
)
def test_what_are_not_two_releases_is_refused(
    first: str, second: str, message: str, diff: Diff, two: Two
) -> None:
    (two.top / "news").mkdir()
    ended = diff(first, second)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"copydesk: {message}")


def test_a_document_that_neither_publishes_is_named(diff: Diff, two: Two) -> None:
    ended = diff(two.before, two.after, "news/3.txt", "news/33.txt")
    assert (ended.code, ended.out) == (2, "")
    assert "neither release publishes a document 'news/33.txt'" in ended.err


def test_explain_takes_one_page_or_two_releases(capfd: pytest.CaptureFixture[str]) -> None:
    for arguments in (["explain"], ["explain", "a", "b"]):
        with pytest.raises(SystemExit) as ended:
            cli.main(arguments)
        assert ended.value.code == 2
        assert capfd.readouterr().err == "copydesk: name one document, or two releases with --diff\n"


# Releases that are damaged, or older


def _sign(release: Path) -> None:
    """Let the manifest say the bytes that are there."""
    note = manifest.read(release)
    for file in note["files"]:
        file["bytes"] = (release / file["path"]).stat().st_size
    manifest.write(note, release)


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[60] ^= 0xFF  # within the first page of the first column
    path.write_bytes(data)


def _lose_a_ledger_row(release: Path) -> None:
    for path in (release / "ledger").glob("*.parquet"):
        rows = parquet.read_rows(path)
        lost = [i for i, row in enumerate(rows) if row["uri"] == "news/3.txt"][:1]
        parquet.write_rows(path, LedgerRow, [row for i, row in enumerate(rows) if i not in lost])
    _sign(release)


def _swap_ledger_rows(release: Path) -> None:
    path = release / "ledger" / "ledger-00000.parquet"
    table = parquet.read_table(path)
    parquet.write_table(path, table.take(list(range(len(table)))[::-1]))
    _sign(release)


NO_MANIFEST = "manifest.json: cannot be understood: "
DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "no manifest": (lambda r: (r / "manifest.json").unlink(), NO_MANIFEST + "FileNotFoundError"),
    "half a manifest": (
        lambda r: (r / "manifest.json").write_text("{"),
        "manifest.json: cannot be understood",
    ),
    "another manifest": (
        lambda r: (r / "manifest.json").write_text("[]"),
        "manifest.json: cannot be understood",
    ),
    "a missing table": (
        lambda r: (r / "ledger" / "ledger-00000.parquet").unlink(),
        "ledger/ledger-00000.parquet: missing",
    ),
    "a cut table": (
        lambda r: (r / "data" / "articles-00000.parquet").write_bytes(b"PAR1"),
        "data/articles-00000.parquet: 4 bytes instead of ",
    ),
    "a flipped bit": (
        lambda r: _flip(r / "data" / "articles-00000.parquet"),
        "data/articles-00000.parquet: cannot be understood: ",
    ),
    "a missing row": (_lose_a_ledger_row, ": cannot be understood: ValueError: page_chars is "),
    "rows in disorder": (
        _swap_ledger_rows,
        ": cannot be understood: ValueError: its rows are not in the order",
    ),
}


@pytest.mark.parametrize("which", ["before", "after"])
@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_release_is_named_with_its_file(name: str, which: str, diff: Diff, two: Two) -> None:
    damage, message = DAMAGES[name]
    release: Path = getattr(two, which)
    damage(release)
    ended = diff(two.before, two.after)
    assert ended.code == 1
    assert f"  - {release.name}: " in ended.err
    assert message in ended.err
    assert "Traceback" not in ended.err


def test_an_older_release_without_later_columns_is_compared(diff: Diff, two: Two) -> None:
    whole = diff(two.before, two.after).out
    for path in (two.before / "data").glob("*.parquet"):
        parquet.write_table(path, parquet.read_table(path).drop_columns(["headline_printed", "images"]))
    for path in (two.before / "ledger").glob("*.parquet"):
        parquet.write_table(path, parquet.read_table(path).drop_columns(["score"]))
    _sign(two.before)
    assert diff(two.before, two.after).out == whole
