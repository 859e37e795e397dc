"""A reading process in trouble, and a crawl in trouble beside one: no page gets another's reply, and none waits for ever."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from sasac_crawler.items import Outcome, PageFailure, PreparedArticle, ScrapedArticle
from sasac_crawler.spiders.reader_process import ReaderLostError, ReaderProcess
from sasac_crawler.spiders.readers import Readers
from tests.spiders.answers import answer, article, profile
from tests.spiders.processes import is_running, wait_until, with_process

SITE = profile()
UNSENT = replace(article(9), headers={"x": lambda: 0})  # type: ignore[dict-item]  # what no pipe takes


def title_of(item: object) -> str:
    assert isinstance(item, PreparedArticle), item
    return item.article.title


def test_a_page_that_cannot_be_sent_does_not_get_the_reply_of_the_next() -> None:
    async def read(process: ReaderProcess) -> list[object]:
        pages = (UNSENT, article(1), article(2))
        return await asyncio.gather(*(process.read(one, SITE) for one in pages), return_exceptions=True)

    unsent, *sent = with_process(read)
    assert isinstance(unsent, ReaderLostError)
    assert "cannot be handed" in str(unsent)
    assert [title_of(one) for one in sent] == [f"改革深化提升行动第{n}次推进会" for n in (1, 2)]


def test_a_page_that_cannot_be_sent_is_read_here() -> None:
    async def read() -> object:
        readers = Readers("beside")
        try:
            return await readers.read_article(UNSENT, SITE)
        finally:
            readers.close()

    assert isinstance(asyncio.run(read()), ScrapedArticle)


@pytest.mark.parametrize(
    ("body", "detail"),
    [("NO PICKLE", "pickle"), ("NO UNPICKLE", "gave a reply that cannot be read (AttributeError)")],
)
def test_what_no_pipe_takes_is_put_down_to_its_page_at_once(body: str, detail: str) -> None:
    async def read(process: ReaderProcess) -> list[object]:
        pages = (article(1), answer("/a.html", f"<p>{body}"))
        async with asyncio.timeout(25):
            return [await process.read(one, SITE) for one in pages]

    good, slip = with_process(read)
    assert title_of(good)
    assert isinstance(slip, PageFailure)
    assert slip.outcome is Outcome.BUG
    assert detail in slip.detail


def test_what_is_printed_is_no_reply() -> None:
    async def read(process: ReaderProcess) -> list[object]:
        pages = (answer("/a.html", "<p>PRINT"), article(1))
        return [await process.read(one, SITE) for one in pages]

    printing, good = with_process(read)
    assert isinstance(printing, PageFailure)
    assert printing.outcome is Outcome.PARSE_ERROR
    assert title_of(good)


def test_a_crawl_that_was_held_up_does_not_blame_the_page() -> None:
    async def read(process: ReaderProcess) -> object:
        asked = asyncio.create_task(process.read(article(1), SITE))
        await asyncio.sleep(0)
        time.sleep(2.7)  # noqa: ASYNC251 - as one that was stopped with Ctrl-Z
        return await asked

    assert title_of(with_process(read, seconds=2.0))


def test_a_process_killed_between_two_pages_is_not_put_down_to_the_next() -> None:
    async def read(process: ReaderProcess) -> object:
        assert title_of(await process.read(article(1), SITE))
        os.kill(process.pid, signal.SIGKILL)
        wait_until(lambda: not is_running(process.pid))  # what else the crawl does meanwhile
        try:
            return await process.read(article(2), SITE)
        except ReaderLostError as error:
            return str(error)

    assert with_process(read) == "The reading process died between two pages"


def test_a_page_that_computes_for_ever_ends_where_nobody_sees_to_it() -> None:
    async def read(process: ReaderProcess) -> object:
        return await process.read(answer("/loop.html", "<p>LOOP"), SITE)

    item = with_process(read, seconds=60)
    assert isinstance(item, PageFailure)
    assert item.detail == "The process that read the page died."


def test_what_lies_in_the_working_directory_is_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "calendar.py").write_text("raise SystemExit('not ours')")
    (tmp_path / "tests").mkdir()
    monkeypatch.chdir(tmp_path)

    async def read(process: ReaderProcess) -> object:
        return await process.read(article(1), SITE)

    assert title_of(with_process(read))


def test_a_process_that_says_something_else_first_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('hello, world')")
    monkeypatch.syspath_prepend(tmp_path)

    async def read() -> list[object]:
        readers = Readers("beside")
        return [await readers.read_article(article(number), SITE) for number in (1, 2)]

    assert [type(one) for one in asyncio.run(read())] == [ScrapedArticle, ScrapedArticle]
    assert "it said b'hello,'" in caplog.text


def test_pages_that_wait_for_the_process_are_read_here_when_it_is_not_to_come() -> None:
    async def read() -> list[object]:
        readers = Readers("beside")
        reading = [asyncio.create_task(readers.read_article(article(number), SITE)) for number in (1, 2)]
        await asyncio.sleep(0.05)
        readers.close()
        readers.close()
        return await asyncio.gather(*reading)

    assert [type(one) for one in asyncio.run(read())] == [ScrapedArticle, ScrapedArticle]


def test_a_process_that_comes_after_the_last_page_goes_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sasac_crawler.spiders.readers._ENOUGH", 0.0)
    monkeypatch.setattr("sasac_crawler.spiders.readers._cores", lambda: 2)
    start, started, has_started = ReaderProcess.start, [], asyncio.Event()

    async def noted() -> ReaderProcess:
        started.append(await start())
        has_started.set()
        return started[0]

    monkeypatch.setattr(ReaderProcess, "start", noted)

    async def read() -> None:
        readers = Readers("auto")
        for number in (1, 2):
            assert isinstance(await readers.read_article(article(number), SITE), ScrapedArticle)
        async with asyncio.timeout(30):
            await has_started.wait()
        await asyncio.sleep(0)
        readers.close()

    asyncio.run(read())
    assert not is_running(started[0].pid)


def test_a_terminal_that_is_hung_up_or_interrupted_does_not_end_it() -> None:
    async def read(process: ReaderProcess) -> object:
        assert os.getpgid(process.pid) != os.getpgid(0)
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
            os.kill(process.pid, number)
        return await process.read(article(1), SITE)

    assert title_of(with_process(read))


def test_a_crawl_killed_in_the_middle_of_a_page_leaves_no_traceback() -> None:
    script = (
        "import asyncio, os, signal, sys\n"
        "from sasac_crawler.spiders.reader_process import ReaderProcess\n"
        "from tests.spiders.answers import answer, profile\n"
        "async def run():\n"
        "    process = await ReaderProcess.start()\n"
        "    print(process.pid, flush=True)\n"
        "    asyncio.create_task(process.read(answer('/a.html', '<p>' + '国' * 2_000_000), profile()))\n"
        "    await asyncio.sleep(float(sys.argv[1]))\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(run())\n"
    )
    for wait in ("0", "0.2"):
        done = subprocess.run(
            [sys.executable, "-c", script, wait], capture_output=True, text=True, timeout=60, check=False
        )
        pid = int(done.stdout)
        wait_until(lambda pid=pid: not is_running(pid))  # type: ignore[misc]
        assert "Traceback" not in done.stderr


def test_a_crawl_without_an_error_output_has_a_process_too(tmp_path: Path) -> None:
    """A crawl started with ``2>&-`` leaves the number 2 free for whatever is opened next."""
    said = tmp_path / "said.txt"
    script = (
        "import asyncio, pathlib, sys\n"
        "from sasac_crawler.spiders.reader_process import ReaderProcess\n"
        "from tests.spiders.answers import article, profile\n"
        "sys.path.append(pathlib.Path('elsewhere'))\n"
        "async def run():\n"
        "    process = await ReaderProcess.start()\n"
        "    item = await process.read(article(1), profile())\n"
        "    process.close()\n"
        "    pathlib.Path(sys.argv[1]).write_text(item.article.title, 'utf-8')\n"
        "asyncio.run(run())\n"
    )
    subprocess.run(
        ["/bin/sh", "-c", 'exec "$@" 2>&-', "sh", sys.executable, "-c", script, str(said)],
        timeout=60,
        check=True,
    )
    assert said.read_text("utf-8") == "改革深化提升行动第1次推进会"
