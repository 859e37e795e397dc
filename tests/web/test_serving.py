"""The command itself: a real server beside a writer, and what it says when it cannot serve."""

import http.client
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import click
import pytest

from sasac_crawler.cli.serve import serve
from sasac_crawler.errors import ExitCode, SasacCrawlerError
from tests.web.browser import ADDRESS, COMMAND, served
from tests.web.made_archive import add_article

ROUNDS = 3


def ask(address: str, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    connection.request("GET", quote(path, safe="/?=&%"))
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response.status, text


def test_a_page_does_not_wait_for_the_acknowledgement_of_its_head(archive: Path) -> None:
    """Over a connection that is kept, as browsers keep theirs: 40 ms and more a page, whatever the machine."""
    taken = []
    with served(archive) as address:
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
        for _ in range(20):
            begun = time.perf_counter()
            connection.request("GET", "/nowhere")
            connection.getresponse().read()
            taken.append(time.perf_counter() - begun)
        connection.close()
    assert min(taken) < 0.03


def _write(path: Path, done: threading.Event, written: list[int]) -> None:
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    connection.execute("PRAGMA synchronous = FULL")
    while not done.wait(0.005):
        number = len(written) + 1
        add_article(connection, number)
        written.append(number)
        if number % 20 == 0:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    connection.close()


def test_readers_read_while_a_crawl_writes(archive: Path, tmp_path: Path) -> None:
    copy = tmp_path / "archive"
    shutil.copytree(archive, copy)
    answers: list[tuple[str, int, int]] = []
    written: list[int] = []
    paths = (
        "/",
        "/search?q=改革&order=newest",
        "/search?q=企业",
        "/sites/jiangdong",
        "/coverage",
        "/feed.atom",
    )
    done = threading.Event()
    with served(copy) as address:

        def read() -> None:
            for _ in range(ROUNDS):
                for path in paths:
                    before = len(written)
                    answers.append((path, ask(address, path)[0], len(written) - before))

        writer = threading.Thread(target=_write, args=(copy / "sasac.db", done, written))
        readers = [threading.Thread(target=read) for _ in range(3)]
        for thread in (writer, *readers):
            thread.start()
        for reader in readers:
            reader.join(60)
        done.set()
        writer.join(30)
        assert {status for _, status, _ in answers} == {200}
        assert len(answers) == 3 * ROUNDS * len(paths)
        assert any(commits for _, _, commits in answers)
        status, text = ask(address, f"/search?q=第{len(written)}个案例")
        assert status == 200
        assert f"新增文章第{len(written)}篇" in re.sub("</?mark>", "", text)


def test_an_interrupt_ends_it_in_peace(archive: Path) -> None:
    command = [*COMMAND, "--archive", str(archive), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        match = ADDRESS.search(process.stderr.readline())
        assert match is not None
        assert ask(match[0], "/robots.txt")[0] == 200
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == ExitCode.STOPPED
    assert not said.strip()


def _refused(*options: str) -> SasacCrawlerError | click.ClickException:
    with pytest.raises((SasacCrawlerError, click.ClickException)) as caught:
        serve.main(list(options), standalone_mode=False)
    assert isinstance(caught.value, (SasacCrawlerError, click.ClickException))
    return caught.value


def test_a_port_that_is_taken_is_named(archive: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = _refused("--archive", str(archive), "--port", str(taken.getsockname()[1]))
    assert done.exit_code == ExitCode.USAGE
    assert "choose another --port" in str(done)


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--archive", "/nonexistent"), ExitCode.STORE_UNAVAILABLE, "there is no archive"),
        (("--base-url", "//evil.example/"), ExitCode.USAGE, "--base-url is a path"),
        (("--base-url", "javascript:x"), ExitCode.USAGE, "--base-url is a path"),
        (("--port", "99999"), ExitCode.USAGE, "not in the range"),
        (("--host", "no such host"), ExitCode.USAGE, "nothing can listen"),
    ],
)
def test_what_cannot_be_served_is_said_in_a_sentence(
    archive: Path, options: Any, code: ExitCode, said: str
) -> None:
    given = options if "--archive" in options else ("--archive", str(archive), *options)
    done = _refused(*given)
    assert done.exit_code == code
    assert said in str(done)


def test_an_archive_of_a_later_release_is_refused(archive: Path, tmp_path: Path) -> None:
    copy = tmp_path / "archive"
    shutil.copytree(archive, copy)
    connection = sqlite3.connect(copy / "sasac.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    done = _refused("--archive", str(copy))
    assert done.exit_code == ExitCode.STORE_UNAVAILABLE
    assert "upgrade sasac-crawler" in str(done)
