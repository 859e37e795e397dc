"""A site under a .test host with four old ways of paging: WebForms, base64, pageDec, art_pageN.html."""

import base64
import html
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote, urlencode

from tests.replica.model import Answer, Ask
from tests.replica.plain import NoArticles, PlainChannel, PlainSite, Skin, list_items, rows_of
from tests.replica.prose import CONTROLS, Piece, Row, at, in_pages, page, paragraphs, pieces

HOST = "gzw.yiban.test"
BASE = f"http://{HOST}"
NAME = "示例益班市人民政府国有资产监督管理委员会"
_TEXT = pieces(who="市国资委", place="益班")


def _one(path: str, key: str, printed: str, source: str, **more: object) -> Piece:
    return at(_TEXT[key], f"{BASE}{path}", printed, source=source, **more)


DISCLOSED = (
    _one("/gkml/20261009001.html", "figures", "2026-10-09", "财监科"),
    _one("/gkml/20260918002.html", "property", "2026-09-18", "产权科"),
    _one("/gkml/20260821003.html", "audit", "2026-08-21", "审计科"),
    _one("/gkml/20260610004.html", "digital", "2026-06-10", "规划科"),
    _one("/gkml/20260325005.html", "party", "2026-03-25", "机关党委"),
)
RULES = (
    _one("/article.aspx?id=701", "rule", "2026-09-30", "法规科"),
    _one("/article.aspx?id=688", "notice_valuation", "2026-07-16", "产权科"),
    _one("/article.aspx?id=655", "salary", "2026-02-27", "分配科"),
    _one("/article.aspx?id=640", "inspection", "2025-12-11", "安全科"),
)
NOTICES = (
    _one("/2026/10-12/990112.html", "recruitment", "2026-10-12", "益班国投公司"),
    _one("/2026/08-07/988031.html", "training", "2026-08-07", "人事科"),
    _one("/2026/05-20/985900.html", "rural", "2026-05-20", "办公室"),
)
NEWS = (
    _one("/GZJG419/art_88120.html", "energy", "2026-10-10", "益班能源公司"),
    _one("/GZJG419/art_87003.html", "museum", "2026-07-28", "益班文旅公司"),
    _one("/GZJG419/art_86540.html", "merger", "2026-05-12", "益班水务公司"),
)
NONE = NoArticles(
    gone=Row(url=f"{BASE}/2026/07-02/987000.html", title="报名时间变更公告", day="2026-07-02"),
    moved=Row(url=f"{BASE}/GZJG419/art_86999.html", title="短视频：监管日志", day="2026-06-30"),
    shell=Row(url=f"{BASE}/gkml/20260102009.html", title="目录调整（附图）", day="2026-01-02"),
)
CHECKED = Row(url=f"{BASE}/2026/06-30/986600.html", title="关于半年工作检查的通知", day="2026-06-30")
"""A page whose place a firewall answers for, with status 200."""
FORM = f"{BASE}/gkmlList.aspx?ClassID=5"
STATE = "/wEPDwUKLTI2ODgzODkwNA9kFgICAw9kFgQCAQ=="
CHECK = "/wEWAwKq1fXfDALs0bLrBgKM54rGBg=="


def _postback(number: int) -> str:
    """Return the body that the pager's link of a page sends."""
    fields = {
        "__VIEWSTATE": f"{STATE}{number - 1}",
        "__VIEWSTATEGENERATOR": "9E5D1A2B",
        "__EVENTVALIDATION": CHECK,
        "__EVENTTARGET": "AspNetPager1",
        "__EVENTARGUMENT": str(number),
    }
    return urlencode(fields)


CHANNELS = (
    PlainChannel(
        id="gkml",
        name="公开目录",
        pages=tuple(in_pages(rows_of([*DISCLOSED, NONE.shell]), 2)),
        urls=(FORM, f"POST {FORM} {_postback(2)}", f"POST {FORM} {_postback(3)}"),
        articles=DISCLOSED,
        total_items=6,
    ),
    PlainChannel(
        id="zcfg",
        name="政策法规",
        pages=tuple(in_pages(rows_of(RULES), 2)),
        urls=(f"{BASE}/list.aspx?ClassID=7", f"{BASE}/list.aspx?ClassID=7&page=2"),
        articles=RULES,
    ),
    PlainChannel(
        id="tzgg",
        name="通知公告",
        pages=tuple(in_pages(rows_of([NOTICES[0], NOTICES[1], CHECKED, NONE.gone, NOTICES[2]]), 2)),
        urls=(f"{BASE}/zwgk/tzgg/", *(f"{BASE}/zwgk/tzgg/index_{number}.html" for number in (2, 3))),
        articles=NOTICES,
    ),
    PlainChannel(
        id="gzjg",
        name="国资监管",
        pages=tuple(in_pages(rows_of([NEWS[0], NEWS[1], NONE.moved, NEWS[2]]), 2)),
        urls=(f"{BASE}/GZJG419/art_page1.html", f"{BASE}/GZJG419/art_page2.html"),
        articles=NEWS,
    ),
)


def _form_list(rows: Sequence[Row], number: int, total: int, count: int) -> str:
    """A grid whose pager sends the page's form back."""
    grid = "".join(
        f'<tr><td><a href="{one.path}" title="{html.escape(one.title)}">{html.escape(one.title)}</a></td>'
        f"<td>{one.day}</td></tr>"
        for one in rows
    )
    following = (
        f"""<a href="javascript:__doPostBack('AspNetPager1','{number + 1}')">下一页</a>"""
        if number < total
        else '<a disabled="disabled">下一页</a>'
    )
    return f"""<form name="form1" method="post" action="gkmlList.aspx?ClassID=5" id="form1">
<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="{STATE}{number}" />
<input type="hidden" name="__VIEWSTATEGENERATOR" value="9E5D1A2B" />
<input type="hidden" name="__EVENTVALIDATION" id="__EVENTVALIDATION" value="{CHECK}" />
<input type="hidden" name="__EVENTTARGET" value="" /><input type="hidden" name="__EVENTARGUMENT" value="" />
<table id="_fill"><tbody>{grid}</tbody></table>
<div id="AspNetPager1">共{count}条 第{number}页/共{total}页 {following}</div></form>"""


def _list(channel: PlainChannel, number: int) -> str:
    rows, total = channel.pages[number - 1], len(channel.pages)
    count = sum(len(one) for one in channel.pages)
    if channel.id == "gkml":
        return _form_list(rows, number, total, count)
    items = f'<div class="list"><ul>{list_items(rows)}</ul></div>'
    if channel.id == "zcfg":
        following = (
            f'<a href="list.aspx?ClassID=7&amp;page={number + 1}">下一页</a>' if number < total else "下一页"
        )
        code = base64.b64encode(quote(f'<div class="pager">{following}</div>').encode()).decode()
        return f'{items}<script>document.write(decodeURIComponent(window.atob("{code}")));</script>'
    if channel.id == "tzgg":
        return (
            f'{items}<div id="pageDec" pagesize="2" pagecount="{total}"></div>'
            '<script src="/js/page.js"></script>'
        )
    return (
        f'{items}<div id="pages"></div><script>var currentPage = {number}; var totalPage = {total};</script>'
    )


def _article(one: Piece, column: str) -> str:
    return f"""<div class="nav2">当前位置：<a href="/">首页</a> &gt; {column}</div>
<div class="newsbox"><h1>{html.escape(one.title)}</h1><p class="news_info">时间：{one.printed}　来源：{one.source}</p>
<div class="news_content">
{paragraphs(one, tag="div")}
</div>{CONTROLS}</div>"""


_SITE = PlainSite(
    slug="yiban",
    platform="static_list",
    host=HOST,
    skin=Skin(
        name=NAME,
        code="9900000002",
        nav=(("/zwgk/tzgg/", "通知公告"), ("/GZJG419/art_page1.html", "国资监管")),
    ),
    channels=CHANNELS,
    none=NONE,
    list_markup=_list,
    article_markup=_article,
    content_type="text/html",
    robots=page("", status=404),
    extra={
        NONE.moved.path: page(
            '<html><head><meta charset="utf-8"><noscript><meta http-equiv="refresh" content="0;url='
            'https://mp.weixin.qq.com/s?__biz=MzU0&amp;mid=1"></noscript></head><body></body></html>'
        ),
        CHECKED.path: page(
            "<html><head><title>访问异常页面</title></head><body><p>您的访问出现异常</p></body></html>"
        ),
    },
)


def respond(ask: Ask) -> Answer | None:
    """Answer the form: it must come back whole, from its own page."""
    if ask.method != "POST":
        return None
    state = ask.form.get("__VIEWSTATE", "").removeprefix(STATE)
    target = ask.form.get("__EVENTARGUMENT", "")
    is_whole = ask.form.get("__EVENTVALIDATION") == CHECK and ask.form.get("__EVENTTARGET") == "AspNetPager1"
    if ask.path != "/gkmlList.aspx" or not is_whole or not target.isdigit() or str(int(target) - 1) != state:
        return page("<h1>Server Error in '/' Application. Invalid postback.</h1>", status=500)
    return _SITE.list_page(CHANNELS[0], int(target))


SITE = _SITE.build(respond=respond)
SITE = replace(SITE, outcomes={**SITE.outcomes, CHECKED.url: "challenge"})
