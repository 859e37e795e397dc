"""Damage: what the bytes decide is repaired, undamaged text is never touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasac_crawler.normalize.damage import repair_damage
from sasac_crawler.normalize.damage_bytes import gbk_bytes, gbk_text
from sasac_crawler.normalize.rules import replay, undo
from tests.corpus.damage import measure_damage

ANY = st.text(st.characters(exclude_categories=()), max_size=60)
PROSE = st.text("国資委業輸等行发布会議，。！？（）《》“”A1a ()?\n", max_size=60)


@given(ANY)
def test_total_replayable_and_never_longer(text: str) -> None:
    repaired = repair_damage(text)
    assert len(repaired.text) <= len(text)
    assert replay(text, repaired.steps) == repaired.text
    assert undo(repaired.text, repaired.steps) == text
    for issue in repaired.issues:
        piece, span, confidence = issue.evidence
        start, end = map(int, span.split("-"))
        assert 0 <= start < end <= len(repaired.text)
        assert piece
        assert 0 < float(confidence) < 1


@given(PROSE)
def test_prose_is_touched_only_at_a_trigger(text: str) -> None:
    if "?！?" not in text:
        assert repair_damage(text).text == text


def test_shifted_pair_becomes_private_use() -> None:
    """The example of the facts: 濟南市國資委, its first byte lost."""
    body = "濟南市國資委".encode("gbk")[1:-1]
    assert [gbk_text(body[place : place + 2]) for place in (0, 6)] == ["\ue313", "\ue26c"]
    assert gbk_bytes("\ue313") == body[:2]


@pytest.mark.parametrize("wrong", ["gb18030", "latin-1"])
def test_whole_text_in_a_wrong_encoding(wrong: str) -> None:
    was = "国务院国资委发布通知"
    repaired = repair_damage(was.encode().decode(wrong))
    assert repaired.text == was
    assert [step.rule for step in repaired.steps] == ["undo_wrong_encoding"]


def test_wrong_encoding_with_a_lost_byte_is_flagged() -> None:
    shown = "国务院国有资产监督管理委员会".encode()[:-1].decode("gb18030", errors="ignore")
    repaired = repair_damage(shown)
    assert repaired.text == shown
    assert {issue.code for issue in repaired.issues} == {"mojibake"}
    assert (shown, f"0-{len(shown)}", "0.9") in [issue.evidence for issue in repaired.issues]


@pytest.mark.parametrize(
    "text",
    [
        "鋼鐵、鏡頭、鐘錶與閱覽室，鎖定錄音鍋爐",  # traditional characters whose bytes look like UTF-8
        "café, naïve, Łódź, Zürich, São Paulo",
        "25℃±0.5，§3，×100，©2021",
        "什么？！?",
    ],
)
def test_undamaged_is_never_touched(text: str) -> None:
    assert (repair_damage(text).text, repair_damage(text).issues) == (text, ())


def test_line_of_characters_nobody_writes_is_flagged() -> None:
    line = "國務院國資委發布關于企業改革的通知，要求各地認真貫徹執行，袠鍩鑹閯，按期報送情況，確保取得實效。"
    found = repair_damage(f"{line}\n國資委").issues
    assert [(issue.evidence[0], issue.evidence[1]) for issue in found] == [("袠鍩鑹閯", f"0-{len(line)}")]


def test_simulated_mirror_is_mostly_undone_and_never_made_worse() -> None:
    result = measure_damage(seed=3, characters=40_000)
    assert result.lines > 50
    assert result.made_worse == 0
    assert result.undamaged_touched == 0
    assert result.wrong_repaired < result.wrong_stripped / 3
    assert result.perfect + result.flagged == result.lines  # what was not undone is said
