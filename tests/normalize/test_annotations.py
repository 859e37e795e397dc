"""Inline readings: hand-written cases, the sample, and laws that hold for any text."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sasac_crawler.normalize.annotation_groups import readings_of
from sasac_crawler.normalize.annotations import is_annotated, strip_annotations
from sasac_crawler.normalize.rules import replay, undo
from sasac_crawler.normalize.text import clean_text

ROOT = Path(__file__).parents[2]
CASES: list[dict[str, Any]] = json.loads((ROOT / "tests/cases/annotations.json").read_text("utf-8"))
SAMPLE = (ROOT / "data/sample/sample.txt").read_text("utf-8")
EXPECTED = (ROOT / "data/sample/expected-hant.txt").read_text("utf-8")
EXPECTED_HANS = (ROOT / "data/sample/expected-hans.txt").read_text("utf-8")

# Pieces annotated text is made of, so that random joins reach every branch.
PIECES = (
    "國", "资", "復", "工", "荨", "一", "長", "律", "𠮷", "\uf9d8", "A", "，", "。", "\n", " ", "\u3000", "\u200b", "\u0301",
    "(guo)", "(guó)", "(zi)", "(fu)", "(gong)", "(gong1)", "(huì )", "（guó）", "（gōng）", "(ㄍㄨㄛˊ)", "(guó zī)", "(fùgōng)",
    "(lv)", "(lü)", "(lu:)", "(試行)", "(VR)", "(", ")", "（", "）", "(fu", "fu)", "((fu))", "(gu\u200bo)", "(g\u0301)",
    "國(guo)", "復(fu)(fu)", "工(gong)(gong)", "資(zi)", "國(", "?shù)", "?！?", ",", ",,", "\ufffd", "\ud800", "\x00",
)  # fmt: skip
ANY = st.text(st.characters(exclude_categories=()), max_size=60)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | ANY
VERDICTS = st.sampled_from((None, True, False))


def _case(case: dict[str, Any]) -> Any:
    known = pytest.mark.xfail(reason=case["comment"], strict=True)
    return pytest.param(case, id=case["label"], marks=[known] if case["kind"] == "known-failure" else [])


@pytest.mark.parametrize("case", [_case(case) for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    cleaned = clean_text(case["raw"], document_is_annotated=case.get("annotated"))
    assert cleaned.text == case["text"], case["comment"]
    if "issues" in case:
        assert [issue.code for issue in cleaned.issues] == case["issues"], case["comment"]


def test_every_kind_of_case_is_there_with_a_comment() -> None:
    kinds = {case["kind"] for case in CASES}
    assert kinds == {"in-the-wild", "synthetic", "negative", "known-failure"}
    assert len({case["label"] for case in CASES}) == len(CASES) >= 100
    assert all(case["comment"] for case in CASES)


def test_sample_is_restored_in_both_scripts() -> None:
    stripped = strip_annotations(SAMPLE)
    assert sum(step.removed.count("(") for step in stripped.steps) == 997
    assert stripped.text == EXPECTED == clean_text(SAMPLE).text
    assert clean_text(SAMPLE, script="hans").text == EXPECTED_HANS
    assert stripped.issues == ()


def test_clean_sample_is_not_touched() -> None:
    for text in (EXPECTED, EXPECTED_HANS):
        cleaned = clean_text(text)
        assert (cleaned.text, cleaned.steps, cleaned.issues) == (text, (), ())


@given(TEXTS, VERDICTS)
@example("國(guo)資(guo zi)", True)
@example("國（guó）(guo)", True)
@example("復(fu)(fu)國資(guó zī)(zi)", None)
def test_laws_of_stripping(text: str, verdict: bool | None) -> None:
    stripped = strip_annotations(text, document_is_annotated=verdict)
    assert len(stripped.text) <= len(text)
    assert replay(text, stripped.steps) == stripped.text
    assert undo(stripped.text, stripped.steps) == text
    again = strip_annotations(stripped.text, document_is_annotated=verdict)
    assert (again.text, again.steps) == (stripped.text, ())
    assert all(step.removed[0] in "(（" and not step.inserted for step in stripped.steps)
    assert stripped.issues == strip_annotations(text, document_is_annotated=verdict).issues


@given(TEXTS)
def test_no_verdict_is_the_gate_s(text: str) -> None:
    assert strip_annotations(text) == strip_annotations(text, document_is_annotated=is_annotated(text))


@given(ANY)
def test_text_without_brackets_is_not_touched(text: str) -> None:
    plain = text.replace("(", "").replace("（", "")
    assert strip_annotations(plain, document_is_annotated=True).text == plain


@given(TEXTS, TEXTS)
def test_what_is_no_bracket_stays(before: str, after: str) -> None:
    text = before + "復(fu)(fu)工" + after
    kept = strip_annotations(text).text
    remaining = iter(text)
    assert all(character in remaining for character in kept)  # a subsequence


def test_random_syllables_hardly_ever_fit() -> None:
    """A toneless reading is evidence because a random one fits one common character in three hundred."""
    common = [bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF)]
    mean = sum(len(readings_of(character)) for character in common) / len(common)
    assert 1 < mean < 2.5


def test_import_is_cheap() -> None:
    """Neither OpenCC nor pypinyin is loaded to strip text."""
    program = (
        "import sys; import sasac_crawler.normalize.annotations as a; a.strip_annotations('復(fu)(fu)工');"
        "print([name for name in ('opencc', 'pypinyin', 'scrapy') if name in sys.modules])"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout
    assert printed.strip() == "[]"
