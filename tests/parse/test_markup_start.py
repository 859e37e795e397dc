"""A page is a page whatever invisible characters a template's included files put before its first tag."""

import datetime as dt

import pytest

from sasac_crawler.parse.article import parse_article
from sasac_crawler.parse.page import read_page

ARTICLE = (
    "<html><head><title>省国资委部署年报工作</title></head><body><h1>省国资委部署年报工作</h1>"
    "<p>发布时间：2026-09-30 来源：统计评价处</p><div>"
    + "".join(f"<p>第{n}项：各监管企业要按时报送材料，确保数据真实完整。</p>" for n in range(1, 9))
    + "</div></body></html>"
)
SEEN = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "before",
    ["", "\ufeff", "\ufeff\ufeff", "\r\n\ufeff", "\ufeff\r\n\ufeff\t", "\u200b", "\u3000\n"],
    ids=ascii,
)
def test_what_nobody_sees_does_not_make_a_page_a_copied_text(before: str) -> None:
    page = read_page(f"{before}{ARTICLE}".encode(), url="http://x.test/a.html", seen_at=SEEN)
    article = parse_article(page, site=None)
    assert not page.is_copied_text
    assert (article.title, article.date_published_raw) == ("省国资委部署年报工作", "2026-09-30")
    assert article.body_text.startswith("第1项")


def test_a_copied_text_stays_one() -> None:
    text = "\ufeff省国资委部署年报工作\n来源：统计评价处 发布时间：2026-09-30\n各监管企业要按时报送材料。"
    assert read_page(text.encode(), url="http://x.test/a", seen_at=SEEN).is_copied_text
