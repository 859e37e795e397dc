"""A real scheduler, real workers, the sample sites: everything a process of its own, on loopback."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from distributed import Client

PROFILES: Final = Path(str(files("sasac_crawler.samplesite").joinpath("profiles")))
SLUGS: Final = tuple(sorted(path.stem for path in PROFILES.glob("*.toml")))
SASAC: Final = [sys.executable, "-c", "from sasac_crawler.cli import main; main()"]

_OF: Final = "(SELECT text_key FROM articles x WHERE x.id = {})"
CONTENT: Final = tuple(
    query.replace("@article", _OF.format("article_id")).replace("@near", _OF.format("near_duplicate_of"))
    for query in (
        (
            "SELECT text_key, url, site, channel, title, body_text, date_published, source_name, document_number, category,"
            " content_digest, is_reprint, @near, gone_since IS NULL FROM articles"
        ),
        "SELECT url, @article, document, site, channel, title, date_published, listed_title, listed_date FROM appearances",
        "SELECT @article, url, name, kind FROM attachments",
        "SELECT @article, kind, canonical FROM citations",
        "SELECT @article, org_id, times FROM mentions",
        "SELECT sha256, size, kind, outcome, text FROM files",
        "SELECT url, sha256, name FROM attachment_fetches",
        "SELECT key, kind, site, channel, page_number, state, outcome, listed_title FROM frontier",
        "SELECT url, @article, site, channel, code, field, message FROM issues",
        "SELECT host, state, fails, robots_outcome, robots_body FROM hosts",
        "SELECT slug, name_zh, platform FROM sites",
        "SELECT site, channel, url, floor FROM channels",
        "SELECT site, channel, url, title, day FROM list_entries",
        "SELECT DISTINCT url, method, status, payload_digest, outcome FROM captures",
    )
)
"""What two machines must agree on that crawled the same sites: all but times, runs, and names of captures.

Where a link stands on two pages, the one that was read last is noted: not compared.
An article's id is that of the document that was seen first, so it follows from times; its text names it here.
"""


def content(archive: Path) -> dict[str, list[str]]:
    with closing(sqlite3.connect(archive / "sasac.db")) as connection:
        assert not connection.execute("PRAGMA foreign_key_check").fetchall()
        return {
            query.rpartition("FROM ")[2]: sorted(repr(row) for row in connection.execute(query))
            for query in CONTENT
        }


def sasac(*words: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run([*SASAC, *words], capture_output=True, text=True, timeout=300, check=False)
    assert not check or done.returncode == 0, done.stderr + done.stdout
    return done


class Cluster:
    """A scheduler and workers; whoever is still there at the end is killed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._all: list[subprocess.Popen[bytes]] = []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.scheduler = self._start(
            "dask_scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard", "--no-show"
        )
        self.workers: list[subprocess.Popen[bytes]] = []

    def add_worker(self, *options: str) -> "subprocess.Popen[bytes]":
        worker = self._start(
            "dask_worker", self.address, "--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard", "--no-nanny",
            "--local-directory", str(self._folder / f"worker{len(self._all)}"), *options,
        )  # fmt: skip
        self.workers.append(worker)
        return worker

    def wait_for_workers(self, count: int) -> None:
        with Client(self.address, timeout=60) as client:
            client.wait_for_workers(count, timeout=120)

    def _start(self, module: str, *options: str) -> "subprocess.Popen[bytes]":
        self._folder.mkdir(exist_ok=True)
        with (self._folder / f"log{len(self._all)}").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{module}", *options],
                stdout=log,
                stderr=log,
                env=os.environ | {"OMP_NUM_THREADS": "1"},
            )
        self._all.append(process)
        return process

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._all:
            process.kill()
        for process in self._all:
            process.wait()


def crawl_words(archive: Path, resolve: Iterable[str], *options: str) -> list[str]:
    """Return the words of ``sasac`` that crawl the sample sites."""
    mapped = [part for entry in resolve for part in ("--resolve", entry)]
    return [
        *SLUGS,
        "--sites-dir",
        str(PROFILES),
        "--archive",
        str(archive),
        "--replica-delay",
        "0",
        *mapped,
        *options,
    ]


def must_agree(one: Path, other: Path) -> None:
    """Fail with the first row in which two archives differ."""
    mine, theirs = content(one), content(other)
    for table, rows in mine.items():
        assert rows, f"{table} is empty"
        assert rows == theirs[table], (
            table, [row for row in rows if row not in theirs[table]][:1], [row for row in theirs[table] if row not in rows][:1],
        )  # fmt: skip


def children(pid: int) -> set[int]:
    """Return the processes a process has started, in any thread."""
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found |= {int(child) for child in task.read_text().split()}
    return found


def is_alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until(condition: Any, *, seconds: float = 200.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
