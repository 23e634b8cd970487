"""The report of a release: true to its tables, harmless whatever they hold, and bounded."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from copydesk import contract
from copydesk.records import Article, LedgerRow, Paragraph, QuarantineRow, Span
from copydesk.report import counted, render
from copydesk.report.figures import read_quarantine
from copydesk.report.wording import amount, span

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</title></style><script>alert(1)</script>",
    "<!-- --><a href=javascript:alert(1)>x</a>",
    "{{ 7 * 7 }}{% raw %}<b>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "]]></bdi></p><iframe srcdoc='<script>1</script>'>",
)

ARTICLE = Article(
    id="00000000000000aa",
    source_id="talks",
    uri="dumps/talks.txt",
    url=None,
    domain=None,
    publisher=None,
    headline="Ministers meet for talks on trade",
    headline_printed=None,
    text="The ministers met in Beijing.\n\nThey agreed to meet again.",
    paragraphs=(
        Paragraph("paragraph", "The ministers met in Beijing.", 60, 90),
        Paragraph("paragraph", "They agreed to meet again.", 120, 150),
    ),
    captions=("The ministers in Beijing. Photo: Ana Lima",),
    images=(),
    authors=("Ana Lima",),
    agency="Reuters",
    dateline="Beijing",
    section="World",
    topics=("Trade", "China"),
    published_at="2024-04-09T13:45",
    modified_at=None,
    date_source="byline",
    licence=None,
    restrictions=(),
    access=None,
    language="en",
    sources=(),
    flags=("machine_translated",),
    confidence=0.9,
    headline_span=Span(0, 33),
    caption_spans=(Span(155, 196),),
    encoding="utf-8",
    page_chars=150,
    kept_chars=120,
    removed_chars=30,
    text_sha256="0" * 64,
    page_sha256="1" * 64,
    source_sha256="2" * 64,
)
CUT = LedgerRow(
    id=ARTICLE.id,
    uri=ARTICLE.uri,
    start=95,
    end=112,
    action="removed",
    code="SO001",
    category="share",
    text="Share on Facebook",
    replacement="",
    offset=None,
    score=None,
)
EDIT = replace(
    CUT,
    start=70,
    end=76,
    action="edited",
    code="RE001",
    category="repair",
    text="&#039;",
    replacement="'",
    offset=9,
)
REFUSED = QuarantineRow(
    id="00000000000000bb",
    source_id="broken",
    uri="dumps/broken.txt",
    status="quarantined",
    reason="binary",
    message="half of the bytes are zero",
    superseded_by=None,
    source_sha256="3" * 64,
    source_bytes=20,
)
CHECK = {
    "type": "expect_column_values_to_be_unique",
    "column": "id",
    "kwargs": {},
    "title": "No id occurs twice",
    "reason": "The ledger joins on the id.",
    "severity": "critical",
    "on_failure": "block",
    "success": True,
    "error": None,
    "observed": "1 of 1",
    "unexpected_count": 0,
    "failing_ids": [],
}
MANIFEST: dict[str, Any] = {
    "format": 2,
    "version": "20260102T030405Z-89abcdef",
    "created_at": "2026-01-02T03:04:05Z",
    "dataset_digest": "89abcdef" * 8,
    "gates": {"articles.json": "4" * 64},
    "digests": {"code": "5" * 64, "rules": "6" * 64, "model": None},
    "run": {"mode": "direct", "engine": "processes"},
    "versions": {"copydesk": "0.1.0"},
    "limits": {"page_chars": 5},
    "inputs": [
        {
            "uri": "dumps/talks.txt",
            "sha256": "2" * 64,
            "bytes": 200,
            "problem": None,
            "after": 0,
            "shard": "x",
        },
        {
            "uri": "dumps/a.jsonl",
            "sha256": "3" * 64,
            "bytes": 90,
            "problem": None,
            "after": 500,
            "shard": "y",
        },
    ],
    "skipped": [{"uri": "dumps/a.png", "reason": "no reader for .png files"}],
    "files": [{"path": "data/articles-00000.parquet", "sha256": "7" * 64, "bytes": 9000, "rows": 1}],
}


def results(*checks: dict[str, Any]) -> dict[str, Any]:
    return {
        "success": True,
        "suites": [{"name": "articles", "rows": 1, "expectations": list(checks or (CHECK,))}],
    }


def tables(
    folder: Path,
    articles: Sequence[Article] = (ARTICLE,),
    ledger: Sequence[LedgerRow] = (CUT, EDIT),
    quarantine: Sequence[QuarantineRow] = (REFUSED,),
) -> Path:
    """Write the tables of a release as `assemble` does."""
    for name, record, rows in (
        ("data/articles", Article, articles),
        ("ledger/ledger", LedgerRow, ledger),
        ("quarantine/quarantine", QuarantineRow, quarantine),
    ):
        path = folder / f"{name}-00000.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        table = pa.Table.from_pylist(
            [contract.to_row(row) for row in rows], schema=contract.arrow_schema(record)
        )
        pq.write_table(table, path)
    return folder


class Elements(HTMLParser):
    """What a browser would find in the page: elements with their attributes, and the text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


@pytest.fixture
def page(tmp_path: Path) -> str:
    return render(tables(tmp_path), MANIFEST, results())


def test_numbers_are_those_of_the_tables(page: str) -> None:
    text = Elements(page).text
    assert "2 documents came in, 1 is published." in text
    assert (
        "Of the 150 characters on the published pages, 120 stand in the articles and 30 in the ledger" in text
    )
    assert re.search(r"published 1 50\.0 % superseded 0 0 % quarantined 1 50\.0 %", text)


def test_what_was_cut_is_struck_out_where_it_stood(page: str) -> None:
    text = Elements(page).text
    story = text[text.index("All articles as they came in") :]
    order = [
        "The ministers met in Beijing.",
        "SO001 share",
        "Share on Facebook",
        "They agreed to meet again.",
    ]
    places = [story.index(part) for part in order]
    assert places == sorted(places)
    assert "<del>Share on Facebook</del>" in page


def test_what_is_said_of_a_text_runs_as_english_does_whatever_the_text(page: str) -> None:
    notes = re.findall(r'<p class="note"[^>]*>', page)
    assert notes
    assert set(notes) == {'<p class="note" lang="en" dir="ltr">'}


def test_removals_and_repairs_come_with_the_reason_of_their_rule(page: str) -> None:
    from copydesk import codes

    text = Elements(page).text
    assert f"SO001 {codes.reason('SO001')} share 1 15" in text
    assert f'RE001 {codes.reason("RE001")} 1 "&#039;" → "\'"' in text


def test_every_expectation_is_shown_with_its_reason_and_result(tmp_path: Path) -> None:
    failed = CHECK | {
        "title": "Texts are long enough",
        "reason": "Short ones are remains.",
        "severity": "warning",
        "on_failure": "warn",
        "success": False,
        "unexpected_count": 25,
        "failing_ids": [f"{i:016x}" for i in range(20)],
    }
    text = Elements(render(tables(tmp_path), MANIFEST, results(CHECK, failed))).text
    assert "Passed with 1 warning 1 of 2 expectations hold" in text
    assert "warning Texts are long enough Short ones are remains." in text
    assert "0000000000000013 and 5 more" in text
    assert "holds No id occurs twice The ledger joins on the id. critical: blocks the release 1 of 1" in text


def test_a_check_that_could_not_run_is_no_pass_and_no_warning(tmp_path: Path) -> None:
    broken = CHECK | {"success": False, "severity": "warning", "error": "no such column"}
    text = Elements(render(tables(tmp_path), MANIFEST, results(broken))).text
    assert "Not fit to publish" in text
    assert "2 documents came in, 1 would be published." in text
    assert "broken No id occurs twice The ledger joins on the id. no such column" in text


def test_documents_that_were_not_published_are_named_with_their_reason(page: str) -> None:
    assert (
        "binary quarantined, 1 document Document What was found dumps/broken.txt half of the bytes"
        in Elements(page).text
    )


def test_page_says_where_it_came_from(page: str) -> None:
    text = Elements(page).text
    for part in (
        "89abcdef" * 8,
        "5" * 64,
        "Made without Prefect (--direct), on processes",
        "dumps/a.png no reader",
        "dumps/a.jsonl from document 501 on 90",
    ):
        assert part in text


def test_page_of_an_empty_release_says_so(tmp_path: Path) -> None:
    text = Elements(render(tables(tmp_path, (), (), ()), MANIFEST, results())).text
    assert "0 documents came in, 0 are published." in text
    assert "No rule removed anything." in text
    assert "Articles There is none." in text


def test_same_release_gives_the_same_page(tmp_path: Path) -> None:
    folder = tables(tmp_path)
    assert render(folder, MANIFEST, results()) == render(folder, MANIFEST, results())


def test_what_was_counted_before_is_not_counted_again_and_the_page_is_the_same(tmp_path: Path) -> None:
    folder = tables(tmp_path)

    def known(number: int) -> bytes:
        return counted.packed(counted.counted(counted.Files(folder, number)))

    def nothing(function: object, items: Sequence[object]) -> list[Any]:
        assert not items
        return []

    page = render(folder, MANIFEST, results(), nothing, known)
    assert page == render(folder, MANIFEST, results())
    numbers = counted.read(folder, nothing, known)
    assert numbers == counted.read(folder, map, lambda number: None)
    assert numbers[0].rows
    assert numbers[1].removed


def hostile_pages(tmp_path: Path) -> Iterator[tuple[str, str]]:
    for i, text in enumerate(HOSTILE):
        article = replace(
            ARTICLE,
            uri=text, source_id=text, headline=text, text=text, captions=(text,), authors=(text,),
            agency=text,
            dateline=text, section=text, topics=(text,), published_at=text, date_source=text,
            language=text,
            flags=(text,), domain=text, url=text, encoding=text,
            paragraphs=(Paragraph(text, text, 60, 90),),
        )  # fmt: skip
        cut = replace(CUT, uri=text, text=text, code=text, category=text)
        edit = replace(EDIT, text=text, replacement=text, code=text)
        refused = replace(REFUSED, uri=text, reason=text, message=text, superseded_by=text)
        check = CHECK | {
            "success": False,
            "title": text,
            "reason": text,
            "observed": text,
            "error": text,
            "failing_ids": [text],
        }
        manifest = MANIFEST | {
            "inputs": [MANIFEST["inputs"][0] | {"uri": text, "problem": text, "sha256": None}],
            "skipped": [{"uri": text, "reason": text}],
        }
        folder = tables(tmp_path / str(i), (article,), (cut, edit), (refused,))
        yield text, render(folder, manifest, results(check))


def test_nothing_in_a_document_becomes_markup(tmp_path: Path, page: str) -> None:
    harmless = {tag for tag, _ in Elements(page).elements} | {"br", "ul", "li"}
    for text, hostile in hostile_pages(tmp_path):
        elements = Elements(hostile).elements
        assert {tag for tag, _ in elements} <= harmless, text
        names = {name for _, attributes in elements for name in attributes}
        assert not [
            name for name in names if name.startswith("on") or name in {"src", "style", "srcdoc", "action"}
        ], text
        assert {a["href"][:1] for _, a in elements if a.get("href")} == {"#"}, text  # type: ignore[index]
        assert "49" not in Elements(hostile).text or "7 * 7" not in text


def test_hostile_text_is_shown_as_it_is(tmp_path: Path) -> None:
    for text, hostile in hostile_pages(tmp_path):
        assert text in Elements(hostile).text


def test_classes_come_from_us_and_never_from_a_document(tmp_path: Path, page: str) -> None:
    ours = {name for _, a in Elements(page).elements for name in (a.get("class") or "").split()}
    for _, hostile in hostile_pages(tmp_path):
        used = {name for _, a in Elements(hostile).elements for name in (a.get("class") or "").split()}
        assert used <= ours | {"failed", "stop", "ids"}


def test_policy_allows_the_one_style_sheet_and_nothing_else(page: str) -> None:
    found = Elements(page)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = [
        a["content"] for tag, a in found.elements if a.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert "script" not in {tag for tag, _ in found.elements}
    assert not re.search(r"url\(|@import|https?://", style)


def test_page_loads_nothing(page: str) -> None:
    for tag, attributes in Elements(page).elements:
        assert tag not in {"link", "img", "iframe", "object", "embed", "base"}
        assert not {"src", "srcset", "background", "poster", "data"} & attributes.keys()


def test_invisible_characters_are_written_out(tmp_path: Path) -> None:
    article = replace(ARTICLE, paragraphs=(Paragraph("paragraph", "left \u202eright\u200b end", 60, 90),))
    page = render(tables(tmp_path, (article,)), MANIFEST, results())
    assert r"left \u202eright\u200b end" in page
    assert "\u202e" not in page


def test_page_does_not_grow_with_the_release(tmp_path: Path) -> None:
    def of(count: int) -> str:
        articles = [replace(ARTICLE, id=f"{i:016x}", domain=f"site{i}.example") for i in range(count)]
        ledger = [replace(CUT, id=f"{i:016x}", text=f"Share {i}") for i in range(count) for _ in range(3)]
        refused = [replace(REFUSED, uri=f"dumps/{i}.txt") for i in range(count)]
        inputs = [MANIFEST["inputs"][0] | {"uri": f"dumps/{i}.txt"} for i in range(count)]
        return render(
            tables(tmp_path / str(count), articles, ledger, refused), MANIFEST | {"inputs": inputs}, results()
        )

    small, large = of(100), of(3_000)
    assert abs(len(large) - len(small)) < 500
    assert "3,000 are published" in large


def test_long_texts_are_cut(tmp_path: Path) -> None:
    article = replace(
        ARTICLE, paragraphs=tuple(Paragraph("paragraph", "word " * 2_000, i, i) for i in range(300))
    )
    page = render(tables(tmp_path, (article,), [replace(CUT, text="x" * 100_000)]), MANIFEST, results())
    assert len(page) < 300_000
    assert "203 more in the release." in page


AMOUNTS = {
    "1,234 characters": amount(1234, "characters"),
    "5.1 %": amount(0.0512, "share"),
    "2007": amount(2007, "year"),
    "0.829": amount(0.829, "number"),
    "12,346 days": amount(12345.6, "days"),
    "1,234": amount(1234, None),
    "45 to 43,608 characters": span(45, 43608, "characters"),
    "0 % to 94.0 %": span(0, 0.94, "share"),
    "2007 to 2023": span(2007, 2023, "year"),
    "7 paragraphs": span(7, 7, "paragraphs"),
}


@pytest.mark.parametrize("said", AMOUNTS)
def test_a_number_is_said_with_what_it_counts(said: str) -> None:
    assert AMOUNTS[said] == said


def test_few_documents_are_shown_that_were_refused_with_the_same_words(tmp_path: Path) -> None:
    others = [replace(REFUSED, message=f"it has {number} lines") for number in range(20)]
    alike = [replace(REFUSED, message="it is empty")] * 20
    found = read_quarantine(tables(tmp_path, quarantine=[*alike, *others]))
    (samples,) = found.samples.values()
    assert [row["message"] for row in samples] == ["it is empty"] * 3 + [
        f"it has {n} lines" for n in range(7)
    ]
    assert found.reasons.total() == 40
