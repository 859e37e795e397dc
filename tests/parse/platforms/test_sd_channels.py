"""Shandong's channels: every record in one page, and articles in the rows of a table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from sasac_crawler.parse.platforms.sd_channels import read_article, read_list
from tests.parse.platforms.list_cases import ListCase, cases, context_of, damaged, page_at, said

CASES = cases("sd_channels")
LINK = "<a href='/channels/ch00223/'>招聘</a>"


@pytest.mark.parametrize("case", CASES)
def test_lists_are_read(case: ListCase) -> None:
    assert said(read_list(page_at(case.url, case.text), context_of(case, "sd_channels"))) == case.said()


@given(data=st.data())
def test_damage_never_raises(data: st.DataObject) -> None:
    case: ListCase = data.draw(st.sampled_from(CASES)).values[0]
    read_list(page_at(case.url, data.draw(damaged(case.text))), context_of(case, "sd_channels"))


def test_the_title_stands_in_a_row_above() -> None:
    html = (
        f"{LINK}<table><tr><td>省国资委通知</td></tr><tr><td>发布时间：2026/3/5　信息来源：产权处</td></tr>"
        "<tr><td><div id=content><p>正文。</p></div></td></tr></table>"
    )
    parts = read_article(LexborHTMLParser(html))
    assert parts is not None
    assert parts.title == "省国资委通知"
    assert parts.header == "发布时间：2026/3/5 信息来源：产权处"
    assert parts.body is not None
    assert parts.body.text() == "正文。"


@pytest.mark.parametrize(
    "html",
    [
        # Another site's table.
        "<table><tr><td>导航</td></tr><tr><td><div id=content>正文</div></td></tr></table>",
        # No row above.
        f"{LINK}<table><tr><td><div id=content>正文</div></td></tr></table>",
        # No table.
        f"{LINK}<h1>题</h1><div id=content>正文</div>",
    ],
)
def test_other_pages_are_left_to_the_general_reader(html: str) -> None:
    assert read_article(LexborHTMLParser(html)) is None
