"""gzw.xinjiang.gov.cn: UCAP (facts G): JSON of /common/search, and columns paged by the macro from 1.

The forms of the article addresses and of the pages after list_tj.shtml are taken from sibling sites.
"""

import hashlib
import html
import json

from tests.replica.model import JSON, Answer, Ask, ExpectedChannel, ReplicaSite
from tests.replica.prose import (
    CONTROLS,
    Piece,
    Row,
    answers,
    at,
    footer,
    in_pages,
    leads_to,
    links_of,
    national_tags,
    not_found,
    page,
    paragraphs,
    pieces,
    row,
    soft_404,
)

HOST = "gzw.xinjiang.gov.cn"
BASE = f"http://{HOST}"
NAME, CODE = "新疆维吾尔自治区人民政府国有资产监督管理委员会", "6500000041"
_TEXT = pieces(who="自治区国资委", place="新疆")
CHANNEL_ID = "2b7c0e5a9d4f4c61b1f0a3d2e5c87f90"
_QUERY = (
    "sort=&_isAgg=true&_isJson=true&_pageSize=5&_template=index&_rangeTimeGte=&_rangeTimeLt=&_channelName="
)
REBUILT = "2026-10-25 03:32:18"
"""When the pages were generated: the PubDate tag of all of them."""


def _hex(key: str) -> str:
    return hashlib.md5(key.encode(), usedforsecurity=False).hexdigest()


def _one(column: str, key: str, printed: str, source: str, **more: object) -> Piece:
    url = f"{BASE}/gzw/{column}/{printed[:7].replace('-', '')}/{_hex(key)}.shtml"
    return at(_TEXT[key], url, printed, source=source, **more)


NOTICES = (
    _one("gsgg", "notice_valuation", "2026-10-12 11:20:05", "产权管理处"),
    _one("gsgg", "recruitment", "2026-09-28 18:02:41", "企业领导人员管理处"),
    _one("gsgg", "audit", "2026-09-03 12:45:00", "监督追责处", editor="古丽"),
    _one("gsgg", "rule", "2026-08-19 10:10:10", "政策法规处"),
    _one("gsgg", "property", "2026-07-27 16:30:33", "产权管理处", editor="赵明"),
    _one("gsgg", "party", "2026-07-01 09:05:00", "机关党委"),
    _one("gsgg", "training", "2026-04-14 17:17:17", "财务监管处"),
)
COMPANIES = (
    _one("jgqy", "energy", "2026-09-09 12:00:00", "新疆能源集团"),
    _one("jgqy", "merger", "2026-05-20 13:30:00", "新疆水发集团"),
    _one("jgqy", "logistics", "2025-11-11 11:11:00", "新疆物流集团"),
)
# A file with a Chinese name, and a line break in the middle of the address.
TABLE_FILE = "指标说明（二季度）.pdf"
FIGURES = _one(
    "jjyxqk",
    "figures",
    "2026-07-30 19:40:00",
    "财务监管处",
    extra=(f"{BASE}/gzw/jjyxqk/202607/{_hex('figures')}/files/{TABLE_FILE}",),
    tail=(TABLE_FILE,),
)
QUARTERS = (
    FIGURES,
    _one("jjyxqk", "bonds", "2026-04-27 12:12:00", "财务监管处"),
    _one("jjyxqk", "technology", "2026-01-23 20:00:00", "规划发展处"),
    _one("jjyxqk", "digital", "2025-10-28 11:00:00", "信息中心"),
)
GONE = Row(
    url=f"{BASE}/gzw/gsgg/202605/{_hex('gone')}.shtml", title="关于终止一项挂牌转让的公告", day="2026-05-15"
)
MOVED = Row(url=f"{BASE}/gzw/jgqy/202603/{_hex('moved')}.shtml", title="监管企业名录（图）", day="2026-03-03")
SHELL = Row(
    url=f"{BASE}/gzw/jjyxqk/202511/{_hex('shell')}.shtml", title="一图看懂前三季度运行", day="2025-11-02"
)
ABROAD = Row(
    url="https://www.xinjiang.gov.cn/xinjiang/c112543/202608/notice.shtml",
    title="自治区人民政府办公厅通知",
    day="2026-08-02",
)

NOTICE_PAGES = in_pages(
    [*(row(one) for one in NOTICES[:4]), ABROAD, row(NOTICES[4]), row(NOTICES[5]), GONE, row(NOTICES[6])], 5
)
COMPANY_ROWS = [row(COMPANIES[0]), row(COMPANIES[1]), MOVED, row(COMPANIES[2])]
QUARTER_PAGES = in_pages([row(FIGURES), row(QUARTERS[1]), row(QUARTERS[2]), SHELL, row(QUARTERS[3])], 2)


def _shell(title: str, inner: str, *, tags: str = "", column: str = "") -> str:
    site = national_tags(SiteName=NAME, SiteDomain=HOST, SiteIDCode=CODE, ColumnName=column)
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{html.escape(title)}</title>
{site}
{tags}
<meta name="others" content="页面生成时间 {REBUILT}">
</head><body><div class="header"><a href="/"><img src="/gzw/xhtml/images/logo.png" alt="{NAME}"></a>
<ul class="nav"><li><a href="/gzw/gsgg/list_tj.shtml">公示公告</a></li><li><a href="/gzw/jgqy/list_tj.shtml">监管企业</a></li>
<li><a href="/gzw/jjyxqk/">经济运行情况</a></li></ul></div>
<div class="crumbs">您的位置：<a href="/">首页</a> &gt; {column}</div>
{inner}
{footer(NAME, CODE)}</body></html>"""


def _notice_list() -> str:
    """A column that a script fills: only the id of the channel stands in the page."""
    inner = f"""<div class="list"><ul id="results"></ul><div id="page_div"></div></div>
<script>
$.getJSON("/common/search/" + $("meta[name=channelid]").attr("content") + "?page=1", draw);
var more = '/common/search/{CHANNEL_ID}?{_QUERY}&page=';
</script>"""
    return _shell(
        "公示公告", inner, tags=f'<meta name="channelid" content="{CHANNEL_ID}">', column="公示公告"
    )


def _search(number: int) -> Answer:
    rows = NOTICE_PAGES[number - 1] if number <= len(NOTICE_PAGES) else []
    results = [
        {
            "title": one.title.replace("公告", "<em>公告</em>"),
            "subTitle": "",
            # Addresses without a scheme.
            "url": one.url.removeprefix("http:").removeprefix("https:") if one is not ABROAD else one.url,
            "publishedTimeStr": f"{one.day} 10:00:00",
            "publishedTime": 1790000000000,
            "channelName": "公示公告",
            "domainMetaList": [{"resultList": [{"key": "wh", "value": ""}]}],
        }
        for one in rows
    ]
    total = sum(len(rows) for rows in NOTICE_PAGES)
    data = {"total": total, "page": number, "rows": 5, "channelId": CHANNEL_ID, "results": results}
    return Answer(body=json.dumps({"data": data}, ensure_ascii=False).encode(), content_type=JSON)


def _rows(rows: list[Row], *, relative: str = "") -> str:
    return "\n".join(
        f'<li><a href="{relative or f"//{HOST}"}{one.path}" title="{html.escape(one.title)}" target="_blank">'
        f"{html.escape(one.title)}</a><span>{one.day}</span></li>"
        for one in rows
    )


def _quarter_list(number: int) -> str:
    total = len(QUARTER_PAGES)
    count = sum(len(rows) for rows in QUARTER_PAGES)
    rows = _rows(list(QUARTER_PAGES[number - 1]))
    inner = f"""<div class="list"><ul>{rows}</ul></div><div id="page_div"></div>
<script>createPageHTML('page_div',{total},{number},'index','shtml',{count});</script>"""
    return _shell("经济运行情况", inner, column="经济运行情况")


def _article(one: Piece, *, column: str) -> str:
    tags = national_tags(
        ArticleTitle=one.title, PubDate=REBUILT, ContentSource=one.source or "", Description=one.title
    )
    files = "".join(
        f'<p><a href="{_hex("figures")}/files/指标说明\n（二季度）.pdf">{TABLE_FILE}</a></p>'
        for _ in one.extra
    )
    editor = f"<p>责任编辑：{one.editor}</p>" if one.editor else ""
    inner = f"""<div class="detail"><!--<UCAPTITLE>--><h1 class="title">{html.escape(one.title)}</h1><!--</UCAPTITLE>-->
<div class="info"><span>发布时间：<PUBLISHTIME>{one.printed}</PUBLISHTIME></span>　<span>来源：{one.source}</span>
　<span>【字体：<a href="javascript:s(16)">大</a> <a href="javascript:s(14)">中</a> <a href="javascript:s(12)">小</a>】</span></div>
<div class="article-content" id="UCAP-CONTENT"><!--<UCAPCONTENT>-->
{paragraphs(one)}
{files}{editor}
<!--</UCAPCONTENT>--></div>
{CONTROLS}</div>"""
    return _shell(f"{one.title}_{NAME}", inner, tags=tags, column=column)


def _routes() -> dict[str, Answer]:
    routes = {
        "/gzw/gsgg/list_tj.shtml": page(_notice_list()),
        "/gzw/jgqy/list_tj.shtml": page(
            _shell("监管企业", f'<div class="list"><ul>{_rows(COMPANY_ROWS)}</ul></div>', column="监管企业"),
            # Nothing but the meta tag tells the charset.
            content_type="text/html",
        ),
        GONE.path: soft_404(),
        MOVED.path: leads_to("https://www.gov.cn/guoqing/index.htm"),
    }
    for number in range(1, len(QUARTER_PAGES) + 1):
        name = "" if number == 1 else f"index_{number}.shtml"
        routes[f"/gzw/jjyxqk/{name}"] = page(_quarter_list(number))
    for column, articles in (("公示公告", NOTICES), ("监管企业", COMPANIES), ("经济运行情况", QUARTERS)):
        for one in articles:
            routes[one.path] = page(_article(one, column=column), is_article=True)
    shell = Piece(key="shell", title=SHELL.title, lines=(), url=SHELL.url, day=SHELL.day, source="信息中心")
    routes[SHELL.path] = page(_article(shell, column="经济运行情况"))
    return routes


_FIXED = answers(_routes(), not_found=not_found())


def respond(ask: Ask) -> Answer:
    """Answer as the site does; the search interface by its page number."""
    if ask.path == f"/common/search/{CHANNEL_ID}":
        return _search(int(ask.query.get("page") or 1))
    return _FIXED(ask)


SITE = ReplicaSite(
    slug="xinjiang",
    platform="ucap",
    respond=respond,
    channels=(
        ExpectedChannel(
            id="gsgg",
            pages=(
                f"{BASE}/gzw/gsgg/list_tj.shtml",
                f"{BASE}/common/search/{CHANNEL_ID}?{_QUERY}&page=1",
                f"{BASE}/common/search/{CHANNEL_ID}?{_QUERY}&page=2",
            ),
            links=links_of(NOTICE_PAGES, HOST),
            offsite=frozenset([ABROAD.url]),
            total_items=9,
        ),
        ExpectedChannel(
            id="jgqy", pages=(f"{BASE}/gzw/jgqy/list_tj.shtml",), links=links_of([COMPANY_ROWS], HOST)
        ),
        ExpectedChannel(
            id="jjyxqk",
            pages=(
                f"{BASE}/gzw/jjyxqk/",
                f"{BASE}/gzw/jjyxqk/index_2.shtml",
                f"{BASE}/gzw/jjyxqk/index_3.shtml",
            ),
            links=links_of(QUARTER_PAGES, HOST),
            total_items=5,
        ),
    ),
    articles=(
        *(one.expected("gsgg") for one in NOTICES),
        *(one.expected("jgqy") for one in COMPANIES),
        *(one.expected("jjyxqk") for one in QUARTERS),
    ),
    outcomes={GONE.url: "soft404", MOVED.url: "moved", SHELL.url: "empty"},
)
