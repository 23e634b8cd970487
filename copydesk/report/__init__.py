"""The page that comes with a release: what came in, what was cut and why, and whether it passed its gates.

One self-contained HTML file. All text from outside is escaped by Jinja, no script is in it or can get into
it (the content security policy allows one style sheet, by its digest), and its size does not grow with the
release: numbers and samples only.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copydesk.report import contents, counted, figures, gate, origin, stories
from copydesk.report.counted import Packed
from copydesk.report.wording import number, percent
from copydesk.visible import one_line

if TYPE_CHECKING:
    from jinja2 import Environment

    from copydesk.abreast import Lazily


def render(
    folder: Path,
    manifest: Mapping[str, Any],
    results: Mapping[str, Any],
    spread: Lazily = map,
    known: Packed = lambda number: None,
) -> str:
    """The report of the release in `folder`, whose tables are written; `results` is what the audit found.

    `spread` counts in those of its files of which it is not `known` what they hold.
    """
    articles, ledger = counted.read(folder, spread, known)
    refused = figures.read_quarantine(folder)
    verdict = gate.verdict(results)
    return page(
        version=manifest["version"],
        gate=verdict,
        **contents.head(articles, refused, verdict["passed"]),
        **gate.expectations(results),
        **contents.removals(articles, ledger),
        **contents.knowledge(articles),
        **contents.refusals(refused),
        **stories.stories(articles, ledger),
        **origin.origin(manifest),
    )


def page(**context: object) -> str:
    """The template, filled."""
    from markupsafe import Markup

    style = _template("report.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    template = _environment().from_string(_template("report.html.j2"))
    return template.render(style=Markup(style), style_digest=Markup(digest), **context)


def _template(name: str) -> str:
    return files("copydesk").joinpath("templates", name).read_text("utf-8")


def _environment() -> Environment:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=False)
    environment.filters.update(n=number, pct=percent, line=one_line)
    return environment
