"""gzw.zj.gov.cn: jpaas (facts D): units by JSON, the two spellings of parseType, addresses with the year only."""

import html
import uuid

from tests.replica.jpaas import UNIT, Unit, item, other_units
from tests.replica.model import Answer, Ask
from tests.replica.plain import NoArticles, PlainChannel, PlainSite, Skin, rows_of
from tests.replica.prose import CONTROLS, Piece, Row, at, in_pages, national_tags, paragraphs, pieces

HOST = "gzw.zj.gov.cn"
BASE = f"http://{HOST}"
NAME = "浙江省国资委"
NEWS, FIGURES = "/col/col1229430728/index.html", "/col/col1229430932/index.html"
_TEXT = pieces(who="省国资委", place="之江")
_OTHER = pieces(who="省国资委", place="钱塘")


def _one(column: str, key: str, printed: str, source: str, **more: object) -> Piece:
    number = uuid.uuid5(uuid.NAMESPACE_URL, f"{column}/{key}").hex
    texts = _TEXT if column == NEWS else _OTHER
    folder = column.removesuffix("/index.html")
    return at(
        texts[key], f"{BASE}{folder}/art/{printed[:4]}/art_{number}.html", printed, source=source, **more
    )


NEWS_PIECES = (
    _one(NEWS, "inspection", "2026-11-05 10:20", "安全监管处"),
    _one(NEWS, "salary", "2026-10-22 16:01", "考核分配处"),
    _one(NEWS, "technology", "2026-09-28 09:30", "创新发展处"),
    _one(NEWS, "audit", "2026-09-01 11:00", "审计处"),
    _one(NEWS, "digital", "2026-07-17 08:58", "数字化处"),
    _one(NEWS, "party", "2026-07-01 17:30", "机关党委"),
    _one(NEWS, "property", "2026-05-29 15:15", "产权处"),
    # The address of the years before the move.
    at(
        _TEXT["training"],
        f"{BASE}/art/2023/9/13/art_1229430728_5123456.html",
        "2023-09-13 09:00",
        source="人事处",
    ),
)
FIGURE_PIECES = (
    _one(FIGURES, "figures", "2026-07-25 10:00", "财务监管处", extra=(f"{BASE}/attach/0/{'7e' * 16}.pdf",),
         tail=("主要指标表.pdf",)),
    _one(FIGURES, "bonds", "2026-05-12 14:40", "资本运营处"),
    _one(FIGURES, "energy", "2026-04-08 09:25", "钱塘能源集团"),
    _one(FIGURES, "merger", "2025-12-16 16:50", "钱塘水务集团"),
)  # fmt: skip
_FOLDER = f"{BASE}/col/col1229430728/art/2026/art_"
NONE = NoArticles(
    gone=Row(url=f"{_FOLDER}{'0a' * 16}.html", title="关于会议改期的通知", day="2026-10-10"),
    moved=Row(url=f"{_FOLDER}{'0b' * 16}.html", title="直播：国企创新大会", day="2026-09-27"),
    shell=Row(url=f"{_FOLDER}{'0c' * 16}.html", title="会议现场视频", day="2026-06-06"),
)
ABROAD = Row(
    url="https://mp.weixin.qq.com/s?__biz=MzA3&mid=265", title="转载：国企改革观察", day="2026-08-08"
)
NEWS_PAGES = in_pages(
    rows_of([*NEWS_PIECES[:2], NONE.gone, NEWS_PIECES[2], NONE.moved, NEWS_PIECES[3], ABROAD, *NEWS_PIECES[4:6],
             NONE.shell, *NEWS_PIECES[6:]]), 5
)  # fmt: skip
FIGURE_PAGES = in_pages(rows_of(FIGURE_PIECES), 3)
NEWS_UNIT = Unit(
    column=NEWS,
    query={
        "parseType": "bulidstatic", "webId": "3096", "tplSetId": "lKzqbtlrHX1LvuPtqpSxy", "pageType": "column",
        "tagId": "当前栏目list", "editType": "null", "pageId": "1229430728",
    },
    spelling="bulidstatic",
    pages=tuple(NEWS_PAGES),
    size=15,
    total=31,
)  # fmt: skip
FIGURE_UNIT = Unit(
    column=FIGURES,
    query={
        "parseType": "bulidstatic", "webId": "4f" * 16, "tplSetId": "9d" * 16, "pageType": "column",
        "tagId": "当前栏目_list", "editType": "null", "pageId": "1229430932",
    },
    # This column's template is built by the other spelling, its page says the usual one.
    spelling="buildstatic",
    pages=tuple(FIGURE_PAGES),
    size=15,
    total=18,
)  # fmt: skip


def _respond(ask: Ask) -> Answer | None:
    if ask.path != UNIT:
        return None
    unit = NEWS_UNIT if ask.query.get("pageId") == "1229430728" else FIGURE_UNIT
    return unit.answer(ask, item)


def _list(channel: PlainChannel, _number: int) -> str:
    unit = NEWS_UNIT if channel.id == "col1229430728" else FIGURE_UNIT
    return f"""{other_units()}<div class="position">当前位置：<a href="/">首页</a> &gt; {channel.name}</div>
<div class="main-list">{unit.loader()}</div>
<iframe style="display:none" src="/module/visitcount/visit.jsp?type=2&amp;i_webid=3096"></iframe>"""


def _article(one: Piece, column: str) -> str:
    files = "".join(
        f'<p><a href="{url.removeprefix(BASE)}">{name}</a></p>'
        for url, name in zip(one.extra, one.tail, strict=True)
    )
    return f"""<div class="position">当前位置：<a href="/">首页</a> &gt; {column}</div>
<div class="article"><h1 class="title">{html.escape(one.title)}</h1>
<div class="article-info"><span>发布日期：{one.printed}</span><span>来源：{one.source}</span>
<span>浏览次数：<i id="hits"></i></span><span>字号：[ <a>大</a> <a>中</a> <a>小</a> ]</span></div>
<div id="zoom" class="ccontent">{paragraphs(one)}
{files}</div>{CONTROLS}<div class="yybb" style="display:none"><audio></audio>语音播报</div></div>"""


def _tags(one: Piece, column: str) -> str:
    return national_tags(
        SiteName=NAME, SiteDomain=HOST, SiteIDCode="", ColumnName=column, ColumnType="", ArticleTitle=one.title,
        PubDate=one.printed, contentSource=one.source or "", Maketime=f"{one.day} 03:11:50_194",
        Description=one.lines[0] if one.lines else "",
    )  # fmt: skip


SITE = PlainSite(
    slug="zhejiang",
    platform="hanweb_jpaas",
    host=HOST,
    skin=Skin(name=NAME, code="3300000035", nav=((NEWS, "国资动态"), (FIGURES, "统计信息"))),
    channels=(
        PlainChannel(
            id="col1229430932",
            name="省属企业经营情况",
            pages=((), *FIGURE_PAGES),
            urls=(
                f"{BASE}{FIGURES}",
                FIGURE_UNIT.url(BASE, 1),
                FIGURE_UNIT.url(BASE, 1, parseType="buildstatic"),
                FIGURE_UNIT.url(BASE, 2, parseType="buildstatic"),
            ),
            articles=FIGURE_PIECES,
            total_items=18,
        ),
        PlainChannel(
            id="col1229430728",
            name="国资动态",
            pages=((), *NEWS_PAGES),
            urls=(f"{BASE}{NEWS}", *(NEWS_UNIT.url(BASE, number) for number in (1, 2, 3))),
            articles=NEWS_PIECES,
            total_items=31,
        ),
    ),
    none=NONE,
    list_markup=_list,
    article_markup=_article,
    article_head=_tags,
    robots=Answer(body=b"User-agent: *\nAllow: /\n", content_type="text/plain"),
).build(respond=_respond)
