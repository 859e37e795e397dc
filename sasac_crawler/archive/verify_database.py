"""Does the database hold together: pages, keys, frontier (I3), places of captures (I5), texts?"""

import sqlite3
from collections.abc import Callable, Iterator
from typing import Final

from sasac_crawler.archive.findings import Finding
from sasac_crawler.normalize.digest import content_digest
from sasac_crawler.store.search import waiting_articles

_MOST: Final = 20
"""Rows of one kind named one by one; the rest is counted."""
_FRONTIER_RULES: Final = (
    ("state NOT IN ('pending', 'leased', 'done', 'excluded')", "is in no known state"),
    ("state = 'done' AND (done_at IS NULL OR outcome IS NULL)", "is done without time or outcome"),
    ("state = 'excluded' AND outcome IS NULL", "is excluded without a reason"),
    ("state = 'leased' AND run_id IS NULL", "is leased by nobody"),
    ("tries < 0", "has been tried less than never"),
)
_CAPTURE_RULES: Final = (
    ("warc_offset < 0 OR warc_length <= 0", "lies nowhere"),
    ("payload_digest NOT GLOB 'sha256:*' OR length(payload_digest) <> 71", "has no sha256"),
)
Check = Callable[[sqlite3.Connection], Iterator[Finding]]


def check_database(connection: sqlite3.Connection, *, full: bool) -> Iterator[Finding]:
    """Yield what is wrong with the database alone; a damaged one is a finding, not an exception."""
    checks: tuple[Check, ...] = (_keys, _frontier, _captures, _overlaps, _references, _leases)
    checks = (_integrity, *checks, _texts, _search_index) if full else (_quick, *checks)
    for check in checks:
        try:
            yield from check(connection)
        except sqlite3.Error as error:
            yield Finding(code="database_damaged", message=f"The database cannot be read: {error}.")


def _quick(connection: sqlite3.Connection) -> Iterator[Finding]:
    yield from _pragma(connection, "quick_check")


def _integrity(connection: sqlite3.Connection) -> Iterator[Finding]:
    yield from _pragma(connection, "integrity_check")


def _pragma(connection: sqlite3.Connection, name: str) -> Iterator[Finding]:
    for (line,) in connection.execute(f"PRAGMA {name}({_MOST})"):
        if line != "ok":
            yield Finding(code=name, message=f"{name}: {line}")


def _keys(connection: sqlite3.Connection) -> Iterator[Finding]:
    rows = connection.execute("PRAGMA foreign_key_check").fetchall()
    for table, rowid, parent, _ in rows[:_MOST]:
        yield Finding(
            code="foreign_key", message=f"Row {rowid} of {table} points at nothing in {parent} (I6)."
        )
    if len(rows) > _MOST:
        yield Finding(code="foreign_key", message=f"{len(rows) - _MOST} more rows point at nothing (I6).")


def _frontier(connection: sqlite3.Connection) -> Iterator[Finding]:
    """I3: done + pending + leased + excluded = discovered, each as its state wants it."""
    yield from _broken_rules(connection, "frontier", "key", _FRONTIER_RULES, "frontier_state")


def _captures(connection: sqlite3.Connection) -> Iterator[Finding]:
    yield from _broken_rules(connection, "captures", "capture_id", _CAPTURE_RULES, "capture_row")


def _broken_rules(
    connection: sqlite3.Connection, table: str, key: str, rules: tuple[tuple[str, str], ...], code: str
) -> Iterator[Finding]:
    for condition, what in rules:
        [count] = connection.execute(f"SELECT count(*) FROM {table} WHERE {condition}").fetchone()  # noqa: S608 - fixed texts
        if count:
            [name] = connection.execute(
                f"SELECT {key} FROM {table} WHERE {condition} LIMIT 1"  # noqa: S608 - fixed texts
            ).fetchone()
            more = f" and {count - 1} more" if count > 1 else ""
            yield Finding(code=code, message=f"{name}{more} {what}.")


def _overlaps(connection: sqlite3.Connection) -> Iterator[Finding]:
    """I5: no two captures share a place, whole or in part."""
    rows = connection.execute(
        "SELECT capture_id, warc_file, warc_offset, before FROM (SELECT capture_id, warc_file, warc_offset,"
        " lag(warc_offset + warc_length) OVER (PARTITION BY warc_file ORDER BY warc_offset) AS before"
        " FROM captures NOT INDEXED) WHERE before > warc_offset LIMIT ?",
        (_MOST,),
    )
    for capture_id, name, offset, end in rows:
        message = f"{capture_id} begins at {offset} of {name}, inside the capture that ends at {end} (I5)."
        yield Finding(code="overlap", message=message, file=name, offset=offset, capture_id=capture_id)


def _references(connection: sqlite3.Connection) -> Iterator[Finding]:
    """I2: no record without its bytes, whichever table it stands in."""
    columns = connection.execute(
        "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c"
        " WHERE t.type = 'table' AND t.name <> 'captures' AND c.name LIKE '%capture_id' ORDER BY 1, 2"
    ).fetchall()
    for table, column in columns:
        [count] = connection.execute(
            f'SELECT count(*) FROM "{table}" WHERE "{column}" IS NOT NULL'  # noqa: S608 - names from the schema
            f' AND "{column}" NOT IN (SELECT capture_id FROM captures)'
        ).fetchone()
        if count:
            message = f"{count} rows of {table} name a capture that is not there ({column})."
            yield Finding(code="capture_missing", message=message)


def _leases(connection: sqlite3.Connection) -> Iterator[Finding]:
    rows = connection.execute(
        "SELECT f.run_id, count(*), r.ended FROM frontier f LEFT JOIN runs r USING (run_id)"
        " WHERE f.state = 'leased' GROUP BY f.run_id"
    )
    for run_id, count, ended in rows:
        holder = "which has ended" if ended else "which is still running or died"
        message = f"{count} URLs are leased by run {run_id}, {holder}; the next crawl takes them back."
        yield Finding(code="leases", message=message, is_error=False)


def _texts(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Every text gives the digest that stands beside it."""
    rows = connection.execute("SELECT id, title_hans, body_hans, content_digest FROM articles")
    for article_id, title, body, digest in rows:
        if content_digest(title or "", body or "") != digest:
            message = f"The text of article {article_id} does not give its content_digest."
            yield Finding(code="text_digest", message=message)


def _search_index(connection: sqlite3.Connection) -> Iterator[Finding]:
    rows = connection.execute(
        "SELECT seq FROM articles WHERE seq NOT IN (SELECT id FROM articles_fts_docsize)"
    ).fetchall()
    missing = len({seq for (seq,) in rows}.difference(waiting_articles(connection)))
    if missing:
        yield Finding(code="search_index", message=f"{missing} articles are not in the search index.")
    [missing] = connection.execute(
        "SELECT count(*) FROM files WHERE seq NOT IN (SELECT id FROM files_fts_docsize)"
    ).fetchone()
    if missing:
        yield Finding(code="search_index", message=f"{missing} files are not in the search index.")
