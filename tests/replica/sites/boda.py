"""A VSB (博达) site under a .test host: descending numbers, generated class numbers, PDF in a script."""

import html
from urllib.parse import quote

from tests.replica.plain import NoArticles, PlainChannel, PlainSite, Skin, rows_of
from tests.replica.prose import CONTROLS, Piece, Row, at, in_pages, page, paragraphs, pieces

HOST = "gzw.boda.test"
BASE = f"http://{HOST}"
NAME = "示例博达市人民政府国有资产监督管理委员会"
_TEXT = pieces(who="市国资委", place="博达")


def _one(tree: int, key: str, number: int, printed: str, source: str, **more: object) -> Piece:
    return at(_TEXT[key], f"{BASE}/info/{tree}/{number}.htm", printed, source=source, **more)


PDF = f"{BASE}/__local/4/9C/11/0A1B2C3D4E5F_81F2A0C1_3D0F1.pdf"
SUDY = f"{BASE}/_upload/article/files/5a/31/plan2026.pdf"
VIEWED = f"{BASE}/_upload/article/files/5a/31/annex2026.pdf"
NOTICES = (
    _one(1023, "recruitment", 12434, "2026-10-13 09:00", "博达市城投集团"),
    _one(1023, "notice_valuation", 12390, "2026-09-25 16:12", "产权科"),
    _one(1023, "audit", 12301, "2026-08-21 10:35", "审计科"),
    _one(1023, "training", 12255, "2026-07-30 11:48", "人事科"),
    _one(1023, "property", 12112, "2026-05-18 15:05", "产权科"),
    _one(1023, "party", 12001, "2026-03-02 08:58", "机关党委"),
)
# The text of the rule is followed by a player of the printed document, the plan by those of other makers.
RULES = (
    _one(1024, "rule", 12420, "2026-10-09 17:30", "法规科", extra=(PDF,)),
    _one(1024, "salary", 12366, "2026-09-14 09:40", "分配科"),
    _one(1024, "digital", 12208, "2026-07-08 14:22", "规划科", extra=(SUDY, VIEWED)),
    _one(1024, "figures", 12177, "2026-06-24 10:10", "财监科"),
)
# Bytes and meta tag are GB2312's superset; the server says nothing.
NEWS = (
    _one(1031, "energy", 12431, "2026-10-12 18:00", "博达市能源集团"),
    _one(1031, "museum", 12400, "2026-09-29 12:00", "博达市文旅集团"),
    _one(1031, "merger", 12350, "2026-09-03 20:15", "博达市水务集团"),
)
NONE = NoArticles(
    gone=Row(url=f"{BASE}/info/1023/12180.htm", title="关于取消现场报名的公告", day="2026-06-26"),
    moved=Row(url=f"{BASE}/info/1023/12050.htm", title="公告图解", day="2026-04-08"),
    shell=Row(url=f"{BASE}/info/1024/12090.htm", title="规范性文件清理结果（图）", day="2026-05-06"),
)
NOTICE_PAGES = in_pages(rows_of([*NOTICES[:4], NONE.gone, NOTICES[4], NONE.moved, NOTICES[5]]), 3)
RULE_PAGES = in_pages(rows_of([*RULES, NONE.shell]), 3)


def _list(channel: PlainChannel, number: int) -> str:
    total, count = len(channel.pages), sum(len(rows) for rows in channel.pages)
    up = "../" if number == 1 else "../../"
    rows = "\n".join(
        f'<tr id="line_u8_{at_}"><td width="1%"><span class="leaderfont11694"> · </span></td><td><a class="c11694" '
        f'href="{up}info/{one.url.split("/info/")[1]}" target="_blank" title="{html.escape(one.title)}">'
        f'{html.escape(one.title[:22])}</a></td><td width="1%" nowrap><span class="timestyle11694">{one.day.replace("-", "/")}'
        "</span></td></tr>"
        for at_, one in enumerate(channel.pages[number - 1])
    )
    stem = channel.urls[0].rpartition("/")[2][:-4]
    # The page after the first carries the highest number; the last is 1.htm.
    target = f"{stem}/{total - 1}.htm" if number == 1 else f"{total - number}.htm"
    following = (
        f'<a href="{target}" class="Next">下页</a>'
        if number < total
        else '<span class="NextDisabled">下页</span>'
    )
    return f"""<table class="winstyle11694" width="100%"><tbody>{rows}
<tr><td colspan="3" align="center"><div class="pages"><span>共{count}条&nbsp;&nbsp;{number}/{total}&nbsp;</span>
<span class="PrevDisabled">首页</span><span class="PrevDisabled">上页</span>{following}
<a href="{stem}/1.htm" class="Next">尾页</a></div></td></tr></tbody></table>"""


PLAYERS = {
    "rule": '<p><script language="javascript">'
    f'showVsbpdfIframe("{PDF.removeprefix(BASE)}","100%","600","0")</script></p>',
    "digital": f'<div class="wp_pdf_player" pdfsrc="{SUDY.removeprefix(BASE)}" '
    """sudyfile-attr="{'title':'规划.pdf'}"></div>"""
    '<p><iframe src="/static/pdfjs/web/viewer.html?file='
    f'{quote(VIEWED.removeprefix(BASE), safe="")}" width="100%" height="600"></iframe></p>',
}
"""What shows a document inside a text: the address is in a script, an attribute, or behind ``file=``."""


def _article(one: Piece, column: str) -> str:
    return f"""<div class="crumbs">当前位置：<a href="../../index.htm">首页</a> &gt; {column}</div>
<form name="_newscontent_fromname"><div class="ar_tit"><h3>{html.escape(one.title)}</h3>
<h6>发布时间：{one.printed}　　来源：{one.source}　　点击数：<script>_showDynClicks("wbnews", 1400, 12434)</script></h6></div>
<div id="vsb_content_2"><div class="v_news_content">
{paragraphs(one)}
{PLAYERS.get(one.key, "")}
</div></div><div id="div_vote_id"></div>
<p>上一条：<a href="12000.htm">关于开展年度检查的通知</a></p><p>下一条：<a href="11999.htm">关于报送材料的通知</a></p>
{CONTROLS}</form>"""


SITE = PlainSite(
    slug="boda",
    platform="vsb",
    host=HOST,
    skin=Skin(
        name=NAME,
        code="9900000001",
        nav=(
            ("/zwgk/tzgg.htm", "通知公告"),
            ("/zcfg/gfxwj.htm", "规范性文件"),
            ("/xwzx/gzdt.htm", "工作动态"),
        ),
        head='<script language="javascript" src="/_sitegray/_sitegray.js"></script>',
        charset="gbk",
    ),
    channels=(
        PlainChannel(
            id="tzgg",
            name="通知公告",
            pages=tuple(NOTICE_PAGES),
            urls=(f"{BASE}/zwgk/tzgg.htm", f"{BASE}/zwgk/tzgg/2.htm", f"{BASE}/zwgk/tzgg/1.htm"),
            articles=NOTICES,
            total_items=8,
        ),
        PlainChannel(
            id="gfxwj",
            name="规范性文件",
            pages=tuple(RULE_PAGES),
            urls=(f"{BASE}/zcfg/gfxwj.htm", f"{BASE}/zcfg/gfxwj/1.htm"),
            articles=RULES,
            total_items=5,
        ),
        PlainChannel(
            id="gzdt",
            name="工作动态",
            pages=(rows_of(NEWS),),
            urls=(f"{BASE}/xwzx/gzdt.htm",),
            articles=NEWS,
            total_items=3,
        ),
    ),
    none=NONE,
    list_markup=_list,
    article_markup=_article,
    content_type="text/html",
    robots=page(
        "User-agent: Baiduspider\nDisallow:\n\nUser-agent: *\nDisallow: /system/\n", content_type="text/plain"
    ),
).build()
