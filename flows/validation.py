"""`validation/index.html` of a release: every expectation, its reason and its result, on one plain page."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from copydesk.report.wording import observed
from copydesk.visible import one_line

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
h1, h2 { line-height: 1.2; }
table { border-collapse: collapse; width: 100%; }
th, td { border-top: 1px solid #ddd; padding: .5rem .75rem .5rem 0; text-align: left; vertical-align: top; }
p, li { max-width: 45rem; }
a { color: #1d5691; } li, td { overflow-wrap: anywhere; } small { color: #555; }
th, td:nth-child(n+2) { min-width: 5.5rem; }
.passed { color: #0a6b2d; } .failed { color: #a30d11; } .warned { color: #8a5300; }
@media (prefers-color-scheme: dark) {
  body { background: #16181a; color: #e6e6e6; } th, td { border-color: #3a3d40; } small { color: #a9adb1; }
  a { color: #8ab8ea; } .passed { color: #6fd08c; } .failed { color: #ff8a80; } .warned { color: #f0b45a; }
}
@media (max-width: 44rem) {
  table, tbody, tr, td { display: block; } thead { display: none; }
  tr { border-top: 1px solid #888; padding: .5rem 0; } td { border: 0; padding: .1rem 0; }
  td:nth-child(n+2) { display: inline-block; margin-right: 1rem; min-width: 0; }
}
"""


def page(results: Mapping[str, Any]) -> str:
    """The page. All text is escaped; no script is in it, and its policy allows only its own style sheet."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"line": one_line, "observed": observed}
    template = environment.from_string(files("flows").joinpath("validation.html.j2").read_text("utf-8"))
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    return template.render(
        results=results,
        style=Markup(_STYLE),
        digest=Markup(digest),
    )
