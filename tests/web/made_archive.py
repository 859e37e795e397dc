"""An archive made by its own session: a text that changed, one that was withdrawn, copies, files, and hostile ones."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sasac_crawler.archive.exchange import Exchange
from sasac_crawler.archive.session import ArchiveSession
from sasac_crawler.items import Appearance, Article, PageRequest
from sasac_crawler.normalize.digest import content_digest
from sasac_crawler.normalize.script import detect_script, to_hans
from sasac_crawler.sites import SiteProfile
from sasac_crawler.sites.profile import Channel
from sasac_crawler.store.search import index_article, tokens
from sasac_crawler.store.transaction import transaction
from tests.web.texts import REFORM, TEXTS, Text

if TYPE_CHECKING:
    from sasac_crawler.store.leases import Lease

NOW = dt.datetime(2026, 11, 20, 8, 0, tzinfo=dt.UTC)
FILE_TEXT = "附表一：牵头处室与完成时限。独角兽企业培育。"
BEIJING = dt.timezone(dt.timedelta(hours=8))


def profile(slug: str, short: str) -> SiteProfile:
    return SiteProfile(
        slug=slug, name_zh=f"{short}（人民政府国有资产监督管理委员会）", name_short=short, name_en=f"SASAC of {slug.title()}",
        level="province", division_code=None, iso_3166_2=None, homepage=f"http://gzw.{slug}.test/", hosts=(f"gzw.{slug}.test",),
        platform="hanweb_jcms",
        channels=(Channel(id="col1", name_zh="国资动态", category="news", url=f"http://gzw.{slug}.test/col1/", floor=1),),
    )  # fmt: skip


def _ticking(start: dt.datetime) -> Iterator[dt.datetime]:
    while True:
        yield start
        start += dt.timedelta(seconds=3)


def make_archive(root: Path) -> Path:
    """Crawl the texts, one of them a second time after it changed, and note that one was withdrawn."""
    with _session(root, NOW) as session:
        for text in TEXTS:
            save(session, text)
        session.compare_texts()
        session.close(exit_code=0, reason="complete")
    changed = Text(
        path="/reform.html", title=TEXTS[0].title, category="policy",
        paragraphs=(REFORM[0].replace("研究部署2026年", "研究部署2027年"), *REFORM[1:]), fields=TEXTS[0].fields,
    )  # fmt: skip
    with _session(root, NOW + dt.timedelta(days=2)) as session:
        save(session, changed)
        session.compare_texts()
        session.close(exit_code=0, reason="complete")
    _touch_up(root / "sasac.db")
    return root


class _session:  # noqa: N801 - used as a function
    def __init__(self, root: Path, start: dt.datetime) -> None:
        times = _ticking(start)
        self.session = ArchiveSession(root, clock=lambda: next(times))
        for slug, short in (("jiangdong", "江东省国资委"), ("beihu", "北湖省国资委")):
            self.session.save_site(profile(slug, short))

    def __enter__(self) -> ArchiveSession:
        return self.session

    def __exit__(self, *_: object) -> None:
        return None


def save(session: ArchiveSession, text: Text) -> None:
    """Fetch and store one article as a crawl would."""
    request = PageRequest(url=text.url)
    with transaction(session.connection):
        session.pages.frontier.discover(
            request, kind="article", site=text.site, channel=text.channel, now=session.now()
        )
        session.pages.frontier.ask_again(request, now=session.now())
        later = session.now() + dt.timedelta(days=9)
        leases: list[Lease] = []
        while not (found := [one for one in leases if one.request.url == text.url]):  # one kind at a time
            leases = session.pages.frontier.lease(text.site, run_id=session.run_id, now=later, count=100)
            assert leases, text.url
        [lease] = found
    body = "\n".join(text.paragraphs)
    capture = session.capture(
        lease.key,
        Exchange(
            url=text.url, method="GET", request_headers=(), request_body=b"", status=200,
            response_headers=(("Content-Type", "text/html; charset=utf-8"),), body=f"<h1>{text.title}</h1>{body}".encode(),
            received_at=session.now(), ip_address="127.0.0.1",
        ),
    )  # fmt: skip
    article = Article(
        url=text.url, request=lease.request, site=text.site, channel=text.channel, capture_id=capture.capture_id,
        seen_at=session.now(), title=text.title, body_text=body, title_hans=to_hans(text.title), body_hans=to_hans(body),
        script=detect_script(text.title + body), language="zh-Hans-CN", content_digest=content_digest(text.title, body),
        date_published=dt.datetime.fromisoformat(text.date).replace(tzinfo=BEIJING) if text.date else None,
        date_precision="day" if text.date else None, date_published_raw=text.date, source_name=text.source,
        source_raw=text.source, category=text.category, **text.fields,
    )  # fmt: skip
    session.save_appearance(Appearance(article=article, same_text_as=None), key=lease.key)


def _touch_up(path: Path) -> None:
    """Put in what only more than one run, or a fetched file, would."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(
        "UPDATE appearances SET gone_since = '2026-11-21T08:00:00+00:00' WHERE url LIKE '%/gone.html'"
    )
    connection.execute(
        "UPDATE articles SET gone_since = '2026-11-21T08:00:00+00:00' WHERE url LIKE '%/gone.html'"
    )
    # A page's own address is the site's choice too: what is stored must not become a link.
    connection.execute("UPDATE articles SET url = 'javascript:alert(1)' WHERE url LIKE '%/hostile.html'")
    connection.execute(
        "INSERT INTO files (sha256, size, kind, path, outcome, text, text_hans, pages, members, issues)"
        " VALUES (?, 20480, 'pdf', 'ab/cd/ef.pdf', 'ok', ?, ?, 3, '[]', '[]')",
        (
            "ab" * 32,
            "附表一：牵头处室与完成时限。独角兽企业培育。",
            "附表一:牵头处室与完成时限。独角兽企业培育。",
        ),
    )
    [seq] = connection.execute("SELECT seq FROM files").fetchone()
    connection.execute(
        "INSERT INTO files_fts (rowid, text) VALUES (?, ?)",
        (seq, _tokens(FILE_TEXT.replace("：", ":"))),
    )
    connection.execute(
        "INSERT INTO attachment_fetches (url, fetched_at, sha256, name) VALUES ('http://gzw.jiangdong.test/a/plan.pdf',"
        " '2026-11-20T09:00:00+00:00', ?, 'plan.pdf')",
        ("ab" * 32,),
    )
    connection.execute(
        "INSERT INTO run_sites (run_id, site, verdict, reason)"
        " SELECT run_id, 'jiangdong', 'ok', '50 of 50 pages read' FROM runs"
    )
    connection.execute(
        "INSERT INTO run_sites (run_id, site, verdict, reason)"
        " SELECT run_id, 'beihu', 'degraded', '9 of 20 pages were not to be had' FROM runs"
    )
    connection.execute(
        "INSERT INTO alarms (site, channel, kind, field, cause, since, first_url, expected, found, raised_run, raised_at)"
        " SELECT 'beihu', 'col1', 'missing', 'source', 'redesign', started, 'http://gzw.beihu.test/n1.html', '98 %', '3 %',"
        " run_id, started FROM runs ORDER BY started LIMIT 1"
    )
    connection.close()


def _tokens(text: str) -> str:
    return " ".join(sorted(tokens(text)))


def add_article(connection: sqlite3.Connection, number: int) -> None:
    """Put one small article into the tables, in one transaction: what a crawl does between two looks."""
    title, body = f"新增文章第{number}篇", f"国有企业改革的第{number}个案例。"
    connection.execute("BEGIN IMMEDIATE")
    [seq] = connection.execute("SELECT max(seq) + 1 FROM articles").fetchone()
    connection.execute(
        "INSERT INTO articles (seq, id, text_key, url, site, channel, title, body_text, title_hans, body_hans,"
        " content_digest, first_seen, last_seen, date_published, source_name, category, script, rules, keywords,"
        " candidates, steps, other_sources, is_reprint) VALUES (?, ?, ?, ?, 'jiangdong', 'col1', ?, ?, ?, ?, ?, ?, ?,"
        " '2026-11-23', '省国资委', 'news', 'Hans', '[]', '[]', '[]', '[]', '[]', 0)",
        (
            seq,
            f"{number:012x}",
            f"new{number}",
            f"http://gzw.jiangdong.test/new{number}.html",
            title,
            body,
            title,
            body,
            f"sha256:{number:064x}",
            "2026-11-23T08:00:00+00:00",
            "2026-11-23T08:00:00+00:00",
        ),
    )
    index_article(connection, seq, title, body)
    connection.execute("COMMIT")
