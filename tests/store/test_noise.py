"""What changes on a page from one day to the next without the article changing makes no version."""

import datetime as dt
from importlib.resources import files
from pathlib import Path

import pytest
from sqlite_utils import Database

from sasac_crawler.items import Appearance, PageRequest
from sasac_crawler.normalize.article import normalize_article, strip_article
from sasac_crawler.normalize.script import to_hans
from sasac_crawler.parse.article import parse_article
from sasac_crawler.parse.page import read_page
from sasac_crawler.sites import load_profiles
from sasac_crawler.store.articles import ArticleTable, Change
from sasac_crawler.store.transaction import transaction

PROFILES = Path(str(files("sasac_crawler.samplesite").joinpath("profiles")))
NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
URL = "http://gzw.jiangdong.test/art/2021/2/24/art_1201_9001.html"
TITLE = "省国资委强化服务保障省属企业复工复产"
BODY = "<p>　　省国资委党委召开会议，研究部署国资国企改革发展工作，要求各企业统筹推进。</p><p>　　截至目前，企业复工率达88.06%。</p>"
PAGE = (
    "<html><head><meta charset='utf-8'><title>{title}</title><meta name='Maketime' content='{built}'></head><body>"
    "<div class='top'>今天是{today}　<a href='/'>首页</a></div><div class='con'><p class='con-title'>{title}</p>"
    "<p class='explain'>发布日期：{date}　来源：江东省国资委　浏览次数：<span id='hits'>{views}</span> 次　字号：[ 大 中 小 ]</p>"
    "<div id='zoom'><!--<$$[信息内容]>begin-->{body}<!--<$$[信息内容]>end--></div></div>"
    "<div class='footer'>版权所有 最后更新：{today}</div></body></html>"
)
USUAL = {
    "title": TITLE,
    "built": "2026-11-23 08:00:00",
    "today": "2026年11月23日 星期一",
    "date": "2021-02-24",
    "views": "17",
    "body": BODY,
}
NOISE = {
    "views": {"views": "20431"},
    "template dates": {"built": "2026-12-24 03:11:09", "today": "2026年12月24日 星期四"},
    "the hour of the date": {"date": "2021-02-24 09:30"},
    "readings": {"body": BODY.replace("国资国企", "国(guo)资(zi)国(guo)企(qi)")},
    "script": {"title": "省國資委強化服務保障省屬企業復工復產"},
    "white space": {"body": BODY.replace("，", "，\n  ").replace("<p>　　", "<p>\xa0\xa0 ").replace("</p>", " </p>\n\n")},
    "punctuation and width": {"body": BODY.replace("88.06%", "８８．０６％").replace("，", ",")},
}  # fmt: skip
EDITS = {
    "title": {"title": TITLE.replace("强化", "优化")},
    "date_published": {"date": "2021-02-25"},
    "body_text": {"body": BODY.replace("88.06", "98.06")},
}


def _look(db: Database, variant: dict[str, str], *, days: int) -> Change:
    site = load_profiles([PROFILES])["jiangdong"]
    seen_at = NOW + dt.timedelta(days=days)
    markup = PAGE.format(**{**USUAL, **variant})
    page = read_page(
        markup.encode(),
        url=URL,
        request=PageRequest(url=URL),
        seen_at=seen_at,
        content_type="text/html; charset=utf-8",
    )
    scraped = strip_article(parse_article(page, site=site, channel=None, listed=None))
    article = normalize_article(scraped, site=site)
    assert to_hans(TITLE)[:4] in article.title_hans
    assert "复工率" in article.body_hans
    with transaction(db.conn):
        return ArticleTable(db).save(Appearance(article=article, same_text_as=None)).change


@pytest.mark.parametrize("noise", NOISE)
def test_noise_makes_no_version(db: Database, noise: str) -> None:
    assert _look(db, {}, days=0) is Change.NEW
    assert _look(db, NOISE[noise], days=1) is Change.UNCHANGED
    assert _look(db, {}, days=2) is Change.UNCHANGED
    assert db.table("article_versions").count == 0
    assert db.table("articles").count == 1


@pytest.mark.parametrize("field", EDITS)
def test_an_edit_makes_one(db: Database, field: str) -> None:
    _look(db, {}, days=0)
    assert _look(db, EDITS[field], days=1) is Change.CHANGED
    [row] = db.table("article_versions").rows
    assert (row["changed_fields"], row["cause"]) == (f'["{field}"]', "site")
