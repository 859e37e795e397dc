"""Open-government pages: the metadata table gives the official fields, and is no part of the text."""

import datetime as dt

from sasac_crawler.items import ScrapedArticle
from sasac_crawler.normalize.article import normalize_article, strip_article
from sasac_crawler.parse.article import parse_article
from sasac_crawler.parse.page import read_page

PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>政务公开信息内容页</title></head><body>
<table class="xxgk"><tr><td>索 引 号：</td><td>AB000/2021-00005</td><td>主题分类：</td><td>国有资产监管</td></tr>
<tr><td>发文机关：</td><td>示例市国资委</td><td>成文日期：</td><td>2021年02月20日</td></tr>
<tr><td>标　　题：</td><td colspan="3">关于做好示例企业资产评估管理工作的通知</td></tr>
<tr><td>发文字号：</td><td>示国资发〔2021〕5号</td><td>发布日期：</td><td>2021-02-24</td></tr>
<tr><td>有 效 性：</td><td>有效</td><td>主 题 词：</td><td>资产评估 通知</td></tr></table>
<table><tr><td><div class="TRS_Editor"><p>各示例企业：</p><p>为规范资产评估管理，现将有关事项通知如下。</p>
<p>一、评估项目实行核准制和备案制。</p></div></td></tr></table></body></html>"""


def _scraped() -> ScrapedArticle:
    page = read_page(
        PAGE.encode(),
        url="http://gzw.example.test/xxgk/1.html",
        seen_at=dt.datetime(2021, 3, 1, tzinfo=dt.UTC),
    )
    return parse_article(page, site=None)


def test_the_table_gives_the_official_fields_as_printed() -> None:
    scraped = _scraped()
    assert scraped.title == "关于做好示例企业资产评估管理工作的通知"
    assert scraped.index_number_raw == "AB000/2021-00005"
    assert scraped.document_number_raw == "示国资发〔2021〕5号"
    assert scraped.issuer_raw == "示例市国资委"
    assert scraped.date_written_raw == "2021年02月20日"
    assert scraped.date_published_raw == "2021-02-24"
    assert scraped.validity_raw == "有效"
    assert scraped.subject_raw == "国有资产监管"


def test_the_text_is_the_body_alone() -> None:
    assert _scraped().body_text == (
        "各示例企业：\n为规范资产评估管理，现将有关事项通知如下。\n一、评估项目实行核准制和备案制。"
    )


def test_normalised_the_fields_have_their_types_and_their_places() -> None:
    article = normalize_article(strip_article(_scraped()), site=None)
    assert article.document_number == "示国资发〔2021〕5号"
    assert article.date_written == dt.date(2021, 2, 20)
    assert article.date_published is not None
    assert article.date_published.date() == dt.date(2021, 2, 24)
    assert article.keywords == ("资产评估", "通知")
    assert article.issuer == "示例市国资委"
    assert "document_number=metadata_table" in article.rules


def test_a_table_of_figures_is_no_metadata() -> None:
    page = PAGE.replace("索 引 号", "企业").replace("发文字号", "营收").replace("成文日期", "日期")
    page = page.replace("主题分类", "类别").replace("发文机关", "集团").replace("有 效 性", "状态")
    page = page.replace("主 题 词", "备注")
    read = read_page(page.encode(), url="http://x.test/", seen_at=dt.datetime(2021, 3, 1, tzinfo=dt.UTC))
    scraped = parse_article(read, site=None)
    assert scraped.document_number_raw is None
    assert scraped.index_number_raw is None
