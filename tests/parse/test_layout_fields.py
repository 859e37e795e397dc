"""Selectors of a layout that point at one value each: for pages whose labels are missing, or mislead."""

import datetime as dt

import pytest

from sasac_crawler.items import ScrapedArticle
from sasac_crawler.normalize.article import normalize_article
from sasac_crawler.parse.article import parse_article
from sasac_crawler.parse.page import read_page
from sasac_crawler.sites import SiteProfile, parse_profile

PROFILE = """
slug = "x"
name_zh = "示例市国资委"
name_short = "示例市国资委"
name_en = "Example"
level = "city"
platform = "static_list"
hosts = ["x.test"]

[[layouts]]
id = "now"
"""
# The first date is that of a meeting, source and editor have no label, the number is in a box of its own.
PAGE = """<html><head><title>关于做好年度考核工作的通知</title></head><body><h1>关于做好年度考核工作的通知</h1>
<div class="meeting">时间：2026-03-01</div><div class="meta"><i>2026年3月9日</i><i>示例市国资委办公室</i><i>语谦</i></div>
<div class="no">示国资发〔2026〕7号</div>
<div class="TRS_Editor"><p>各监管企业：现将年度考核有关事项通知如下，请认真贯彻执行。</p><p>一、按时报送材料，确保数据真实准确。</p></div>
</body></html>"""


def _read(layout: str) -> tuple[ScrapedArticle, SiteProfile]:
    site = parse_profile(PROFILE + layout, file="x.toml")
    seen_at = dt.datetime(2026, 3, 10, tzinfo=dt.UTC)
    page = read_page(
        PAGE.encode(), url="http://x.test/a.html", seen_at=seen_at, content_type="text/html; charset=utf-8"
    )
    return parse_article(page, site=site, channel=None), site


@pytest.mark.parametrize(
    ("layout", "field", "value"),
    [
        ('date = ".meta i:nth-of-type(1)"', "date_published", dt.datetime(2026, 3, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))),
        ('source = ".meta i:nth-of-type(2)"', "source_name", "示例市国资委办公室"),
        ('editor = ".meta i:nth-of-type(3)"', "editor", "语谦"),
        ('document_number = ".no"', "document_number", "示国资发〔2026〕7号"),
    ],
)  # fmt: skip
def test_what_a_selector_points_at_counts_first(layout: str, field: str, value: object) -> None:
    scraped, site = _read(layout)
    article = normalize_article(scraped, site=site)
    assert getattr(article, field) == value
    part = layout.partition(" ")[0]
    assert any(rule.endswith(f"=layout:{part}") for rule in article.rules)
    plain, _ = _read("")
    assert getattr(normalize_article(plain, site=site), field) != value


def test_a_selector_that_finds_nothing_is_an_issue_and_the_general_readers_go_on() -> None:
    scraped, _ = _read('date = ".gone"\nsource = ".meta i:nth-of-type(2)"')
    [missed] = [one for one in scraped.issues if one.code == "layout_missed"]
    assert missed.message == "The date selector of layout now finds nothing."
    assert scraped.date_published_raw == _read("")[0].date_published_raw
    assert scraped.source_raw == "示例市国资委办公室"
