"""www.sasac.test against the facts on platform A (cms.md §2.A)."""

import re
from collections.abc import Callable
from itertools import chain
from typing import Any
from urllib.parse import urljoin

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from sasac_crawler.samplesite import truth
from sasac_crawler.samplesite.content import SampleChannel
from sasac_crawler.samplesite.loading import channels_of

Get = Callable[..., Any]
HOST = "www.sasac.test"
CHANNELS = {channel.id: channel for channel in channels_of(HOST)}
REGIONAL = "/n2588025/n2588129/"
SAMPLE = "/n2588025/n2588129/c13858389/content.html"


def one(page: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    node = page.css_first(selector)
    assert node is not None, selector
    return node


def tree(text: str) -> LexborHTMLParser:
    return LexborHTMLParser(text)


def fragments(text: str) -> list[str]:
    return [node.attributes["href"] or "" for node in tree(text).css("div[style='display:none'] a")]


def hrefs(text: str) -> list[str]:
    return [node.attributes["href"] or "" for node in tree(text).css("li > a[title][target]")]


@pytest.mark.parametrize("channel", CHANNELS.values(), ids=lambda one: one.name)
def test_index_and_fragments_name_every_article_of_the_channel(get: Get, channel: SampleChannel) -> None:
    base = f"http://{HOST}{channel.path}index.html"
    index = get(HOST, f"{channel.path}index.html").text
    pages = [index, *(get(HOST, url.removeprefix(f"http://{HOST}")).text for url in fragments(index))]
    assert len(pages) >= 3
    listed = {urljoin(base, href) for href in chain.from_iterable(map(hrefs, pages))}
    own = {one.url for one in truth() if one.site == "sasac_test" and one.channel == channel.id}
    assert {url for url in listed if HOST in url} == own


def test_fragments_are_numbered_down_and_the_total_itself_does_not_exist(get: Get) -> None:
    text = get(HOST, f"{REGIONAL}index.html").text
    assert "var maxPageNum = 3;" in text
    assert [url.rpartition("_")[2] for url in fragments(text)] == ["2.html", "1.html"]
    assert get(HOST, f"{REGIONAL}index_2603340_3.html").status == 404
    oldest = get(HOST, f"{REGIONAL}index_2603340_1.html").text
    assert "[2018-07-11]" in oldest
    assert "[2026-" not in oldest


def test_a_fragment_is_bare_list_items_without_a_charset(get: Get) -> None:
    got = get(HOST, f"{REGIONAL}index_2603340_2.html")
    assert got.content_type == "text/html"
    assert got.text.startswith("<!--start component 内容全集(新闻列表内容b)-->\n<li><a ")
    assert not re.search(r"<(?:html|head|meta|body|ul)\b", got.text)
    assert got.text.count('<li style="height:1px;background:#ccc') == 1
    assert got.text.count("<li><a ") == 10


def test_long_titles_are_cut_and_full_in_the_attribute(get: Get) -> None:
    rows = tree(get(HOST, f"{REGIONAL}index.html").text).css("li > a[title][target]")
    cut = [row for row in rows if row.text().endswith("…")]
    assert cut
    for row in cut:
        assert (row.attributes["title"] or "").startswith(row.text()[:-1])


def test_links_climb_to_the_root_and_one_leads_off_the_site(get: Get) -> None:
    policy = hrefs(get(HOST, "/n2588035/n2588320/n2588335/index.html").text)
    assert all(href.startswith("../../../n2588035/n2588320/n2588335/c") for href in policy)
    news = get(HOST, "/n2588025/n2588119/index.html").text
    pages = [news, *(get(HOST, url.removeprefix(f"http://{HOST}")).text for url in fragments(news))]
    external = {href for href in chain.from_iterable(map(hrefs, pages)) if href.startswith("http")}
    assert external == {"http://www.gov.test/zhengce/content/202603/content_6940000.htm"}


def test_dates_are_not_strictly_sorted(get: Get) -> None:
    dates = re.findall(r"\[(\d{4}-\d\d-\d\d)\]", get(HOST, f"{REGIONAL}index_2603340_1.html").text)
    assert dates != sorted(dates, reverse=True)


def test_the_sample_article_stands_as_the_user_gave_it(get: Get) -> None:
    page = tree(get(HOST, SAMPLE).text)
    heading, body = one(page, "div.zsy_cotitle"), one(page, "div.zsy_comain")
    lines = [line.strip() for line in heading.text().splitlines() if line.strip()]
    assert lines == [
        "濟南市國資委強化“五服務”全力保障市屬國企復工復產",
        "文章來源(yuan):山東省國資委 發布時間:2021-02-24",
    ]
    paragraphs = [node.text().strip() for node in body.css("p")]
    assert len(paragraphs) == 7
    assert paragraphs[-1] == "【責任編輯:語謙】"
    assert paragraphs[0].startswith("濟(ji)南市國(guo)資(zi)委(wei)堅持一手(shou)抓疫情防(fang)控")
    assert "在(zai)崗(gang)(gang)57307人" in paragraphs[0]


def test_the_body_is_full_of_chrome_and_repeated_outside(get: Get) -> None:
    text = get(HOST, SAMPLE).text
    page = tree(text)
    for selector in ("style", "#qr_container", "#div_div > canvas", "div.related", "div.jiathis_style_24x24"):
        assert page.css(f"div.zsy_comain {selector}"), selector
    assert [node.text(strip=True) for node in page.css(".zsy_cobutton a")] == ["打印", "关闭窗口"]
    assert one(page, ".share-title").text() == "濟南市國資委強化“五服務”全力保障市屬國企復工復產"
    assert "語謙" not in one(page, ".share-substr").text()
    assert 'var contenttitle = "濟南市國資委' in text
    assert "$content.getAttrByFlatName('wzly').value" in text
    assert f'src="http://{HOST}{SAMPLE}"' in text
    assert one(page, "title").text().endswith("－示例国有资产监督管理委员会")


def test_components_are_wrapped_in_the_observed_order(get: Get) -> None:
    text = get(HOST, SAMPLE).text
    starts = re.findall(r"<!--start component (.+?)-->", text)
    assert starts == re.findall(r"<!--end component (.+?)-->", text)
    assert starts == [
        "文档组件(title)", "文章页访问量头", "当前路径", "HTML组件(header)", "当前路径(当前位置)",
        "文档组件(文章正文)", "HTML组件(footer)", "访问量统计foot",
    ]  # fmt: skip


def test_metas_are_the_sites_own_and_no_national_tags(get: Get) -> None:
    names = [node.attributes["name"] for node in tree(get(HOST, SAMPLE).text).css("meta[name]")]
    assert names == [
        "filetype", "publishedtype", "pagetype", "contentid", "liability", "author", "source",
        "publishdate", "catalogs",
    ]  # fmt: skip


def test_every_picture_is_a_real_one(get: Get) -> None:
    pictures = [file for one in truth() for file in one.attachments if file.kind == "image"]
    assert len(pictures) >= 3
    for picture in pictures:
        got = get(HOST, picture.url.removeprefix(f"http://{HOST}"))
        assert got.content_type == "image/png"
        assert got.body.startswith(b"\x89PNG\r\n\x1a\n")
        assert got.body.endswith(b"IEND\xaeB`\x82")
