"""The audit: every expectation has a bad row that fails it, and what follows from a failure."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from markupsafe import escape

from copydesk.contract import VALUES, arrow_schema, to_row
from copydesk.errors import UsageError
from copydesk.formats import parquet
from copydesk.limits import LIMITS
from copydesk.manifest import Bookkeeping
from copydesk.records import Article, LedgerRow, Paragraph, QuarantineRow
from flows.audit import ReleaseAudit, conclude
from flows.dates import days_between
from flows.frames import MANY, frames
from flows.imports import left_out, put_off
from flows.judging import NAMED, Judge
from flows.suites import Suite, load_suite, load_suites, page

NOW = datetime(2026, 3, 1, tzinfo=UTC)
BODY = "The ministers met in Beijing on Tuesday and spoke for three hours about trade, visas and the weather."
SHARE = "Share on Facebook"


@dataclass(frozen=True)
class Desk:
    """A release about to be judged, as the records of its tables."""

    articles: tuple[Article, ...]
    ledger: tuple[LedgerRow, ...]
    quarantine: tuple[QuarantineRow, ...] = ()
    miscount: Mapping[str, Any] | None = None

    @property
    def bookkeeping(self) -> Bookkeeping:
        superseded = sum(row.status == "superseded" for row in self.quarantine)
        reasons = [row.reason for row in self.quarantine]
        counts = Bookkeeping(
            documents_in=len(self.articles) + len(self.quarantine),
            published=len(self.articles),
            superseded=superseded,
            quarantined=len(self.quarantine) - superseded,
            ledger_rows=len(self.ledger),
            page_chars=sum(article.page_chars for article in self.articles),
            kept_chars=sum(article.kept_chars for article in self.articles),
            removed_chars=sum(article.removed_chars for article in self.articles),
            reasons={reason: reasons.count(reason) for reason in sorted(set(reasons))},
        )
        return replace(counts, **self.miscount) if self.miscount else counts

    def stage(self, folder: Path, files: int = 1) -> Path:
        """Write the tables as a release has them, what is about one article in files of one number."""
        numbers = {
            article.id: number * files // len(self.articles) for number, article in enumerate(self.articles)
        }
        for name, record, rows in (
            ("data/articles", Article, self.articles),
            ("ledger/ledger", LedgerRow, self.ledger),
            ("quarantine/quarantine", QuarantineRow, self.quarantine),
        ):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            for number in range(files):
                own = [to_row(row) for row in rows if numbers.get(row.id, 0) == number]
                table = pa.Table.from_pylist(own, schema=arrow_schema(record))
                pq.write_table(table, folder / f"{name}-{number:05}.parquet")
        return folder


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def visible(text: str) -> int:
    return len("".join(text.split()))


def an_article(number: int, text: str = "", **changes: Any) -> Article:
    """A good article; what depends on its text follows the text."""
    text = text or f"{BODY} {number}"
    uri = f"in/{number}.txt"
    headline = changes.get("headline", "Ministers meet in Beijing")
    kept = visible(text) + visible(headline or "")
    article = Article(
        id=sha256(uri)[:16], source_id=str(number), uri=uri, url=None, domain=None, headline=headline,
        publisher=None, headline_printed=None, images=(), licence=None, restrictions=(), access=None,
        sources=(), text=text, paragraphs=(Paragraph("paragraph", text, 26, 26 + len(text)),), captions=(),
        authors=("Ana Lima",), agency=None, dateline=None, section=None, topics=(),
        published_at="2026-02-27T10:00", modified_at=None, date_source="byline", language="en", flags=(),
        confidence=0.97, headline_span=None, caption_spans=(), encoding="utf-8",
        page_chars=kept + visible(SHARE),
        kept_chars=kept, removed_chars=visible(SHARE), text_sha256=sha256(text), page_sha256=sha256(text),
        source_sha256=sha256(uri),
    )  # fmt: skip
    return replace(article, **changes)


def cut_from(article: Article, text: str = SHARE) -> LedgerRow:
    return LedgerRow(
        id=article.id, uri=article.uri, start=0, end=len(text), action="removed", code="SO001",
        category="share", text=text, replacement="", offset=None, score=None,
    )  # fmt: skip


def refused(number: int, **changes: Any) -> QuarantineRow:
    uri = f"in/{number}.txt"
    row = QuarantineRow(
        id=sha256(uri)[:16], source_id=str(number), uri=uri, status="quarantined", reason="empty",
        message="nothing in it", superseded_by=None, source_sha256=sha256(uri), source_bytes=0,
    )  # fmt: skip
    return replace(row, **changes)


def a_desk(*articles: Article, **changes: Any) -> Desk:
    """A good release of five articles, the first of them replaced by those given."""
    filled = (*articles, *(an_article(number) for number in range(len(articles), 5)))
    ledger = tuple(cut_from(article) for article in filled)
    return Desk(**{"articles": filled, "ledger": ledger, **changes})


def one(text: str = "", **changes: Any) -> Desk:
    """A release whose first article is bad."""
    return a_desk(an_article(0, text, **changes))


def and_quarantine(*rows: QuarantineRow) -> Desk:
    return a_desk(quarantine=rows)


def many(quarantined: int = 0, removed: str = SHARE) -> Desk:
    """A release of enough documents for its shares to count."""
    articles = tuple(replace(an_article(n), removed_chars=visible(removed)) for n in range(MANY))
    articles = tuple(replace(a, page_chars=a.kept_chars + a.removed_chars) for a in articles)
    return Desk(
        articles=articles,
        ledger=tuple(cut_from(article, removed) for article in articles),
        quarantine=tuple(refused(MANY + n) for n in range(quarantined)),
    )


def ledger_with(**changes: Any) -> Desk:
    desk = a_desk()
    return replace(desk, ledger=(replace(desk.ledger[0], **changes), *desk.ledger[1:]))


def with_text(text: str) -> Desk:
    return one(f"{BODY} {text}")


def cut_long() -> Desk:
    """A release whose first article lost far more than it kept."""
    text = "advertisement " * 500
    article = an_article(0)
    removed = visible(text)
    long = replace(article, removed_chars=removed, page_chars=article.kept_chars + removed)
    desk = a_desk(long)
    return replace(desk, ledger=(cut_from(long, text), *desk.ledger[1:]))


def orphaned() -> Desk:
    desk = a_desk()
    return replace(desk, ledger=(*desk.ledger, cut_from(an_article(99))))


TWIN = an_article(0).id
EMPTY_AT_END = (Paragraph("paragraph", BODY, 0, 103), Paragraph("paragraph", "  ", 104, 106))

# For each expectation, by its title, a release that fails it and nothing else in its suite.
BAD: Mapping[str, Callable[[], Desk]] = {
    # articles
    "There is at least one article": lambda: Desk((), ()),
    "Every id is 16 hexadecimal digits": lambda: one(id="<b>not an id</b>"),
    "No id occurs twice": lambda: a_desk(
        an_article(0), an_article(1, id=TWIN), ledger=tuple(cut_from(an_article(n)) for n in (0, 2, 3, 4))
    ),
    "No text occurs twice": lambda: a_desk(an_article(0, BODY), an_article(1, BODY)),
    "text_sha256 is the SHA-256 of the text": lambda: one(text_sha256=sha256("another text")),
    "The text is its paragraphs, joined by blank lines": lambda: one(paragraphs=EMPTY_AT_END[:1]),
    "Kept and removed characters make up all characters of the page": lambda: one(page_chars=1_000),
    "The ledger holds every removed character": lambda: replace(a_desk(), ledger=a_desk().ledger[1:]),
    "Every paragraph has a known role": lambda: one(BODY, paragraphs=(Paragraph("advert", BODY, 0, 103),)),
    "Every flag is known": lambda: one(flags=("nice",)),
    "Every confidence is between 0 and 1": lambda: one(confidence=1.5),
    "Every article has a paragraph": lambda: one(paragraphs=()),
    "No paragraph is empty": lambda: one(f"{BODY}\n\n  ", paragraphs=EMPTY_AT_END),
    "No character reference is left": lambda: with_text("Russia&#039;s minister"),
    "No HTML tag is left": lambda: with_text("<b>bold"),
    "No control or zero-width character is left": lambda: with_text("zero\u200bwidth"),
    "No text is empty or longer than two million characters": lambda: with_text("word " * 420_000),
    "Dates are written in ISO 8601": lambda: one(published_at="27 Feb. 2026"),
    "Nothing was published in the future": lambda: one(published_at="2026-03-09"),
    "Every language is an ISO 639-1 code": lambda: one(language="english"),
    "Every url is a web address": lambda: one(url="javascript:alert(1)"),
    "Every date says where it was found": lambda: one(date_source=None),
    "Of 100 dated articles, at least 99 were published in 1990 or later": lambda: one(
        published_at="1970-01-01"
    ),
    "Of 100 articles with both dates, at least 98 were not changed before they were published": lambda: one(
        modified_at="2026-02-26"
    ),
    "Of 100 articles, at least 95 have a headline": lambda: one(headline=None),
    "Of 100 headlines, at least 99 are 3 to 400 characters long": lambda: one(headline="Ministers " * 50),
    "Of 100 texts, at least 98 have 100 characters or more": lambda: one("Short."),
    "Of 100 pages, at least 98 keep 2 of 100 characters or more": cut_long,
    "Of 100 articles, at least 99 have authors that read like names": lambda: one(
        authors=("Ana Lima", "desk@example.org")
    ),
    "Of 100 texts, at most one reads like a wrong encoding": lambda: with_text("the prÃ©sident"),
    "Of 100 texts, at most two hold a character lost in decoding": lambda: with_text("the pr\ufffdsident"),
    # sources
    "There is at least one document": lambda: Desk((), ()),
    "No document is counted twice": lambda: and_quarantine(refused(1, source_id="other")),
    "Every document has a uri": lambda: and_quarantine(refused(9, uri="")),
    "Every document's id is 16 hexadecimal digits": lambda: and_quarantine(refused(9, id="9")),
    "Every document is published, superseded or quarantined": lambda: and_quarantine(
        refused(9, status="lost")
    ),
    "Every document that is not published has a known reason": lambda: and_quarantine(
        refused(9, reason="so")
    ),
    "What supersedes a document is published": lambda: and_quarantine(
        refused(9, status="superseded", reason="revision", superseded_by="in/77.txt")
    ),
    "Every document that was read has its SHA-256": lambda: and_quarantine(refused(9, source_sha256=None)),
    "Every source_sha256 is 64 hexadecimal digits": lambda: and_quarantine(refused(9, source_sha256="ab")),
    "Every document has a source id": lambda: and_quarantine(refused(9, source_id="")),
    "No document was lost to an error of our own": lambda: and_quarantine(
        refused(9, reason="internal_error")
    ),
    # release
    "There is one row of sums": a_desk,  # and the row is taken away
    "At least one article is published": lambda: Desk((), ()),
    "Documents in = published + superseded + quarantined": lambda: a_desk(miscount={"documents_in": 6}),
    "Kept and removed characters make up all characters": lambda: one(page_chars=1_000),
    "The bookkeeping agrees with the files": lambda: a_desk(miscount={"ledger_rows": 99}),
    "Every row of the ledger belongs to a published article": orphaned,
    "Every row of the ledger has a code, a known category and a known action": lambda: ledger_with(
        category="x"
    ),
    "Of 100 documents and more, at most half are quarantined": lambda: many(quarantined=MANY + 1),
    "Of 100 documents and more, at most 95 of 100 characters are removed": lambda: many(
        removed="ad " * 2_000
    ),
    "At most 10 of 100 documents are quarantined": lambda: and_quarantine(refused(9)),
    "At most half of the documents are superseded": lambda: and_quarantine(
        *(refused(n, status="superseded", reason="revision", superseded_by="in/1.txt") for n in range(9, 15))
    ),
    "At most 80 of 100 characters are removed": cut_long,
    "At least 20 of 100 articles are dated": lambda: a_desk(
        *(an_article(n, published_at=None, date_source=None) for n in range(5))
    ),
}
# A stricter bound on the same number must fail with it.
ALSO = {
    "Of 100 documents and more, at most half are quarantined": {
        "At most 10 of 100 documents are quarantined"
    },
    "Of 100 documents and more, at most 95 of 100 characters are removed": {
        "At most 80 of 100 characters are removed"
    },
}
EACH = [
    pytest.param(suite, e.title, id=f"{suite.name}: {e.title}")
    for suite in load_suites()
    for e in suite.expectations
]


def judged_in(suite: Suite, folder: Path, desk: Desk, rows: slice = slice(None)) -> Judge:
    """A suite that has judged the release staged in a folder."""
    judge = Judge(suite)
    for shown in frames(folder, desk.bookkeeping, NOW):
        if shown.suite == suite.name:
            judge.see(shown.frame.iloc[rows], shown.names)
    return judge


def articles_of(folder: Path, desk: Desk) -> pd.DataFrame:
    """The frame of the articles of a release that is one part."""
    return next(shown.frame for shown in frames(desk.stage(folder), desk.bookkeeping, NOW))


@pytest.mark.parametrize(("suite", "title"), EACH)
def test_a_bad_row_fails_its_expectation_and_no_other(suite: Suite, title: str, tmp_path: Path) -> None:
    """An expectation added to a suite needs a bad row here, or this fails."""
    desk = BAD[title]()
    desk.stage(tmp_path)
    gone = title == "There is one row of sums"
    findings = judged_in(suite, tmp_path, desk, slice(0) if gone else slice(None)).findings()
    failed = {finding["title"] for finding in findings if not finding["success"]}
    assert failed == {title} | ALSO.get(title, set())
    assert [finding["error"] for finding in findings if finding["error"]] == []


def test_no_bad_row_is_left_from_an_expectation_that_is_gone() -> None:
    assert set(BAD) == {title for suite in load_suites() for title in (e.title for e in suite.expectations)}


def test_a_good_release_fails_nothing(tmp_path: Path) -> None:
    desk = a_desk()
    results = ReleaseAudit(NOW)(desk.stage(tmp_path), desk.bookkeeping)
    assert results["success"] is True
    assert (results["failures"], results["warnings"], results["refused"]) == ([], [], {})


def altered(suite: Suite, number: int, **changes: Any) -> Suite:
    """The suite with one expectation changed, in its JSON and in what we read of it."""
    raw = copy.deepcopy(dict(suite.raw))
    raw["expectations"][number].update(changes)
    expectations = list(suite.expectations)
    known = {name: value for name, value in changes.items() if name in {"type", "kwargs"}}
    expectations[number] = replace(expectations[number], **known)
    return replace(suite, raw=raw, expectations=tuple(expectations))


def judged(suite: Suite, folder: Path) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    desk = a_desk()
    judge = judged_in(suite, desk.stage(folder), desk)
    return judge.findings(), conclude([suite], [judge.findings()], [judge.rows])


BROKEN = {
    "an expectation Great Expectations does not know, which it drops": {"type": "expect_the_impossible"},
    "a column that is not there": {"kwargs": {"column": "no such column", "value_set": [True]}},
    "a severity Great Expectations does not know": {"severity": "grave"},
}


@pytest.mark.parametrize("changes", BROKEN.values(), ids=BROKEN.keys())
@pytest.mark.parametrize("title", ["Of 100 articles, at least 95 have a headline", "No HTML tag is left"])
def test_a_check_that_cannot_run_is_an_error_that_blocks(
    title: str, changes: dict[str, Any], tmp_path: Path
) -> None:
    """Whatever the consequence of the check would be: a gate that is not there has not been passed."""
    suite = load_suites()[0]
    number = [e.title for e in suite.expectations].index(title)
    findings, results = judged(altered(suite, number, **changes), tmp_path)
    assert findings[number]["error"]
    assert not findings[number]["success"]
    assert [line for line in results["failures"] if title in line]
    assert results["success"] is False


def test_a_bad_document_is_refused_and_named_and_does_not_block(tmp_path: Path) -> None:
    desk = with_text("Russia&#039;s <b>minister")
    results = ReleaseAudit(NOW)(desk.stage(tmp_path), desk.bookkeeping)
    assert results["success"] is False
    assert results["failures"] == []
    assert list(results["refused"]) == ["in/0.txt"]
    assert "No character reference is left; No HTML tag is left" in results["refused"]["in/0.txt"]


@pytest.mark.parametrize(
    "text", ["Russia&#039;s <b>minister", "&amp;amp; so on", "2 < 3, AT&T and <those>", "fine"]
)
def test_what_is_foreseen_to_be_refused_of_an_article_is_what_is_refused(text: str, tmp_path: Path) -> None:
    desk = with_text(text)
    audit, folder = ReleaseAudit(NOW), desk.stage(tmp_path)
    tables = [parquet.read_table(path) for path in folder.glob("data/*.parquet")]
    assert audit.foresee(tables) == audit(folder, desk.bookkeeping)["refused"]


def test_a_warning_is_shown_and_blocks_nothing(tmp_path: Path) -> None:
    desk = one(headline=None)
    results = ReleaseAudit(NOW)(desk.stage(tmp_path), desk.bookkeeping)
    assert results["success"] is True
    assert results["warnings"] == [
        "articles: Of 100 articles, at least 95 have a headline: not so in in/0.txt"
    ]


def test_an_empty_release_is_never_published(tmp_path: Path) -> None:
    desk = Desk((), ())
    results = ReleaseAudit(NOW)(desk.stage(tmp_path), desk.bookkeeping)
    assert results["success"] is False
    assert len(results["failures"]) == 3  # no article, no document, nothing published
    sums = results["suites"][-1]["expectations"]
    assert [check["failing_ids"] for check in sums if not check["success"]] == [[]]  # they have no name


def test_all_failing_documents_are_refused_though_few_are_named(tmp_path: Path) -> None:
    desk = a_desk(*(an_article(n, f"{BODY} &amp; {n}") for n in range(NAMED + 5)))
    results = ReleaseAudit(NOW)(desk.stage(tmp_path), desk.bookkeeping)
    (finding,) = (f for f in results["suites"][0]["expectations"] if f["column"] == "has_entity")
    assert finding["unexpected_count"] == len(results["refused"]) == NAMED + 5
    assert len(finding["failing_ids"]) == NAMED


def test_the_results_are_written_as_json_and_as_a_page(tmp_path: Path) -> None:
    desk = one(headline=None)
    results = ReleaseAudit(NOW)(desk.stage(tmp_path), desk.bookkeeping)
    written = json.loads((tmp_path / "validation" / "results.json").read_text("utf-8"))
    assert written == results
    html = (tmp_path / "validation" / "index.html").read_text("utf-8")
    for suite in load_suites():
        for expectation in suite.expectations:
            assert str(escape(expectation.title)) in html
    assert "not so in in/0.txt" in html


def test_hostile_names_are_text_on_the_page(tmp_path: Path) -> None:
    """A file name is text from outside, and the page quotes those of failing rows."""
    desk = a_desk(replace(an_article(0, headline=None), uri="<script>alert(1)</script>\u202e.txt"))
    ReleaseAudit(NOW)(desk.stage(tmp_path), desk.bookkeeping)
    html = (tmp_path / "validation" / "index.html").read_text("utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script" not in html
    assert "\u202e" not in html


def test_the_page_allows_its_own_style_and_nothing_else(tmp_path: Path) -> None:
    desk = a_desk()
    ReleaseAudit(NOW)(desk.stage(tmp_path), desk.bookkeeping)
    html = (tmp_path / "validation" / "index.html").read_text("utf-8")
    style = html.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"content=\"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'" in html
    assert "http:" not in html and "https:" not in html


LOOK_ALIKES = (
    "came up with <…> this policy",
    "if a < b and b > c, and 3 <4> 5",
    "I <3 news",
    "<name@example.org> wrote",
    "AT&T and R&D; a fish & chips shop; &unknown; stays",
    "می\u200cخواهم and 👩\u200d🚒",
    "SÃO PAULO, à la carte, Ângela",
    "Tab-free\nlines",
)


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_what_an_author_wrote_is_not_taken_for_damage(text: str, tmp_path: Path) -> None:
    desk = with_text(text)
    frame = articles_of(tmp_path, desk)
    columns = [name for name in map(str, frame) if name.startswith("has_") and name != "has_headline"]
    assert len(columns) == 5
    assert not frame[columns].any(axis=None)


DAMAGE = (
    ("has_entity", "&quot;no&quot;"),
    ("has_entity", "&amp;amp;quot;"),
    ("has_entity", "&#x2019;s"),
    ("has_tag", "< p>– he said"),
    ("has_tag", "</DIV>"),
    ("has_tag", '<a href="https://example.org">here'),
    ("has_tag", "<br/>"),
    ("has_control", "a\x00b"),
    ("has_control", "a\x9bb"),
    ("has_control", "soft\u00adhyphen"),
    ("has_control", "line\u2028separator"),
    ("has_control", "\ufeffmark"),
    ("has_control", "bell\x07ring"),
)


@pytest.mark.parametrize(("column", "text"), DAMAGE)
@pytest.mark.parametrize("field", ["text", "headline", "captions"])
def test_damage_is_seen_in_text_headline_and_captions(
    column: str, text: str, field: str, tmp_path: Path
) -> None:
    if field == "text":
        desk = with_text(text)
    else:
        changes: dict[str, Any] = {field: text if field == "headline" else ("fine", text)}
        desk = a_desk(an_article(0, **changes))
    frame = articles_of(tmp_path, desk)
    assert frame[column].tolist() == [True, False, False, False, False]


DATES = (
    ("2026-02-27", "2026-02-27T10:00", 0.0),
    ("2026-02-27T10:00", "2026-02-27", 0.0),
    ("2026-02", "2026-02-27", 0.0),
    ("2026-02-27T10:00Z", "2026-02-27T11:00+02:00", -1 / 24),
    ("2026-02-27T23:30-05:00", "2026-02-28T01:00", 1.0),
    ("2026-02-28", "2026-02-27", -1.0),
    ("2025", "2026-02-27", 365.0),
    ("2026-02-30", "2026-02-27", None),
    (None, "2026-02-27", None),
)


@pytest.mark.parametrize(("first", "second", "days"), DATES)
def test_dates_are_compared_no_further_than_they_say(
    first: str | None, second: str | None, days: float | None
) -> None:
    assert days_between(first, second) == (days if days is None else pytest.approx(days))


def test_frames_hold_no_text(tmp_path: Path) -> None:
    """What the engine of the audit never sees, its reports cannot leak."""
    desk = a_desk()
    for shown in frames(desk.stage(tmp_path), desk.bookkeeping, NOW):
        texts = shown.frame.astype(str)
        assert not texts.apply(lambda column: column.str.contains("Beijing|Facebook")).any(axis=None)


def test_the_results_are_the_same_however_the_files_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In files and batches of any size, judged a file at a time or all at once."""
    bad = (
        an_article(0, headline=None),
        an_article(1, f"{BODY} &amp;"),
        an_article(2, BODY),
        an_article(3, BODY),
    )
    more = tuple(an_article(n, headline=None if n % 2 else "Talks") for n in range(4, 4 + 3 * NAMED))
    desk = a_desk(*bad, *more, quarantine=(refused(99), refused(98, reason="so")))
    results = []
    for part, batch, count in ((10**6, 1_000, 1), (1, 7, 5), (20, 1_000, 9)):
        monkeypatch.setattr("flows.frames.PART", part)
        monkeypatch.setattr("flows.batches.BATCH", batch)
        results.append(ReleaseAudit(NOW)(desk.stage(tmp_path / str(part), count), desk.bookkeeping))
    first = results[0]
    assert results == [first] * 3
    assert [line.count(" not so in ") for line in first["failures"] + first["warnings"]].count(1) == 3
    assert list(first["refused"]) == ["in/1.txt"]


@pytest.mark.parametrize("part", [10**6, 10])
@pytest.mark.parametrize(("lacking", "holds"), [(2, True), (3, False)])
def test_what_need_not_be_so_of_all_is_judged_over_all_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: int, lacking: int, holds: bool
) -> None:
    """Those without a headline stand together, so that a part by itself would not hold."""
    monkeypatch.setattr("flows.frames.PART", part)
    texts = (f"{BODY} Number {number}." for number in range(40))
    desk = a_desk(
        *(an_article(n, text, headline=None if n < lacking else "Talks") for n, text in enumerate(texts))
    )
    results = ReleaseAudit(NOW)(desk.stage(tmp_path, 4), desk.bookkeeping)
    (found,) = (f for f in results["suites"][0]["expectations"] if f["column"] == "has_headline")
    assert (found["success"], found["observed"]) == (holds, f"{40 - lacking} of 40 rows")
    assert found["failing_ids"] == [f"in/{number}.txt" for number in range(lacking)]
    assert [line for line in results["warnings"] if "have a headline" in line] == [
        "articles: Of 100 articles, at least 95 have a headline: not so in " + ", ".join(found["failing_ids"])
    ][holds:]


def test_files_that_were_moved_are_judged_again_without_being_measured(tmp_path: Path) -> None:
    desk, seen = many(quarantined=3), list[int]()

    def spread(function: Callable[[Any], Any], items: Sequence[Any], /) -> list[Any]:
        seen.append(len(items))
        return list(map(function, items))

    audit = ReleaseAudit(NOW, spread)
    first = audit(desk.stage(tmp_path / "first", files=4), desk.bookkeeping)
    again = (tmp_path / "first").rename(tmp_path / "again")
    for path in (*again.glob("data/*-00002.parquet"), *again.glob("ledger/*-00002.parquet")):
        path.with_suffix(".copy").write_bytes(path.read_bytes())
        path.with_suffix(".copy").rename(path)
    assert audit(again, desk.bookkeeping) == first
    assert seen == [4, 1]


def test_suites_repeat_what_the_contract_says() -> None:
    """The suites are plain JSON, so what they share with the code is held to it here."""
    by_title = {e.title: e for suite in load_suites() for e in suite.expectations}
    sources = by_title["Every date says where it was found"].kwargs["value_set"]
    assert tuple(sources) == VALUES[Article, "date_source"]
    longest = by_title["No text is empty or longer than two million characters"].kwargs["max_value"]
    assert longest == LIMITS.text_chars
    languages = by_title["Every language is an ISO 639-1 code"].kwargs["value_set"]
    assert len(set(languages)) == len(languages) == 183


SLIPS = {
    "a warning that says it is critical": ({"severity": "critical"}, "warn goes with severity warning"),
    "no reason": ({"meta": {"title": "T", "on_failure": "warn"}}, "lacks a title or notes"),
    "no consequence": ({"meta": {"title": "T", "notes": "N"}}, "on_failure is none of"),
}


@pytest.mark.parametrize(("changes", "message"), SLIPS.values(), ids=SLIPS.keys())
def test_a_suite_with_a_slip_is_refused_by_name(
    changes: dict[str, Any], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = copy.deepcopy(dict(load_suites()[1].raw))
    raw["expectations"][-1].update(changes)
    (tmp_path / "sources.json").write_text(json.dumps(raw))
    monkeypatch.setattr("flows.suites.expectations", lambda: tmp_path)
    with pytest.raises(UsageError, match=message) as caught:
        load_suite("sources")
    assert "expectations/sources.json" in str(caught.value)


def test_the_page_of_the_expectations_is_current(checkout: Path) -> None:
    assert (checkout / "docs" / "expectations.md").read_text("utf-8") == page(), "run `make generate`"


def test_a_module_that_is_put_off_is_there_when_it_is_used() -> None:
    sys.modules.pop("colorsys", None)
    with put_off("colorsys", "no.such.module"):
        import colorsys
    assert "rgb_to_hsv" not in object.__getattribute__(colorsys, "__dict__")
    assert colorsys.rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)


def test_a_module_is_left_out_in_its_block_and_thread_only() -> None:
    sys.modules.pop("colorsys", None)
    with left_out("colorsys"), ThreadPoolExecutor(1) as threads:
        with pytest.raises(ImportError):
            import_module("colorsys")
        sys.modules.pop("colorsys", None)
        assert threads.submit(import_module, "colorsys").result().rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)
    sys.modules.pop("colorsys", None)
    assert import_module("colorsys").rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)


_APART = """
import json, sys
from datetime import datetime
from pathlib import Path
from copydesk.manifest import Bookkeeping
from flows.audit import ReleaseAudit, _import_engine
_import_engine()
assert "sqlalchemy" not in sys.modules
folder, now, counts = sys.argv[1:]
ReleaseAudit(datetime.fromisoformat(now))(Path(folder), Bookkeeping(**json.loads(counts)))
"""


def test_the_audit_comes_to_the_same_without_what_is_left_out(tmp_path: Path) -> None:
    desk = a_desk()
    folder = desk.stage(tmp_path)
    results = dict(ReleaseAudit(NOW)(folder, desk.bookkeeping))
    counts = json.dumps(asdict(desk.bookkeeping))
    subprocess.run([sys.executable, "-c", _APART, str(folder), NOW.isoformat(), counts], check=True)
    assert json.loads((folder / "validation" / "results.json").read_text("utf-8")) == results
