"""jsgzw.jiangsu.gov.cn: Hanweb JCMS (facts C): data islands, GET groups, POST windows, the disclosure catalogue."""

import html
import uuid
from urllib.parse import quote, urlencode

from tests.replica import jcms
from tests.replica.jcms import PROXY
from tests.replica.model import Answer, Ask
from tests.replica.plain import NoArticles, PlainChannel, PlainSite, Skin, rows_of
from tests.replica.prose import Piece, Row, at, page, paragraphs, pieces

HOST = "jsgzw.jiangsu.gov.cn"
BASE = f"http://{HOST}"
NAME, CODE = "江苏省国资委", "3200000037"
POLICIES, OWNED = f"{BASE}/col/col85683/index.html", f"{BASE}/col/col11779/index.html"
CATALOGUE = f"{BASE}/col/col49542/index.html?number=10"
SEARCH = "/module/xxgk/search.jsp"
_TEXT = pieces(who="省国资委", place="江左")
_OTHER = pieces(who="省国资委", place="淮水")
# The ids of one group's link, as a plug-in encrypts them: the interface itself does not know them.
ENCRYPTED = "q7Zt0bWc3n8e"


def _one(column: str, key: str, number: int, printed: str, source: str, **more: object) -> Piece:
    texts = _OTHER if column == "11779" else _TEXT
    year, month, day = (int(part) for part in printed[:10].split("-"))
    return at(
        texts[key],
        f"{BASE}/art/{year}/{month}/{day}/art_{column}_{number}.html",
        printed,
        source=source,
        **more,
    )


def _new(column: str, key: str, printed: str, source: str, **more: object) -> Piece:
    """The newer form of an address: the year and 32 hexadecimal digits."""
    number = uuid.uuid5(uuid.NAMESPACE_URL, f"{column}/{key}").hex
    texts = _OTHER if column == "11779" else _TEXT
    return at(texts[key], f"{BASE}/art/{printed[:4]}/art_{number}.html", printed, source=source, **more)


DOCUMENT = f"{BASE}/module/download/downfile.jsp?classid=0&filename={'3c' * 16}.pdf"
POLICY_PIECES = (
    _new(
        "85683",
        "notice_valuation",
        "2026-10-28 09:30",
        "产权处",
        extra=(DOCUMENT,),
        tail=("评估备案流程图.pdf",),
    ),
    _new("85683", "rule", "2026-09-25 16:00", "追责处"),
    _new("85683", "salary", "2026-08-06 10:11", "分配处"),
    _one("85683", "property", 11590022, "2025-05-09 14:50", "产权处"),
    _one("85683", "audit", 11402001, "2024-12-03 09:00", "审计处"),
    _one("85683", "inspection", 11300456, "2024-07-08 11:30", "安全处"),
    _one("85683", "digital", 11211007, "2024-01-31 17:20", "信息中心"),
    _one("85683", "training", 10900003, "2023-09-13 08:45", "人事处"),
)
OWNED_PIECES = (
    _new(
        "11779",
        "energy",
        "2026-09-04 10:00",
        "淮水能源集团",
        extra=(f"{BASE}/picture/0/260904101522334.jpg",),
    ),
    _new("11779", "logistics", "2026-08-21 15:12", "淮水物流集团"),
    _one("11779", "merger", 11811779, "2025-11-19 09:09", "淮水水务集团"),
    _one("11779", "museum", 11701779, "2025-09-02 18:30", "淮水文旅集团"),
    _one("11779", "bonds", 11601779, "2025-06-16 13:13", "淮水产业投资集团"),
    _one("11779", "technology", 11501779, "2025-03-27 10:40", "淮水科技集团"),
    _one("11779", "rural", 11401779, "2024-11-11 16:16", "淮水农垦集团"),
)
PUBLIC_PIECES = (
    _one("49542", "figures", 9800101, "2020-07-30", "财务监管处",
         document_number="苏国资财〔2020〕41号", index_number="014000335/2020-00131"),
    _one("49542", "party", 9700102, "2020-07-02", "机关党委", index_number="014000335/2020-00110"),
    _one("49542", "recruitment", 9600103, "2020-05-20", "人事处",
         document_number="苏国资人〔2020〕27号", index_number="014000335/2020-00089"),
)  # fmt: skip
NONE = NoArticles(
    gone=Row(
        url=f"{BASE}/art/2025/1/6/art_85683_11450001.html", title="关于宣布失效文件的公告", day="2025-01-06"
    ),
    moved=Row(
        url=f"{BASE}/art/2024/4/2/art_85683_11250001.html", title="一图读懂工资总额办法", day="2024-04-02"
    ),
    shell=Row(url=f"{BASE}/art/2025/2/2/art_11779_11450002.html", title="省属企业视频展播", day="2025-02-02"),
)
ABROAD = Row(
    url="https://www.jiangsu.gov.cn/art/2024/3/5/art_46143_11170001.html",
    title="省政府办公厅关于示例事项的通知",
    day="2024-03-05",
)
POLICY_ROWS = rows_of(
    [*POLICY_PIECES[:4], NONE.gone, *POLICY_PIECES[4:6], NONE.moved, ABROAD, *POLICY_PIECES[6:]]
)
OWNED_ROWS = rows_of([*OWNED_PIECES[:6], NONE.shell, OWNED_PIECES[6]])
PUBLIC_ROWS = rows_of(PUBLIC_PIECES)
OWNED_COUNT = len(OWNED_ROWS) + 1
"""The site's own count: one record more than it ever delivers."""


def _form(column: str, *, name: str = NAME) -> str:
    return urlencode(
        {
            "col": "1", "appid": "1", "webid": "39", "path": "/", "columnid": column, "sourceContentType": "1",
            "unitid": "247686", "webname": name, "permissiontype": "0",
        }
    )  # fmt: skip


def _proxy(**query: object) -> str:
    return f"{BASE}{PROXY}?{urlencode(query)}"


TWICE = quote(quote(NAME))
FIRST_GROUP = {"page": "2", "appid": "1", "webid": "39", "path": "/", "columnid": "85683", "unitid": "247686"}
CATALOGUE_FORM = (
    "infotypeId=10&jdid=39&area=014000335&divid=div125&vc_title=&vc_number=&vc_filenumber=&vc_all=&texttype=0"
    "&fbtime=-1&currpage={}&sortfield=createdate%3A0%2Corderid%3A0&fields=&fieldConfigId="
)
POLICY_URLS = (
    POLICIES,
    _proxy(**FIRST_GROUP, webname=quote(NAME), permissiontype="0"),
    # The answer's link forgets webid and permissiontype and encrypts the column.
    _proxy(**FIRST_GROUP | {"page": "3", "columnid": ENCRYPTED}, webname=quote(NAME), permissiontype="0"),
    # The plain ids of page and profile fetch the rest, all of it again.
    f"POST {_proxy(startrecord=1, endrecord=60, perpage=20)} {_form('85683')}",
)
OWNED_URLS = (
    OWNED,
    f"POST {_proxy(startrecord=4, endrecord=6, perpage=1)} {_form('11779')}",
    f"POST {_proxy(startrecord=7, endrecord=9, perpage=1)} {_form('11779')}",
)
CATALOGUE_URLS = (CATALOGUE, *(f"POST {BASE}{SEARCH} {CATALOGUE_FORM.format(number)}" for number in (1, 2)))


def _proxy_answer(ask: Ask) -> Answer:
    if not ask.headers.get("referer", "").startswith(f"{BASE}/col/"):
        return page("403 Forbidden", status=403)
    if ask.method == "GET":
        if ask.query.get("columnid") != "85683" or ask.query.get("unitid") != "247686":
            return jcms.UNKNOWN
        group = f"{PROXY}?page=3&appid=1&path=/&columnid={ENCRYPTED}&unitid=247686&webname={TWICE}"
        counts = f"<totalrecord>{len(POLICY_ROWS)}</totalrecord><totalpage>4</totalpage>"
        return jcms.answer(jcms.island(POLICY_ROWS[3:6], BASE, group=group, counts=counts))
    rows = {"85683": POLICY_ROWS, "11779": OWNED_ROWS}.get(ask.form.get("columnid", ""))
    if rows is None or ask.form.get("webid") != "39" or ask.form.get("unitid") != "247686":
        return jcms.UNKNOWN
    start, end = int(ask.query["startrecord"]), int(ask.query["endrecord"])
    count = OWNED_COUNT if rows is OWNED_ROWS else len(rows)
    return jcms.answer(jcms.island(rows[start - 1 : end], BASE, counts=f"<totalrecord>{count}</totalrecord>"))


def _catalogue_answer(ask: Ask) -> Answer:
    number = int(ask.form.get("currpage", "1"))
    if ask.form.get("infotypeId") != "10" or ask.form.get("divid") != "div125":
        return page("<table></table>")
    rows = PUBLIC_ROWS[2 * number - 2 : 2 * number]
    body = "\n".join(
        f'<tr class="tr_main_value_{"odd" if index % 2 else "even"}"><td>{index + 1}</td><td><a href="{one.path}" '
        f'target="_blank" title="{html.escape(one.title)}">{html.escape(one.title[:15])}</a></td><td>{one.day}</td></tr>'
        for index, one in enumerate(rows)
    )
    return page(
        f'<table class="tb_main"><tr class="tr_main_title"><td>序号</td><td>标题</td><td>发布日期</td></tr>{body}</table>'
        f'<div class="page">共{len(PUBLIC_ROWS)}条　共2页　第{number}页 <a href="javascript:goPage({number + 1})">下一页</a></div>'
    )


def _respond(ask: Ask) -> Answer | None:
    if ask.path == PROXY:
        return _proxy_answer(ask)
    return _catalogue_answer(ask) if ask.path == SEARCH else None


def _list(channel: PlainChannel, _number: int) -> str:
    place = f'<div class="default_mcurrentPosition">当前位置：<a href="/">首页</a> &gt; {channel.name}</div>{_location(channel.name)}'
    if channel.id == "col49542":
        return f"""{place}<div id="div125"></div>
<form name="xxgk"><input type="hidden" name="jdid" value="39"><input type="hidden" name="area" value="014000335">
<input type="hidden" name="texttype" value="0"><input type="hidden" name="fbtime" value="-1">
<input type="hidden" name="sortfield" value="createdate:0,orderid:0"></form>
<script>$("#div125").load("{SEARCH}", {{infotypeId:'10', divid:'div125'}});</script>"""
    if channel.id == "col85683":
        query = "&".join(f"{name}={value}" for name, value in FIRST_GROUP.items())
        island = jcms.island(POLICY_ROWS[:3], BASE, group=f"{PROXY}?{query}&webname={TWICE}&permissiontype=0")
        pager = ""
    else:
        island = jcms.island(OWNED_ROWS[:3], BASE)
        pager = f"""<script>$("#247686").jpage({{ perPage:1, groupSize:3, totalRecord:{OWNED_COUNT}, proxyUrl:'{PROXY}',
ajaxParam:{{ col:1, appid:1, webid:39, path:'/', columnid:11779, unitid:247686, webname:'{NAME}' }} }});</script>"""
    return f"""{place}<div class="list"><div id="247686"><script type="text/xml">{island}</script></div>{pager}</div>
<iframe style="display:none" src="/module/visitcount/visit.jsp?type=2&amp;i_webid=39&amp;i_columnid={channel.id[3:]}"></iframe>"""


def _location(column: str) -> str:
    return f"""<div id="hiddenLocation" style="display:none"><span id="ss_webid">39</span>
<span id="col1_name">{column}</span><span id="col1_url">/col/col85683/index.html</span><span id="col2_name">首页</span></div>"""


def _article(one: Piece, column: str) -> str:
    if column == "信息公开目录":
        return _public(one)
    files = "".join(
        f'<p><a href="{html.escape(url.removeprefix(BASE))}"><img src="/module/jslib/icons/acrobat.png" border="0">{name}</a></p>'
        for url, name in zip((u for u in one.extra if "downfile" in u), one.tail, strict=True)
    )
    images = "".join(
        f'<p style="text-align:center"><img src="{url.removeprefix(BASE)}" alt=""></p>'
        for url in one.extra
        if "/picture/" in url
    )
    text = f"{images}{paragraphs(one)}{files}"
    title = html.escape(one.title)
    head = f"""<span>发布日期：{one.printed}</span><span>浏览次数：
<script src="/module/visitcount/articlehits.jsp?artid=1"></script></span>"""
    if "art_11779" in one.url:
        # A page without the system's comments.
        return f"""{_location(column)}<div class="xl_title">{title}</div>
<div class="xl_doc"><span>发布时间：{one.printed}</span><span>来源：{one.source}</span></div><div class="zoom">{text}</div>
<div id="share-2"></div><p><a href="javascrpit:window.print()">打印</a> <a href="javascrpit:window.close()">关闭</a></p>"""
    return f"""{_location(column)}<p class="con-title"><!--<$[标题]>begin-->{title}<!--<$[标题]>end--></p>
<div class="main-fl">{head}<span>信息来源：<!--<$[信息来源]>begin-->{one.source}<!--<$[信息来源]>end--></span></div>
<div class="main-txt" id="zoom"><div class="printer">【打印】</div><div class="yybb"><audio></audio>语言播报</div>
<!--<$[信息内容]>begin--><!--ZJEG_RSS.content.begin--><meta name="ContentStart">{text}<meta name="ContentEnd">
<!--ZJEG_RSS.content.end--><!--<$[信息内容]>end--></div><div class="bdsharebuttonbox">分享到</div>"""


def _public(one: Piece) -> str:
    return f"""<table class="xxgk_table" width="100%"><tbody>
<tr><td>索引号</td><td>{one.index_number}</td><td>组配分类</td><td>其他</td></tr>
<tr><td>发布机构</td><td>省国资委</td><td>发文日期</td><td>{one.day}</td></tr>
<tr><td>文号</td><td>{one.document_number or ""}</td><td>公开方式</td><td>主动公开</td></tr></tbody></table>
<table><tr><td class="title">{html.escape(one.title)}</td></tr>
<tr><td>信息来源：{one.source}　发布时间：{one.printed}</td></tr>
<tr><td class="bt_content"><div id="zoom">{paragraphs(one)}</div></td></tr></table>"""


SITE = PlainSite(
    slug="jiangsu",
    platform="hanweb_jcms",
    host=HOST,
    skin=Skin(
        name=NAME,
        code=CODE,
        nav=(("/col/col85683/index.html", "政策文件"), ("/col/col11779/index.html", "省属企业")),
        head='<link rel="stylesheet" href="/script/page.css"><script src="/script/web_front.js"></script>',
    ),
    channels=(
        PlainChannel(
            id="col85683", name="政策文件", pages=(POLICY_ROWS,), urls=POLICY_URLS, articles=POLICY_PIECES,
            total_items=len(POLICY_ROWS),
        ),
        PlainChannel(
            id="col11779", name="省属企业", pages=(OWNED_ROWS,), urls=OWNED_URLS, articles=OWNED_PIECES,
            total_items=OWNED_COUNT,
        ),
        PlainChannel(
            id="col49542", name="信息公开目录", pages=(PUBLIC_ROWS,), urls=CATALOGUE_URLS, articles=PUBLIC_PIECES,
            total_items=len(PUBLIC_ROWS),
        ),
    ),
    none=NONE,
    list_markup=_list,
    article_markup=_article,
    robots=Answer(body=b"User-agent: *\nDisallow: /module/visitcount/\n", content_type="text/plain"),
).build(respond=_respond)  # fmt: skip
