"""www.gzw.sh.gov.cn: lists paged by a script's setPage call, index_2.html the second page (facts H)."""

import hashlib
import html

from tests.replica.plain import NoArticles, PlainChannel, PlainSite, Skin, list_items, rows_of
from tests.replica.prose import CONTROLS, Piece, Row, at, in_pages, national_tags, page, paragraphs, pieces

HOST = "www.gzw.sh.gov.cn"
BASE = f"http://{HOST}"
NAME, CODE = "上海市国有资产监督管理委员会", "3100000029"
_TEXT = pieces(who="市国资委", place="上海")


def _url(column: str, day: str, key: str) -> str:
    name = hashlib.md5(f"{column}/{key}".encode(), usedforsecurity=False).hexdigest()
    return f"{BASE}/{column}/{day.replace('-', '')}/{name}.html"


def _one(column: str, key: str, day: str, source: str, **more: object) -> Piece:
    return at(_TEXT[key], _url(column, day, key), day, source=source, **more)


NEWS, JOBS, RULES = "shgzw_zxzx_gqdt", "shgzw_xxgk_cqzp", "zcwj_gfxwj"
PICTURE = f"{BASE}/{NEWS}/20261016/W020261016400000001.jpg"
COMPANY = (
    _one(NEWS, "energy", "2026-10-16", "上海示例电气集团", extra=(PICTURE,)),
    _one(NEWS, "technology", "2026-10-14", "市国资委"),
    _one(NEWS, "logistics", "2026-09-30", "上海示例港务集团"),
    _one(NEWS, "museum", "2026-09-11", "上海示例纺织集团"),
    _one(NEWS, "bonds", "2026-08-20", "上海示例产投集团"),
    _one(NEWS, "merger", "2026-07-15", "上海示例水务集团"),
    _one(NEWS, "rural", "2026-06-16", "市国资委"),
    _one(NEWS, "party", "2026-07-01", "市国资委机关党委"),
)
POSTS = (
    _one(JOBS, "recruitment", "2026-10-10", "上海示例运营集团"),
    _one(JOBS, "training", "2026-09-01", "市国资委"),
    # UTF-8 with a byte order mark, the meta tag says GB2312.
    _one(JOBS, "salary", "2026-05-22", "市国资委", issues=frozenset(["charset_mismatch"])),
    _one(JOBS, "figures", "2026-04-30", "市国资委"),
)
PAPERS = (
    _one(RULES, "rule", "2026-09-24", "市国资委"),
    _one(RULES, "notice_valuation", "2026-08-13", "市国资委"),
    _one(RULES, "audit", "2026-03-26", "市国资委"),
    _one(RULES, "property", "2025-12-29", "市国资委"),
    _one(RULES, "digital", "2025-10-31", "市国资委"),
)
NONE = NoArticles(
    gone=Row(url=_url(NEWS, "2026-08-28", "gone"), title="一则已下线的企业报道", day="2026-08-28"),
    moved=Row(url=_url(JOBS, "2026-08-05", "moved"), title="招聘直播间开播", day="2026-08-05"),
    shell=Row(url=_url(RULES, "2026-01-08", "shell"), title="规范性文件目录（扫描件）", day="2026-01-08"),
)
PAPER = Row(
    url="https://www.shanghai.gov.cn/nw12344/20261009/0000.html",
    title="本市出台支持科创若干措施",
    day="2026-10-09",
)
COMPANY_PAGES = in_pages(rows_of([*COMPANY[:3], PAPER, *COMPANY[3:5], NONE.gone, *COMPANY[5:]]), 5)
POST_PAGES = in_pages(rows_of([POSTS[0], POSTS[1], NONE.moved, POSTS[2], POSTS[3]]), 5)
PAPER_PAGES = in_pages(rows_of([*PAPERS[:3], NONE.shell, *PAPERS[3:]]), 5)


def _urls(column: str, count: int) -> tuple[str, ...]:
    return (f"{BASE}/{column}/", *(f"{BASE}/{column}/index_{number}.html" for number in range(2, count + 1)))


def _list(channel: PlainChannel, number: int) -> str:
    rows = "\n".join(
        f'<li><a href="{one.url if one is PAPER else one.path}" title="{html.escape(one.title)}">'
        f'{html.escape(one.title)}</a><span class="time">{one.day}</span></li>'
        for one in channel.pages[number - 1]
    )
    total = len(channel.pages)
    # Two spellings of the same component.
    call = (
        f'$("#pagination").pagination("setPage", {number}, {total});'
        if channel.id != RULES
        else f'$("#pagination").pagination({{ totalPage: {total}, callback: go }});'
    )
    return f"""<div class="tab-content"><ul class="uli14 list-date">{rows}</ul></div>
<div id="pagination"></div><script>function go(n) {{ location.href = n == 1 ? "index.html" : "index_" + n + ".html"; }}
{call}</script>"""


def _article(one: Piece, column: str) -> str:
    picture = "".join(f'<p><img src="{url.rpartition("/")[2]}" alt=""></p>' for url in one.extra)
    return f"""<div class="crumb">当前位置：<a href="/">首页</a> &gt; {column}</div>
<div id="ivs_title"><h1>{html.escape(one.title)}</h1>
<small class="PBtime">发布日期：{one.day}　来源：{one.source}</small></div>
<div id="ivs_content" class="Article_content">
{picture}{paragraphs(one)}
</div><div id="qrcode" class="ewm">扫一扫在手机打开当前页<canvas width="90" height="90"></canvas></div>
{CONTROLS}<div class="related"><h4>相关链接</h4><ul>{list_items(COMPANY_PAGES[1])}</ul></div>"""


SITE = PlainSite(
    slug="shanghai",
    platform="static_list",
    host=HOST,
    skin=Skin(
        name=NAME,
        code=CODE,
        nav=((f"/{NEWS}/", "国企动态"), (f"/{JOBS}/", "国企招聘"), (f"/{RULES}/", "规范性文件")),
    ),
    channels=(
        PlainChannel(id=NEWS, name="国企动态", pages=tuple(COMPANY_PAGES), urls=_urls(NEWS, 2), articles=COMPANY),
        PlainChannel(id=JOBS, name="国企招聘", pages=tuple(POST_PAGES), urls=_urls(JOBS, 1), articles=POSTS),
        PlainChannel(id=RULES, name="规范性文件", pages=tuple(PAPER_PAGES), urls=_urls(RULES, 2), articles=PAPERS),
    ),
    none=NONE,
    list_markup=_list,
    article_markup=_article,
    article_head=lambda one, column: national_tags(
        SiteName=NAME, SiteIDCode=CODE, ColumnName=column, ArticleTitle=one.title,
        PubDate=f"{one.day} 00:00", ContentSource=one.source or "",
    ),
    odd={
        "salary": lambda text: page(
            text.replace('charset="utf-8"', 'charset="gb2312"'), charset="utf-8-sig", content_type="text/html",
            is_article=True,
        )
    },
).build()  # fmt: skip
