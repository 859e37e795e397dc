"""A small archive made by hand: one list, some articles, a revisit, a refusal, a host without DNS."""

import datetime as dt
import gzip
from collections.abc import Iterator
from pathlib import Path

from sasac_crawler.archive.exchange import Exchange
from sasac_crawler.archive.session import ArchiveSession
from sasac_crawler.items import (
    Appearance,
    Article,
    ListedLink,
    ListPage,
    Outcome,
    PageFailure,
    PageRequest,
)
from sasac_crawler.normalize.digest import content_digest
from sasac_crawler.store.leases import Lease

NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
HOST = "http://gzw.jiangdong.test"
LIST_URL = f"{HOST}/col/col1/index.html"
SITE, CHANNEL = "jiangdong", "col1"


def ticking() -> Iterator[dt.datetime]:
    """Yield times one second and some microseconds apart."""
    moment = NOW
    while True:
        yield moment
        moment += dt.timedelta(seconds=1, microseconds=17)


def open_session(root: Path, *, days: int = 0) -> ArchiveSession:
    times = ticking()
    return ArchiveSession(root, clock=lambda: next(times) + dt.timedelta(days=days))


def make_archive(root: Path, *, articles: int = 4, runs: int = 2) -> Path:
    """Fill an archive by its own session, run after run, and close it."""
    for run in range(runs):
        session = open_session(root, days=run)
        crawl(session, articles=articles)
        session.close(exit_code=0, reason="complete")
    return root


def crawl(session: ArchiveSession, *, articles: int) -> None:
    """Fetch the list, its articles and what fails, as a crawl would."""
    with session.unit():
        for url in (LIST_URL, f"{HOST}/gone.html", "http://unknown.test/"):
            request = PageRequest(url=url)
            session.pages.frontier.discover(
                request,
                kind="list" if url == LIST_URL else "article",
                site=SITE,
                channel=CHANNEL,
                now=session.now(),
            )
            session.pages.frontier.ask_again(request, now=session.now())
    fetch_list(session, articles=articles)
    fetch_due(session)


def fetch_list(session: ArchiveSession, *, articles: int) -> None:
    lease = next(one for one in take_leases(session) if one.kind == "list")
    links = tuple(
        ListedLink(
            url=f"{HOST}/art/2026/11/{n}/art_{n}.html",
            title=f"省国资委召开第{n}次会议",
            date_raw="[2026-11-20]",
        )
        for n in range(1, articles + 1)
    )
    body = "".join(f"<a href={link.url}>{link.title}</a>" for link in links).encode()
    capture_id = capture(session, lease, body=body)
    page = ListPage(
        site=SITE,
        channel=CHANNEL,
        request=lease.request,
        capture_id=capture_id,
        seen_at=session.now(),
        page_number=1,
        links=links,
    )
    session.save_listing(page, key=lease.key, full=False, floor=1)


def fetch_due(session: ArchiveSession) -> None:
    with session.unit():
        session.pages.frontier.release()
    for lease in take_leases(session):
        fetch(session, lease)


def take_leases(session: ArchiveSession) -> list[Lease]:
    with session.unit():
        return session.pages.frontier.lease(
            SITE, run_id=session.run_id, now=session.now() + dt.timedelta(days=1), count=1000
        )


def fetch(session: ArchiveSession, lease: Lease) -> None:
    if "unknown" in lease.key:
        save_failure(session, lease, Outcome.DNS, capture_id=None)
    elif "gone" in lease.key:
        save_failure(
            session, lease, Outcome.GONE, capture_id=capture(session, lease, status=404, body=b"404")
        )
    else:
        title = lease.listed.title if lease.listed else "公告"
        text = f"<html><h1>{title}</h1><p>会议由党委书记主持。" + f"{lease.key} " * 40
        capture_id = capture(session, lease, body=gzip.compress(text.encode(), mtime=0))
        session.save_appearance(appearance(session, lease, capture_id, title=title), key=lease.key)


def capture(session: ArchiveSession, lease: Lease, *, body: bytes, status: int = 200) -> str:
    exchange = Exchange(
        url=lease.request.url,
        method="GET",
        request_headers=(("User-Agent", "sasac_crawler test"), ("Cookie", "secret=1")),
        request_body=b"",
        status=status,
        response_headers=(("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip")),
        body=body,
        received_at=session.now(),
        ip_address="127.0.0.1",
    )
    return session.capture(lease.key, exchange).capture_id


def save_failure(session: ArchiveSession, lease: Lease, outcome: Outcome, *, capture_id: str | None) -> None:
    failure = PageFailure(
        site=SITE,
        channel=CHANNEL,
        request=lease.request,
        seen_at=session.now(),
        outcome=outcome,
        detail=f"It ended with {outcome}.",
        capture_id=capture_id,
    )
    session.save_failure(failure, key=lease.key)


def appearance(session: ArchiveSession, lease: Lease, capture_id: str, *, title: str) -> Appearance:
    body = f"会议由党委书记主持。见 {lease.key}。"
    article = Article(
        url=lease.request.url,
        request=lease.request,
        site=SITE,
        channel=CHANNEL,
        capture_id=capture_id,
        seen_at=session.now(),
        title=title,
        body_text=body,
        title_hans=title,
        body_hans=body,
        script="Hans",
        language="zh-Hans-CN",
        content_digest=content_digest(title, body),
        listed=lease.listed,
    )
    return Appearance(article=article, same_text_as=None)
