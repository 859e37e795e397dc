"""gzw.ln.gov.cn: the provincial platform in GB2312; a list that mixes articles with bare documents.

The form of the article addresses is taken from sibling sites, the way of paging is ours.
"""

import html
from dataclasses import replace

from tests.replica.model import Answer
from tests.replica.plain import NoArticles, PlainChannel, PlainSite, Skin, rows_of
from tests.replica.prose import CONTROLS, Piece, Row, at, in_pages, national_tags, page, paragraphs, pieces

HOST = "gzw.ln.gov.cn"
BASE = f"http://{HOST}"
NAME, CODE = "辽宁省人民政府国有资产监督管理委员会", "2100000041"
_TEXT = pieces(who="省国资委", place="辽宁")


def _one(key: str, stamp: int, printed: str, source: str, **more: object) -> Piece:
    return at(_TEXT[key], f"{BASE}/web/gzw/bsfw/sqml/{stamp}/index.shtml", printed, source=source, **more)


PIECES = (
    _one("energy", 2026101309123456789, "2026年10月13日", "辽宁能源集团"),
    _one("merger", 2026092210203040506, "2026年9月22日", "辽宁水务集团"),
    _one("logistics", 2026081511223344556, "2026年8月15日", "省国资委"),
    _one("bonds", 2026062009090909090, "2026年6月20日", "辽宁产投集团"),
    _one("museum", 2026050508080808080, "2026年5月5日", "辽宁文旅集团"),
    _one("figures", 2026042017171717171, "2026年4月20日", "省国资委"),
    _one("rural", 2026020116161616161, "2026年2月1日", "省国资委"),
    _one("technology", 2025120115151515151, "2025年12月1日", "省国资委"),
)
DAYS = (
    "2026-10-13", "2026-09-22", "2026-08-15", "2026-06-20", "2026-05-05", "2026-04-20", "2026-02-01", "2025-12-01",
)  # fmt: skip
NONE = NoArticles(
    gone=Row(
        url=f"{BASE}/web/gzw/bsfw/sqml/2026070700000000000/index.shtml", title="名录更正", day="2026-07-07"
    ),
    moved=Row(
        url=f"{BASE}/web/gzw/bsfw/sqml/2026031300000000000/index.shtml", title="省企风采", day="2026-03-13"
    ),
    shell=Row(
        url=f"{BASE}/web/gzw/bsfw/sqml/2025111100000000000/index.shtml", title="省企图集", day="2025-11-11"
    ),
)
BARE = Row(
    url=f"{BASE}/gzw/bsfw/sqml/P020260901400000000001.pdf", title="省属企业名录（2026年版）", day="2026-09-01"
)
ERROR = Row(
    url=f"{BASE}/gzw/bsfw/sqml/P020260105400000000002.pdf", title="省属企业名录（附表）", day="2026-01-05"
)


def _dated(number: int) -> Row:
    one = PIECES[number]
    return Row(url=one.url, title=one.title, day=DAYS[number])


ROWS = [
    _dated(0), _dated(1), BARE, _dated(2), NONE.gone, _dated(3), _dated(4), _dated(5), NONE.moved, _dated(6), ERROR,
    _dated(7), NONE.shell,
]  # fmt: skip
PAGES = in_pages(rows_of(ROWS), 5)


def _list(channel: PlainChannel, number: int) -> str:
    total = len(channel.pages)
    rows = "".join(
        f'<dl><dd><a href="{one.path}" target="_blank">{html.escape(one.title)}</a></dd><dt>{one.day}</dt></dl>'
        for one in channel.pages[number - 1]
    )
    following = (
        f'<a href="index_{number + 1}.shtml">下一页&gt;&gt;</a>'
        if number < total
        else "<span>下一页&gt;&gt;</span>"
    )
    return f'<div class="dlist">{rows}</div><div class="pages">{number}/{total} {following}</div>'


def _article(one: Piece, column: str) -> str:
    return f"""<div class="dqwz">当前位置：首页 &gt; {column}</div>
<div class="govxlTText">{html.escape(one.title)}</div>
<div class="xltime">发布日期：{one.day}　信息来源：{one.source}
字号：<a href="javascript:f(1)">大</a> <a href="javascript:f(0)">小</a></div>
<div class="xlcontent">
{paragraphs(one, indent="")}
</div>{CONTROLS}"""


_SITE = PlainSite(
    slug="liaoning",
    platform="static_list",
    host=HOST,
    skin=Skin(name=NAME, code=CODE, nav=(("/gzw/bsfw/sqml/", "省企名录"),), charset="gb2312"),
    channels=(
        PlainChannel(
            id="sqml",
            name="省企名录",
            pages=tuple(PAGES),
            urls=(
                f"{BASE}/gzw/bsfw/sqml/",
                f"{BASE}/gzw/bsfw/sqml/index_2.shtml",
                f"{BASE}/gzw/bsfw/sqml/index_3.shtml",
            ),
            articles=PIECES,
        ),
    ),
    none=NONE,
    list_markup=_list,
    article_markup=_article,
    article_head=lambda one, column: national_tags(
        SiteName=NAME, SiteIDCode=CODE, ArticleTitle=one.title, ColumnName=column
    ),
    content_type="text/html; charset=gb2312",
    robots=page("<html><body>您访问的页面不存在</body></html>", content_type="text/html"),
    extra={
        # A document; and an address that ends in .pdf but answers with an error page.
        BARE.path: Answer(
            body=b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n",
            content_type="application/pdf",
        ),
        ERROR.path: page(
            "<html><body>您访问的文件不存在</body></html>", content_type="text/html; charset=utf-8"
        ),
    },
).build()


def _days(text: str) -> str:
    """Return a printed day as the archive stores it."""
    year, month, day = text.replace("年", " ").replace("月", " ").replace("日", "").split()
    return f"{year}-{int(month):02d}-{int(day):02d}"


SITE = replace(
    _SITE,
    articles=tuple(replace(one, date=_days(one.date or "")) for one in _SITE.articles),
    outcomes={**_SITE.outcomes, BARE.url: "ok", ERROR.url: "soft404"},
)
