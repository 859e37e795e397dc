"""A site is asked as it wishes: when, how often, and not at all."""

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from sasac_crawler.spiders.window import BEIJING
from tests.faults.client import FaultServer
from tests.guards.crawls import FULL, PROFILE, Crawl, crawl

SITE = 6
LIST = f"/site/{SITE}/index.html"


def _article(server: FaultServer, number: int) -> str:
    return next(one.path for one in server.expected_site(SITE) if one.number == number)


ASKING = {5: "/429/2", 4: "/503?date=3", 2: "/flaky/1?status=429&retry_after=2"}
"""Article -> how it asks for patience. A date has whole seconds: three ahead are more than two."""


@pytest.fixture(scope="module")
def waited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Future[tuple[Crawl, list[dict[str, Any]]]]]:
    """A crawl that has to wait, beside the other tests of this module, on a server of its own."""

    def wait() -> tuple[Crawl, list[dict[str, Any]]]:
        with FaultServer() as server:
            for number, endpoint in ASKING.items():
                server.override(_article(server, number), endpoint)
            done = crawl(server, folder, path=LIST, options=("--patience", "9"))
            return done, server.log()

    folder = tmp_path_factory.mktemp("waited")
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(wait)


@pytest.fixture(scope="module", autouse=True)
def _begun(waited: Future[tuple[Crawl, list[dict[str, Any]]]]) -> None:
    """Begin to wait with the first test."""


def test_what_a_host_asked_for_is_kept_across_runs(server: FaultServer, tmp_path: Path) -> None:
    server.override(LIST, "/429/60")
    assert crawl(server, tmp_path, path=LIST).returncode == 18
    server.reset()
    again = crawl(server, tmp_path, path=LIST)
    assert server.log() == []
    assert again.returncode == 18
    assert again.verdict == "held"


@pytest.mark.parametrize(
    ("endpoint", "tries"), [("/500", 5), ("/412", 3), *([("/reset0", 10)] if FULL else [])]
)
def test_a_host_in_trouble_is_left_alone(
    endpoint: str, tries: int, server: FaultServer, tmp_path: Path
) -> None:
    # The HTTP library repeats a request once, at once, when a connection breaks (RFC 9110 §9.2.2).
    server.override("/site/20/2*", endpoint)
    done = crawl(server, tmp_path, path="/site/20/index.html", options=("--patience", "9"))
    assert len(server.log(path="/site/20/2")) == tries
    assert done.returncode == 20
    assert done.verdict == "degraded"
    assert done.rows("SELECT count(*) FROM frontier WHERE state = 'pending'") == [(20,)]
    server.reset()
    again = crawl(server, tmp_path, path="/site/20/index.html")
    assert server.log() == []
    assert again.returncode == 18
    again.make_due()
    assert len(crawl(server, tmp_path, path="/site/20/index.html").titles) == 20


def test_a_crawl_delay_is_kept(server: FaultServer, tmp_path: Path) -> None:
    server.robots("delay")
    assert crawl(server, tmp_path, path="/site/3/index.html").returncode == 0
    starts = [hit["began_monotonic"] for hit in server.log(path="/site/3/")]
    assert len(starts) == 4
    # The delay runs from request to request as they are sent; the server sees them a little later.
    assert starts[-1] - starts[0] > 2.85
    assert min(after - before for before, after in pairwise(starts)) > 0.5


def test_one_request_at_a_time(server: FaultServer, tmp_path: Path) -> None:
    server.change_site(12, latency=0.05)
    assert crawl(server, tmp_path, path="/site/12/index.html").returncode == 0
    log = server.log()
    assert len(log) == 14
    assert {hit["at_once"] for hit in log} == {1}


def test_a_site_is_not_asked_outside_its_hours(server: FaultServer, tmp_path: Path) -> None:
    def profile(first: int, last: int) -> str:
        now = dt.datetime.now(BEIJING)
        hours = [f"{now + dt.timedelta(hours=shift):%H:%M}" for shift in (first, last)]
        return PROFILE.replace("[politeness]", f'[politeness]\nwindow = ["{hours[0]}", "{hours[1]}"]')

    shut = crawl(server, tmp_path, path=LIST, profile=profile(2, 4))
    assert server.log() == []
    assert shut.returncode == 15
    assert shut.verdict == "not_due"
    assert "faults is not asked outside its hours: 1 pages wait for " in shut.stderr
    assert shut.rows("SELECT state, tries FROM frontier") == [("pending", 0)]
    spanning = crawl(server, tmp_path, path=LIST, profile=profile(-2, 20))
    assert spanning.returncode == 0
    assert len(spanning.titles) == SITE


def test_a_host_is_left_alone_as_long_as_it_asks(
    server: FaultServer, waited: Future[tuple[Crawl, list[dict[str, Any]]]]
) -> None:
    done, log = waited.result(120)
    asking = {_article(server, number) for number in ASKING}
    gaps = [
        following["began"] - refused["ended"]
        for refused, following in pairwise(log)
        if urlsplit(refused["target"]).path in asking
    ]
    assert len(gaps) == len(ASKING)
    assert min(gaps) >= 2.0
    assert {done.outcomes[path] for path in asking} == {"rate_limited"}
    assert done.titles == {one.title for one in server.expected_site(SITE) if one.path not in asking}
    assert done.returncode == 20
