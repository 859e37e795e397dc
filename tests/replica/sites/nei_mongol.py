"""gzw.nmg.gov.cn: TRS WCM (facts B) whose scripts write the rows as single-quoted anchors."""

import html

from tests.replica.model import Answer
from tests.replica.plain import NoArticles, PlainChannel, PlainSite, Skin, rows_of
from tests.replica.prose import CONTROLS, Piece, Row, at, in_pages, national_tags, paragraphs, pieces
from tests.replica.trs import article_url, relative, rows_markup

HOST = "gzw.nmg.gov.cn"
NAME, CODE = "内蒙古国资委", "1500000036"
PUBLIC, POLICIES = f"http://{HOST}/zfxxgk/qyxxgk/", f"http://{HOST}/zwgk/zcfg/"
_TEXT = pieces(who="自治区国资委", place="草原")
_OTHER = pieces(who="自治区国资委", place="北疆")


def _one(base: str, key: str, number: int, printed: str, source: str, **more: object) -> Piece:
    texts = _OTHER if base == PUBLIC else _TEXT
    return at(texts[key], article_url(base, printed[:10], number), printed, source=source, **more)


PUBLIC_PIECES = (
    _one(PUBLIC, "energy", 1900500, "2026-09-30 10:00", "北疆能源集团"),
    _one(PUBLIC, "logistics", 1900410, "2026-08-28 11:20", "北疆物流集团"),
    _one(PUBLIC, "merger", 1900333, "2026-07-15 09:45", "北疆水务集团"),
    _one(PUBLIC, "bonds", 1900250, "2026-06-05 15:00", "北疆产业投资集团"),
    _one(PUBLIC, "recruitment", 1900120, "2026-04-22 08:30", "北疆国有资本运营集团"),
)
POLICY_PIECES = (
    _one(POLICIES, "rule", 1800700, "2020-10-13 16:12", "监督处"),
    _one(POLICIES, "notice_valuation", 1800601, "2020-08-25 10:30", "产权处"),
    _one(POLICIES, "salary", 1800555, "2020-06-17 14:40", "分配处"),
    _one(POLICIES, "audit", 1800402, "2020-04-09 09:10", "审计处"),
    _one(POLICIES, "property", 1800301, "2020-01-16 17:00", "产权处"),
)
NONE = NoArticles(
    gone=Row(url=article_url(POLICIES, "2020-05-20", 1800500), title="关于文件更正的说明", day="2020-05-20"),
    moved=Row(url=article_url(POLICIES, "2020-03-03", 1800350), title="政策动漫：评估备案", day="2020-03-03"),
    shell=Row(url=article_url(PUBLIC, "2026-05-15", 1900200), title="企业标识一览", day="2026-05-15"),
)
ABROAD = Row(
    url="http://www.sasac.gov.cn/n2588035/n2588320/n2588335/c13900001/content.html",
    title="国务院国资委关于示例事项的通知",
    day="2020-02-14",
)
PUBLIC_PAGES = in_pages(rows_of([*PUBLIC_PIECES[:3], NONE.shell, *PUBLIC_PIECES[3:]]), 3)
POLICY_PAGES = in_pages(
    rows_of([*POLICY_PIECES[:3], NONE.gone, *POLICY_PIECES[3:4], NONE.moved, ABROAD, POLICY_PIECES[4]]), 3
)


def _list(channel: PlainChannel, number: int) -> str:
    base, rows = channel.urls[0], channel.pages[number - 1]
    call = f'createPageHTML({len(channel.pages)}, {number - 1}, "index", "html");'
    if channel.id == "qyxxgk":
        return f'<div class="gl"><ul>{rows_markup(rows, base, every=2)}</ul><script>{call}</script></div>'
    written = "\n".join(
        f"document.write(\"<li><a href='{relative(one.url, base)}' target='_blank'>{html.escape(one.title)}</a>"
        f'<span>{one.day}<\\/span><\\/li>");'
        for one in rows
    )
    return f"""<div class="gl"><ul><script>
// document.write("<li><a href='./202001/t20200101_1.html'>旧版目录</a><span>2020-01-01</span></li>");
{written}
</script></ul><div class="page"><script>{call}</script></div></div>"""


def _article(one: Piece, column: str) -> str:
    return f"""<div class="crumb">当前位置：<a href="/">首页</a> &gt; {column}</div>
<div class="xl"><h1>{html.escape(one.title)}</h1><div class="xl_info">发布时间：{one.printed}　来源：{one.source}　【字体：大 中 小】</div>
<div id="zoom"><div class="TRS_Editor"><div class="TRS_PreAppend">{paragraphs(one)}</div></div></div>{CONTROLS}</div>"""


def _tags(one: Piece, column: str) -> str:
    return national_tags(
        SiteName=NAME, SiteDomain=HOST, SiteIDCode=CODE, ColumnName=column, ArticleTitle=one.title,
        PubDate=one.printed, ContentSource=one.source or "",
    )  # fmt: skip


SITE = PlainSite(
    slug="nei_mongol",
    platform="trs_wcm",
    host=HOST,
    skin=Skin(name=NAME, code=CODE, nav=(("/zfxxgk/qyxxgk/", "企业信息公开"), ("/zwgk/zcfg/", "政策法规"))),
    channels=(
        PlainChannel(
            id="qyxxgk",
            name="企业信息公开",
            pages=tuple(PUBLIC_PAGES),
            urls=(PUBLIC, f"{PUBLIC}index_1.html"),
            articles=PUBLIC_PIECES,
        ),
        PlainChannel(
            id="zcfg",
            name="政策法规",
            pages=tuple(POLICY_PAGES),
            urls=(POLICIES, f"{POLICIES}index_1.html", f"{POLICIES}index_2.html"),
            articles=POLICY_PIECES,
        ),
    ),
    none=NONE,
    list_markup=_list,
    article_markup=_article,
    article_head=_tags,
    robots=Answer(body=b"# none\n", content_type="text/plain"),
).build()
