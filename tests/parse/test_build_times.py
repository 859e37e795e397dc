"""A PubDate that is the time the page was built is recognised by the tag that says when that was."""

import datetime as dt

from sasac_crawler.items import Article
from sasac_crawler.normalize.article import normalize_article, strip_article
from sasac_crawler.parse.article import parse_article
from sasac_crawler.parse.page import read_page

PAGE = (
    '<html><head><meta name="ArticleTitle" content="省国资委召开会议">'
    '<meta name="PubDate" content="2025-10-25 11:32:05">{build}</head>'
    "<body><h1>省国资委召开会议</h1>{header}<div id='zoom'><p>省国资委召开会议，研究部署下半年改革任务，听取各专项小组汇报。</p></div>"
    "</body></html>"
)


def _read(build: str, header: str = "") -> Article:
    text = PAGE.format(build=build, header=header)
    page = read_page(
        text.encode(),
        url="http://gzw.jiangdong.test/c1/content.html",
        seen_at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
    )
    return normalize_article(strip_article(parse_article(page, site=None)), site=None)


def test_a_pubdate_at_the_time_of_building_is_no_date() -> None:
    for build in (
        '<meta name="others" content="页面生成时间 2025-10-25 11:32:07">',
        '<meta name="Maketime" content="2025-10-25 11:32:05_194">',
    ):
        article = _read(build)
        assert article.date_published is None
        assert "date_regenerated" in {issue.code for issue in article.issues}


def test_the_visible_date_counts_then() -> None:
    header = "<div class='info'>发布时间：2021-02-24 10:30　来源：省国资委</div>"
    article = _read('<meta name="others" content="页面生成时间 2025-10-25 11:32:07">', header)
    assert article.date_published is not None
    assert article.date_published.date() == dt.date(2021, 2, 24)


def test_a_time_of_building_alone_is_no_date_and_said_to_be_missing() -> None:
    text = PAGE.replace('<meta name="PubDate" content="2025-10-25 11:32:05">', "")
    page = read_page(
        text.format(build='<meta name="Maketime" content="2023-10-23 09:51:50_194">', header="").encode(),
        url="http://gzw.jiangdong.test/c1/content.html",
        seen_at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
    )
    scraped = parse_article(page, site=None)
    assert scraped.date_published_raw is None
    assert "no_date_published" in {issue.code for issue in scraped.issues}
    assert normalize_article(strip_article(scraped), site=None).date_published is None


def test_other_words_in_the_tag_are_not_taken() -> None:
    article = _read('<meta name="others" content="2025-10-25 11:32:07">')
    assert article.date_published is not None
