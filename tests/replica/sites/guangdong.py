"""gzw.gd.gov.cn: NFCMS columns (page 2 is index_2.html) and a catalogue of two pages (facts F)."""

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
    not_found,
    page,
    pieces,
    soft_404,
)

HOST = "gzw.gd.gov.cn"
BASE = f"http://{HOST}"
NAME = "广东省人民政府国有资产监督管理委员会"
SKIN = Skin(
    name=NAME, code="4400000035", nav=(("/qydt/gwkgjt/", "企业动态"), ("/214/", "招聘"), ("/gkmlpt/", "公开"))
)
_TEXT = pieces(who="省国资委", place="广东")


def _post(folder: str, key: str, number: int, printed: str, source: str, **more: object) -> Piece:
    return at(_TEXT[key], f"{BASE}/{folder}/content/post_{number}.html", printed, source=source, **more)


def _entry(key: str, number: int, printed: str, **more: object) -> Piece:
    url = f"{BASE}/gkmlpt/content/{number // 1_000_000}/{number // 1_000}/post_{number}.html"
    return at(_TEXT[key], url, printed, **more)


COMPANY = (
    _post("qydt/gwkgjt", "energy", 4769001, "2026-10-19 16:20:31", "广物控股集团"),
    _post("qydt/gwkgjt", "technology", 4760442, "2026-09-23 10:05:00", "广物控股集团"),
    _post("qydt/gwkgjt", "logistics", 4733120, "2026-06-15 09:41:12", "南方示例报"),
    _post("qydt/gwkgjt", "museum", 4700031, "2026-02-25 14:00:00", "广物控股集团"),
)
JOBS = (
    _post("214", "recruitment", 4771203, "2026-10-21 11:00:09", "广东国资运营集团"),
    _post("214", "training", 4766610, "2026-10-08 15:30:00", "省国资委"),
    _post("214", "rural", 4758888, "2026-09-17 08:59:59", "省国资委"),
    _post("214", "party", 4740003, "2026-07-03 17:42:00", "省国资委"),
    _post("214", "bonds", 4712345, "2026-03-30 12:12:12", "广东产投集团"),
)
ENTRIES = (
    _entry(
        "rule", 4769119, "2026-10-16", index_number="006940221/2026-00119", document_number="粤国资法规〔2026〕5号",
        extra=(f"{BASE}/attachment/0/306/306724/3255421.pdf",), tail=("监管企业责任追究工作指引.pdf",),
    ),
    _entry("notice_valuation", 4765001, "2026-09-29", index_number="006940221/2026-00107",
           document_number="粤国资产权〔2026〕11号"),
    _entry("figures", 4751870, "2026-08-05", index_number="006940221/2026-00088"),
    _entry("salary", 4744002, "2026-07-14", index_number="006940221/2026-00071"),
    _entry("audit", 4690077, "2025-12-30", index_number="006940221/2025-00240"),
)  # fmt: skip
GONE = Row(
    url=f"{BASE}/qydt/gwkgjt/content/post_4745000.html", title="一则已撤回的企业消息", day="2026-07-17"
)
MOVED = Row(url=f"{BASE}/214/content/post_4750009.html", title="百万英才汇南粤专场直播", day="2026-08-01")
SHELL = Row(url=f"{BASE}/214/content/post_4720000.html", title="南方专场招聘会掠影", day="2026-04-20")
TWIN = Row(url=f"{BASE}/214/content/mpost_4758888.html", title=JOBS[2].title, day="2026-09-17")
PORTAL = Row(
    url="https://www.gd.gov.cn/gdywdt/content/post_4755555.html",
    title="全省国企招聘工作推进会召开",
    day="2026-09-01",
)

COMPANY_PAGES = in_pages(rows_of([*COMPANY[:2], GONE, *COMPANY[2:]]), 2)
JOB_PAGES = in_pages(rows_of([*JOBS[:3], PORTAL, MOVED, JOBS[3], SHELL, TWIN, JOBS[4]]), 5)
FIRST: list[Piece | Row] = [*ENTRIES[:4], *elsewhere("www.gd.gov.cn", 96)]
SECOND: list[Piece | Row] = [ENTRIES[4], *elsewhere("www.gd.gov.cn", 2, start=200)]
TREE: list[dict[str, object]] = [
    {
        "id": 2101, "name": "法定主动公开内容", "parent": 0, "post_count": 131, "jump_url": "",
        "children": [{"id": 2102, "name": "政策文件", "parent": 2101, "children": [], "post_count": 40, "jump_url": ""}],
    },
    {"id": 2190, "name": "依申请公开", "parent": 0, "children": [], "post_count": 0, "jump_url": "https://ysqgk.gd.gov.cn/"},
]  # fmt: skip


def _catalogue_page(one: Piece, number: int) -> str:
    inner = catalogue_article(
        one, subject="国有资产监管", written=one.day, publisher=NAME, in_script=number % 2 == 0
    )
    return SKIN.shell(f"{one.title} {NAME}", inner)


def _routes() -> dict[str, Answer]:
    routes = {
        "/gkmlpt/": page(SKIN.shell("政府信息公开", catalogue_shell(site_id="2", tree=TREE))),
        GONE.path: soft_404(),
        MOVED.path: leads_to("https://mp.weixin.qq.com/s?__biz=MzA3&mid=2651&idx=1"),
    }
    for pages, folder, column in ((COMPANY_PAGES, "/qydt/gwkgjt/", "企业动态"), (JOB_PAGES, "/214/", "招聘")):
        for number, rows in enumerate(pages, 1):
            inner = nfcms_list(rows, number=number, total=len(pages), folder=folder)
            answer = page(SKIN.shell(column, inner))
            routes[f"{folder}index.html" if number == 1 else f"{folder}index_{number}.html"] = answer
            if number == 1:
                routes[folder] = answer
    for one in COMPANY:
        inner = nfcms_article(one, column="企业动态")
        routes[one.path] = page(SKIN.shell(one.title, inner), is_article=True)
    for one in JOBS:
        inner = nfcms_article(one, column="招聘")
        routes[one.path] = page(SKIN.shell(one.title, inner), is_article=True)
    routes[TWIN.path] = routes[JOBS[2].path]
    shell = Piece(key="shell", title=SHELL.title, lines=(), url=SHELL.url, day=SHELL.day, source="省国资委")
    routes[SHELL.path] = page(SKIN.shell(SHELL.title, nfcms_article(shell, column="招聘")))
    for number, one in enumerate(ENTRIES):
        routes[one.path] = page(_catalogue_page(one, number), is_article=True)
    return routes


_FIXED = answers(_routes(), not_found=not_found())


def respond(ask: Ask) -> Answer:
    """Answer as the site does; the catalogue's page 0 is its page 1."""
    if ask.path == "/gkmlpt/api/all/2101" and ask.query.get("sid") == "2":
        number = int(ask.query.get("page") or 0)
        entries = FIRST if number <= 1 else SECOND if number == 2 else []
        return catalogue_answer(entries, category=2101, name="法定主动公开内容", post_count=131)
    return _FIXED(ask)


_API = f"{BASE}/gkmlpt/api/all/2101"

SITE = ReplicaSite(
    slug="guangdong",
    platform="gd_post",
    respond=respond,
    channels=(
        ExpectedChannel(
            id="gwkgjt",
            pages=(
                f"{BASE}/qydt/gwkgjt/",
                f"{BASE}/qydt/gwkgjt/index_2.html",
                f"{BASE}/qydt/gwkgjt/index_3.html",
            ),
            links=links_of(COMPANY_PAGES, HOST),
        ),
        ExpectedChannel(
            id="214",
            pages=(f"{BASE}/214/index.html", f"{BASE}/214/index_2.html"),
            links=links_of(JOB_PAGES, HOST),
            offsite=frozenset([PORTAL.url]),
        ),
        ExpectedChannel(
            id="gkmlpt",
            pages=(f"{BASE}/gkmlpt/", f"{_API}?page=1&sid=2", f"{_API}?page=2&sid=2"),
            links=frozenset(one.url for one in ENTRIES),
            offsite=frozenset(one.url for one in (*FIRST, *SECOND) if isinstance(one, Row)),
            total_items=131,
        ),
    ),
    articles=(
        *(one.expected("gwkgjt") for one in COMPANY),
        *(one.expected("214") for one in JOBS),
        *(one.expected("gkmlpt") for one in ENTRIES),
    ),
    outcomes={GONE.url: "soft404", MOVED.url: "moved", SHELL.url: "empty"},
)
