"""Tables of an HTML page stay or go as a whole: half of one says nothing, or something else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from copydesk.characters import Counts, Mask, Numbers
from copydesk.label.htmlkeep import LIKELY, barred
from copydesk.label.htmlplace import Place
from copydesk.label.survey import TAGS

_FEWEST, _LEVELS = 3, 3
_MAIN = 0.2
"""What a table must reach that the text is about."""


def whole_tables(
    place: Place, lengths: Counts, found: Mapping[str, Numbers], odds: Numbers, kept: Mask
) -> Mask:
    """What is kept, with every table kept or removed as one, by the odds of its rows.

    One between two kept blocks, with more in it than all else that is kept, is what the text is about: it
    needs less.
    """
    rows = np.flatnonzero(found["tag^0"] == TAGS["tr"]).tolist()
    if not rows:
        return kept
    whole, never = kept.copy(), barred(found)
    weights = np.sqrt(found["words"])
    for table in _tables(place, rows):
        weight, worth = weights[table].sum(), (odds * weights)[table].sum()
        least = _MAIN if _is_main(lengths, kept, table) else LIKELY
        whole[table] = worth > least * weight
    return whole & ~never


def _tables(place: Place, rows: Sequence[int]) -> list[list[int]]:
    """The rows of each table that has some."""
    found: dict[int, list[int]] = defaultdict(list)
    markup = place.tree.markup
    for i in rows:
        element = int(markup.elements[place.blocks[i]])
        for _ in range(_LEVELS):
            if markup.tags[element] == "table":
                found[element].append(i)
                break
            element = int(markup.parents[element])
    return [table for table in found.values() if len(table) >= _FEWEST]


def _is_main(lengths: Counts, kept: Mask, table: Sequence[int]) -> bool:
    first, last = table[0], table[-1]
    if not (first > 0 and last + 1 < len(kept) and kept[first - 1] and kept[last + 1]):
        return False
    rest = kept.copy()
    rest[table] = False
    return bool(lengths[table].sum() > lengths[rest].sum())
