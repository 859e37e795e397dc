"""gzw.ah.gov.cn: the provincial platform: Ls.pagination with ?pageIndex=, separators in the list (facts H)."""

import html

from tests.replica.plain import NoArticles, PlainChannel, PlainSite, Skin, rows_of
from tests.replica.prose import CONTROLS, Piece, Row, at, in_pages, national_tags, page, paragraphs, pieces

HOST = "gzw.ah.gov.cn"
BASE = f"http://{HOST}"
NAME, CODE = "安徽省人民政府国有资产监督管理委员会", "3400000041"
_TEXT = pieces(who="省国资委", place="安徽")
JOBS, RUN = "ssqy/qyzp", "ssqy/yxjc"


def _one(column: str, key: str, number: int, printed: str, source: str, **more: object) -> Piece:
    return at(_TEXT[key], f"{BASE}/{column}/{number}.html", printed, source=source, **more)


POSTS = (
    _one(JOBS, "recruitment", 58000123, "2026-10-15 09:20", "安徽国控集团", editor="王皖"),
    _one(JOBS, "training", 57990011, "2026-09-28 10:00", "省国资委"),
    _one(JOBS, "bonds", 57981230, "2026-09-11 16:32", "安徽产投集团"),
    _one(JOBS, "rural", 57950007, "2026-08-17 08:08", "省国资委"),
    # GBK as of 2020, declared as it is.
    _one(JOBS, "museum", 40110020, "2020-11-03 15:45", "安徽文旅集团"),
    _one(JOBS, "party", 57900444, "2026-07-01 11:10", "省国资委机关党委", editor="王皖"),
)
FIGURES = (
    _one(RUN, "figures", 57930010, "2026-07-24 17:30", "财务监管处"),
    _one(RUN, "technology", 57850021, "2026-04-22 09:50", "规划发展处"),
    _one(RUN, "digital", 57760032, "2026-01-20 14:05", "信息中心"),
    _one(RUN, "energy", 57650043, "2025-10-23 18:18", "安徽能源集团"),
)
NONE = NoArticles(
    gone=Row(url=f"{BASE}/{JOBS}/57960000.html", title="关于延长报名时间的公告", day="2026-08-24"),
    moved=Row(url=f"{BASE}/{JOBS}/57920000.html", title="校招专列来了", day="2026-07-10"),
    shell=Row(url=f"{BASE}/{RUN}/57700000.html", title="省属企业运行图解", day="2025-12-18"),
)
POST_PAGES = in_pages(rows_of([*POSTS[:3], NONE.gone, POSTS[3], NONE.moved, POSTS[5], POSTS[4]]), 5)
FIGURE_PAGES = in_pages(rows_of([*FIGURES[:3], NONE.shell, FIGURES[3]]), 2)


def _list(channel: PlainChannel, number: int) -> str:
    parts = []
    for index, one in enumerate(channel.pages[number - 1], 1):
        parts.append(
            f'<li><a href="{one.url}" target="_blank" title="{html.escape(one.title)}">{html.escape(one.title[:26])}</a>'
            f'<span class="date">{one.day}</span></li>'
        )
        if index % 3 == 0:
            parts.append('<li class="lm_line"></li>')
    return f"""<div class="navjz"><ul class="doc_list list-6791573">{"".join(parts)}</ul></div>
<div id="page_6791573" class="pagination"></div>
<script>Ls.pagination("#page_6791573",{{currPage:({number - 1}+1),pageCount:{len(channel.pages)},
linkTo:function(p){{return "?pageIndex="+p}}}},false);
</script>"""


def _article(one: Piece, column: str) -> str:
    editor = f'<p style="text-align:right">【责任编辑：{one.editor}】</p>' if one.editor else ""
    return f"""<div class="wzy"><div class="dqwz">您现在的位置：<a href="/">首页</a> &gt; {column}</div>
<h1 class="wztit">{html.escape(one.title)}</h1>
<div class="wzbjxx"><span>发布时间：{one.printed}</span><span>来源：{one.source}</span><span>浏览次数：<b id="hits"></b></span>
<span>字号：[ <a href="javascript:">大</a> <a href="javascript:">中</a> <a href="javascript:">小</a> ]</span></div>
<div class="j-fontContent h-content">
{paragraphs(one)}
{editor}
</div>{CONTROLS}</div>"""


def _urls(first: str, count: int) -> tuple[str, ...]:
    return (first, *(f"{first}?pageIndex={number}" for number in range(2, count + 1)))


SITE = PlainSite(
    slug="anhui",
    platform="static_list",
    host=HOST,
    skin=Skin(name=NAME, code=CODE, nav=(("/ssqy/qyzp/index.html", "企业招聘"), ("/ssqy/yxjc/", "运行监测"))),
    channels=(
        PlainChannel(
            id="qyzp",
            name="企业招聘",
            pages=tuple(POST_PAGES),
            urls=_urls(f"{BASE}/{JOBS}/index.html", len(POST_PAGES)),
            articles=POSTS,
        ),
        PlainChannel(
            id="yxjc",
            name="运行监测",
            pages=tuple(FIGURE_PAGES),
            urls=_urls(f"{BASE}/{RUN}/", len(FIGURE_PAGES)),
            articles=FIGURES,
        ),
    ),
    none=NONE,
    list_markup=_list,
    article_markup=_article,
    article_head=lambda one, column: national_tags(
        SiteName=NAME, SiteIDCode=CODE, ColumnName=column, ArticleTitle=one.title,
        PubDate=one.printed, ContentSource=one.source or "", Description="".join(one.lines)[:120],
    ),
    odd={
        "museum": lambda text: page(
            text.replace('charset="utf-8"', 'charset="gb2312"'), charset="gbk",
            content_type="text/html;charset=GB2312", is_article=True,
        )
    },
    robots=page("User-agent: *\nCrawl-delay: 0\nDisallow: /site/label/\n", content_type="text/plain"),
).build()  # fmt: skip
