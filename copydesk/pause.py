"""Work during which Python looks for no garbage in cycles.

A document becomes thousands of small values, none of which refers back to itself. Every few hundred of them
Python would look through all again, for a tenth of the time that cleaning takes.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")


def without_collections(work: Callable[_Given, _Made]) -> Callable[_Given, _Made]:
    """The same work with the collector off meanwhile; who found it off leaves it so."""

    @wraps(work)
    def done(*given: _Given.args, **named: _Given.kwargs) -> _Made:
        if not gc.isenabled():
            return work(*given, **named)
        gc.disable()
        try:
            return work(*given, **named)
        finally:
            gc.enable()

    return done
