"""The language of a text is a code that the release may hold, or none."""

from __future__ import annotations

from copydesk.metadata.choose import ISO_639_1
from copydesk.metadata.language import detect_language
from copydesk.metadata.languagemodel import LanguageModel

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
