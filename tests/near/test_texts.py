"""Texts that are nearly the same, and texts that only look it."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasac_crawler.normalize.near_duplicates import compare_texts
from sasac_crawler.normalize.near_text import clauses, sketch
from sasac_crawler.store.search import search_form
from tests.near.families import FAR, NEAR, Made, families

FAMILIES = 200
LEAST = 0.98


@pytest.fixture(scope="module")
def truth() -> list[list[Made]]:
    return list(families(20261123, FAMILIES))


@pytest.mark.parametrize("kind", NEAR)
def test_a_copy_is_seen_as_one_and_shares_its_sketch(truth: list[list[Made]], kind: str) -> None:
    pairs = [(family[0].text, one.text) for family in truth for one in family if one.kind == kind]
    texts = [(search_form(one), search_form(other)) for one, other in pairs]
    assert len(texts) == FAMILIES // 2
    assert sum(compare_texts(*pair).is_near for pair in texts) >= LEAST * len(texts)
    assert all(set(sketch(one)) & set(sketch(other)) for one, other in texts)


@pytest.mark.parametrize("kind", FAR)
def test_a_look_alike_is_none(truth: list[list[Made]], kind: str) -> None:
    groups = [[search_form(one.text) for one in family if one.kind == kind] for family in truth]
    pairs = [pair for group in groups for pair in combinations(group, 2)]
    assert len(pairs) == FAMILIES // 2 // len(FAR) * 6
    wrong = [pair for pair in pairs if compare_texts(*pair).is_near]
    assert len(wrong) <= (1 - LEAST) * len(pairs), wrong[0]


TEXTS = st.text(st.sampled_from("国资委会议企业改革张王公司集团0123.5%，。；\n"), max_size=200)


@given(TEXTS, TEXTS)
def test_which_text_comes_first_does_not_matter(one: str, other: str) -> None:
    assert compare_texts(one, other) == compare_texts(other, one)


@given(TEXTS)
def test_a_text_is_near_itself_if_it_says_anything(text: str) -> None:
    found = compare_texts(text, text)
    if sum(map(len, clauses(text))) >= 40:
        assert (found.similarity, found.verbatim, found.is_near) == (1.0, 1.0, True)
    else:
        assert not found.is_near


@given(st.text(max_size=300))
def test_any_text_can_be_cut_into_clauses_and_sketched(text: str) -> None:
    assert all(one and one in text for one in clauses(text))
    assert list(sketch(text)) == sorted(set(sketch(text)))


def test_what_is_corrected_in_one_figure_stays_a_copy() -> None:
    before = "1至9月，省属企业实现营业收入4520.6亿元，同比增长8.1%；实现利润总额231.4亿元，同比增长5.6%；上缴税费180.2亿元，增长3.3%。"
    assert compare_texts(before, before.replace("231.4", "213.4")).is_near


def test_punctuation_and_paragraphs_do_not_matter() -> None:
    before = "省国资委召开全面深化改革领导小组会议，研究部署下半年改革任务，听取各专项小组汇报。会议强调，要压实责任。"
    assert compare_texts(before, before.replace("，", "\n").replace("。", "；")).similarity == 1.0
