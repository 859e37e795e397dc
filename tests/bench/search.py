"""How fast a search is, and how large its index: ``python -m tests.bench.search --articles 100000``."""

import argparse
import os
import platform
import random
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from sqlite_utils import Database

from sasac_crawler.query.search_terms import parse_query
from sasac_crawler.query.searching import Filters, Order, find
from tests.bench.search_corpus import fill, queries

COMMON_WORDS = ("国", "的", "企业", "国资委", "国有企业", "改革", "2023", "5", "发展", "省国资委")
KEPT = 3000


def main() -> None:
    """Build a corpus, ask it, print what came out."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--queries", type=int, default=400)
    options.add_argument("--folder", type=Path)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        _run(Path(folder) / "search.db", chosen.articles, chosen.queries)


def _run(path: Path, articles: int, count: int) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")
    kept: list[str] = []
    size = 0
    started = time.perf_counter()
    connection.execute("BEGIN")
    for number, (title, body) in enumerate(fill(connection, articles, seed=7)):
        size += len(title.encode()) + len(body.encode())
        if number % max(articles // KEPT, 1) == 0:
            kept.append(body)
        if number % 5000 == 0:
            connection.execute("COMMIT")
            connection.execute("BEGIN")
    connection.execute("COMMIT")
    built = time.perf_counter() - started
    [index] = connection.execute(
        "SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'articles_fts%' OR name LIKE 'titles_fts%'"
    ).fetchone()
    _print(f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()},")
    _print(f"  SQLite {sqlite3.sqlite_version}, load {os.getloadavg()[0]:.1f}")
    _print(f"{articles} articles, {size / 1e6:.0f} MB of text, made and indexed in {built:.0f} s")
    _print(f"index {index / 1e6:.0f} MB, {index / size:.2f} x the text")
    db = Database(connection)
    words = [*queries(random.Random(11), kept, count), *COMMON_WORDS]  # noqa: S311 - a corpus, no secret
    for order in ("newest", "rank"):
        _measure(db, words, order)


def _measure(db: Database, words: list[str], order: Order) -> None:
    taken: list[tuple[float, str, int]] = []
    for word in words:
        node = parse_query(word)
        assert node is not None
        started = time.perf_counter()
        found = find(db, node, Filters(), order=order, limit=20)
        taken.append((1000 * (time.perf_counter() - started), word, len(found)))
    taken.sort()
    middle, high = taken[len(taken) // 2][0], taken[int(len(taken) * 0.95)][0]
    _print(f"{order}: {len(taken)} queries, p50 {middle:.1f} ms, p95 {high:.1f} ms, worst:")
    for milliseconds, word, hits in taken[-5:]:
        _print(f"  {milliseconds:7.1f} ms  {word}  ({hits} shown)")


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
