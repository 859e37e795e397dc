"""What must hold of an archive after any crash (reliability facts, §4.1)."""

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sasac_crawler.archive.warc_reader import read_record, warc_path


def broken_invariants(archive: Path, acknowledged: set[str]) -> list[str]:
    """Return what does not hold, each as one line; empty if all is well."""
    connection = sqlite3.connect(f"file:{archive / 'sasac.db'}?mode=ro", uri=True)
    try:
        return [
            *_acknowledged_are_there(connection, acknowledged),
            *_bytes_are_there(connection, archive / "warc"),
            *_nothing_twice(connection),
            *_database_is_sound(connection),
        ]
    finally:
        connection.close()


def articles_of(archive: Path) -> set[tuple[str, str]]:
    """Return ``(url, content digest)`` of every appearance: what two archives are compared by."""
    connection = sqlite3.connect(f"file:{archive / 'sasac.db'}?mode=ro", uri=True)
    try:
        rows = connection.execute(
            "SELECT p.url, a.content_digest FROM appearances p JOIN articles a ON a.id = p.article_id"
        ).fetchall()
        return {(url, digest) for url, digest in rows}
    finally:
        connection.close()


def _acknowledged_are_there(connection: sqlite3.Connection, acknowledged: set[str]) -> Iterator[str]:
    """I1: every acknowledged page is done, and an article among them is stored exactly once."""
    for key in sorted(acknowledged):
        row = connection.execute(
            "SELECT done_at, kind, outcome FROM frontier WHERE key = ?", (key,)
        ).fetchone()
        if row is None:
            yield f"I1: {key} was acknowledged and is not in the frontier"
        elif row[0] is None and row[2] in (None, "ok"):
            yield f"I1: {key} was acknowledged and is not done"
        elif row[0] is not None and row[1] == "article":
            [count] = connection.execute("SELECT count(*) FROM appearances WHERE url = ?", (key,)).fetchone()
            if count != 1:
                yield f"I1: {key} was acknowledged and stands {count} times"


def _bytes_are_there(connection: sqlite3.Connection, folder: Path) -> Iterator[str]:
    """I2 and I5: every capture's bytes lie where the row says, with the same sha256."""
    rows = connection.execute(
        "SELECT capture_id, warc_file, warc_offset, warc_length, payload_digest, is_revisit FROM captures"
    ).fetchall()
    for capture_id, name, offset, length, digest, is_revisit in rows:
        if offset + length > warc_path(folder, name).stat().st_size:
            yield f"I5: {capture_id} points past the end of {name}"
            continue
        record = read_record(folder, name, offset, length)
        if record.capture_id != capture_id:
            yield f"I2: {name} holds {record.capture_id} where {capture_id} should be"
        if not is_revisit and f"sha256:{hashlib.sha256(record.payload).hexdigest()}" != digest:
            yield f"I2: the payload of {capture_id} is another one"


def _nothing_twice(connection: sqlite3.Connection) -> Iterator[str]:
    for table, columns in (
        ("captures", "warc_file, warc_offset"),
        ("articles", "content_digest"),
        ("articles", "id"),
    ):
        twice = connection.execute(
            f"SELECT {columns}, count(*) FROM {table} GROUP BY {columns} HAVING count(*) > 1"  # noqa: S608 - fixed names
        ).fetchall()
        for row in twice:
            yield f"I1/I5: {table} {row} stands more than once"


def _database_is_sound(connection: sqlite3.Connection) -> Iterator[str]:
    """I3 and I6: states add up, integrity and foreign keys hold."""
    states = dict(connection.execute("SELECT state, count(*) FROM frontier GROUP BY state").fetchall())
    if set(states) - {"pending", "leased", "done", "excluded"}:
        yield f"I3: unknown states {states}"
    [verdict] = connection.execute("PRAGMA integrity_check").fetchone()
    if verdict != "ok":
        yield f"I6: integrity_check: {verdict}"
    for row in connection.execute("PRAGMA foreign_key_check").fetchall():
        yield f"I6: foreign key {row}"
