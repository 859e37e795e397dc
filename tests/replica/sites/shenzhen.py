"""gzw.sz.gov.cn: NFCMS as Shenzhen shows it, a catalogue that answers 404 from page 2, telephone twins."""

from tests.replica.guangdong_pages import (
    catalogue_answer,
    catalogue_article,
    catalogue_shell,
    elsewhere,
    nfcms_article,
    nfcms_list,
)
from tests.replica.model import Answer, Ask, ExpectedChannel, ReplicaSite
from tests.replica.plain import Skin, rows_of
from tests.replica.prose import (
    Piece,
    Row,
    answers,
    at,
    in_pages,
    leads_to,
    links_of,
    national_tags,
    not_found,
    page,
    pieces,
    soft_404,
)

HOST = "gzw.sz.gov.cn"
BASE = f"http://{HOST}"
NAME, CODE = "深圳市人民政府国有资产监督管理委员会", "4403000052"
SKIN = Skin(
    name=NAME,
    code=CODE,
    nav=(("/gzrc/xyzp/index.html", "校园招聘"), ("/zwgk/zcfgjzcjd/zcfg/", "政策法规")),
    head=national_tags(SiteName=NAME, SiteDomain=HOST, SiteIDCode=CODE),
)
_TEXT = pieces(who="市国资委", place="深圳")


def _post(folder: str, key: str, number: int, printed: str, source: str, **more: object) -> Piece:
    return at(_TEXT[key], f"{BASE}/{folder}/content/post_{number}.html", printed, source=source, **more)


def _entry(key: str, number: int, printed: str, **more: object) -> Piece:
    url = f"{BASE}/gkmlpt/content/{number // 1_000_000}/{number // 1_000}/post_{number}.html"
    return at(_TEXT[key], url, printed, **more)


CAMPUS, RULES = "gzrc/xyzp", "zwgk/zcfgjzcjd/zcfg"
JOBS = (
    _post(CAMPUS, "recruitment", 12612456, "2026-10-09 09:12:30", "深圳示例投控公司"),
    _post(CAMPUS, "training", 12598001, "2026-09-22 18:20:00", "市国资委"),
    # GBK left over from the former system, under a header and a meta tag that say UTF-8.
    _post(
        CAMPUS, "museum", 9011223, "2020-04-17 10:00:00", "市国资委", issues=frozenset(["charset_mismatch"])
    ),
    _post(CAMPUS, "rural", 12487310, "2026-05-11 16:16:16", "市国资委"),
)
LAWS = (
    _post(RULES, "rule", 12601090, "2026-09-28 11:30:00", "市国资委"),
    _post(RULES, "notice_valuation", 12555012, "2026-08-03 15:00:00", "市国资委"),
    _post(RULES, "salary", 12530777, "2026-07-08 09:09:00", "市国资委"),
    _post(RULES, "audit", 12440031, "2026-03-19 14:25:00", "市国资委"),
    _post(RULES, "property", 12300460, "2025-11-27 17:50:00", "市国资委"),
)
ENTRIES = (
    _entry("figures", 12611111, "2026-10-01", index_number="11440300K317280672/2026-00377"),
    _entry("digital", 12580014, "2026-08-27", index_number="11440300K317280672/2026-00341"),
    _entry("inspection", 12400500, "2026-02-02", index_number="11440300K317280672/2026-00040"),
)
GONE = Row(url=f"{BASE}/{CAMPUS}/content/post_12590000.html", title="校园招聘时间变更公告", day="2026-09-10")
MOVED = Row(url=f"{BASE}/{CAMPUS}/content/post_12470001.html", title="国企校招云宣讲", day="2026-04-28")
SHELL = Row(
    url=f"{BASE}/{RULES}/content/post_12399999.html", title="一批失效规范性文件目录", day="2026-01-30"
)
TWIN = Row(url=f"{BASE}/{CAMPUS}/content/mpost_12598001.html", title=JOBS[1].title, day="2026-09-22")

JOB_PAGES = in_pages(rows_of([JOBS[0], JOBS[1], GONE, JOBS[3], MOVED, TWIN, JOBS[2]]), 5)
LAW_PAGES = in_pages(rows_of([*LAWS[:4], SHELL, LAWS[4]]), 5)
FIRST: list[Piece | Row] = [*ENTRIES, *elsewhere("www.sz.gov.cn", 97)]
TREE: list[dict[str, object]] = [
    {"id": 3001, "name": "公开目录", "parent": 0, "children": [], "post_count": 205, "jump_url": ""}
]


def _routes() -> dict[str, Answer]:
    routes = {
        "/gkmlpt/": page(SKIN.shell("政府信息公开", catalogue_shell(site_id="755", tree=TREE))),
        GONE.path: soft_404(),
        MOVED.path: leads_to("https://mp.weixin.qq.com/s?__biz=MzA5&mid=2650&idx=3"),
        "/robots.txt": page("", status=404),
    }
    for pages, folder, column in ((JOB_PAGES, CAMPUS, "校园招聘"), (LAW_PAGES, RULES, "政策法规")):
        for number, rows in enumerate(pages, 1):
            answer = page(
                SKIN.shell(column, nfcms_list(rows, number=number, total=len(pages), folder=f"/{folder}/"))
            )
            routes[f"/{folder}/index.html" if number == 1 else f"/{folder}/index_{number}.html"] = answer
            if number == 1:
                routes[f"/{folder}/"] = answer
    for articles, column in ((JOBS, "校园招聘"), (LAWS, "政策法规")):
        for one in articles:
            text = SKIN.shell(f"{one.title}_{column}", nfcms_article(one, column=column))
            routes[one.path] = page(text, charset="gbk" if one.issues else "utf-8", is_article=True)
    routes[TWIN.path] = routes[JOBS[1].path]
    shell = Piece(key="shell", title=SHELL.title, lines=(), url=SHELL.url, day=SHELL.day, source="市国资委")
    routes[SHELL.path] = page(SKIN.shell(SHELL.title, nfcms_article(shell, column="政策法规")))
    for number, one in enumerate(ENTRIES):
        inner = catalogue_article(
            one, subject="国企", written=one.day, publisher=NAME, in_script=number % 2 == 1
        )
        routes[one.path] = page(SKIN.shell(one.title, inner), is_article=True)
    return routes


_FIXED = answers(_routes(), not_found=not_found())
_API = f"{BASE}/gkmlpt/api/all/3001"


def respond(ask: Ask) -> Answer:
    """Answer as the site does; the catalogue counts 205 entries, delivers a hundred and then 404."""
    if ask.path == "/gkmlpt/api/all/3001" and ask.query.get("sid") == "755":
        number = int(ask.query.get("page") or 0)
        if number >= 2:
            return not_found()
        return catalogue_answer(FIRST, category=3001, name="公开目录", post_count=205)
    return _FIXED(ask)


SITE = ReplicaSite(
    slug="shenzhen",
    platform="gd_post",
    respond=respond,
    channels=(
        ExpectedChannel(
            id="xyzp",
            pages=(f"{BASE}/{CAMPUS}/index.html", f"{BASE}/{CAMPUS}/index_2.html"),
            links=links_of(JOB_PAGES, HOST),
        ),
        ExpectedChannel(
            id="zcfg",
            pages=(f"{BASE}/{RULES}/", f"{BASE}/{RULES}/index_2.html"),
            links=links_of(LAW_PAGES, HOST),
        ),
        ExpectedChannel(
            id="gkmlpt",
            pages=(f"{BASE}/gkmlpt/", f"{_API}?page=1&sid=755", f"{_API}?page=2&sid=755"),
            links=frozenset(one.url for one in ENTRIES),
            offsite=frozenset(one.url for one in FIRST if isinstance(one, Row)),
            total_items=205,
        ),
    ),
    articles=(
        *(one.expected("xyzp") for one in JOBS),
        *(one.expected("zcfg") for one in LAWS),
        *(one.expected("gkmlpt") for one in ENTRIES),
    ),
    outcomes={
        GONE.url: "soft404",
        MOVED.url: "moved",
        SHELL.url: "empty",
        f"{_API}?page=2&sid=755": "gone",
    },
)
