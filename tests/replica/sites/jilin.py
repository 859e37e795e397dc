"""gzw.jl.gov.cn: TRS WCM (facts B) in GBK, as it was in 2020: tables for layout, the files' names in a script."""

import html

from tests.replica.model import Answer
from tests.replica.plain import NoArticles, PlainChannel, PlainSite, Skin, rows_of
from tests.replica.prose import Piece, Row, at, in_pages, page, paragraphs, pieces
from tests.replica.trs import INLINE_STYLE, article_url, relative

HOST = "gzw.jl.gov.cn"
NAME, CODE = "吉林省国资委", "2200000021"
POLICIES = f"http://{HOST}/zcwj/"
_TEXT = pieces(who="省国资委", place="松江")


def _one(key: str, number: int, printed: str, source: str, **more: object) -> Piece:
    return at(_TEXT[key], article_url(POLICIES, printed[:10], number), printed, source=source, **more)


PIECES = (
    _one(
        "notice_valuation", 7401188, "2020-11-05 09:08:31", "产权管理处",
        extra=(f"{POLICIES}202011/P020201105329876543210.doc",),
    ),
    _one("rule", 7355002, "2020-09-17 16:40:02", "监督处"),
    # The header says UTF-8, bytes and meta tag are GBK: the wrong header must not win.
    _one("salary", 7300120, "2020-07-08 10:00:00", "考核分配处", issues=frozenset(["charset_mismatch"])),
    _one("property", 7288110, "2020-06-12 14:05:59", "产权管理处"),
    _one("figures", 7200033, "2020-04-21 08:30:00", "统计评价处"),
    # No charset in the header at all.
    _one("audit", 7155060, "2020-03-02 11:11:11", "审计处"),
    _one("inspection", 7099001, "2019-12-27 15:15:15", "安全处"),
    _one("party", 6901001, "2019-07-01 09:00:00", "机关党委"),
)  # fmt: skip
NONE = NoArticles(
    gone=Row(
        url=article_url(POLICIES, "2020-05-06", 7250000), title="关于文件清理结果的公告", day="2020-05-06"
    ),
    moved=Row(
        url=article_url(POLICIES, "2019-10-10", 7000000), title="专题：国企改革三年行动", day="2019-10-10"
    ),
    shell=Row(url=article_url(POLICIES, "2019-08-08", 6950000), title="文件汇编（上册）", day="2019-08-08"),
)
PAGES = in_pages(rows_of([*PIECES[:4], NONE.gone, *PIECES[4:7], NONE.moved, NONE.shell, PIECES[7]]), 4)


def _list(channel: PlainChannel, number: int) -> str:
    rows = "\n".join(
        f"<tr><td width=16><img src=/images/dot.gif></td><td><a href='{relative(one.url, POLICIES)}' target=_blank>"
        f"{html.escape(one.title)}</a></td><td width=90 align=right>{one.day}</td></tr>"
        for one in channel.pages[number - 1]
    )
    return f"""<table width=960><tr><td>您现在的位置：<a href=/>首页</a>&nbsp;&gt;&nbsp;政策文件</td></tr>
<tr><td><table width="100%">{rows}</table></td></tr><tr><td align=center><SCRIPT LANGUAGE="JavaScript"><!--
var currentPage = {number - 1};
var countPage = {len(channel.pages)};
createPageHTML(countPage, currentPage, "index", "htm");
//--></SCRIPT></td></tr></table>"""


def _article(one: Piece, column: str) -> str:
    file = ""
    if one.extra:
        name = one.extra[0].rpartition("/")[2]
        file = f"""<span class="fj-fj"></span><script>var file_appendix='<a href="./{name}">评估备案表.doc</a>';
if (file_appendix != '') {{ document.querySelector(".fj-fj").innerHTML = file_appendix; }}</script>"""
    return f"""<table width=960><tr><td>您现在的位置：<a href=/>首页</a>&nbsp;&gt;&nbsp;{column}</td></tr></table>
<h1>{html.escape(one.title)}</h1>
<div class="xx">时间：{one.printed}&nbsp;&nbsp;来源：{one.source}&nbsp;&nbsp;字体显示：<a>大</a>&nbsp;<a>中</a>&nbsp;<a>小</a></div>
<div class=TRS_Editor>{INLINE_STYLE}
{paragraphs(one, indent="&nbsp;&nbsp;&nbsp;&nbsp;")}
</div>{file}
<div class="tools">【<a href="javascript:window.print()">打印此页</a>】【<a href="javascript:window.close()">关闭窗口</a>】</div>"""


def _mislabelled(text: str) -> Answer:
    return page(text, charset="gbk", content_type="text/html; charset=utf-8", is_article=True)


def _unlabelled(text: str) -> Answer:
    return page(text, charset="gbk", content_type="text/html", is_article=True)


SITE = PlainSite(
    slug="jilin",
    platform="trs_wcm",
    host=HOST,
    skin=Skin(name=NAME, code=CODE, nav=(("/zcwj/", "政策文件"), ("/zwgk/", "政务公开")), charset="gb2312"),
    channels=(
        PlainChannel(
            id="zcwj",
            name="政策文件",
            pages=tuple(PAGES),
            urls=(POLICIES, f"{POLICIES}index_1.htm", f"{POLICIES}index_2.htm"),
            articles=PIECES,
        ),
    ),
    none=NONE,
    list_markup=_list,
    article_markup=_article,
    content_type="text/html; charset=GBK",
    odd={"salary": _mislabelled, "audit": _unlabelled},
    robots=Answer(body=b"", content_type="text/plain"),
).build()
