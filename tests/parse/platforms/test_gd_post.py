"""Guangdong: columns, the catalogue and its interface, articles in the page or in its script."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from sasac_crawler.parse.platforms.gd_post import read_article, read_list
from tests.parse.platforms.list_cases import ListCase, cases, context_of, damaged, page_at, said

CASES = cases("gd_post")


@pytest.mark.parametrize("case", CASES)
def test_lists_are_read(case: ListCase) -> None:
    assert said(read_list(page_at(case.url, case.text), context_of(case, "gd_post"))) == case.said()


@given(data=st.data())
def test_damage_never_raises(data: st.DataObject) -> None:
    case: ListCase = data.draw(st.sampled_from(CASES)).values[0]
    read_list(page_at(case.url, data.draw(damaged(case.text))), context_of(case, "gd_post"))


def test_an_article_stands_in_the_page() -> None:
    html = (
        "<script>var NFCMS_POST_ID = '1';</script><div class=xl_wrap><div class=title>深圳国资</div>"
        "<div class=title_info><span>发布时间：2026-05-01 09:00:00</span></div>"
        "<div class='xl_main articleBox'><p>正文。</p></div></div>"
    )
    parts = read_article(LexborHTMLParser(html))
    assert parts is not None
    assert (parts.title, parts.header) == ("深圳国资", "发布时间：2026-05-01 09:00:00")
    assert parts.body is not None
    assert parts.body.text() == "正文。"


def test_an_article_stands_in_the_script_only() -> None:
    detail = json.dumps({"DETAIL": {"title": "目录条目", "content": "<p>正文。</p><p>第二段。</p>"}})
    escaped = detail.replace("<", "\\u003C").replace(">", "\\u003E")
    html = f"<div class=article-content></div><script>window._CONFIG = {escaped};</script>"
    parts = read_article(LexborHTMLParser(html))
    assert parts is not None
    assert parts.title == "目录条目"
    assert parts.body is not None
    assert [node.text() for node in parts.body.css("p")] == ["正文。", "第二段。"]


def test_an_empty_article_is_empty() -> None:
    parts = read_article(
        LexborHTMLParser("<script>NFCMS_SITE_ID=1</script><div id=zoomcon> </div><p>页脚</p>")
    )
    assert parts is not None
    assert parts.body is not None
    assert parts.body.text().strip() == ""


@pytest.mark.parametrize(
    "html", ["", "<div class=content_info>发布时间：2026-05-01</div>", "<script>_CONFIG = {</script>"]
)
def test_other_pages_are_left_to_the_general_reader(html: str) -> None:
    assert read_article(LexborHTMLParser(html)) is None
