"""Folding for comparison: the fast way and the plain one agree, and folding twice changes nothing."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sasac_crawler.normalize import name_keys
from sasac_crawler.normalize.name_keys import fold_characters

TEXTS = st.text(st.one_of(st.characters(), st.sampled_from("國资麼么麽薴苧（）：ＡａZ。省委")), max_size=80)


@given(TEXTS)
@example("麼么麽幺薴苧苎")
def test_a_long_text_is_folded_like_its_pieces(text: str) -> None:
    long = text * 20 + "，国资委" * 100
    assert fold_characters(long) == "".join(map(fold_characters, long))


@given(TEXTS)
def test_folding_twice_changes_nothing_and_keeps_the_length(text: str) -> None:
    once = fold_characters(text)
    assert fold_characters(once) == once
    assert len(once) == len(text)


def test_a_long_traditional_text_takes_the_other_way(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "濟南市國資委：華潤集團，中國石油" * 40
    expected = "济南市国资委:华润集团,中国石油" * 40
    assert fold_characters(text) == expected
    monkeypatch.setattr(name_keys, "_FEW", 0)
    assert fold_characters(text) == expected
