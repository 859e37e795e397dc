"""After a crash: WARC files that were never closed."""

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sasac_crawler.archive.cdxj import index_text, write_index
from sasac_crawler.archive.durable import pour, sync_path
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.manifest import OPEN_SUFFIX, Manifest, file_sha256, write_manifest
from sasac_crawler.archive.warc_members import whole_length


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealing:
    """What was done to one ``.open`` file."""

    name: str
    """Final name of the file."""

    kept: int
    """Bytes that are in it now; 0 if nothing was whole and the file is gone from ``warc/``."""

    cut: int
    """Bytes that were moved to the quarantine."""

    committed: int
    """End of the last record that has a row in the database."""


def seal_open_files(folder: ArchiveFolder, connection: sqlite3.Connection) -> list[Sealing]:
    """Cut every ``.open`` file after its last whole record and give it its final name.

    Only for the holder of the archive's lock. What is cut off was never committed, because a record
    is durable before the row that points at it; it is kept in ``quarantine/`` all the same. Where
    damage lies before the end of what was committed, nothing up to that end is cut: records behind
    the damage can still be read by their offsets, and ``verify`` reports the one that cannot.

    Args:
        folder: the archive.
        connection: its database.
    """
    sealings = []
    for path in sorted(folder.warc.glob(f"*.warc.gz{OPEN_SUFFIX}")):
        name = path.name.removesuffix(OPEN_SUFFIX)
        size = path.stat().st_size
        committed = committed_end(connection, name)
        keep = min(size, max(whole_length(path), committed))
        if keep < size:
            quarantine(folder, path, start=keep)
        if keep:
            _seal(path, name, keep)
        else:
            path.unlink()
        sealings.append(Sealing(name=name, kept=keep, cut=size - keep, committed=committed))
    if sealings:
        sync_path(folder.warc)
    return sealings


def committed_end(connection: sqlite3.Connection, name: str) -> int:
    """Return where the last record of a WARC that has a row ends; 0 if none has."""
    row = connection.execute(
        "SELECT max(warc_offset + warc_length) FROM captures WHERE warc_file = ?", (name,)
    ).fetchone()
    return int(row[0] or 0)


def files_of_dead_runs(folder: ArchiveFolder, connection: sqlite3.Connection) -> dict[str, int]:
    """Return the WARC files of runs that died since the last one that ended, with ``committed_end``.

    A new run writes them into its journal: what lies behind those ends was never acknowledged, whoever
    closed the files since (the next run, or ``verify --repair``), and a ``reindex`` must not believe it.

    Args:
        folder: the archive, all its files closed.
        connection: its database, before the new run has a row.
    """
    rows = connection.execute(
        "SELECT run_id FROM runs WHERE ended IS NULL AND started >= coalesce((SELECT max(started) FROM runs r"
        " WHERE ended IS NOT NULL AND EXISTS (SELECT 1 FROM captures c WHERE c.run_id = r.run_id)), '')"
    ).fetchall()
    names = (path.name for (run_id,) in rows for path in folder.warc.glob(f"run-{run_id}-*.warc.gz"))
    return {name: committed_end(connection, name) for name in sorted(names)}


def quarantine(folder: ArchiveFolder, path: Path, *, start: int = 0) -> Path:
    """Copy a file from an offset to its end into ``quarantine/``, durably; return the copy."""
    place = folder.root / "quarantine"
    place.mkdir(mode=0o750, exist_ok=True)
    copy = _free_name(place / f"{path.name}.from-{start}")
    with path.open("rb") as source, copy.open("xb") as target:
        source.seek(start)
        pour(source, target)
    sync_path(place)
    return copy


def _seal(path: Path, name: str, keep: int) -> None:
    with path.open("r+b") as file:
        file.truncate(keep)
        os.fsync(file.fileno())
    describe(path)
    path.rename(path.with_name(name))


def describe(path: Path) -> None:
    """Write index and manifest of a WARC that is written no more; no index if a record cannot be read."""
    text = index_text(path)
    index = None if text is None else write_index(path, (text,))
    write_manifest(path, Manifest(warc=file_sha256(path), index=index))


def _free_name(path: Path) -> Path:
    number = 1
    candidate = path
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{path.name}.{number}")
    return candidate


def replace_database(folder: ArchiveFolder, made: Path) -> None:
    """Put a new database in the old one's place; the old one, with its log, goes to ``quarantine/``."""
    place = folder.root / "quarantine"
    place.mkdir(mode=0o750, exist_ok=True)
    goal = _free_name(place / folder.database.name)
    for suffix in ("", "-wal", "-shm"):
        part = folder.database.with_name(folder.database.name + suffix)
        if part.exists():
            part.rename(goal.with_name(goal.name + suffix))
    made.rename(folder.database)
    for one in (place, folder.root):
        sync_path(one)
