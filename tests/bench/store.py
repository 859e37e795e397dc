"""Articles stored and indexed one by one, each in a transaction of its own: ``python -m tests.bench.store``.

Beside them, in the same run, as many rows of 6 KB with nothing else to them: what the disk takes for a commit. The CPU
an article costs does not hang on the disk, nor on who else uses it.
"""

import argparse
import datetime as dt
import os
import platform
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from sqlite_utils import Database

from sasac_crawler.items import Appearance, Article, PageRequest
from sasac_crawler.normalize.digest import content_digest
from sasac_crawler.normalize.identity import document_key
from sasac_crawler.store.articles import ArticleTable
from sasac_crawler.store.connection import open_writer
from sasac_crawler.store.migrations import migrate
from sasac_crawler.store.transaction import transaction
from tests.bench.record import Measurement, json_option, peak_mb, report
from tests.bench.search_corpus import article

NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)


def main() -> None:
    """Store articles of 2 KB, then the same again, and print the rates."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=3000)
    options.add_argument("--folder", type=Path)
    json_option(options)
    chosen = options.parse_args()
    made = [_article(number) for number in range(chosen.articles)]
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        db = open_writer(Path(folder) / "store.db")
        migrate(db)
        table = ArticleTable(db)
        _print(f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()},")
        _print(f"  SQLite {sqlite3.sqlite_version}, synchronous=FULL, load {os.getloadavg()[0]:.1f}")
        rates = {
            name: _measure(name, db, [partial(table.save, _seen(one, days)) for one in made])
            for name, days in (("new", 0), ("seen again", 1))
        }
        db.execute("CREATE TABLE plain (number INTEGER PRIMARY KEY, content BLOB)")
        row = partial(db.execute, "INSERT INTO plain (content) VALUES (?)", [bytes(6000)])
        plain = _measure("a plain row", db, [row] * len(made))
    report(
        (
            Measurement(
                what=f"store and index, {name}: a row of 6 KB and nothing else", unit="articles/s by the clock",
                ours=rate, peer=plain, peak_mb=peak_mb(),
            )
            for name, rate in rates.items()
        ),
        chosen.json,
    )  # fmt: skip


def _measure(name: str, db: Database, writes: Sequence[Callable[[], object]]) -> float:
    """Print and return how many are written in a second by the clock."""
    started, used = time.perf_counter(), time.process_time()
    for write in writes:
        with transaction(db.conn):
            write()
    cpu, clock = (
        1000 * taken / len(writes) for taken in (time.process_time() - used, time.perf_counter() - started)
    )
    _print(
        f"{name}: {1000 / clock:.0f}/s by the clock, {clock:.2f} ms each; {1000 / cpu:.0f}/s of CPU, {cpu:.2f} ms each"
    )
    return 1000 / clock


def _article(number: int) -> Article:
    day, title, body = article(random.Random(number))  # noqa: S311 - a corpus, no secret
    url = f"http://x.test/tzgg/202101/t20210101_{number}.html"
    return Article(
        url=url,
        request=PageRequest(url=url),
        site="x",
        channel="tzgg",
        capture_id=f"urn:uuid:{number}",
        seen_at=NOW,
        title=title,
        body_text=body,
        title_hans=title,
        body_hans=body,
        script="Hans",
        language="zh-Hans-CN",
        content_digest=content_digest(title, body),
        date_published=dt.datetime.fromisoformat(f"{day}T00:00:00+08:00"),
        date_precision="day",
        source_name="省国资委",
        document=document_key(url),
    )


def _seen(one: Article, days: int) -> Appearance:
    return Appearance(article=replace(one, seen_at=NOW + dt.timedelta(days=days)), same_text_as=None)


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
