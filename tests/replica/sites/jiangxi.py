"""gzw.jiangxi.gov.cn: pc/list.html and content_<19 digits>.html; the form of the further pages is ours."""

import html

from tests.replica.plain import NoArticles, PlainChannel, PlainSite, Skin, list_items, rows_of
from tests.replica.prose import CONTROLS, Piece, Row, at, in_pages, national_tags, paragraphs, pieces

HOST = "gzw.jiangxi.gov.cn"
BASE = f"http://{HOST}/jxsgzw"
NAME, CODE = "江西省国有资产监督管理委员会", "3600000042"
_TEXT = pieces(who="省国资委", place="江西")
RULES, NAMES, JOBS = "gfxwj121", "sczjgqykjcgtgyyqd", "rczp"


def _one(column: str, key: str, number: int, printed: str, source: str, **more: object) -> Piece:
    url = f"{BASE}/{column}/content_{1_900_000_000_000_000_000 + number}.html"
    return at(_TEXT[key], url, printed, source=source, **more)


# Two differently named attachments share one download address.
DOWNLOAD = f"{BASE}/{JOBS}/download/3f0c2b1a.docx"
POSTS = (
    _one(JOBS, "recruitment", 877_001, "2026-10-14 10:12", "江西国控集团",
         extra=(DOWNLOAD,), tail=("附件1：岗位表.docx", "附件2：报名表.docx")),
    _one(JOBS, "training", 866_120, "2026-09-09 09:00", "省国资委"),
    _one(JOBS, "museum", 844_003, "2026-05-18 16:00", "江西文旅集团"),
)  # fmt: skip
PAPERS = (
    _one(RULES, "rule", 870_555, "2026-09-22 15:30", "政策法规处"),
    _one(RULES, "notice_valuation", 861_003, "2026-08-12 11:45", "产权处"),
    _one(RULES, "audit", 852_777, "2026-07-01 08:30", "审计处"),
    _one(RULES, "salary", 840_090, "2026-04-03 17:20", "考核分配处"),
    _one(RULES, "property", 831_400, "2026-01-15 10:10", "产权处"),
    _one(RULES, "digital", 822_004, "2025-11-06 14:50", "规划处"),
    _one(RULES, "inspection", 810_650, "2025-08-28 09:35", "安全处"),
)
COMPANIES = (
    _one(NAMES, "merger", 868_800, "2026-09-17 12:00", "江西水务集团"),
    _one(NAMES, "energy", 859_010, "2026-08-04 18:40", "江西能源集团"),
    _one(NAMES, "bonds", 848_303, "2026-06-08 13:25", "江西产投集团"),
)
NONE = NoArticles(
    gone=Row(
        url=f"{BASE}/{RULES}/content_1900000000000850001.html", title="一份已废止的办法", day="2026-06-20"
    ),
    moved=Row(url=f"{BASE}/{NAMES}/content_1900000000000840777.html", title="省属企业名片", day="2026-04-11"),
    shell=Row(url=f"{BASE}/{JOBS}/content_1900000000000820001.html", title="招聘会图集", day="2025-10-30"),
)
PAPER_PAGES = in_pages(rows_of([*PAPERS[:3], NONE.gone, *PAPERS[3:]]), 5)
COMPANY_PAGES = (rows_of([COMPANIES[0], COMPANIES[1]]), rows_of([COMPANIES[2], NONE.moved]))
POST_PAGES = (rows_of([*POSTS, NONE.shell]),)


def _list(channel: PlainChannel, number: int) -> str:
    total, count = len(channel.pages), sum(len(rows) for rows in channel.pages)
    names = ["list.html", *(f"list_{one}.html" for one in range(2, total + 1))]
    if channel.id == RULES:
        # A pager of numbers only.
        pager = "".join(
            f'<span class="current">{one}</span>'
            if one == number
            else f'<a href="{names[one - 1]}">{one}</a>'
            for one in range(1, total + 1)
        )
    elif total > 1:
        following = f'<a href="{names[number]}">下一页</a>' if number < total else "<span>下一页</span>"
        pager = f'共{count}条 第{number}/{total}页 <a href="{names[0]}">首页</a>{following}'
    else:
        pager = ""
    return f"""<div class="list_box"><ul class="list">{list_items(channel.pages[number - 1])}</ul></div>
<div class="page_box">{pager}</div>"""


def _article(one: Piece, column: str) -> str:
    files = "".join(f'<p><a href="{one.extra[0]}">{name}</a></p>' for name in one.tail)
    return f"""<div class="place">当前位置：<a href="/">首页</a> &gt; {column}</div>
<div class="content_box"><h2 class="content_title">{html.escape(one.title)}</h2>
<div class="content_info"><span>发布时间：{one.printed}</span> <span>来源：{one.source}</span>
<span class="share">分享到：</span></div>
<div id="zoom" class="content_text">
{paragraphs(one)}
{files}
</div>
<div class="foot_tools"><a href="javascript:fav()">收藏</a> <a href="/tj.html">推荐给您的朋友</a>
<a href="http://zfwzgl.www.gov.cn/exposure/jiucuo.html">我要纠错</a></div>
{CONTROLS}</div>"""


SITE = PlainSite(
    slug="jiangxi",
    platform="static_list",
    host=HOST,
    skin=Skin(
        name=NAME,
        code=CODE,
        nav=((f"/jxsgzw/{RULES}/pc/list.html", "规范性文件"), ("/jxsgzw/rczp/", "人才招聘")),
    ),
    channels=(
        PlainChannel(id=JOBS, name="人才招聘", pages=POST_PAGES, urls=(f"{BASE}/{JOBS}/",), articles=POSTS),
        PlainChannel(
            id=RULES,
            name="规范性文件",
            pages=tuple(PAPER_PAGES),
            urls=(f"{BASE}/{RULES}/pc/list.html", f"{BASE}/{RULES}/pc/list_2.html"),
            articles=PAPERS,
        ),
        PlainChannel(
            id=NAMES,
            name="省属企业名录",
            pages=COMPANY_PAGES,
            urls=(f"{BASE}/{NAMES}/pc/list.html", f"{BASE}/{NAMES}/pc/list_2.html"),
            articles=COMPANIES,
            total_items=4,
        ),
    ),
    none=NONE,
    list_markup=_list,
    article_markup=_article,
    article_head=lambda one, column: national_tags(
        SiteName=NAME,
        SiteIDCode=CODE,
        ColumnName=column,
        ArticleTitle=one.title,
        PubDate=one.printed,
        ContentSource=one.source or "",
    ),
    content_type="text/html;charset=UTF-8",
).build()
