"""gzw.cq.gov.cn: TRS WCM (facts B): a was5 search, default_1.shtml files, attachments beside the text, two editors."""

import html

from tests.replica.model import Answer, Ask
from tests.replica.plain import NoArticles, PlainChannel, PlainSite, Skin, rows_of
from tests.replica.prose import CONTROLS, Piece, Row, at, in_pages, national_tags, page, paragraphs, pieces
from tests.replica.trs import INLINE_STYLE, article_url, pictures, relative

HOST = "gzw.cq.gov.cn"
NAME, CODE = "重庆市国有资产监督管理委员会", "5000000040"
NOTICES, NEWS, JOBS = (f"http://{HOST}/{one}/" for one in ("tzgg_191", "gqdj", "gqzp"))
SEARCH = "/was5/web/search"
_TEXT = pieces(who="市国资委", place="渝江")
_OTHER = pieces(who="市国资委", place="巴山")


def _one(base: str, key: str, number: int, printed: str, source: str, **more: object) -> Piece:
    texts = _OTHER if base == NEWS else _TEXT
    return at(texts[key], article_url(base, printed[:10], number), printed, source=source, **more)


RULE = _one(
    NOTICES, "rule", 14001207, "2026-10-15 11:08", "监督追责处", document_number="渝国资发〔2026〕17号",
    index_number="11500000709397/2026-00217",
    extra=(
        f"{NOTICES}202610/P020261015403112233445.pdf", f"{NOTICES}202610/P020261015403112233499.ofd",
        f"{NOTICES}202610/P020261015403112233500.xlsx",
    ),
    tail=(),
)  # fmt: skip
FILE_NAMES = ("工作指引.pdf", "工作指引.ofd", "问题线索台账样表.xlsx")
NOTICE_PIECES = (
    RULE,
    _one(NOTICES, "notice_valuation", 13980011, "2026-09-24 09:15", "产权管理处"),
    _one(NOTICES, "property", 13955012, "2026-08-26 16:33", "产权管理处"),
    _one(NOTICES, "audit", 13920876, "2026-07-30 10:47", "审计处"),
    _one(NOTICES, "salary", 13890044, "2026-06-11 14:00", "考核分配处"),
    _one(NOTICES, "inspection", 13860002, "2026-05-08 17:21", "安全处"),
    _one(NOTICES, "training", 13812345, "2025-09-13 10:30", "人事处"),
)
NEWS_PIECES = (
    _one(
        NEWS, "energy", 14002001, "2026-10-20 08:00", "巴山能源集团", editor="何渝",
        extra=(f"{NEWS}202610/W020261020301234567890.jpg", f"{NEWS}202610/W020261020301234567891.png"),
    ),
    _one(NEWS, "logistics", 13990777, "2026-10-08 12:10", "巴山物流集团", editor="何渝"),
    _one(NEWS, "technology", 13977001, "2026-09-21 19:05", "巴山科技集团"),
    _one(
        NEWS, "museum", 13960606, "2026-09-01 09:00", "巴山文旅集团", editor="邓小舟",
        pretitle="国企故事之五", subtitle="——一座老厂房的新生",
    ),
    _one(NEWS, "party", 13871122, "2026-07-01 20:00", "巴山国有资本运营集团"),
    _one(NEWS, "merger", 13833333, "2026-04-30 11:11", "巴山水务集团"),
)  # fmt: skip
JOB_PIECES = (
    _one(JOBS, "recruitment", 13999001, "2026-10-12 10:00", "渝江国有资本运营集团"),
    _one(JOBS, "bonds", 13940040, "2026-08-14 15:30", "渝江产业投资集团"),
    _one(JOBS, "rural", 13907070, "2026-07-15 16:00", "人事处"),
    _one(JOBS, "digital", 13850505, "2026-05-06 09:45", "信息中心"),
    _one(JOBS, "figures", 13800808, "2026-01-28 10:20", "财务处"),
)
NONE = NoArticles(
    gone=Row(
        url=article_url(NOTICES, "2026-06-01", 13880000), title="关于召开听证会的公告", day="2026-06-01"
    ),
    moved=Row(url=article_url(NEWS, "2026-08-20", 13950000), title="直播预告：国企开放日", day="2026-08-20"),
    shell=Row(url=article_url(JOBS, "2026-03-03", 13820000), title="春季招聘会海报", day="2026-03-03"),
)
NOTICE_PAGES = in_pages(rows_of([*NOTICE_PIECES[:4], NONE.gone, *NOTICE_PIECES[4:]]), 5)
NEWS_PAGES = in_pages(rows_of([*NEWS_PIECES[:3], NONE.moved, *NEWS_PIECES[3:]]), 5)
JOB_PAGES = in_pages(rows_of([*JOB_PIECES, NONE.shell]), 5)
WINDOWS = {1: NEWS_PAGES[0], 2: NEWS_PAGES[1]}


def _list(channel: PlainChannel, number: int) -> str:
    base = channel.urls[0]
    if channel.id == "gqdj":
        return f"""<div class="where">首页 &gt; 国企资讯</div><ul class="tab-item"></ul>
<script>var url = "{SEARCH}?channelid=255319&page=1&prepage=5&searchword=";
$.get(url, function (text) {{ show(eval("(" + text + ")").docs); }});</script>"""
    rows = "\n".join(
        f'<li class="clearfix"><a href="{relative(one.url, base)}" target="_blank" title="{html.escape(one.title)}">'
        f"{html.escape(one.title[:16])}…</a><span>{one.day}</span></li>"
        '<li class="clearfix line"></li>'
        for one in channel.pages[number - 1]
    )
    name, extension = ("default", "shtml") if channel.id == "gqzp" else ("index", "html")
    return f"""<div class="where">首页 &gt; {channel.name}</div><ul class="tab-item">{rows}</ul></TRS_DOCUMENT>
<div class="page"><script>
//createPageHTML(1, 0, "{name}", "{extension}");
    createPageHTML({len(channel.pages)}, {number - 1}, "{name}", "{extension}");
</script></div>"""


def _answer(ask: Ask) -> Answer | None:
    """Answer as the search's template prints it: raw tabs and breaks, a comma too many, odd escapes."""
    if ask.path != SEARCH:
        return None
    rows = WINDOWS.get(int(ask.query["page"]), ()) if ask.query.get("channelid") == "255319" else ()
    docs = "\n".join(
        f'{{"title":"\t{one.title}\n","url":"{one.url}","time":"{one.day}","abs":"市国资委\\\'s 摘要\t"}},'
        for one in rows
    )
    count = sum(len(one) for one in NEWS_PAGES)
    text = f'\r\n\r\n{{"count":"{count}","page":"{ask.query["page"]}",\n"docs":[{docs}]}}\r\n'
    return page(text, content_type="text/html;charset=UTF-8")


def _article(one: Piece, column: str) -> str:
    if column == "国企资讯":
        return _old_editor(one, column)
    files = ""
    if one is RULE:
        links = "".join(
            f'<li><a href="./{url.rpartition("/")[2]}" download="{name}">{name}</a></li>'
            for url, name in zip(one.extra, FILE_NAMES, strict=True)
        )
        files = f'<div class="attachment"><div class="attachment_l">附件：</div><ul class="attachment_r">{links}</ul></div>'
    table = ""
    if one.document_number:
        table = f"""<table class="zwxl-table"><tbody><tr><td>索引号</td><td>{one.index_number}</td><td>发布机构</td><td>市国资委</td></tr>
<tr><td>标题</td><td>{one.title}</td><td>发文字号</td><td>{one.document_number}</td></tr></tbody></table>"""
    return f"""<div class="where">首页 &gt; {column}</div>{table}
<div class="zwxl-main"><p class="zwxl-titles tit">{html.escape(one.title)}</p>
<div class="zwxl-bar"><span class="dates">日期：{one.printed}</span><span class="author">来源：{one.source}</span>
<span class="fontSize">字号：[<a>大</a>] [<a>中</a>] [<a>小</a>]</span></div>
<div class="zwxl-article"><div class="trs_editor_view TRS_UEDITOR trs_paper_default trs_web">
{paragraphs(one)}
</div></div>{files}{CONTROLS}</div>"""


def _old_editor(one: Piece, column: str) -> str:
    base = f"{one.url.rpartition('/')[0]}/"
    editor = f"<P align=right>责任编辑：{one.editor}</P>" if one.editor else ""
    return f"""<div class="where">首页 &gt; {column}</div>{_headline(one)}
<div class="info">发布时间：{one.printed} | 来源：{one.source} | 浏览次数：<script src="/hits/{one.key}.js"></script> | T|T</div>
<div class="trs_paper_default"><div class=TRS_Editor>{INLINE_STYLE}{INLINE_STYLE}<div class=Custom_UnionStyle>
{pictures(one, base)}
{paragraphs(one, tag="P")}
{editor}</div></div></div>
<div class="bdsharebuttonbox"><a>分享到微信</a></div><p>【收藏】【打印】【关闭】</p>"""


def _headline(one: Piece) -> str:
    """Return the headline, between a pre-title and a sub-title where it has them."""
    if one.pretitle is None:
        return f"<h1>{html.escape(one.title)}</h1>"
    return (
        f'<div class="detail-article-title"><h3>{one.pretitle}</h3><h2>{html.escape(one.title)}</h2>'
        f"<h3>{one.subtitle}</h3></div>"
    )


def _tags(one: Piece, column: str) -> str:
    return national_tags(
        SiteName=NAME, SiteDomain=f"http://{HOST}", SiteIDCode=CODE, ColumnName=column, ArticleTitle=one.title,
        PubDate=one.printed, ContentSource=one.source or "", Keywords=one.title, Description=one.title,
    )  # fmt: skip


SITE = PlainSite(
    slug="chongqing",
    platform="trs_wcm",
    host=HOST,
    skin=Skin(
        name=NAME, code=CODE, nav=(("/tzgg_191/", "通知公告"), ("/gqdj/", "国企资讯"), ("/gqzp/", "国企招聘"))
    ),
    channels=(
        PlainChannel(
            id="tzgg_191",
            name="通知公告",
            pages=tuple(NOTICE_PAGES),
            urls=(NOTICES, f"{NOTICES}index_1.html"),
            articles=NOTICE_PIECES,
        ),
        PlainChannel(
            id="gqdj",
            name="国企资讯",
            pages=((), *NEWS_PAGES),
            urls=(
                NEWS,
                *(f"http://{HOST}{SEARCH}?channelid=255319&page={n}&prepage=5&searchword=" for n in (1, 2)),
            ),
            articles=NEWS_PIECES,
            total_items=7,
        ),
        PlainChannel(
            id="gqzp",
            name="国企招聘",
            pages=tuple(JOB_PAGES),
            urls=(JOBS, f"{JOBS}default_1.shtml"),
            articles=JOB_PIECES,
        ),
    ),
    none=NONE,
    list_markup=_list,
    article_markup=_article,
    article_head=_tags,
    # robots.txt of sibling hosts answers 403; here the site has none.
    robots=None,
).build(respond=_answer)
