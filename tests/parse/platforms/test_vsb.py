"""VSB: numbers that go down, bodies with generated names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from sasac_crawler.parse.platforms.vsb import read_article, read_list
from tests.parse.platforms.list_cases import ListCase, cases, context_of, damaged, page_at, said

CASES = cases("vsb")


@pytest.mark.parametrize("case", CASES)
def test_lists_are_read(case: ListCase) -> None:
    assert said(read_list(page_at(case.url, case.text), context_of(case, "vsb"))) == case.said()


@given(data=st.data())
def test_damage_never_raises(data: st.DataObject) -> None:
    case: ListCase = data.draw(st.sampled_from(CASES)).values[0]
    read_list(page_at(case.url, data.draw(damaged(case.text))), context_of(case, "vsb"))


@pytest.mark.parametrize(
    "body",
    [
        "<div id=vsb_content_2>正文</div>",
        "<div class=v_news_content>正文</div>",
        "<td class=contentstyle11716>正文</td>",
    ],
)
def test_the_body_has_a_generated_name(body: str) -> None:
    html = f"<table><tr>{body}</tr></table>" if body.startswith("<td") else body
    parts = read_article(LexborHTMLParser(html))
    assert parts is not None
    assert parts.body is not None
    assert parts.body.text() == "正文"
