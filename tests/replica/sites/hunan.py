"""gzw.hunan.gov.cn: TRS WCM (facts B) counted from 1; table of metadata, pre- and sub-titles, an article of three pages."""

import html
import re
from dataclasses import replace

from tests.replica.model import Answer
from tests.replica.plain import NoArticles, PlainChannel, PlainSite, Skin, rows_of
from tests.replica.prose import CONTROLS, Piece, Row, at, in_pages, page, paragraphs, pieces
from tests.replica.trs import INLINE_STYLE, article_url, rows_markup

HOST = "gzw.hunan.gov.cn"
NAME, CODE = "湖南省人民政府国有资产监督管理委员会", "4300000041"
ENTERPRISES = f"http://{HOST}/gzjg/gqdt/"
POLICIES = f"http://{HOST}/gzw/xxgk_71571/zcfg/"
LOCAL = f"{POLICIES}dfxfg/"
_TEXT = pieces(who="省国资委", place="湘楚")
PRETITLE = "国企改革·湘楚实践"
"""Stands over the headline of every article."""

# The <title> of every page is that of the template. example: "<title>甲_乙</title>" · counter-example: "<h1>"
_TITLE = re.compile(r"<title>[^<]{0,300}</title>")


def _one(base: str, key: str, number: int, printed: str, source: str, **more: object) -> Piece:
    return at(
        _TEXT[key], article_url(base, printed[:10], number), printed, source=source, pretitle=PRETITLE, **more
    )


NEWS = (
    _one(ENTERPRISES, "logistics", 33780011, "2026-10-19", "湘楚物流集团", editor="罗丹"),
    _one(ENTERPRISES, "energy", 33771902, "2026-09-28", "湘楚能源集团", editor="罗丹"),
    _one(ENTERPRISES, "technology", 33765431, "2026-08-17", "科技创新处"),
    _one(ENTERPRISES, "merger", 33759870, "2026-07-13", "湘楚水务集团", editor="谭文"),
    _one(ENTERPRISES, "bonds", 33742200, "2026-06-22", "湘楚产业投资集团"),
    _one(ENTERPRISES, "museum", 33738716, "2026-05-18", "湘楚文旅集团", editor="谭文"),
    _one(ENTERPRISES, "rural", 33720045, "2026-04-27", "社会责任处"),
)
LONG = at(
    Piece(
        key="charter",
        title="湘楚省属企业章程管理办法（试行）",
        lines=(
            "第一条　为规范省属企业章程的制定、修改和执行，制定本办法。",
            "第二条　章程应当载明党组织的职责权限、机构设置和基础保障。",
            "第三条　股东会、董事会和经理层的权责边界，由权责清单逐项列明。",
            "第四条　章程草案应当在提交审议前十五日送法律事务机构审核。",
            "第五条　未经审核的章程不得提交审议。",
            "第六条　本办法由省国资委负责解释，自公布之日起施行。",
        ),
    ),
    article_url(POLICIES, "2026-03-10", 33690001),
    "2026-03-10",
    source="政策法规处",
    pretitle=PRETITLE,
    document_number="湘国资法规〔2026〕8号",
    index_number="430S00/2026-00118",
)
RULES = (
    _one(
        POLICIES, "notice_valuation", 33701188, "2026-05-11", "产权管理处",
        document_number="湘国资产权〔2026〕21号", index_number="430S00/2026-00204",
    ),
    LONG,
    _one(
        POLICIES, "rule", 33655310, "2025-11-24", "监督追责处",
        document_number="湘国资监督〔2025〕63号", index_number="430S00/2025-00771",
    ),
    _one(POLICIES, "property", 33601122, "2025-04-15", "产权管理处", index_number="430S00/2025-00190"),
    _one(POLICIES, "audit", 33577001, "2024-12-30", "审计处", index_number="430S00/2024-00912"),
    _one(POLICIES, "salary", 33510456, "2024-06-03", "考核分配处", index_number="430S00/2024-00377"),
)  # fmt: skip
LOCALS = (
    _one(LOCAL, "digital", 33422200, "2023-09-20", "政策法规处", index_number="430S00/2023-00615"),
    _one(LOCAL, "training", 33311000, "2022-09-13", "政策法规处", index_number="430S00/2022-00588"),
)
NONE = NoArticles(
    gone=Row(url=article_url(ENTERPRISES, "2026-06-01", 33740001), title="撤稿说明", day="2026-06-01"),
    moved=Row(
        url=article_url(ENTERPRISES, "2026-03-30", 33701000), title="国企开放日直播回放", day="2026-03-30"
    ),
    shell=Row(url=article_url(POLICIES, "2024-02-02", 33490000), title="规章汇编封面", day="2024-02-02"),
)

NEWS_PAGES = in_pages(rows_of([*NEWS[:5], NONE.gone, *NEWS[5:], NONE.moved]), 3)
RULE_PAGES = in_pages(rows_of([*RULES[:6], NONE.shell]), 5)
COUNTS = {"gqdt": 4, "zcfg": 3, "dfxfg": 1}
"""Pages by the sites' own count: in two lists the last one is not there."""


def _list(channel: PlainChannel, number: int) -> str:
    base = channel.urls[0].rpartition("/")[0] + "/"
    name, extension = ("fg", "shtml") if channel.id == "gqdt" else ("index", "html")
    count = sum(len(rows) for rows in channel.pages)
    rows = rows_markup(channel.pages[number - 1], base, date="[{}]")
    return f"""<div class="location">当前位置：<a href="/">首页</a>&gt;&gt;{channel.name}</div>
<div class="tygl-list"><ul>{rows}</ul><div id="page_div" class="page"></div></div>
<script language="javascript">
/* createPageHTML('page_div',{COUNTS[channel.id]},{number - 1},'index','html',{count}); */
createPageHTML('page_div',{COUNTS[channel.id]}, {number},'{name}','{extension}',{count});
</script>"""


def _article(one: Piece, column: str) -> str:
    return _markup(one, column, paragraphs(one))


def _markup(one: Piece, column: str, text: str, *, parts: int = 1, number: int = 0) -> str:
    """The old skin: a table of metadata, titles in three elements, an attribute without quotes."""
    table = ""
    if one.index_number:
        table = f"""<table class="xxgk_detail_table1" width="100%"><tbody>
<tr><td class="pmingcheng">索引号：</td><td>{one.index_number}</td><td class="pmingcheng">发布机构：</td><td>省国资委</td></tr>
<tr><td class="pmingcheng">文号：</td><td>{one.document_number or ""}</td><td class="pmingcheng">发布日期：</td><td>{one.day}</td></tr>
</tbody></table>"""
    file = one.url.rpartition("/")[2].partition(".")[0]
    macro = f'<script>createPageHTML({parts}, {number}, "{file}", "html");</script>' if parts > 1 else ""
    editor = f'<p style="text-align:right">（责任编辑：{one.editor}）</p>' if one.editor else ""
    return f"""<div class="location">当前位置：<a href="/">首页</a>&gt;&gt;{column}</div>{table}
<div class="detail-article-title"><h3 class="pre-title">{PRETITLE}</h3><h2>{html.escape(one.title)}</h2>
<h3 class="sub-title"></h3></div>
<ul class="detail-article-infos"><li class="article-infos-source">
<span>时间：<i>{one.day}</i></span><span>来源：<i>{one.source}</i></span></li>
<li class="article-infos-func"><a>打印</a><a>放大</a><a>正常</a><a>缩小</a><a>分享</a></li></ul>
<div class="article-body"><div class=TRS_Editor>{INLINE_STYLE}<DIV class=cas_content>
{text}
{editor}</DIV></div></div>{macro}{CONTROLS}
<dl class="affairs-detail-qcode"><dt>扫一扫在手机打开当前页</dt></dl>"""


def _part(number: int, lines: tuple[str, ...]) -> str:
    text = SHELL.shell(
        "政务公开信息内容页",
        _markup(LONG, "政策法规", paragraphs(replace(LONG, lines=lines)), parts=3, number=number),
    )
    return _TITLE.sub("<title>政务公开信息内容页</title>", text)


def _generic(text: str) -> Answer:
    return page(_TITLE.sub("<title>政务公开信息内容页</title>", text), is_article=True)


SHELL = Skin(
    name=NAME,
    code=CODE,
    nav=(("/gzjg/gqdt/", "国企动态"), ("/gzw/xxgk_71571/zcfg/index.html", "政策法规")),
)
_STEM = LONG.path.removesuffix(".html")
STUB = (
    '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title></title></head>'
    f"<body><!-- {'empty ' * 40}--></body></html>"
)
SITE = PlainSite(
    slug="hunan",
    platform="trs_wcm",
    host=HOST,
    skin=SHELL,
    channels=(
        PlainChannel(
            id="gqdt",
            name="国企动态",
            pages=(*NEWS_PAGES, ()),
            urls=(ENTERPRISES, *(f"{ENTERPRISES}fg_{number}.shtml" for number in (2, 3, 4))),
            articles=NEWS,
        ),
        PlainChannel(
            id="zcfg",
            name="政策法规",
            pages=(*RULE_PAGES, ()),
            urls=(f"{POLICIES}index.html", f"{POLICIES}index_2.html", f"{POLICIES}index_3.html"),
            articles=RULES,
        ),
        PlainChannel(
            id="dfxfg",
            name="地方性法规",
            pages=(rows_of(LOCALS),),
            urls=(f"{LOCAL}index.html",),
            articles=LOCALS,
        ),
    ),
    none=NONE,
    list_markup=_list,
    article_markup=_article,
    odd=dict.fromkeys(("notice_valuation", "rule", "property", "audit", "salary", "digital"), _generic),
    extra={
        # The deepest page of one list is a stub with status 200, of the other it is gone.
        "/gzjg/gqdt/fg_4.shtml": page(STUB),
        "/gzw/xxgk_71571/zcfg/index_3.html": page("<html><body>404</body></html>", status=404),
        f"{_STEM}.html": page(_part(0, LONG.lines[:2])),
        f"{_STEM}_1.html": page(_part(1, LONG.lines[2:4])),
        f"{_STEM}_2.html": page(_part(2, LONG.lines[4:])),
    },
    robots=None,
).build()
