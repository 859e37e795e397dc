"""gzw.shandong.gov.cn: Shandong's channels (facts E): every record in one page, and the older table skin."""

import html
import uuid

from tests.replica.model import Answer, ExpectedChannel, ReplicaSite
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
    not_found,
    numbered,
    page,
    paragraphs,
    pieces,
    row,
    soft_404,
)

HOST = "gzw.shandong.gov.cn"
BASE = f"http://{HOST}"
POLICY, JOBS = f"{BASE}/channels/ch05552/", f"{BASE}/channels/ch00223/"
NAME = "山东省人民政府国有资产监督管理委员会"
_TEXT = pieces(who="省国资委", place="山东")
_JOB = pieces(who="省国资委", place="鲁江")


def _url(channel: str, month: str, key: str) -> str:
    return f"{BASE}/articles/{channel}/{month}/{uuid.uuid5(uuid.NAMESPACE_URL, f'{channel}/{key}')}.shtml"


def _one(channel: str, key: str, printed: str, source: str, **more: object) -> Piece:
    texts = _TEXT if channel == "ch05552" else _JOB
    return at(texts[key], _url(channel, printed[:7].replace("-", ""), key), printed, source=source, **more)


def _slashed(day: str) -> str:
    """Return a day as the older skin prints it."""
    year, month, number = day.split("-")
    return f"{year}/{int(month)}/{int(number)}"


POLICIES = (
    numbered(
        _one("ch05552", "notice_valuation", "2026-09-18", "产权管理处"),
        "鲁国资产权〔2026〕9号",
        printed="鲁国资产权[2026]9号",
    ),
    _one("ch05552", "rule", "2026-08-31", "综合监督处"),
    _one("ch05552", "audit", "2026-08-06", "审计处"),
    _one("ch05552", "salary", "2026-07-22", "考核分配处"),
    _one("ch05552", "property", "2026-06-30", "产权管理处"),
    _one("ch05552", "inspection", "2026-03-12", "安全处"),
    _one("ch05552", "digital", "2025-12-25", "规划处"),
    # GBK bytes under a header and a meta tag that say UTF-8.
    _one("ch05552", "figures", "2025-07-30", "财务监管处", issues=frozenset(["charset_mismatch"])),
    _one("ch05552", "party", "2024-07-01", "机关党委"),
)
POSTS = (
    _one("ch00223", "recruitment", "2026-10-09", "鲁江国有资本运营集团"),
    _one("ch00223", "training", "2026-09-12", "干部处"),
    _one("ch00223", "merger", "2026-05-06", "鲁江水务集团"),
    _one("ch00223", "museum", "2026-03-05", "鲁江文旅集团"),
    _one("ch00223", "bonds", "2025-11-17", "鲁江产业投资集团"),
    _one("ch00223", "rural", "2025-08-08", "干部处"),
)
GONE = Row(url=_url("ch05552", "202511", "gone"), title="关于公布失效文件目录的公告", day="2025-11-03")
MOVED = Row(url=_url("ch05552", "202604", "moved"), title="一图读懂新版评估备案规则", day="2026-04-01")
SHELL = Row(url=_url("ch00223", "202512", "shell"), title="招聘工作图片报道", day="2025-12-01")
ABROAD = Row(
    url="https://rsj.jinan.gov.cn/art/2026/6/1/art_13600_4771.html",
    title="事业单位公开招聘公告（转载）",
    day="2026-06-01",
)

POLICY_ROWS = [row(one) for one in POLICIES[:5]] + [MOVED, row(POLICIES[5]), row(POLICIES[6]), GONE]
POLICY_ROWS += [row(one) for one in POLICIES[7:]]
JOB_ROWS = [
    row(POSTS[0]),
    row(POSTS[1]),
    ABROAD,
    *(row(one) for one in POSTS[2:4]),
    SHELL,
    row(POSTS[4]),
    row(POSTS[5]),
]
JOB_PAGES = in_pages(JOB_ROWS, 6)

_TOP = """<div class="top"><ul class="menu"><li><a href="/">首页</a></li><li><a href="/channels/ch05552/">政策</a></li>
<li><a href="/channels/ch00223/">招聘专栏</a></li></ul><form action="/search"><input name="q"></form></div>
<div class="where">当前位置：<a href="/">首页</a> &gt; {name}</div>"""


def _head(title: str) -> str:
    return (
        f'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"><html><head><title>{title}</title>'
        f'<meta http-equiv="Content-Type" content="text/html; charset=utf-8" /></head><body>'
    )


HIDDEN = ' style="display:none"'


def _policy_list() -> str:
    """Every record in one page; the script shows five at a time."""
    records = "\n".join(
        f'<li class="pagedContent"{HIDDEN if number >= 5 else ""}>'
        f'<a href="{one.path}" target="_blank" title="{html.escape(one.title)}">'
        f'<span class="news_box01_title">{html.escape(one.title[:20])}</span></a>'
        f"<span>{one.day}</span></li>"
        for number, one in enumerate(POLICY_ROWS)
    )
    count = len(POLICY_ROWS)
    return f"""{_head("政策")}{_TOP.format(name="政策")}
<div class="news_box01"><ul>{records}</ul></div>
<div id="pager" class="pages"></div>
<script type="text/javascript">
var totalCount = {count}; var perSize = 5; var startPage = 1; var endPage = {-(-count // 5)};
var logicTotalPage = {-(-count // 5)};
if (endPage < logicTotalPage) {{ document.getElementById("pager").innerHTML = "<a href='javascript:more()'>下一页</a>"; }}
</script>{footer(NAME, "3700000000")}</body></html>"""


def _job_list(number: int) -> str:
    """The older skin: rows of a table; here the server has a second page (the form of its address is ours)."""
    records = "\n".join(
        f"<tr><td width='24'><img src='/images/dot.gif'></td><td width='876'><a href='{one.url}' "
        f"title='{html.escape(one.title)}'>{html.escape(one.title[:18])}...</a>&nbsp;&nbsp;{_slashed(one.day)}</td></tr>"
        for one in JOB_PAGES[number - 1]
    )
    following = "<a href='index_2.html'>下一页</a>" if number == 1 else "<span>下一页</span>"
    return f"""{_head("招聘专栏")}{_TOP.format(name="招聘专栏")}
<table width="900"><tr><td><table width="100%">{records}</table></td></tr>
<tr><td align="center">第{number}页 {following}</td></tr></table>
<script type="text/javascript">
var totalCount = {len(JOB_ROWS)}; var perSize = 3; var startPage = {2 * number - 1}; var endPage = {min(2 * number, 3)};
var logicTotalPage = 3;
</script>{footer(NAME, "3700000000")}</body></html>"""


def _article(one: Piece, *, column: str) -> str:
    return f"""{_head(f"{column}－{NAME}")}{_TOP.format(name=column)}
<table width="960" align="center"><tbody>
<tr><td align="center" class="bt">{html.escape(one.title)}</td></tr>
<tr><td align="center" class="info">发布时间：{_slashed(one.day)}　信息来源：{one.source}　浏览次数：<span id="hits"></span></td></tr>
<tr><td><div id="content">
{paragraphs(one)}
</div></td></tr>
<tr><td>{CONTROLS}</td></tr>
</tbody></table>{footer(NAME, "3700000000")}</body></html>"""


def _routes() -> dict[str, Answer]:
    routes = {
        "/channels/ch05552/": page(_policy_list()),
        "/channels/ch00223/": page(_job_list(1)),
        "/channels/ch00223/index_2.html": page(_job_list(2)),
        GONE.path: soft_404(),
        MOVED.path: leads_to("https://mp.weixin.qq.com/s?__biz=MzI4&mid=2247&idx=2"),
    }
    for one in POLICIES:
        charset = "gbk" if one.issues else "utf-8"
        routes[one.path] = page(_article(one, column="政策"), charset=charset, is_article=True)
    for one in POSTS:
        routes[one.path] = page(_article(one, column="招聘专栏"), is_article=True)
    shell = Piece(key="shell", title=SHELL.title, lines=(), url=SHELL.url, day=SHELL.day, source="干部处")
    routes[SHELL.path] = page(_article(shell, column="招聘专栏"))
    return routes


SITE = ReplicaSite(
    slug="shandong",
    platform="sd_channels",
    # robots.txt is a web page with status 200, as on four sites of the survey.
    respond=answers(_routes(), not_found=not_found(), robots=page(_head("首页") + "</body></html>")),
    channels=(
        ExpectedChannel(
            id="ch05552",
            pages=(POLICY,),
            links=links_of([POLICY_ROWS], HOST),
            total_items=len(POLICY_ROWS),
        ),
        ExpectedChannel(
            id="ch00223",
            pages=(JOBS, f"{JOBS}index_2.html"),
            links=links_of(JOB_PAGES, HOST),
            offsite=frozenset([ABROAD.url]),
            total_items=len(JOB_ROWS),
        ),
    ),
    articles=(
        *(one.expected("ch05552") for one in POLICIES),
        *(one.expected("ch00223") for one in POSTS),
    ),
    outcomes={GONE.url: "soft404", MOVED.url: "moved", SHELL.url: "empty"},
)
