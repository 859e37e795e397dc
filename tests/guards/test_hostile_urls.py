"""No URL, redirect, retry, link or name leads to an address that is not the site's."""

import asyncio
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from sasac_crawler.errors import BlockedAddressError
from sasac_crawler.middlewares.address_guard import ResolveMap, check_url
from sasac_crawler.middlewares.transport import GuardedConnector
from tests.faults.client import FaultServer
from tests.faults.hostile import SITE_HOST, HostileUrl, load_hostile_urls
from tests.guards.crawls import crawl

ROWS = load_hostile_urls()
DIRECT = [row for row in ROWS if row.via == "direct"]
RESOLVED = [row for row in ROWS if row.via == "resolve"]
LED = [row.label for row in ROWS if row.via not in ("direct", "resolve", "robots")]


class _Stub(AbstractResolver):
    def __init__(self, row: HostileUrl) -> None:
        self._answers = [[one] for one in row.resolves_to] if row.in_turn else [list(row.resolves_to)]

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return [
            ResolveResult(hostname=host, host=one, port=port, family=family, proto=0, flags=0)
            for one in answer
        ]

    async def close(self) -> None:
        pass


def test_the_table_is_large_enough() -> None:
    assert len([row for row in ROWS if row.must == "refused"]) >= 60
    assert len(LED) >= 20


@pytest.mark.parametrize("row", DIRECT, ids=[row.label for row in DIRECT])
def test_a_url_is_refused_or_passes_before_it_is_sent(row: HostileUrl) -> None:
    if row.must == "passes":
        check_url(row.url, hosts=[SITE_HOST])
    else:
        with pytest.raises(BlockedAddressError):
            check_url(row.url, hosts=[SITE_HOST])


@pytest.mark.parametrize("row", RESOLVED, ids=[row.label for row in RESOLVED])
def test_a_name_that_resolves_to_a_private_address_is_not_connected_to(row: HostileUrl) -> None:
    async def connect() -> Any:
        connector = GuardedConnector(
            resolve_map=ResolveMap.parse(()), resolver=_Stub(row), use_dns_cache=False, limit=1
        )
        try:
            for _ in row.resolves_to if row.in_turn else (0,):
                # The checked answer is the connected one: every question is checked anew.
                await connector._resolve_host(SITE_HOST, 80)  # noqa: SLF001 - where the guard stands
        finally:
            await connector.close()

    with pytest.raises(BlockedAddressError):
        asyncio.run(connect())


def test_pages_that_lead_elsewhere_lead_nowhere(server: FaultServer, tmp_path: Path) -> None:
    rows = {row.label: row for row in load_hostile_urls(server)}
    size = len(LED)
    articles = server.expected_site(size)
    for label, article in zip(LED, articles, strict=True):
        server.override(article.path, rows[label].start)
    # A row that answers 503 first makes the crawl leave the host alone: it goes on when that is over.
    for _ in range(1 + sum("/flaky" in rows[label].start for label in LED)):
        done = crawl(server, tmp_path, path=f"/site/{size}/index.html")
        done.make_due()
    assert {urlsplit(hit["target"]).path for hit in server.log()} >= {one.path for one in articles}
    assert server.canary_hits() == []
    assert done.titles == set()


def test_a_robots_txt_that_leads_elsewhere_is_not_followed(server: FaultServer, tmp_path: Path) -> None:
    for row in load_hostile_urls(server):
        if row.via == "robots":
            server.override("/robots.txt", row.start)
            done = crawl(server, tmp_path / row.label, path="/site/3/index.html")
            assert server.canary_hits() == []
            assert done.returncode == 9
