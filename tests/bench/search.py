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
from sasac_crawler.store.connection import open_reader
from tests.bench.record import Measurement, json_option, peak_mb, report
from tests.bench.search_corpus import fill, fill_copies, queries

COMMON_WORDS = ("国", "的", "企业", "国资委", "国有企业", "改革", "2023", "5", "发展", "省国资委")
KEPT = 3000
READ_ALL = 20
"""Words that are looked for without an index: each takes as long as reading everything."""
ORDERS: tuple[Order, ...] = ("newest", "rank")


def main() -> None:
    """Build a corpus, ask it, print what came out."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--queries", type=int, default=400)
    options.add_argument("--folder", type=Path)
    options.add_argument(
        "--copies", type=int, default=1, help="how often each text is put in: a large corpus sooner"
    )
    options.add_argument("--keep", type=Path, help="the corpus of an earlier run, or where to keep this one")
    json_option(options)
    chosen = options.parse_args()
    if chosen.keep is not None:
        found = _run(chosen.keep, chosen.articles, chosen.queries, chosen.copies)
    else:
        with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
            found = _run(Path(folder) / "search.db", chosen.articles, chosen.queries, chosen.copies)
    report(found, chosen.json)


def _run(path: Path, articles: int, count: int, copies: int) -> list[Measurement]:
    is_there = path.exists()
    connection = sqlite3.connect(path, isolation_level=None)
    _print(f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()},")
    _print(f"  SQLite {sqlite3.sqlite_version}, load {os.getloadavg()[0]:.1f}")
    if not is_there:
        _build(connection, articles, copies)
    step = max(articles // KEPT, 1)
    rows = connection.execute("SELECT body_hans FROM articles WHERE seq % ? = 0", (step,))
    kept = [row[0] for row in rows]
    connection.close()
    db = open_reader(path)
    words = [*queries(random.Random(11), kept, count), *COMMON_WORDS]  # noqa: S311 - a corpus, no secret
    ours = {order: _measure(db, words, order) for order in ORDERS}
    peer = _reading_all(db, words[:: max(len(words) // READ_ALL, 1)])
    return [
        Measurement(
            what=f"search in {articles} articles, {order}, p95: every text read (instr), p95", unit="ms",
            ours=late, peer=peer, peak_mb=peak_mb(),
        )
        for order, late in ours.items()
    ]  # fmt: skip


def _reading_all(db: Database, words: list[str]) -> float:
    """Return the p95 in ms of looking into every text from the newest on: what is exact without an index."""
    taken = []
    for word in words:
        started = time.perf_counter()
        db.execute(
            "SELECT seq FROM articles WHERE instr(title_hans, :word) OR instr(body_hans, :word)"
            " ORDER BY date_published DESC, seq DESC LIMIT 20",
            {"word": word},
        ).fetchall()
        taken.append(1000 * (time.perf_counter() - started))
    late = sorted(taken)[int(len(taken) * 0.95)]
    _print(f"every text read: {len(taken)} queries, clock p95 {late:.0f} ms")
    return late


def _build(connection: sqlite3.Connection, articles: int, copies: int) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -200000")
    size = 0
    started = time.perf_counter()
    connection.execute("BEGIN")
    for number, (title, body) in enumerate(fill(connection, articles // copies, seed=7)):
        size += len(title.encode()) + len(body.encode())
        if number % 5000 == 0:
            connection.execute("COMMIT")
            connection.execute("BEGIN")
    connection.execute("COMMIT")
    fill_copies(connection, articles // copies, copies)
    size *= copies
    built = time.perf_counter() - started
    [index] = connection.execute(
        "SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'articles_fts%' OR name LIKE 'titles_fts%'"
    ).fetchone()
    _print(
        f"{articles} articles, each text {copies} times, {size / 1e6:.0f} MB of text, made and indexed in {built:.0f} s"
    )
    _print(f"index {index / 1e6:.0f} MB, {index / size:.2f} x the text")


def _measure(db: Database, words: list[str], order: Order) -> float:
    """Ask for the first 20 of every word; print CPU and clock, return p95 by the clock in ms."""
    taken: list[tuple[float, float, str, int]] = []
    for word in words:
        node = parse_query(word)
        assert node is not None
        started, used = time.perf_counter(), time.process_time()
        found = find(db, node, Filters(), order=order, limit=20)
        taken.append(
            (1000 * (time.process_time() - used), 1000 * (time.perf_counter() - started), word, len(found))
        )
    for name, place in (("CPU", 0), ("clock", 1)):
        times = sorted(one[place] for one in taken)
        middle, high = times[len(times) // 2], times[int(len(times) * 0.95)]
        _print(
            f"{order}: {len(taken)} queries, {name} p50 {middle:.1f} ms, p95 {high:.1f} ms, longest {times[-1]:.1f} ms"
        )
    for cpu, _, word, hits in sorted(taken)[-5:]:
        _print(f"  {cpu:7.1f} ms  {word}  ({hits} shown)")
    return sorted(clock for _, clock, _, _ in taken)[int(len(taken) * 0.95)]


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
