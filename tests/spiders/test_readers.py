"""Articles read in a process beside the crawl: the same items, and no page that takes the crawl with it."""

import asyncio
import logging
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from sasac_crawler.items import Outcome, PageFailure, PreparedArticle, ScrapedArticle
from sasac_crawler.normalize.article import normalize_article, strip_article
from sasac_crawler.samplesite import SampleServer
from sasac_crawler.spiders.reader_process import ReaderLostError, ReaderProcess
from sasac_crawler.spiders.readers import Readers, shared_readers
from sasac_crawler.store.records import prepare
from tests.spiders.answers import answer, article, profile
from tests.spiders.processes import is_running, wait_until, with_process

CHECKOUT = Path(__file__).parents[2]
SITE = profile()


def test_a_page_read_beside_is_what_it_is_here() -> None:
    async def read() -> tuple[object, object]:
        here, beside = Readers("here"), Readers("beside")
        try:
            return await here.read_article(article(1), SITE), await beside.read_article(article(1), SITE)
        finally:
            beside.close()

    scraped, prepared = asyncio.run(read())
    assert isinstance(scraped, ScrapedArticle)
    assert isinstance(prepared, PreparedArticle)
    wanted = normalize_article(strip_article(scraped), site=SITE)
    assert prepared.article == wanted
    again = prepare(wanted, is_for_index=True)
    assert replace(prepared.prepared, tokens=None) == replace(again, tokens=None)
    # In what order they come is another thing in every process, and the index does not care.
    assert [set(one.split()) for one in prepared.prepared.tokens or ()] == [
        set(one.split()) for one in again.tokens or ()
    ]
    assert prepared.article.title == "改革深化提升行动第1次推进会"


def test_replies_come_to_the_pages_they_are_about() -> None:
    async def read(process: ReaderProcess) -> list[str]:
        items = await asyncio.gather(*(process.read(article(number), SITE) for number in range(20)))
        return [one.article.title for one in items if isinstance(one, PreparedArticle)]

    assert with_process(read) == [f"改革深化提升行动第{number}次推进会" for number in range(20)]


def test_another_profile_of_a_site_is_read_by() -> None:
    async def read(process: ReaderProcess) -> list[object]:
        gbk = replace(SITE, encoding="gb18030")
        return [await process.read(article(1), one) for one in (SITE, gbk, SITE)]

    first, second, third = with_process(read)
    assert isinstance(first, PreparedArticle)
    assert first.article == getattr(third, "article", None)
    assert first.article != getattr(second, "article", None)


def test_a_page_that_kills_the_process_is_named_and_the_others_are_not() -> None:
    async def read(process: ReaderProcess) -> list[object]:
        pages = [article(1), answer("/die.html", "<p>DIE"), article(2), article(3)]
        return await asyncio.gather(*(process.read(one, SITE) for one in pages), return_exceptions=True)

    before, killer, *after = with_process(read)
    assert isinstance(before, PreparedArticle)
    assert isinstance(killer, PageFailure)
    assert (killer.outcome, killer.detail) == (Outcome.BUG, "The process that read the page died.")
    assert killer.request.url.endswith("/die.html")
    assert [type(one) for one in after] == [ReaderLostError, ReaderLostError]


def test_a_page_that_takes_for_ever_is_given_up() -> None:
    async def read(process: ReaderProcess) -> tuple[object, bool]:
        return await process.read(answer("/hang.html", "<p>HANG"), SITE), process.is_alive

    item, is_alive = with_process(read, seconds=0.5)
    assert isinstance(item, PageFailure)
    assert "gave no reply within" in item.detail
    assert not is_alive


def test_a_slip_there_is_an_outcome_here_and_its_traceback_is_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def read(process: ReaderProcess) -> list[object]:
        return [await process.read(one, SITE) for one in (answer("/slip.html", "<p>SLIP"), article(1))]

    with caplog.at_level(logging.ERROR):
        slip, good = with_process(read)
    assert isinstance(slip, PageFailure)
    assert (slip.outcome, slip.detail) == (Outcome.BUG, "ZeroDivisionError: a slip")
    assert "raise ZeroDivisionError" in caplog.text
    assert isinstance(good, PreparedArticle)


def test_after_a_death_the_next_page_is_read_and_a_new_process_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    start = ReaderProcess.start
    monkeypatch.setattr(ReaderProcess, "start", lambda: start("tests.spiders.mortal_child"))

    async def read() -> list[object]:
        readers = Readers("beside")
        try:
            first, others = answer("/die.html", "<p>DIE"), (article(1), article(2))
            items: list[object] = list(
                await asyncio.gather(*(readers.read_article(one, SITE) for one in (first, *others)))
            )
            old = readers.pid
            items.append(await readers.read_article(article(3), SITE))
            assert old is None
            assert readers.pid is not None
            return items
        finally:
            readers.close()

    killer, *here, beside = asyncio.run(read())
    assert isinstance(killer, PageFailure)
    assert [type(one) for one in here] == [ScrapedArticle, ScrapedArticle]
    assert isinstance(beside, PreparedArticle)


def test_where_no_process_can_be_started_pages_are_read_here(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    start = ReaderProcess.start
    monkeypatch.setattr(ReaderProcess, "start", lambda: start("tests.spiders.no_such_module"))

    async def read() -> list[object]:
        readers = Readers("beside")
        return [await readers.read_article(article(number), SITE) for number in (1, 2)]

    items = asyncio.run(read())
    assert [type(one) for one in items] == [ScrapedArticle, ScrapedArticle]
    assert caplog.text.count("did not start") == 1


def test_a_process_comes_when_there_is_much_to_read_and_goes_with_the_last_spider(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sasac_crawler.spiders.readers._ENOUGH", 0.01)
    monkeypatch.setattr("sasac_crawler.spiders.readers._cores", lambda: 2)

    async def read() -> int:
        readers = shared_readers("auto")
        assert shared_readers("auto") is readers
        deadline = time.monotonic() + 30
        number = 0
        while readers.pid is None:
            assert time.monotonic() < deadline
            number += 1
            await readers.read_article(article(number), SITE)
            await asyncio.sleep(0)
        pid = readers.pid
        readers.leave()
        assert readers.pid == pid
        readers.leave()
        return pid

    assert not is_running(asyncio.run(read()))


@pytest.mark.parametrize(("cores", "wait"), [(1, 0.0), (2, 0.06)], ids=["one core", "a polite crawl"])
def test_no_process_comes_where_it_is_worth_nothing(
    cores: int, wait: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sasac_crawler.spiders.readers._ENOUGH", 0.01)
    monkeypatch.setattr("sasac_crawler.spiders.readers._cores", lambda: cores)

    async def read() -> None:
        readers = Readers("auto")
        for number in range(40):
            assert isinstance(await readers.read_article(article(number), SITE), ScrapedArticle)
            await asyncio.sleep(wait)
        assert readers.pid is None

    asyncio.run(read())


def test_a_process_does_not_outlive_a_crawl_that_is_killed() -> None:
    script = (
        "import asyncio, sys\n"
        "from sasac_crawler.spiders.reader_process import ReaderProcess\n"
        "async def run():\n"
        "    process = await ReaderProcess.start()\n"
        "    print(process.pid, flush=True)\n"
        "    await asyncio.sleep(60)\n"
        "asyncio.run(run())\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as crawl:
        assert crawl.stdout is not None
        pid = int(crawl.stdout.readline())
        # A stop that goes to all processes of a group is the crawl's business: it has pages to finish.
        os.kill(pid, signal.SIGTERM)
        os.kill(pid, signal.SIGINT)
        time.sleep(0.2)
        assert is_running(pid)
        crawl.kill()
    wait_until(lambda: not is_running(pid))


def crawled(archive: Path, **environment: str) -> list[tuple[object, ...]]:
    """Crawl the sample sites' first and return what is stored."""
    with SampleServer() as server:
        done = subprocess.run(
            [sys.executable, "-m", "scrapy", "crawl", "jiangdong"],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            cwd=CHECKOUT,
            env=os.environ
            | {
                "SASAC_ARCHIVE": str(archive),
                "SASAC_SITES": str(files("sasac_crawler.samplesite").joinpath("profiles")),
                "SASAC_RESOLVE": ",".join(server.resolve),
            }
            | environment,
        )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    with closing(sqlite3.connect(archive / "sasac.db")) as connection:
        return connection.execute(
            "SELECT a.id, a.content_digest, a.title_hans, a.date_published, a.source_name, a.near_duplicate_of,"
            " a.candidates, a.steps, count(m.org_id) FROM articles a LEFT JOIN mentions m ON m.article_id = a.id"
            " GROUP BY a.id ORDER BY a.id"
        ).fetchall()


def test_a_crawl_stores_the_same(tmp_path: Path) -> None:
    here = crawled(tmp_path / "here", SASAC_READING="here")
    assert len(here) > 10
    assert crawled(tmp_path / "beside", SASAC_READING="beside") == here
