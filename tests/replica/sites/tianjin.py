"""sasac.tj.gov.cn: TRS WCM (facts B): a list by the igs search, one by a call with a slip in its number."""

import html
import json
from dataclasses import replace

from tests.replica.model import JSON, Answer, Ask
from tests.replica.plain import NoArticles, PlainChannel, PlainSite, Skin, rows_of
from tests.replica.prose import CONTROLS, Piece, Row, at, in_pages, national_tags, page, paragraphs, pieces
from tests.replica.trs import article_url, rows_markup

HOST = "sasac.tj.gov.cn"
NAME, CODE = "天津市人民政府国有资产监督管理委员会", "1200000033"
NEWS, OWNED = f"http://{HOST}/GZJG8342/JGDT5617/", f"http://{HOST}/GZJG8342/GZFM8996/SGGQML5116/"
SEARCH = "/igs/front/search.jhtml"
QUERY = "code=0f5b9a3c7d1e4862b0a9c8d7e6f50412&pageNumber={}&pageSize=5&searchWord=&siteId=34"
_TEXT = pieces(who="市国资委", place="津沽")
_OTHER = pieces(who="市国资委", place="海河")


def _one(base: str, key: str, number: int, printed: str, source: str, **more: object) -> Piece:
    texts = _TEXT if base == NEWS else _OTHER
    return at(texts[key], article_url(base, printed[:10], number), printed, source=source, **more)


NEWS_PIECES = (
    _one(NEWS, "inspection", 7012033, "2026-11-02 10:12", "安全督查处"),
    _one(NEWS, "salary", 7010999, "2026-10-26 16:08", "考核分配处"),
    _one(NEWS, "technology", 7008870, "2026-10-09 09:30", "规划发展处"),
    _one(NEWS, "audit", 7001123, "2026-09-07 11:00", "审计处"),
    _one(NEWS, "figures", 6990456, "2026-07-28 15:45", "财务监管处"),
    _one(NEWS, "party", 6981002, "2026-07-01 18:00", "机关党委"),
    _one(NEWS, "digital", 6970087, "2026-05-22 10:00", "信息中心"),
    _one(NEWS, "training", 6920011, "2025-09-13 08:30", "干部处"),
)
OWNED_PIECES = (
    _one(OWNED, "energy", 6801111, "2025-08-15", "海河能源集团"),
    _one(OWNED, "merger", 6701111, "2025-06-10", "海河水务集团"),
    _one(OWNED, "bonds", 6601111, "2025-03-04", "海河产业投资集团"),
    _one(OWNED, "museum", 6501111, "2024-12-11", "海河文旅集团"),
)
NONE = NoArticles(
    gone=Row(
        url=article_url(NEWS, "2026-06-30", 6980000), title="关于系统升级暂停服务的公告", day="2026-06-30"
    ),
    moved=Row(url=article_url(NEWS, "2026-08-18", 6995000), title="微视频：国企改革这一年", day="2026-08-18"),
    shell=Row(url=article_url(OWNED, "2025-01-20", 6550000), title="市管企业标识一览", day="2025-01-20"),
)
BLOCKED = Row(url=article_url(NEWS, "2026-04-09", 6950000), title="国企改革任务清单", day="2026-04-09")
"""A protected address: a script instead of the page, with status 521."""

NEWS_PAGES = in_pages(
    rows_of(
        [*NEWS_PIECES[:4], NONE.moved, NEWS_PIECES[4], NONE.gone, *NEWS_PIECES[5:7], BLOCKED, NEWS_PIECES[7]]
    ),
    5,
)
TOTAL = sum(len(rows) for rows in NEWS_PAGES)
OWNED_PAGES = in_pages(rows_of([*OWNED_PIECES, NONE.shell]), 2)
STEPS = (
    "<html><head></head><body><script>document.cookie=('_')+('_')+('j')+('s')+('l')+('_clearance=1');"
    "location.href=location.pathname+location.search</script></body></html>"
)


def _list(channel: PlainChannel, number: int) -> str:
    if channel.id == "JGDT5617":
        return f"""<div class="crumb">首页 &gt; 国资监管 &gt; 监管动态</div>
<div class="common-list"><ul class="list-box"></ul><div class="page-box"></div></div>
<script>
// url: '/igs/front/search.jhtml?code=deadbeefdeadbeefdeadbeefdeadbeef&pageNumber=1&pageSize=50'
$.ajax({{ type: 'get', dataType: 'json', url: '{SEARCH}',
  data: {{ code: '0f5b9a3c7d1e4862b0a9c8d7e6f50412', pageNumber: 1, pageSize: 5, searchWord: '', siteId: 34 }},
  success: function (answer) {{ draw(answer.page.content); }} }});
</script>"""
    rows = rows_markup(channel.pages[number - 1], OWNED, cut=80)
    return f"""<div class="crumb">首页 &gt; 国资方面 &gt; 市管国企名录</div>
<div class="common-list"><ul>{rows}</ul></div><script type="text/javascript">
var nPages = parseInt('{len(channel.pages)}}}');
createPageHTML(parseInt('{len(channel.pages)}}}'), {number - 1}, "index", "html");
</script>"""


def _answer(ask: Ask) -> Answer | None:
    """Answer the search as the template prints it: highlighted titles, times beside dates."""
    if ask.path != SEARCH:
        return None
    if ask.query.get("code") != "0f5b9a3c7d1e4862b0a9c8d7e6f50412" or ask.query.get("siteId") != "34":
        return Answer(body=b'{"page":{"content":[],"total":0}}', content_type=JSON)
    number = int(ask.query["pageNumber"])
    rows = NEWS_PAGES[number - 1] if number <= len(NEWS_PAGES) else []
    content = [
        {"DOCTITLE": f"{one.title[:2]}<em>{one.title[2:4]}</em>{one.title[4:]}", "trs_time": f"{one.day} 00:00:00",
         "url": one.url if index else one.path, "hits": []}
        for index, one in enumerate(rows)
    ]  # fmt: skip
    value = {"page": {"content": content, "number": number, "size": 5, "total": TOTAL}, "facets": []}
    return Answer(body=json.dumps(value, ensure_ascii=False).encode(), content_type=JSON)


VIDEO = '<p><iframe class="edui-upload-video" src="/mas/openapi/pages.do?method=exPlay&amp;appKey=gov&amp;id=77"></iframe></p>'
"""A film in a frame: neither text nor document."""


def _article(one: Piece, column: str) -> str:
    return f"""<div class="crumb">首页 &gt; 国资监管 &gt; {column}</div>
<div class="qt-title">{html.escape(one.title)}</div>
<div class="ly-content"><span>来源：{one.source}</span> <span>发布日期：{one.printed}</span>
<span>语音播报：<button>播放</button></span></div>
<div class="article_content xwxq"><div class="view TRS_UEDITOR trs_paper_default trs_word trs_key4format">
{VIDEO if one.key == "technology" else ""}
{paragraphs(one)}</div></div>{CONTROLS}<div class="related"><h4>相关文章</h4><ul><li><a href="{NEWS}">更多</a></li></ul></div>"""


def _tags(one: Piece, column: str) -> str:
    return national_tags(
        SiteName=NAME, SiteDomain=HOST, SiteIDCode=CODE, ColumnName=column, ColumnType="工作动态",
        ArticleTitle=one.title, PubDate=one.printed, ContentSource=one.source or "",
    )  # fmt: skip


SITE = PlainSite(
    slug="tianjin",
    platform="trs_wcm",
    host=HOST,
    skin=Skin(name=NAME, code=CODE, nav=(("/GZJG8342/", "国资监管"), ("/search/", "检索"))),
    channels=(
        PlainChannel(
            id="JGDT5617",
            name="监管动态",
            pages=((), *NEWS_PAGES),
            urls=(NEWS, *(f"http://{HOST}{SEARCH}?{QUERY.format(number)}" for number in (1, 2, 3))),
            articles=NEWS_PIECES,
            total_items=TOTAL,
        ),
        PlainChannel(
            id="SGGQML5116",
            name="市管国企名录",
            pages=tuple(OWNED_PAGES),
            urls=(OWNED, f"{OWNED}index_1.html", f"{OWNED}index_2.html"),
            articles=OWNED_PIECES,
        ),
    ),
    none=NONE,
    list_markup=_list,
    article_markup=_article,
    article_head=_tags,
    extra={BLOCKED.path: page(STEPS, status=521)},
    robots=Answer(body=b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /admin/\r\n", content_type="text/plain"),
).build(respond=_answer)
SITE = replace(SITE, outcomes={**SITE.outcomes, BLOCKED.url: "challenge"})
