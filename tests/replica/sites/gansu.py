"""gzw.gansu.gov.cn: UCAP (facts G): common_list pages counted from 1, c-shtml articles, twin files."""

import html

from tests.replica.plain import NoArticles, PlainChannel, PlainSite, Skin, list_items, rows_of
from tests.replica.prose import CONTROLS, Piece, Row, at, in_pages, national_tags, page, paragraphs, pieces

HOST = "gzw.gansu.gov.cn"
BASE = f"http://{HOST}/gzw/c109030"
NAME, CODE = "甘肃省国资委", "6200000051"
REBUILT = "2026-10-25 11:32:07"
_TEXT = pieces(who="省国资委", place="甘肃")


def _one(key: str, number: int, printed: str, source: str, **more: object) -> Piece:
    return at(_TEXT[key], f"{BASE}/c{number}/content.shtml", printed, source=source, **more)


JOBS = _one(
    "recruitment", 3217074, "2026-10-20 09:30", "甘肃资本运营集团",
    extra=(f"{BASE}/c3217074/3217074/files/{'a1' * 16}.pdf", f"{BASE}/c3217074/3217074/files/{'a1' * 16}.docx"),
    tail=("岗位一览表（图片版）.pdf", "岗位一览表（文字版）.docx"),
)  # fmt: skip
PIECES = (
    JOBS,
    _one("training", 3216011, "2026-09-30 17:05", "干部人才处"),
    _one("salary", 3215500, "2026-09-15 10:00", "考核分配处"),
    _one("inspection", 3214207, "2026-08-27 08:40", "安全环保处"),
    _one("party", 3213050, "2026-07-02 15:20", "机关党委"),
    # The header gives a servlet's default charset; bytes and meta tag are UTF-8.
    _one("rural", 3211999, "2026-06-09 11:11", "社会责任处", issues=frozenset(["charset_mismatch"])),
    _one("museum", 3209876, "2026-04-23 16:45", "甘肃文旅集团"),
    _one("audit", 3207001, "2026-02-11 09:09", "审计处"),
)
NONE = NoArticles(
    gone=Row(url=f"{BASE}/c3215001/content.shtml", title="关于撤销一则招聘公告的说明", day="2026-09-08"),
    moved=Row(url=f"{BASE}/c3210111/content.shtml", title="招聘政策图解", day="2026-05-06"),
    shell=Row(url=f"{BASE}/c3206500/content.shtml", title="省属企业招聘会现场（图集）", day="2026-01-19"),
)
PAGES = in_pages(rows_of([*PIECES[:3], NONE.gone, *PIECES[3:6], NONE.moved, *PIECES[6:], NONE.shell]), 4)
COUNT = sum(len(rows) for rows in PAGES)


def _list(channel: PlainChannel, number: int) -> str:
    # A call of an earlier design is commented out above the live one.
    return f"""<div class="list"><ul>{list_items(channel.pages[number - 1])}</ul><div id="page_div"></div></div>
<script>
//createPageHTML('page_div',9,1,'index','html',90);
createPageHTML('page_div',{len(channel.pages)},{number},'common_list','shtml',{COUNT});
</script>"""


def _article(one: Piece, column: str) -> str:
    files = "".join(
        f'<p><a href="{url.removeprefix(f"{BASE}/c3217074/")}">{name}</a></p>'
        for url, name in zip(one.extra, one.tail, strict=True)
    )
    return f"""<div class="crumbs">当前位置：<a href="/">首页</a> &gt; {column}</div>
<div class="article"><ucaptitle><h2>{html.escape(one.title)}</h2></ucaptitle>
<div class="yybb"><audio src="/voice/1.mp3"></audio><a href="javascript:play()">语音播报</a></div>
<div class="info">日期：<publishtime>{one.printed}</publishtime>　来源：{one.source}</div>
<div class="content-body"><!-- UCAPCONTENT --><div class="article-content">
{paragraphs(one)}
{files}</div><!-- /UCAPCONTENT --></div>{CONTROLS}</div>"""


def _tags(one: Piece, column: str) -> str:
    return national_tags(
        SiteName=NAME, SiteIDCode=CODE, ColumnName=column, ArticleTitle=one.title, PubDate=REBUILT,
        ContentSource=one.source or "", others=f"页面生成时间 {REBUILT}",
    )  # fmt: skip


SITE = PlainSite(
    slug="gansu",
    platform="ucap",
    host=HOST,
    skin=Skin(name=NAME, code=CODE, nav=(("/gzw/c109030/", "招聘"), ("/gzw/c109000/", "政务公开"))),
    channels=(
        PlainChannel(
            id="c109030",
            name="国企招聘",
            pages=tuple(PAGES),
            urls=(f"{BASE}/", f"{BASE}/common_list_2.shtml", f"{BASE}/common_list_3.shtml"),
            articles=PIECES,
            total_items=COUNT,
        ),
    ),
    none=NONE,
    list_markup=_list,
    article_markup=_article,
    article_head=_tags,
    odd={"rural": lambda text: page(text, content_type="text/html;charset=ISO-8859-1", is_article=True)},
).build()
