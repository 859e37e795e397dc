"""gzw.beijing.gov.cn: TRS WCM (facts B) counted from 0, by variables and by the macro, a commented-out call."""

import html
from dataclasses import replace

from tests.replica.model import Answer
from tests.replica.plain import NoArticles, PlainChannel, PlainSite, Skin, rows_of
from tests.replica.prose import CONTROLS, Piece, Row, at, in_pages, national_tags, page, paragraphs, pieces
from tests.replica.trs import EMPTY_PDF, article_url, file_links, pictures, relative, rows_markup

HOST = "gzw.beijing.gov.cn"
NAME, CODE = "北京市人民政府国有资产监督管理委员会", "1100000233"
NOTICES, POLICIES, FIGURES = (f"http://{HOST}/xxfb/{one}/" for one in ("tzgg", "2024zcwj", "gzsj"))
_TEXT = pieces(who="市国资委", place="京华")
_OTHER = pieces(who="市国资委", place="燕山")


def _one(base: str, key: str, number: int, printed: str, source: str, **more: object) -> Piece:
    # The day in the address is the day the CMS saved the page, here never the printed one.
    texts = _OTHER if base == FIGURES else _TEXT
    return at(texts[key], article_url(base, "2026-10-30", number), printed, source=source, **more)


VALUATION = _one(
    NOTICES, "notice_valuation", 4508790, "2026-10-29 09:30", "产权管理处",
    extra=(
        f"{NOTICES}202610/P020261029343155400123.pdf",
        f"{NOTICES}202610/P020261029343155400456.ofd",
    ),
    tail=("评估备案申请表.pdf", "评估备案申请表.ofd"),
)  # fmt: skip
NOTICE_PIECES = (
    VALUATION,
    _one(NOTICES, "recruitment", 4508750, "2026-10-21 17:05", "京华国有资本运营集团"),
    _one(NOTICES, "audit", 4508741, "2026-10-12 10:00", "审计处"),
    _one(NOTICES, "training", 4508733, "2026-09-12 14:20", "考核评价处"),
    _one(NOTICES, "inspection", 4508702, "2026-08-30 08:15", "安全监管处"),
    _one(
        NOTICES, "energy", 4508699, "2026-08-04 16:45", "京华能源集团",
        extra=(f"{NOTICES}202610/W020260804605012345678.jpg",),
    ),
    _one(NOTICES, "party", 4508650, "2026-07-01 11:30", "机关党委"),
    _one(NOTICES, "digital", 4508611, "2026-06-18 09:00", "信息化处"),
)  # fmt: skip
POLICY_PIECES = (
    _one(POLICIES, "rule", 3610022, "2021-03-22 15:00", "综合监督处"),
    _one(POLICIES, "salary", 3610017, "2020-12-08 10:10", "考核分配处"),
    _one(POLICIES, "property", 3610009, "2019-11-27 09:40", "产权管理处"),
    _one(POLICIES, "rural", 3610003, "2019-05-06 16:00", "办公室"),
)
FIGURE_PIECES = (
    _one(FIGURES, "figures", 4400102, "2026-07-24 10:00", "财务监管处"),
    _one(FIGURES, "bonds", 4400087, "2026-04-21 09:20", "资本运营处"),
    _one(FIGURES, "merger", 4400051, "2026-01-23 15:35", "规划发展处"),
)
NONE = NoArticles(
    gone=Row(
        url=article_url(NOTICES, "2026-05-20", 4508600), title="关于废止一批文件的公告", day="2026-05-20"
    ),
    moved=Row(
        url=article_url(NOTICES, "2026-05-12", 4508588), title="一图读懂国企改革年度任务", day="2026-05-12"
    ),
    shell=Row(url=article_url(POLICIES, "2026-03-01", 3609990), title="政策发布会现场图集", day="2019-04-02"),
)
FILE = Row(
    url=f"{NOTICES}202604/P020260410512345678901.pdf", title="国资委系统年度部门预算公开", day="2026-04-10"
)
ABROAD = Row(
    url="https://www.beijing.gov.cn/zhengce/202604/t20260402_4060001.html",
    title="市政府办公厅关于示例事项的通知",
    day="2026-04-02",
)

NOTICE_PAGES = in_pages(
    rows_of([*NOTICE_PIECES[:6], NONE.gone, *NOTICE_PIECES[6:], NONE.moved, FILE, ABROAD]), 5
)
POLICY_PAGES = in_pages(rows_of([*POLICY_PIECES, NONE.shell]), 3)
EXPLAINED = article_url(NOTICES, "2026-10-30", 4599999)
"""An interpretation beside a document: no item of the list."""


def _list(channel: PlainChannel, number: int) -> str:
    base, total = channel.urls[0], len(channel.pages)
    rows = rows_markup(channel.pages[number - 1], base, every=3)
    if channel.id == "tzgg":
        # Sum of an earlier design in a comment; the template computes the pager from its variables.
        popup = (
            f'<div class="popbox"><ul><li><a href="{relative(EXPLAINED, base)}">政策解读：评估备案问答</a>'
            "<span>2026-10-30</span></li></ul></div>"
        )
        pager = f"""<script>
//createPageHTML(9, 0, "index", "html");
var currentPage = {number - 1};//所在页从0开始
var prevPage = currentPage-1;//上一页
var nextPage = currentPage+1;//下一页
var countPage = {total}//共多少页
if(countPage>1&&currentPage!=0) document.write("<a href=\\"index"+"_"+prevPage+"."+"html\\">上一页</a>");
</script>"""
    else:
        popup, pager = "", f'<script>createPageHTML({total}, {number - 1}, "index", "html");</script>'
    return f"""<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="../">信息发布</a> &gt; {channel.name}</div>
<div class="list-con"><ul class="list u-list">{rows}{popup}</ul><div class="pages">{pager}</div></div>"""


def _article(one: Piece, column: str) -> str:
    base = f"{one.url.rpartition('/')[0]}/"
    return f"""<div class="crumb">您的位置：<a href="/">首页</a> &gt; <a href="../">{column}</a> &gt; 正文</div>
<div class="sub_common"><h1>{html.escape(one.title)}</h1>
<p class="others"><span>日期：{one.printed}</span><span>来源：{one.source}</span>
<span class="fontsize">字号：<a href="javascript:zoom(20)">大</a>
<a href="javascript:zoom(16)">中</a> <a href="javascript:zoom(14)">小</a></span></p>
<div class="view TRS_UEDITOR trs_paper_default trs_web">
{pictures(one, base)}
{paragraphs(one)}
{file_links(one, base)}
</div>{CONTROLS}
<div class="qrcode"><canvas width="100" height="100"></canvas><p>扫一扫在手机打开当前页</p></div></div>
<script>uaredirect("./{one.url.rpartition("/")[2].replace(".html", "_ext.html")}");</script>"""


def _tags(one: Piece, column: str) -> str:
    # PubDate carries seconds, and the hour of a twelve-hour clock.
    hour = int(one.clock[:2] or 0) if one.clock else 0
    clock = f"{hour - 12 if hour > 12 else hour:02}{one.clock[2:]}:07"
    return national_tags(
        SiteName=NAME, SiteDomain=HOST, SiteIDCode=CODE, ColumnName=column, ColumnType="",
        ArticleTitle=one.title, PubDate=f"{one.day} {clock}", ContentSource=one.source or "",
    )  # fmt: skip


def _twin() -> Answer:
    """The page for phones that a script leads to: a second copy that no list names."""
    return page(f"<html><body><h1>{VALUATION.title}</h1>{paragraphs(VALUATION)}</body></html>")


SITE = PlainSite(
    slug="beijing",
    platform="trs_wcm",
    host=HOST,
    skin=Skin(
        name=NAME,
        code=CODE,
        nav=(("/xxfb/tzgg/", "通知公告"), ("/xxfb/2024zcwj/", "政策文件"), ("/xxfb/gzsj/", "国资数据")),
    ),
    channels=(
        PlainChannel(
            id="tzgg",
            name="通知公告",
            pages=tuple(NOTICE_PAGES),
            urls=(NOTICES, f"{NOTICES}index_1.html", f"{NOTICES}index_2.html"),
            articles=NOTICE_PIECES,
        ),
        PlainChannel(
            id="2024zcwj",
            name="政策文件",
            pages=tuple(POLICY_PAGES),
            urls=(POLICIES, f"{POLICIES}index_1.html"),
            articles=POLICY_PIECES,
        ),
        PlainChannel(
            id="gzsj",
            name="国资数据",
            pages=(rows_of(FIGURE_PIECES),),
            urls=(FIGURES,),
            articles=FIGURE_PIECES,
        ),
    ),
    none=NONE,
    list_markup=_list,
    article_markup=_article,
    article_head=_tags,
    extra={
        "/" + FILE.url.split("/", 3)[3]: Answer(body=EMPTY_PDF, content_type="application/pdf"),
        VALUATION.path.replace(".html", "_ext.html"): _twin(),
    },
    robots=Answer(
        body=b"User-agent: *\nDisallow: /search/\nSitemap: http://gzw.beijing.gov.cn/sitemapindex.xml\n",
        content_type="text/plain",
    ),
).build()
SITE = replace(SITE, outcomes={**SITE.outcomes, FILE.url: "ok"})
