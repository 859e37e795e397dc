"""Every kind of damage an archive may come to, and what `sasac verify` calls it."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sasac_crawler.archive.cdxj import write_index
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.manifest import Manifest, file_sha256, index_path, write_manifest

Damage = Callable[[ArchiveFolder, Path], None]


def sql(*statements: str, foreign_keys: bool = False) -> Damage:
    """Return the damage that statements do."""

    def damage(folder: ArchiveFolder, _warc: Path) -> None:
        connection = sqlite3.connect(folder.database, isolation_level=None)
        connection.execute(f"PRAGMA foreign_keys = {int(foreign_keys)}")
        for statement in statements:
            connection.execute(statement)
        connection.close()

    return damage


def _cut(folder: ArchiveFolder, warc: Path) -> None:
    del folder
    warc.write_bytes(warc.read_bytes()[:-2000])


def _remove(folder: ArchiveFolder, warc: Path) -> None:
    del folder
    warc.unlink()


def flip(folder: ArchiveFolder, warc: Path) -> None:
    """Flip a bit in the middle of the file."""
    del folder
    content = bytearray(warc.read_bytes())
    content[len(content) // 2] ^= 1
    warc.write_bytes(content)


def _flip_and_new_manifest(folder: ArchiveFolder, warc: Path) -> None:
    flip(folder, warc)
    write_manifest(warc, Manifest(warc=file_sha256(warc), index=None))


def _no_index(folder: ArchiveFolder, warc: Path) -> None:
    del folder
    index_path(warc).unlink()


def _other_index(folder: ArchiveFolder, warc: Path) -> None:
    """Another index, and a manifest that fits it."""
    del folder
    digest = write_index(warc, index_path(warc).read_text().splitlines(keepends=True)[1:])
    write_manifest(warc, Manifest(warc=file_sha256(warc), index=digest))


def _other_index_digest(folder: ArchiveFolder, warc: Path) -> None:
    del folder
    write_manifest(warc, Manifest(warc=file_sha256(warc), index="0" * 64))


def _no_manifest(folder: ArchiveFolder, warc: Path) -> None:
    del folder
    warc.with_name(warc.name + ".sha256").unlink()


def _swapped_places(folder: ArchiveFolder, warc: Path) -> None:
    """Two rows of one file that each point at the other's record."""
    connection = sqlite3.connect(folder.database, isolation_level=None)
    rows = connection.execute(
        "SELECT capture_id, warc_offset, warc_length FROM captures WHERE warc_file = ? LIMIT 2", (warc.name,)
    ).fetchall()
    connection.execute("UPDATE captures SET warc_offset = -warc_offset")
    for (capture_id, *_), (_, offset, length) in zip(rows, reversed(rows), strict=True):
        connection.execute(
            "UPDATE captures SET warc_offset = ?, warc_length = ? WHERE capture_id = ?",
            (offset, length, capture_id),
        )
    connection.execute("UPDATE captures SET warc_offset = abs(warc_offset)")
    connection.close()


def flip_inside(folder: ArchiveFolder, warc: Path, url: str) -> None:
    """Flip a byte in the record of one capture."""
    connection = sqlite3.connect(folder.database)
    [offset, length] = connection.execute(
        "SELECT warc_offset, warc_length FROM captures WHERE url LIKE ?", (url,)
    ).fetchone()
    connection.close()
    content = bytearray(warc.read_bytes())
    content[offset + length // 2] ^= 0xFF
    warc.write_bytes(content)


QUICK: Final[dict[str, tuple[Damage, str]]] = {
    "file gone": (_remove, "file_missing"),
    "file short": (_cut, "file_short"),
    "place twice": (
        sql(
            "DROP INDEX idx_captures_warc_file_warc_offset",
            "UPDATE captures SET warc_offset = (SELECT min(warc_offset) FROM captures)",
        ),
        "overlap",
    ),
    "overlap": (sql("UPDATE captures SET warc_length = warc_length + 2000"), "overlap"),
    "negative place": (sql("UPDATE captures SET warc_length = 0 WHERE is_revisit"), "capture_row"),
    "no digest": (sql("UPDATE captures SET payload_digest = 'sha1:0'"), "capture_row"),
    "foreign key": (sql("UPDATE captures SET run_id = 'nobody'"), "foreign_key"),
    "unknown state": (sql("UPDATE frontier SET state = 'lost' WHERE kind = 'list'"), "frontier_state"),
    "done without time": (
        sql("UPDATE frontier SET done_at = NULL WHERE state = 'done'"),
        "frontier_state",
    ),
    "record without bytes": (
        sql("DELETE FROM captures WHERE url LIKE '%art_1.html'"),
        "capture_missing",
    ),
}
"""Damage that the database and the sizes of the files tell, and the code of its finding."""

FULL: Final[dict[str, tuple[Damage, str]]] = {
    "flipped bit": (flip, "damaged"),
    "flipped bit, manifest made to fit": (_flip_and_new_manifest, "damaged"),
    "manifest gone": (_no_manifest, "no_manifest"),
    "index gone": (_no_index, "no_index"),
    "index of other records": (_other_index, "index"),
    "digest of another index": (_other_index_digest, "index_manifest"),
    "rows swapped": (_swapped_places, "record_id"),
    "other url": (sql("UPDATE captures SET url = url || '?'"), "url"),
    "other status": (sql("UPDATE captures SET status = 201"), "status"),
    "other time": (sql("UPDATE captures SET captured_at = '2020-01-01T00:00:00+00:00'"), "captured_at"),
    "other digest": (
        sql("UPDATE captures SET payload_digest = 'sha256:' || hex(zeroblob(32))"),
        "payload_digest",
    ),
    "shifted": (sql("UPDATE captures SET warc_offset = warc_offset + 1"), "no_record"),
    "other text": (sql("UPDATE articles SET body_hans = body_hans || '改'"), "text_digest"),
    "not in the index": (sql("DELETE FROM articles_fts_docsize WHERE id = 1"), "search_index"),
    "revisit of nothing": (
        sql(
            "UPDATE captures SET is_revisit = 1 WHERE url LIKE '%gone%'",
        ),
        "record_type",
    ),
}
"""Damage that only the records tell."""
