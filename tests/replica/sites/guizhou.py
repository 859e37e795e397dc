"""gzw.guizhou.gov.cn: TRS WCM (facts B): one column loads index.json, one pages by the call of six arguments."""

import html
import json

from tests.replica.model import Answer, Ask
from tests.replica.plain import NoArticles, PlainChannel, PlainSite, Skin, rows_of
from tests.replica.prose import CONTROLS, Piece, Row, at, in_pages, national_tags, page, paragraphs, pieces
from tests.replica.trs import article_url, file_links, relative, rows_markup

HOST = "gzw.guizhou.gov.cn"
NAME, CODE = "贵州省人民政府国有资产监督管理委员会", "5200000042"
NEWS, POLICIES = f"http://{HOST}/xwzx/qyzc/", f"http://{HOST}/zwgk/xxgkml/zcwj/"
_TEXT = pieces(who="省国资委", place="黔山")


def _one(base: str, key: str, number: int, printed: str, source: str, **more: object) -> Piece:
    return at(_TEXT[key], article_url(base, printed[:10], number), printed, source=source, **more)


NEWS_PIECES = (
    _one(NEWS, "museum", 76011200, "2021-09-17 18:20", "黔山文旅集团"),
    _one(NEWS, "energy", 75990011, "2021-08-30 09:12", "黔山能源集团"),
    _one(NEWS, "logistics", 75880032, "2021-07-21 10:00", "黔山物流集团"),
    _one(NEWS, "bonds", 75770077, "2021-06-03 16:31", "黔山产业投资集团"),
    _one(NEWS, "rural", 75660013, "2021-04-29 15:00", "黔山国有资本运营集团"),
    _one(NEWS, "merger", 75550099, "2021-03-16 08:50", "黔山水务集团"),
)
POLICY_PIECES = (
    _one(
        POLICIES, "rule", 61234001, "2020-11-18 10:24", "综合监督处",
        extra=(f"{POLICIES}202011/P020201118377012345678.docx",), tail=("工作指引（正式文本）.docx",),
    ),
    _one(POLICIES, "notice_valuation", 61200934, "2020-10-30 17:02", "产权管理处"),
    _one(POLICIES, "salary", 61101007, "2020-09-02 11:45", "考核分配处"),
    _one(POLICIES, "property", 60990120, "2020-06-19 09:00", "产权管理处"),
    _one(POLICIES, "audit", 60870044, "2020-05-14 14:33", "审计处"),
    _one(POLICIES, "inspection", 60610022, "2020-01-07 16:10", "安全处"),
)  # fmt: skip
NONE = NoArticles(
    gone=Row(
        url=article_url(POLICIES, "2020-08-01", 61000001), title="关于更正一则通知的说明", day="2020-08-01"
    ),
    moved=Row(
        url=article_url(POLICIES, "2020-07-03", 61000002), title="政策长图：评估备案", day="2020-07-03"
    ),
    shell=Row(
        url=article_url(NEWS, "2021-02-10", 75500001), title="黔山国企新春贺词（图集）", day="2021-02-10"
    ),
)
FAR = Row(
    url="http://www.guizhou.gov.cn/zwgk/zcfg/szfwj/qff/202003/t20200311_70475111.html",
    title="省人民政府关于示例事项的意见",
    day="2020-03-11",
)
NEWS_PAGES = in_pages(rows_of([*NEWS_PIECES, NONE.shell]), 3)
POLICY_ROWS = rows_of([*POLICY_PIECES[:3], NONE.gone, NONE.moved, *POLICY_PIECES[3:5], FAR, POLICY_PIECES[5]])


def _list(channel: PlainChannel, number: int) -> str:
    if channel.id == "zcwj":
        # The rows are drawn by a script; another file of an earlier design stands in a comment.
        return """<div class="crumb">当前位置：首页 &gt; 政府信息公开目录 &gt; 政策文件</div>
<div class="zfxxgk_zdgkc"><ul id="docs"></ul><div id="pager"></div></div>
<script>
//$.getJSON("./old/index.json", draw);
$.getJSON("./index.json?_=" + new Date().getTime(), function (answer) { draw(answer.data); });
</script>"""
    rows = rows_markup(channel.pages[number - 1], NEWS, date="{}")
    count, total = sum(len(one) for one in channel.pages), len(channel.pages)
    call = f"""createPageHTML({total}, {number - 1}, "index", "html", "black2", {count});"""
    return f"""<div class="crumb">当前位置：首页 &gt; 新闻中心 &gt; 企业之窗</div>
<div class="right-list-box"><ul>{rows}</ul></div><div class="page">
<script>function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt, _css, _count) {{ return; }}
{call}</script></div>"""


def _records() -> Answer:
    """The column's file: no charset in the header, addresses in three forms."""
    data = [
        {
            "id": number,
            "title": one.title,
            "url": one.url if number % 3 else relative(one.url, POLICIES),
            "trs_time": f"{one.day} 10:00:0{number % 10}",
            "FileNum": "",
        }
        for number, one in enumerate(POLICY_ROWS)
    ]
    body = json.dumps({"data": data, "siteId": "3420"}, ensure_ascii=False, indent=1)
    return Answer(body=body.encode(), content_type="application/json")


def _article(one: Piece, column: str) -> str:
    base = f"{one.url.rpartition('/')[0]}/"
    return f"""<div class="crumb">当前位置：首页 &gt; {column}</div>
<div class="Article_zx"><h1>{html.escape(one.title)}</h1>
<div class="Article_ly">
<span>发布时间：{one.printed}</span>　<span>信息来源：{one.source}</span>
<span>字体：<a>大</a> <a>中</a> <a>小</a></span></div>
<div id="Zoom"><!--startprint--><div class="trs_editor_view TRS_UEDITOR trs_paper_default trs_word">
{paragraphs(one)}
{file_links(one, base)}</div><!--endprint--></div>
{CONTROLS}<p class="next">上一篇：<a href="./t20200101_1.html">关于示例的公告</a></p></div>"""


def _tags(one: Piece, column: str) -> str:
    return national_tags(
        SiteName=NAME, SiteDomain=f"{HOST},www.gzsgzw.gov.cn", SiteIDCode=CODE, ColumnName=column,
        ArticleTitle=f"<font>{one.title}</font>", PubDate=one.printed, ContentSource=one.source or "",
    )  # fmt: skip


def _respond(ask: Ask) -> Answer | None:
    """Answer index.json with and without the time of day behind it, to the column page's visitors only."""
    if ask.path != "/zwgk/xxgkml/zcwj/index.json":
        return None
    if not ask.headers.get("referer", "").startswith(POLICIES):
        return page("403 Forbidden", status=403)
    return _records()


SITE = PlainSite(
    slug="guizhou",
    platform="trs_wcm",
    host=HOST,
    skin=Skin(name=NAME, code=CODE, nav=(("/xwzx/qyzc/", "企业之窗"), ("/zwgk/xxgkml/zcwj/", "政策文件"))),
    channels=(
        PlainChannel(
            id="qyzc",
            name="企业之窗",
            pages=tuple(NEWS_PAGES),
            urls=(NEWS, f"{NEWS}index_1.html", f"{NEWS}index_2.html"),
            articles=NEWS_PIECES,
        ),
        PlainChannel(
            id="zcwj",
            name="政策文件",
            pages=((), POLICY_ROWS),
            urls=(POLICIES, f"{POLICIES}index.json"),
            articles=POLICY_PIECES,
        ),
    ),
    none=NONE,
    list_markup=_list,
    article_markup=_article,
    article_head=_tags,
).build(respond=_respond)
