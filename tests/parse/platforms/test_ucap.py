"""UCAP: the macro counted from 1, the JSON interface, bodies by id, element and comment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from sasac_crawler.parse.platforms.ucap import read_article, read_list
from tests.parse.platforms.list_cases import ListCase, cases, context_of, damaged, page_at, said

CASES = cases("ucap")


@pytest.mark.parametrize("case", CASES)
def test_lists_are_read(case: ListCase) -> None:
    assert said(read_list(page_at(case.url, case.text), context_of(case, "ucap"))) == case.said()


def test_a_page_that_only_loads_its_list_says_so() -> None:
    case = next(one.values[0] for one in CASES if one.id == "loader")
    assert read_list(page_at(case.url, case.text), context_of(case, "ucap")).is_loader


@given(data=st.data())
def test_damage_never_raises(data: st.DataObject) -> None:
    case: ListCase = data.draw(st.sampled_from(CASES)).values[0]
    read_list(page_at(case.url, data.draw(damaged(case.text))), context_of(case, "ucap"))


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<h1>题</h1><div id=UCAP-CONTENT><p>正文。</p></div>", None),
        ("<ucaptitle> 省国资委\n通知 </ucaptitle><ucapcontent><p>正文。</p></ucapcontent>", "省国资委 通知"),
        ("<div class=a><!-- UCAPCONTENT --><p>正文。</p><!-- /UCAPCONTENT --></div>", None),
        ("<div class=a><!--<UCAPCONTENT>--><p>正文。</p><!--</UCAPCONTENT>--></div>", None),
    ],
)
def test_the_body_is_marked(html: str, title: str | None) -> None:
    parts = read_article(LexborHTMLParser(f"<p>导航</p>{html}<p>页脚</p>"))
    assert parts is not None
    assert parts.title == title
    assert parts.body is not None
    assert parts.body.text().strip() == "正文。"


REPRINT = "<div class=TRS_Editor><p>据报道：</p><div id=UCAP-CONTENT><p>正文。</p></div></div>"


@pytest.mark.parametrize(
    "html", ["", "<p>正文", REPRINT, "<!-- UCAPCONTENT --><p>正文</p><!-- /UCAPCONTENT -->"]
)
def test_other_pages_are_left_to_the_general_reader(html: str) -> None:
    assert read_article(LexborHTMLParser(html)) is None
