"""The language of a text is a code that the release may hold, or none."""

from __future__ import annotations

import lzma
import zipfile
from collections.abc import Sequence
from importlib.resources import files
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.metadata.choose import ISO_639_1
from copydesk.metadata.language import detect_language
from copydesk.metadata.languagemodel import LanguageModel, Moves, Weights
from copydesk.native.language import Ranker

ENGLISH = "The ministers met in Beijing on Monday and said that the ties of the two countries were close. "
CANTONESE = "佢哋話聽日會落雨，所以我哋唔去行山喇，留喺屋企睇電視。你哋幾時得閒過嚟食飯呀？唔該話畀我哋知啦。"


def test_a_language_has_a_code_of_two_letters() -> None:
    assert detect_language(ENGLISH * 5) == "en"


def test_a_language_that_has_none_is_left_open() -> None:
    label, _ = LanguageModel.load().rank(CANTONESE * 5)
    assert label == "yue"
    assert detect_language(CANTONESE * 5) is None


def test_each_code_of_two_letters_passes_the_audit() -> None:
    codes = {code for code in LanguageModel.load().classes if len(code) == 2}
    assert codes <= set(ISO_639_1.split())


FEATURES = (b"a", b"ab", b"bca", b"cc", b"abcabc", b"\xc3\xa9")


def automaton() -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """For each beginning of a feature where it moves by each byte, and the feature that it ends in."""
    states = sorted({word[:size] for word in FEATURES for size in range(len(word) + 1)}, key=len)

    def longest(text: bytes, among: Sequence[bytes]) -> int:
        return max((len(one), i) for i, one in enumerate(among) if text.endswith(one))[1]

    moves = [[longest(state + bytes([byte]), states) for byte in range(256)] for state in states]
    ends = [max((len(f), i) for i, f in enumerate((b"", *FEATURES)) if s.endswith(f))[1] - 1 for s in states]
    return np.array(moves, np.int32), np.array(ends, np.int64)


@given(st.lists(st.sampled_from([*"abcx", "é", "abcabc"]), max_size=60).map("".join))
def test_a_text_is_ranked_by_the_features_that_a_walk_finds_in_it(text: str) -> None:
    moves, ends = automaton()
    table = np.random.default_rng(3).normal(size=(len(FEATURES), 3)).astype(np.float16)
    priors, labels = np.array([-1.0, -1.5, -1.25]), np.arange(3, dtype=np.int32)
    weights = Weights.of(lambda: iter([table.view(np.uint16).astype(np.int32)]))
    ranker = Ranker(Moves.of(lambda: iter([moves]), np.arange(len(moves)), ends), weights, priors, labels)
    state, counts = 0, np.zeros(len(FEATURES))
    for byte in text.encode():
        state = moves[state, byte]
        counts[ends[state]] += ends[state] >= 0
    scores = priors + np.log1p(counts) @ table.astype(float)
    best, lead = ranker.lead(text.encode())
    if counts.any():
        assert best == scores.argmax()
        assert lead == pytest.approx(np.sort(scores)[-1] - np.sort(scores)[-2])
    else:
        assert (best, lead) == (0, 0.0)


def test_no_feature_of_the_model_is_longer_than_a_walk_begins_before_its_part() -> None:
    seen, reached = {0}, {0}
    packed = lzma.decompress((files("py3langid") / "data" / "model.npz.xz").read_bytes())
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        moves, rows = (np.load(archive.open(f"{name}.npy")) for name in ("nextmove", "nextmove_row"))
    moves = moves.reshape(-1, 256)
    for _ in range(6):
        reached = set(np.unique(moves[rows[list(reached)]]).tolist()) - seen
        seen |= reached
    assert not set(np.unique(moves[rows[list(reached)]]).tolist()) - seen
