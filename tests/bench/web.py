"""How long readers wait while a crawl writes: ``python -m tests.bench.web --articles 100000``.

A real ``sasac serve`` on loopback; a writer of its own process that commits as a crawl of forty sites does,
and one reader who searches: words of one to eight characters, common and rare, best and newest first, with
and without filters, first and later pages, and pages of articles. Beside the time that passed stands the time the
server worked (all its threads, the writer left out): what remains of it where nothing else runs.
"""

import argparse
import http.client
import multiprocessing
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from sqlite_utils import Database

from sasac_crawler.store.migrations import migrate
from tests.bench.record import MISSED, Measurement, json_option, report
from tests.bench.search import COMMON_WORDS, KEPT
from tests.bench.search_corpus import fill, queries
from tests.web.made_archive import add_article

T = TypeVar("T")
REQUIRED_MS = 300
"""Ninety-five of a hundred searches are answered within so much."""
WRITES_A_SECOND = 20
"""Two seconds between requests to a site, forty sites."""
FILTERS = ("", "&order=newest", "&category=news", "&year=2019", "&site=site7&order=newest", "&page=2")
# What the pages read besides the articles of the search's corpus.
FURNISHED = (
    (
        "UPDATE articles SET rules = '[]', keywords = '[]', candidates = '[]', steps = '[]', other_sources = '[]',"
        " last_seen = first_seen, script = 'Hans', channel = 'col' || (seq % 7)"
    ),
    (
        "INSERT INTO appearances (url, article_id, document, document_id, site, channel, title, date_published,"
        " source_name, first_seen, last_seen) SELECT url, id, id, id, site, channel, title, date_published, source_name,"
        " first_seen, last_seen FROM articles"
    ),
    (
        "INSERT INTO sites (slug, name_zh, name_short, level) SELECT DISTINCT site, site || '国资委', site, 'province'"
        " FROM articles"
    ),
    (
        "INSERT INTO channels (site, channel, name_zh, category, url, floor) SELECT DISTINCT site, channel, '国资动态',"
        " 'news', 'http://' || site || '.test/' || channel, 1 FROM articles"
    ),
)


def main() -> int:
    """Build a corpus unless there is one, serve it, ask it; return ``MISSED`` if a search took too long."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--requests", type=int, default=600)
    options.add_argument("--folder", type=Path, help="where the corpus is kept for the next time")
    json_option(options)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = chosen.folder or Path(folder)
        words = _corpus(root, chosen.articles)
        print(f"SQLite {sqlite3.sqlite_version}, {chosen.articles} articles")
        found = _measure(root, words, chosen.requests)
    report(found, chosen.json)
    slowest = next(one.ours for one in found if one.what == "web: search pages, p95")
    return 0 if slowest <= REQUIRED_MS else MISSED


def _corpus(root: Path, articles: int) -> list[str]:
    path = root / "sasac.db"
    root.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    migrate(Database(connection))
    if not connection.execute("SELECT 1 FROM appearances").fetchone():
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        for number, _ in enumerate(fill(connection, articles, seed=7)):
            if number % 5000 == 0:
                connection.execute("COMMIT")
                connection.execute("BEGIN")
        for statement in FURNISHED:
            connection.execute(statement)
        connection.execute("COMMIT")
    step = max(articles // KEPT, 1)
    texts = [row[0] for row in connection.execute("SELECT body_hans FROM articles WHERE seq % ? = 0", [step])]
    connection.close()
    return texts


def _measure(root: Path, texts: list[str], requests: int) -> list[Measurement]:
    chance = random.Random(11)  # noqa: S311 - a sample, no secret
    words = [*queries(chance, texts, requests), *COMMON_WORDS]
    paths = [f"/search?q={quote(word)}{FILTERS[number % len(FILTERS)]}" for number, word in enumerate(words)]
    pages = [f"/article/{chance.randrange(1, 20 * len(texts)):012x}" for _ in range(100)]
    command = [
        sys.executable,
        "-c",
        "from sasac_crawler.cli import main; main()",
        "serve",
        "--archive",
        str(root),
        "--port",
        "0",
    ]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    stop = multiprocessing.Event()
    writer = multiprocessing.Process(target=_write, args=(root / "sasac.db", stop))
    try:
        assert server.stderr is not None
        match = re.search(r"127\.0\.0\.1:(\d+)", server.stderr.readline())
        assert match is not None
        port = int(match[1])
        writer.start()
        asked = {
            "home page": ["/"] * 10,
            "search pages": paths,
            "article pages": pages,
            "pages of sites": [f"/sites/site{number}" for number in range(39)],
            "coverage": ["/coverage"] * 5,
        }
        times = {name: _times(name, port, server.pid, paths) for name, paths in asked.items()}
        peak = _peak(server.pid) / 1024
        return [
            Measurement(
                what=f"web: {name}, p{percent}", unit="ms", ours=_share(taken, percent / 100), peak_mb=peak
            )
            for name, taken in times.items()
            for percent in (50, 95)
        ]
    finally:
        stop.set()
        if writer.pid is not None:
            writer.join(20)
        server.terminate()
        server.wait(20)


def _write(path: Path, stop: "multiprocessing.synchronize.Event") -> None:
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    connection.execute("PRAGMA synchronous = FULL")
    number = 0x900000000000 + time.time_ns() // 1000 % 0xFFFFFFFFFF
    while not stop.wait(1 / WRITES_A_SECOND):
        number += 1
        add_article(connection, number)
    connection.close()


def _times(name: str, port: int, server: int, paths: list[str]) -> list[float]:
    """Ask for pages one after the other; return the milliseconds they took, the least first."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    taken: list[tuple[float, float, str]] = []
    largest = 0
    for path in paths:
        worked, started = _worked(server), time.perf_counter()
        connection.request("GET", path)
        response = connection.getresponse()
        size = len(response.read())
        taken.append((1000 * (time.perf_counter() - started), 1000 * (_worked(server) - worked), path))
        assert response.status in (200, 404), (response.status, path)
        largest = max(largest, size)
    connection.close()
    taken.sort()
    work = sorted(one[1] for one in taken)
    print(
        f"{name}: {len(taken)} asked, of work p50 {_share(work, 0.5):.0f} ms, p95 {_share(work, 0.95):.0f} ms;"
        f" largest {largest / 1000:.0f} KB"
    )
    for milliseconds, of_work, path in taken[-3:]:
        print(f"  {milliseconds:7.0f} ms ({of_work:.0f} of work)  {path[:110]}")
    return [milliseconds for milliseconds, _, _ in taken]


def _share(ordered: list[T], share: float) -> T:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def _worked(pid: int) -> float:
    """Return the seconds that all threads of a process have run."""
    total = 0
    for path in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        total += int(path.read_text("ascii").split()[0])
    return total / 1e9


def _peak(pid: int) -> int:
    """Return the most memory a process held, in KiB."""
    match = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text("ascii"))
    return int(match[1]) if match else 0


if __name__ == "__main__":
    sys.exit(main())
