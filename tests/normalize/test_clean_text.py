"""Laws of the whole chain, of space and punctuation, and of steps."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sasac_crawler.items import Step
from sasac_crawler.normalize.rules import replay, undo
from sasac_crawler.normalize.text import clean_text, tidy_text

PIECES = (
    "國", "资", "復(fu)(fu)", "工(gong)", "(g\u200bong)", "\u200b", "\u202e", "\ufeff", "\x00", "\r\n", "\r", "\n", "\x85", "\u2028",
    "\u3000", "\u00a0", " ", "\t", "Ａ", "１", "ｚ", "，", "。", ",", ",,", "”", "“", '"', "e", "\u0301", "\u0323", "\u212b",
    "\uf9d8", "\ud800", "\ue313", "?shù)", "袠I(yè)", "?！?", "</p>", "\ufffd",
    "鍥借祫", "¹ú×ÊÎ¯", "å\x9b½", "F(xiàn)u", "（", "）", "か", "\u3099",
)  # fmt: skip
ANY = st.text(st.characters(exclude_categories=()), max_size=60)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=24).map("".join) | ANY


@given(TEXTS)
@example("?\u200b！?")
@example("国,\u200b，")
@example("\u0a36")
def test_chain_is_idempotent_replayable_and_never_grows(text: str) -> None:
    cleaned = clean_text(text)
    # NFC takes the few characters apart that it excludes from composition; nothing else grows.
    assert len(cleaned.text) <= max(len(text), len(unicodedata.normalize("NFC", text)))
    assert replay(text, cleaned.steps) == cleaned.text
    assert undo(cleaned.text, cleaned.steps) == text
    again = clean_text(cleaned.text)
    assert (again.text, again.steps) == (cleaned.text, ())
    assert cleaned.issues is cleaned.issues


@given(TEXTS, st.sampled_from(("hans", "hant")))
def test_chain_with_a_script_is_replayable(text: str, script: str) -> None:
    cleaned = clean_text(text, script=script)
    assert replay(text, cleaned.steps) == cleaned.text
    assert undo(cleaned.text, cleaned.steps) == text


@given(TEXTS)
def test_tidy_is_idempotent_and_replayable(text: str) -> None:
    tidied = tidy_text(text)
    assert replay(text, tidied.steps) == tidied.text
    assert undo(tidied.text, tidied.steps) == text
    assert tidy_text(tidied.text).text == tidied.text
    assert unicodedata.is_normalized("NFC", tidied.text)


@given(st.text("，。！？；：“”‘’（）《》【】「」『』、—…·～％\"'()[]{}!?;:-国資委A1a \n", max_size=60))
def test_punctuation_and_quotes_stay(text: str) -> None:
    assert tidy_text(text).text == text


@given(st.text(max_size=40))
def test_lines_stay_lines(text: str) -> None:
    lines = len(tidy_text(text).text.split("\n"))
    assert lines == len(tidy_text(text.replace("\r\n", "\n")).text.split("\n"))


def test_clean_text_is_not_looked_at_twice() -> None:
    text = "国资委召开会议，研究（试行）办法。\n" * 50
    cleaned = clean_text(text)
    assert cleaned.text is text
    assert (cleaned.steps, cleaned.issues) == ((), ())


def test_steps_of_another_text_are_refused() -> None:
    step = Step(rule="strip_annotations", offset=1, removed="(guo)")
    for wrong in ("國", "國(zi)", ""):
        with pytest.raises(ValueError, match="another text"):
            replay(wrong, [step])
    with pytest.raises(ValueError, match="another text"):
        undo("", [Step(rule="x", offset=3, removed="", inserted="a")])


def test_replay_is_linear() -> None:
    text = "復(fu)(fu)" * 40_000
    cleaned = clean_text(text)
    assert len(cleaned.steps) == 40_000
    assert undo(replay(text, cleaned.steps), cleaned.steps) == text
