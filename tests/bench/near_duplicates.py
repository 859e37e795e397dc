"""Near duplicates: how much is found, how fast, beside MinHash: ``python -m tests.bench.near_duplicates --articles 1000000``.

Two parts. Quality: every pair of a generated truth (``tests/near/families.py``), ours beside the LSH of two
kept libraries at their best threshold. Speed: an archive of so many articles of about 2 KB, filled without
comparing; then new articles are compared one by one, each in a transaction, half of them copies.

With ``--real 30000`` only so many articles are made; the others have the text of one of them, and of its sketch the
pieces that another article has too. Pieces that only it has are drawn anew. So common pieces are as common as they
would be among so many real articles.
"""

import argparse
import os
import platform
import random
import sqlite3
import sys
import tempfile
import time
from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from sasac_crawler.normalize.near_text import INSIGNIFICANT, sketch
from sasac_crawler.store.connection import open_writer
from sasac_crawler.store.migrations import migrate
from sasac_crawler.store.near_duplicates import compare_article, wait_for_comparison
from sasac_crawler.store.search import search_form
from sasac_crawler.store.transaction import transaction
from tests.bench.record import Measurement, json_option, peak_mb, report
from tests.near.families import COPIES, NEAR, Made, families
from tests.near.prose import article

Pairs = set[frozenset[int]]
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


def main() -> None:
    """Print both parts."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--new", type=int, default=1000)
    options.add_argument("--families", type=int, default=600, help="0: speed only")
    options.add_argument("--real", type=int, default=0, help="articles made; 0 for all")
    options.add_argument("--folder", type=Path)
    json_option(options)
    chosen = options.parse_args()
    _print(f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()},")
    _print(f"  SQLite {sqlite3.sqlite_version}, load {os.getloadavg()[0]:.1f}")
    found = _quality(chosen.families) if chosen.families else []
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        mean = _speed(
            Path(folder) / "near.db", chosen.articles, chosen.new, min(chosen.real, chosen.articles)
        )
    found.append(
        Measurement(
            what=f"near duplicates, a new article among {chosen.articles}, mean by the clock", unit="ms",
            ours=mean, peak_mb=peak_mb(),
        )
    )  # fmt: skip
    report(found, chosen.json)


def _quality(count: int) -> list[Measurement]:
    made = [one for family in families(99, count) for one in family]
    texts = [search_form(one.text) for one in made]
    _print(
        f"\n{len(made)} texts of {count} families; recall of base and copy, precision over all pairs found:"
    )
    started = time.perf_counter()
    ours = _score("ours", made, _ours(texts), time.perf_counter() - started)
    best: dict[str, tuple[float, float]] = {}
    peers: dict[str, Callable[[list[str], float], Pairs]] = {"datasketch": _datasketch, "rensa": _rensa}
    for name, peer in peers.items():
        for threshold in THRESHOLDS:
            started = time.perf_counter()
            found = peer(texts, threshold)
            scored = _score(f"{name} LSH {threshold}", made, found, time.perf_counter() - started)
            best[name] = max(best.get(name, scored), scored)
    return [
        Measurement(what=f"near duplicates, {what}: {name}", unit=unit, ours=ours[place], peer=peer[place])
        for name, peer in best.items()
        for place, (what, unit) in enumerate(
            (("F1 at the best threshold", ""), ("all pairs found", "texts/s"))
        )
    ]


def _score(name: str, made: list[Made], found: Pairs, seconds: float) -> tuple[float, float]:
    """Print recall, precision and speed; return their F1 and texts a second."""
    bases = {one.family: number for number, one in enumerate(made) if one.kind == "base"}
    wanted = {frozenset((bases[one.family], number)) for number, one in enumerate(made) if one.kind in NEAR}
    right = {
        pair
        for pair in found
        if len({made[n].family for n in pair}) == 1 and all(made[n].family in bases for n in pair)
    }
    recall, precision = len(wanted & found) / len(wanted), len(right) / max(len(found), 1)
    _print(
        f"  {name:20} recall {recall:6.1%}  precision {precision:6.1%}  {len(made) / seconds:7.0f} texts/s"
    )
    return 2 * recall * precision / max(recall + precision, 1e-9), len(made) / seconds


def _ours(texts: list[str]) -> Pairs:
    db = Database(sqlite3.connect(":memory:", isolation_level=None))
    migrate(db)
    for number, text in enumerate(texts):
        _insert(db.conn, number, text)
        compare_article(db.conn, number)
    return {frozenset(pair) for pair in db.execute("SELECT seq, other FROM near_pairs").fetchall()}


def _shingles(text: str) -> set[str]:
    said = INSIGNIFICANT.sub("", text)
    return {said[at : at + 4] for at in range(len(said) - 3)}


def _datasketch(texts: list[str], threshold: float) -> Pairs:
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 - only where the extra is installed

    index = MinHashLSH(threshold=threshold, num_perm=128)
    found: Pairs = set()
    for number, text in enumerate(texts):
        signature = MinHash(num_perm=128)
        signature.update_batch([one.encode() for one in _shingles(text)])
        found |= {frozenset((number, other)) for other in index.query(signature)}
        index.insert(number, signature)
    return found


def _rensa(texts: list[str], threshold: float) -> Pairs:
    from rensa import RMinHash, RMinHashLSH  # noqa: PLC0415

    index = RMinHashLSH(threshold=threshold, num_perm=128, num_bands=32)
    signatures: list[Any] = []
    found: Pairs = set()
    for number, text in enumerate(texts):
        signature = RMinHash(num_perm=128, seed=42)
        signature.update(sorted(_shingles(text)))
        found |= {
            frozenset((number, other))
            for other in index.query(signature)
            if signature.jaccard(signatures[other]) >= threshold
        }
        index.insert(number, signature)
        signatures.append(signature)
    return found


def _speed(path: Path, count: int, new: int, real: int) -> float:
    """Compare new articles one by one; return the mean in ms by the clock."""
    db = open_writer(path)
    migrate(db)
    started = time.perf_counter()
    if real:
        _fill_by_model(db.conn, count, real)
    else:
        _fill(db.conn, count)
    size = (
        db.execute("SELECT sum(pgsize) FROM dbstat WHERE name = 'near_sketches'").fetchone()[0]
        if _has_dbstat(db.conn)
        else 0
    )
    _print(f"\n{count} articles filled in {time.perf_counter() - started:.0f} s; index {size / 1e6:.0f} MB")
    chance = random.Random(3)  # noqa: S311 - a corpus, no secret
    times, cpu = [], []
    for number in range(count, count + new):
        text = article(chance)
        if number % 2:
            old = db.execute(
                "SELECT body_hans FROM articles WHERE seq = ?", (chance.randrange(count),)
            ).fetchone()[0]
            text = COPIES[chance.choice(NEAR)](old, chance)
        with transaction(db.conn):
            _insert(db.conn, number, search_form(text))
        started, used = time.perf_counter(), time.process_time()
        with transaction(db.conn):
            compare_article(db.conn, number)
        cpu.append(1000 * (time.process_time() - used))
        times.append(1000 * (time.perf_counter() - started))
    [found] = db.execute(
        "SELECT count(DISTINCT seq) FROM near_pairs WHERE seq >= ? AND seq % 2", (count,)
    ).fetchone()
    for name, taken in (("CPU", sorted(cpu)), ("clock, fsync included", sorted(times))):
        middle, late, last = taken[new // 2], taken[new * 95 // 100], taken[-1]
        mean = sum(taken) / new
        _print(
            f"  each new article, {name}: mean {mean:.1f} ms, p50 {middle:.1f}, p95 {late:.1f}, longest {last:.1f}"
        )
    _print(f"  {found} of {new // 2} copies found")
    return sum(times) / new


def _has_dbstat(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT sqlite_compileoption_used('ENABLE_DBSTAT_VTAB')").fetchone()[0])


def _fill(connection: sqlite3.Connection, count: int) -> None:
    """Fill the tables sorted, as fast as SQLite takes it."""
    chance = random.Random(1)  # noqa: S311 - a corpus, no secret
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("CREATE TEMP TABLE unsorted (hash INTEGER, seq INTEGER)")
    for start in range(0, count, 10_000):
        texts = [
            (number, search_form(article(chance))) for number in range(start, min(start + 10_000, count))
        ]
        with transaction(connection):
            for number, text in texts:
                _insert(connection, number, text)
            connection.executemany("INSERT INTO unsorted VALUES (?, ?)", _rows(texts))
    with transaction(connection):
        connection.execute("INSERT INTO near_sketches SELECT hash, seq FROM unsorted ORDER BY hash, seq")
        connection.execute("DELETE FROM near_waiting")
    connection.execute("DROP TABLE unsorted")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("PRAGMA synchronous = FULL")


def _fill_by_model(connection: sqlite3.Connection, count: int, real: int) -> None:
    """Fill the tables with ``real`` articles and as many more that share common pieces as those do."""
    import numpy as np  # noqa: PLC0415 - comes with the extras for exports

    chance = random.Random(1)  # noqa: S311 - a corpus, no secret
    texts = [search_form(article(chance)) for _ in range(real)]
    sketches = [sketch(text) for text in texts]
    holders = Counter(one for made in sketches for one in made)
    connection.execute("PRAGMA synchronous = OFF")
    # What is measured reads articles by their number alone.
    for (name,) in connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'articles' AND name <> 'idx_articles_id'"
    ).fetchall():
        connection.execute(f"DROP INDEX {name}")
    pieces, owners = array("q"), array("q")
    for number in range(count):
        model = sketches[number % real]
        fresh = number >= real
        pieces.extend(chance.getrandbits(32) if fresh and holders[one] == 1 else one for one in model)
        owners.extend([number] * len(model))
    hashes, numbers = np.frombuffer(pieces, dtype=np.int64), np.frombuffer(owners, dtype=np.int64)
    order = np.lexsort((numbers, hashes))
    parts = (order[at : at + 1_000_000] for at in range(0, len(order), 1_000_000))
    rows = (row for part in parts for row in zip(hashes[part].tolist(), numbers[part].tolist(), strict=True))
    with transaction(connection):
        connection.executemany("INSERT OR IGNORE INTO near_sketches (hash, seq) VALUES (?, ?)", rows)
        for number in range(real):
            _insert(connection, number, texts[number])
        columns = "text_key, url, site, title, body_text, title_hans, body_hans, content_digest, first_seen, date_published"
        for more in range(real, count, real):
            connection.execute(
                f"INSERT INTO articles (seq, id, {columns}) SELECT seq + ?1, printf('%012x', seq + ?1), {columns}"  # noqa: S608 - fixed names
                " FROM articles WHERE seq < ?2",
                (more, min(real, count - more)),
            )
        connection.execute("DELETE FROM near_waiting")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("PRAGMA synchronous = FULL")


def _rows(texts: list[tuple[int, str]]) -> Iterator[tuple[int, int]]:
    return ((one, number) for number, text in texts for one in sketch(text))


def _insert(connection: sqlite3.Connection, number: int, text: str) -> None:
    connection.execute(
        "INSERT INTO articles (seq, id, text_key, url, site, title, body_text, title_hans, body_hans,"
        " content_digest, first_seen, date_published) VALUES (?, ?, ?, ?, 's', 't', '', 't', ?, ?, '2026', ?)",
        (
            number,
            f"{number:012x}",
            str(number),
            str(number),
            text,
            str(number),
            f"2024-{1 + number % 12:02}-01",
        ),
    )
    wait_for_comparison(connection, number)


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
