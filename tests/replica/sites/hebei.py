"""hbsa.hebei.gov.cn: art_pageN.html, of which only the number of pages is said; one list without pages."""

import html

from tests.replica.plain import NoArticles, PlainChannel, PlainSite, Skin, list_items, rows_of
from tests.replica.prose import CONTROLS, Piece, Row, at, in_pages, national_tags, page, paragraphs, pieces

HOST = "hbsa.hebei.gov.cn"
BASE = f"http://{HOST}"
NAME, CODE = "河北省人民政府国有资产监督管理委员会", "1300000041"
_TEXT = pieces(who="省国资委", place="河北")


def _one(folder: str, key: str, number: int, printed: str, source: str, **more: object) -> Piece:
    # The form of the article addresses is not known: this one is ours.
    return at(_TEXT[key], f"{BASE}/{folder}/art_{number}.html", printed, source=source, **more)


NOTICES = (
    _one("gg", "recruitment", 60117, "2026-10-13 15:20", "河北国控集团"),
    _one("gg", "notice_valuation", 60080, "2026-09-16 10:08", "产权处"),
    _one("gg", "audit", 60031, "2026-08-05 09:40", "审计处"),
    _one("gg", "training", 59975, "2026-06-17 17:00", "人事处"),
)
WATCH = (
    _one("GZJG419", "inspection", 60102, "2026-10-08 08:50", "安全处"),
    _one("GZJG419", "property", 60055, "2026-08-27 16:16", "产权处"),
    # GBK as the site of 2020 had it; the header says nothing, the meta tag GBK.
    _one("GZJG419", "salary", 58001, "2021-12-02 11:30", "分配处"),
    _one("GZJG419", "figures", 60009, "2026-07-22 18:05", "财监处"),
    _one("GZJG419", "digital", 59911, "2026-05-14 14:14", "规划处"),
)
REFORM = (
    _one("GQGG418", "merger", 60090, "2026-09-24 12:30", "改革处"),
    _one("GQGG418", "technology", 60040, "2026-08-13 10:00", "规划处"),
    _one("GQGG418", "logistics", 59950, "2026-06-02 09:25", "改革处"),
)
NONE = NoArticles(
    gone=Row(url=f"{BASE}/gg/art_60001.html", title="关于变更考试地点的公告", day="2026-07-15"),
    moved=Row(url=f"{BASE}/GQGG418/art_59999.html", title="改革图解", day="2026-07-10"),
    shell=Row(url=f"{BASE}/GZJG419/art_59900.html", title="监管工作掠影", day="2026-05-06"),
    target="http://www.hebei.gov.cn/columns/580d0301/202607/10/8f0d.html?a=1&b=2",
)
WATCH_PAGES = in_pages(rows_of([WATCH[0], WATCH[1], WATCH[3], WATCH[4], NONE.shell, WATCH[2]]), 2)
REFORM_PAGES = in_pages(rows_of([REFORM[0], REFORM[1], NONE.moved, REFORM[2]]), 2)


def _list(channel: PlainChannel, number: int) -> str:
    total = len(channel.pages)
    pager = f"<div id='pager'></div><script>var pageIndex = {number}, pageSize = 2; var pageCount = {total}; drawPager();</script>"
    return f"""<div class="list"><ul class="artlist">{list_items(channel.pages[number - 1])}</ul></div>
{pager if total > 1 else ""}"""


def _article(one: Piece, column: str) -> str:
    return f"""<div class="location">您所在的位置：<a href="/">首页</a> &gt;&gt; {column}</div>
<div class="arc"><div class="arc_title">{html.escape(one.title)}</div>
<div class="arc_info">发布日期：{one.printed} | 来源：{one.source} | 浏览次数：<script src="/hits?id=1"></script></div>
<div class="arc_cont">
{paragraphs(one)}
</div>{CONTROLS}</div>"""


def _pages(folder: str, count: int) -> tuple[str, ...]:
    return tuple(f"{BASE}/{folder}/art_page{number}.html" for number in range(1, count + 1))


SITE = PlainSite(
    slug="hebei",
    platform="static_list",
    host=HOST,
    skin=Skin(name=NAME, code=CODE, nav=(("/gg.html", "公告"), ("/GZJG419/art_page1.html", "国资监管"))),
    channels=(
        PlainChannel(
            id="gg",
            name="公告",
            pages=(rows_of([*NOTICES[:3], NONE.gone, NOTICES[3]]),),
            urls=(f"{BASE}/gg.html",),
            articles=NOTICES,
        ),
        PlainChannel(
            id="GZJG419",
            name="国资监管",
            pages=tuple(WATCH_PAGES),
            urls=_pages("GZJG419", len(WATCH_PAGES)),
            articles=WATCH,
        ),
        PlainChannel(
            id="GQGG418",
            name="国企改革",
            pages=tuple(REFORM_PAGES),
            urls=_pages("GQGG418", len(REFORM_PAGES)),
            articles=REFORM,
        ),
    ),
    none=NONE,
    list_markup=_list,
    article_markup=_article,
    article_head=lambda one, column: national_tags(
        SiteName=NAME,
        SiteIDCode=CODE,
        ColumnName=column,
        ArticleTitle=one.title,
        PubDate=f"{one.printed}:31" if one.clock else one.printed,
        ContentSource=one.source or "",
    ),
    odd={
        "salary": lambda text: page(
            text.replace('charset="utf-8"', 'charset="gbk"'),
            charset="gbk",
            content_type="text/html",
            is_article=True,
        )
    },
    robots=page(
        "<!DOCTYPE html><html><head><title>首页</title></head><body>河北国资</body></html>",
        content_type="text/html",
    ),
).build()
