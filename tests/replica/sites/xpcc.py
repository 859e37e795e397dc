"""gyzc.xjbt.gov.cn: zcms: static pages first, then pages of its front end (facts H); a path robots.txt bars.

The real site switches after ten pages; here after two.
"""

import html
from dataclasses import replace

from tests.replica.plain import NoArticles, PlainChannel, PlainSite, Skin, list_items, rows_of
from tests.replica.prose import CONTROLS, Piece, Row, at, in_pages, national_tags, page, paragraphs, pieces

HOST = "gyzc.xjbt.gov.cn"
BASE = f"http://{HOST}"
NAME, CODE = "新疆兵团国资委", "6600000012"
_TEXT = pieces(who="兵团国资委", place="兵团")


def _one(key: str, number: int, printed: str, source: str, **more: object) -> Piece:
    return at(_TEXT[key], f"{BASE}/c/{printed[:10]}/{number}.shtml", printed, source=source, **more)


NOTICES = (
    _one("recruitment", 8412001, "2026-10-12 11:00", "兵团资本运营公司"),
    _one("notice_valuation", 8411502, "2026-09-27 18:20", "产权处"),
    _one("audit", 8410033, "2026-09-02 10:30", "监督处"),
    _one("inspection", 8409114, "2026-08-14 13:13", "安全处"),
    _one("training", 8408005, "2026-07-21 19:05", "人事处"),
    _one("party", 8407106, "2026-07-01 12:00", "机关党委"),
    _one("property", 8406207, "2026-05-26 16:40", "产权处"),
    _one("figures", 8405308, "2026-04-29 20:10", "财务处"),
    _one("salary", 8404409, "2026-03-17 11:55", "考核处"),
    _one("rule", 8403510, "2026-02-05 17:17", "法规处"),
)
COMPANIES = (
    _one("energy", 8300001, "2026-06-18 10:00", "兵团能源集团"),
    _one("merger", 8300102, "2026-03-30 10:00", "兵团水务集团"),
    _one("bonds", 8300203, "2025-12-08 10:00", "兵团产投集团"),
)
NONE = NoArticles(
    gone=Row(url=f"{BASE}/c/2026-08-03/8408701.shtml", title="关于终止一项遴选的公告", day="2026-08-03"),
    moved=Row(url=f"{BASE}/c/2026-06-10/8406802.shtml", title="一图看懂遴选流程", day="2026-06-10"),
    shell=Row(url=f"{BASE}/c/2026-03-05/8404203.shtml", title="评审现场图片", day="2026-03-05"),
)
BARRED = Row(url=f"{BASE}/c/2026-01-20/8403300.shtml", title="内部通知（请勿收录）", day="2026-01-20")
PAGES = in_pages(
    rows_of(
        [*NOTICES[:4], NONE.gone, *NOTICES[4:6], NONE.moved, *NOTICES[6:9], NONE.shell, NOTICES[9], BARRED]
    ),
    5,
)
LINKS = (
    f"{BASE}/xxgk/tzgg/",
    f"{BASE}/xxgk/tzgg/index_2.shtml",
    f"{BASE}/zcms/ui/catalog/15432/pc/index_3.shtml",
)


def _list(channel: PlainChannel, number: int) -> str:
    total = len(channel.pages)
    following = (
        f'<a class="pager-next" href="{channel.urls[number].removeprefix(BASE)}" title="下一页"><i class="icon"></i></a>'
        if number < total
        else '<a class="pager-next disabled" href="#" title="下一页"><i class="icon"></i></a>'
    )
    return f"""<div class="list"><ul>{list_items(channel.pages[number - 1])}</ul></div>
<div class="pager"><span class="current">{number}</span>{following}</div>"""


def _article(one: Piece, column: str) -> str:
    return f"""<div class="path"><a href="/">首页</a> / {column}</div>
<div class="article"><h1>{html.escape(one.title)}</h1>
<p class="meta">发布时间：{one.printed}　来源：{one.source}　作者：</p>
<div class="article-body">
{paragraphs(one)}
</div>{CONTROLS}<div class="prevnext"><p>上一篇：<a href="/c/2026-01-01/1.shtml">关于假期值班的通知</a></p></div></div>"""


_SITE = PlainSite(
    slug="xpcc",
    platform="static_list",
    host=HOST,
    skin=Skin(name=NAME, code=CODE, nav=(("/xxgk/tzgg/", "通知公告"), ("/col/col9/", "监管企业"))),
    channels=(
        PlainChannel(id="tzgg", name="通知公告", pages=tuple(PAGES), urls=LINKS, articles=NOTICES),
        PlainChannel(
            id="col9",
            name="监管企业",
            pages=(rows_of(COMPANIES),),
            urls=(f"{BASE}/col/col9/",),
            articles=COMPANIES,
        ),
    ),
    none=NONE,
    list_markup=_list,
    article_markup=_article,
    article_head=lambda one, column: national_tags(
        SiteName=NAME, SiteIDCode=CODE, ColumnName=column, ArticleTitle=one.title, PubDate=one.printed
    ),
    robots=page("User-agent: *\nDisallow: /c/2026-01-20/\n", content_type="text/plain; charset=utf-8"),
).build()

SITE = replace(_SITE, outcomes={**_SITE.outcomes, BARRED.url: "robots"})
