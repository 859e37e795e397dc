"""gzw.jiangdong.test against the facts on platform C (cms.md §2.C)."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from sasac_crawler.samplesite import truth
from sasac_crawler.samplesite.loading import channels_of

Get = Callable[..., Any]
HOST = "gzw.jiangdong.test"
PROXY = "/module/web/jpage/dataproxy.jsp"
PARAMETERS = "appid=1&webid=7&path=/&columnid=1201&unitid=38486&webname=x&permissiontype=0"
NEXT = re.compile(r'<nextgroup><!\[CDATA\[<a href="([^"]+)"></a>\]\]></nextgroup>')
RECORD = re.compile(r"<record><!\[CDATA\[(.*?)\]\]></record>")
HREF = re.compile(r'href="(/art/[^"]+)"')
PATHS = {channel.id: [article.path for article in channel.articles] for channel in channels_of(HOST)}


def one(page: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    node = page.css_first(selector)
    assert node is not None, selector
    return node


@pytest.mark.parametrize("column", PATHS)
def test_following_the_next_groups_names_every_article_once(get: Get, column: str) -> None:
    text = get(HOST, f"/col/{column}/index.html").text
    found = HREF.findall(text)
    groups = 1
    while match := NEXT.search(text):
        text = get(HOST, match[1]).text
        found += HREF.findall(text)
        groups += 1
    assert groups == 2
    assert found == PATHS[column]


def test_the_records_cannot_be_seen_by_an_html_parser(get: Get) -> None:
    text = get(HOST, "/col/col1201/index.html").text
    assert len(RECORD.findall(text)) == 16  # fifteen rows and a piece of debris
    assert "<record><![CDATA[<ul>]]></record>" in text
    assert not LexborHTMLParser(text).css('a[href^="/art/"]')


def test_rows_are_list_items_in_one_column_and_table_rows_in_the_other(get: Get) -> None:
    items = RECORD.findall(get(HOST, "/col/col1201/index.html").text)
    rows = RECORD.findall(get(HOST, "/col/col1205/index.html").text)
    assert items[0].startswith("<li><a href=")
    assert items[0].endswith("<span>[2026-10-16]</span></li>")
    assert rows[0].startswith('<tr><td height="32"')
    assert rows[0].endswith('class="bt_time">2026-10-19</td></tr>')


def test_the_proxy_hands_out_windows_by_post_as_by_get(get: Get) -> None:
    window = f"{PROXY}?startrecord=6&endrecord=10&perpage=5"
    posted = get(HOST, window, method="POST", form=f"col=1&{PARAMETERS}&sourceContentType=1")
    got = get(HOST, f"{window}&{PARAMETERS}")
    assert posted.content_type == got.content_type == "text/xml"
    assert posted.body == got.body
    assert HREF.findall(posted.text) == PATHS["col1201"][5:10]
    assert "<totalrecord>17</totalrecord><totalpage>4</totalpage>" in posted.text


@pytest.mark.parametrize("window", ["startrecord=90&endrecord=99", "page=9", "page=x", ""])
def test_a_window_behind_the_end_is_an_island_without_records(get: Get, window: str) -> None:
    got = get(HOST, f"{PROXY}?{window}&{PARAMETERS}")
    assert got.status == 200
    assert "<totalrecord>17<" in got.text
    assert not RECORD.findall(got.text)
    assert "<nextgroup>" not in got.text


def test_an_unknown_component_gets_54_bytes(get: Get) -> None:
    got = get(HOST, f"{PROXY}?page=1&columnid=9f3a&unitid=77c0")
    assert (got.status, len(got.body)) == (200, 54)


def test_an_article_carries_the_national_tags_and_the_markers(get: Get) -> None:
    text = get(HOST, "/art/2023/5/24/art_1201_64280.html").text
    tags = {
        node.attributes["name"]: node.attributes.get("content")
        for node in LexborHTMLParser(text).css("meta[name]")
    }
    assert list(tags) == [
        "SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType",
        "ArticleTitle", "PubDate", "ContentSource", "Maketime", "ContentStart", "ContentEnd",
    ]  # fmt: skip
    assert tags["SiteName"] == "江东省人民政府国有资产监督管理委员会"
    assert tags["ArticleTitle"] == "示例企业投资项目负面清单（2023年版）"
    assert tags["PubDate"] == "2023-05-25 08:20"
    assert tags["ContentSource"] == "示例国资委"
    assert "<!--<$[标题]>begin-->示例企业投资项目负面清单（2023年版）<!--<$[标题]>end-->" in text
    assert "发布日期：2023-05-25" in text
    assert (
        text.index("<!--<$[信息内容]>begin-->")
        < text.index("（四）以融资性贸易")
        < text.index("<!--<$[信息内容]>end-->")
    )


def test_the_hidden_breadcrumb_begins_with_the_own_column(get: Get) -> None:
    page = LexborHTMLParser(get(HOST, "/art/2023/5/24/art_1201_64280.html").text)
    assert one(page, "#hiddenLocation #col1_name").text() == "国资动态"
    assert one(page, "#hiddenLocation #col1_url").text() == "/col/col1201/index.html"


def test_the_gbk_page_says_gbk_and_needs_gb18030(get: Get) -> None:
    got = get(HOST, "/art/2022/10/19/art_1201_60412.html")
    assert got.content_type == "text/html; charset=gbk"
    assert b'content="text/html; charset=gbk"' in got.body
    assert "带电作业班的“绣花针”李㛃" in got.body.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        got.body.decode("gbk")


def test_the_attachment_is_a_real_document_behind_an_icon(get: Get) -> None:
    text = get(HOST, "/art/2025/6/11/art_1201_79310.html").text
    match = re.search(
        r'<a href="(/module/download/downfile\.jsp[^"]+)"><img src="([^"]+)"[^>]*>([^<]+)</a>', text
    )
    assert match is not None
    assert match[3] == "附件：省属企业合同审查要点手册.pdf"
    assert get(HOST, match[2]).content_type == "image/png"
    got = get(HOST, html.unescape(match[1]))
    assert got.content_type == "application/pdf"
    assert get(HOST, "/module/download/downfile.jsp?classid=0&filename=none.pdf").status == 404
    assert len([one for one in truth() if any(file.kind == "document" for file in one.attachments)]) == 1


def test_the_cross_reference_table_of_the_document_points_to_its_objects(get: Get) -> None:
    pdf = get(HOST, "/module/download/downfile.jsp?filename=5f2c8e01b7d94a3c9e6610d2a8f47b35.pdf").body
    start = int(pdf.split(b"startxref\n")[1].split()[0])
    offsets = [int(line[:10]) for line in pdf[start:].splitlines()[3:8]]
    assert pdf[start:].startswith(b"xref\n0 6\n")
    for number, offset in enumerate(offsets, start=1):
        assert pdf[offset:].startswith(b"%d 0 obj\n" % number)
    stream = pdf.split(b"stream\n")[1].removesuffix(b"\nend")
    assert b"/Length %d " % len(stream) in pdf
