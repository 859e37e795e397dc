"""gzw.ningbo.gov.cn: jpaas (facts D) whose interface answers every page number with the first page."""

import html
import uuid

from tests.replica.jpaas import UNIT, Unit, item, other_units
from tests.replica.plain import NoArticles, PlainChannel, PlainSite, Skin, rows_of
from tests.replica.prose import CONTROLS, Piece, Row, at, paragraphs, pieces

HOST = "gzw.ningbo.gov.cn"
BASE = f"http://{HOST}"
NAME = "宁波市国资委"
JOBS = "/col/col1229116730/index.html"
_TEXT = pieces(who="市国资委", place="甬江")
_FOLDER = f"{BASE}/col/col1229116730/art/2026/art_"


def _one(key: str, printed: str, source: str) -> Piece:
    return at(
        _TEXT[key],
        f"{_FOLDER}{uuid.uuid5(uuid.NAMESPACE_URL, f'ningbo/{key}').hex}.html",
        printed,
        source=source,
    )


PIECES = (
    _one("recruitment", "2026-11-03", "甬江国有资本运营集团"),
    _one("training", "2026-10-15", "组织人事处"),
    _one("energy", "2026-09-22", "甬江能源集团"),
    _one("logistics", "2026-08-19", "甬江物流集团"),
    _one("bonds", "2026-07-09", "甬江产业投资集团"),
    _one("rural", "2026-06-12", "社会责任处"),
    _one("museum", "2026-04-18", "甬江文旅集团"),
    _one("merger", "2026-03-26", "甬江水务集团"),
    _one("audit", "2026-02-11", "审计处"),
    _one("digital", "2026-01-14", "信息中心"),
)
NONE = NoArticles(
    gone=Row(url=f"{_FOLDER}{'1a' * 16}.html", title="关于取消一项招聘的公告", day="2026-09-09"),
    moved=Row(url=f"{_FOLDER}{'1b' * 16}.html", title="招聘宣讲会直播", day="2026-05-05"),
    shell=Row(url=f"{_FOLDER}{'1c' * 16}.html", title="招聘会海报", day="2026-04-01"),
)
ROWS = rows_of([*PIECES[:3], NONE.gone, *PIECES[3:6], NONE.moved, PIECES[6], NONE.shell, *PIECES[7:]])
LIST = Unit(
    column=JOBS,
    query={
        "parseType": "bulidstatic", "webId": "3350", "tplSetId": "Vq2mZxY7uP0rTnBc4LsKd", "pageType": "column",
        "tagId": "信息列表", "editType": "null", "pageId": "1229116730",
    },
    spelling="bulidstatic",
    pages=(ROWS,),
    size=15,
    total=58,
    ignores_number=True,
)  # fmt: skip


def _list(channel: PlainChannel, _number: int) -> str:
    return f"""{other_units()}<div class="weizhi">您现在的位置：<a href="/">首页</a> &gt; {channel.name}</div>
<div id="jw_sgzw_二级栏目列表_标题list">{LIST.loader()}</div>"""


def _article(one: Piece, column: str) -> str:
    """The header line has line breaks inside its date, and ids hold Chinese characters."""
    date = one.printed.replace("-", "-\n        ")
    return f"""<div class="weizhi">您现在的位置：<a href="/">首页</a> &gt; {column}</div>
<div id="right"><div class="xx_info"><h1>{html.escape(one.title)}</h1>
<span>发布时间：
        {date}</span>
<span>来源：{one.source}</span></div>
<div id="jw_正文"><div id="zoom">{paragraphs(one)}</div></div>{CONTROLS}</div>"""


SITE = PlainSite(
    slug="ningbo",
    platform="hanweb_jpaas",
    host=HOST,
    skin=Skin(name=NAME, code="3302000041", nav=((JOBS, "招聘公告"),)),
    channels=(
        PlainChannel(
            id="col1229116730",
            name="招聘公告",
            pages=((), ROWS),
            # The second page begins like the first: no third is asked.
            urls=(f"{BASE}{JOBS}", LIST.url(BASE, 1), LIST.url(BASE, 2)),
            articles=PIECES,
            total_items=58,
        ),
    ),
    none=NONE,
    list_markup=_list,
    article_markup=_article,
).build(respond=lambda ask: LIST.answer(ask, item) if ask.path == UNIT else None)
