"""``sasac backup`` and ``sasac restore``: a consistent copy while a crawl writes, and the way back.

The database first, then the WARC files: every row of the snapshot was committed after its bytes, so
the bytes are in what is copied afterwards. What is copied beyond that belongs to rows that came
later; ``verify`` calls such records orphans, and ``reindex`` can adopt them.
"""

import datetime as dt
import os
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sasac_crawler.archive.attachment_files import DRAFTS
from sasac_crawler.archive.copying import copy_tree, copy_warcs, no_space_is_an_error
from sasac_crawler.archive.durable import sync_path
from sasac_crawler.archive.findings import VerifyReport
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.retention import kept_snapshots
from sasac_crawler.archive.verify import verify_archive
from sasac_crawler.errors import IntegrityError, NoSpaceError, StoreError, UsageError
from sasac_crawler.store.connection import BUSY_TIMEOUT_MS, open_reader

_STAMP: Final = "db-%Y%m%dT%H%M%SZ.sqlite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What one backup did."""

    snapshot: Path
    """The copy of the database."""

    captures: int
    """Captures whose bytes are in the backup."""

    bytes_copied: int
    """Bytes of WARC files and attachments copied this time."""

    removed: tuple[str, ...]
    """Old snapshots that were due to go."""


def back_up(folder: ArchiveFolder, target: Path, *, now: dt.datetime, hard_link: bool = False) -> Backup:
    """Copy an archive to a folder; a crawl may be writing to it.

    Args:
        folder: the archive.
        target: folder of the backup; made if it is not there, added to if it is.
        now: the present time (aware).
        hard_link: link WARC files instead of copying them, where that is possible.

    Raises:
        StoreError: there is no archive.
        IntegrityError: the copy is not sound; older snapshots are left alone then.
        NoSpaceError: the disk is full.
        UsageError: the target lies in the archive.
    """
    if target.absolute().is_relative_to(folder.root.absolute()):
        message = f"{target} lies in the archive itself; choose another place"
        raise UsageError(message)
    copy = ArchiveFolder(target)
    snapshots = target / "snapshots"
    for place in (target, snapshots):
        place.mkdir(mode=0o750, parents=True, exist_ok=True)
    snapshot = snapshots / now.astimezone(dt.UTC).strftime(_STAMP)
    take_snapshot(folder.database, snapshot)
    copied = copy_warcs(folder.warc, copy.warc, hard_link=hard_link)
    copied += copy_tree(folder.attachments, copy.attachments, leaving_out=DRAFTS)
    report = verify_archive(copy, database=snapshot)
    if report.errors:
        message = f"the backup is not sound: {report.errors[0].message}"
        raise IntegrityError(message)
    removed = _remove_old(snapshots)
    return Backup(snapshot=snapshot, captures=report.captures, bytes_copied=copied, removed=removed)


def take_snapshot(database: Path, target: Path) -> None:
    """Copy a database while it is written to: compact, sound, for the owner's eyes only.

    Raises:
        StoreError: there is no such database, or the snapshot is there already.
        IntegrityError: the copy does not pass SQLite's integrity check.
        NoSpaceError: the disk is full.
    """
    open_reader(database).conn.close()  # says in one sentence what is wrong with it
    if target.exists():
        message = f"{target} is there already; a backup is never written over"
        raise StoreError(message)
    draft = target.with_name(target.name + ".part")
    draft.unlink(missing_ok=True)
    # SQLite fills an empty file, and keeps its permissions.
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with no_space_is_an_error(target.parent):
        _vacuum_into(database, draft)
        _check_copy(draft)
        sync_path(draft)
        draft.rename(target)
        sync_path(target.parent)


def restore(source: Path, folder: ArchiveFolder, *, snapshot: str | None = None) -> VerifyReport:
    """Make an archive from a backup, in a folder that is empty or not there, and verify it in full.

    Args:
        source: folder of the backup.
        folder: the archive to make.
        snapshot: name of a snapshot; the newest if not given.

    Raises:
        UsageError: the folder is not empty, or there is no such snapshot.
        NoSpaceError: the disk is full.
    """
    if folder.root.exists() and any(folder.root.iterdir()):
        message = f"{folder.root} is not empty; a backup is restored into an empty folder only"
        raise UsageError(message)
    chosen = _chosen(source / "snapshots", snapshot)
    folder.create()
    # Damage is no reason to restore less: the report names it.
    copy_warcs(source / "warc", folder.warc, as_they_are=True)
    copy_tree(source / "attachments", folder.attachments, leaving_out=DRAFTS)
    # The database comes last: an archive that was restored half has none and is not mistaken for one.
    take_snapshot(chosen, folder.database)
    return verify_archive(folder, full=True)


def snapshot_time(path: Path) -> dt.datetime | None:
    """Return when a snapshot was taken, by its name; ``None`` for another file.

    Example:
        >>> snapshot_time(Path("snapshots/db-20261123T080000Z.sqlite")).isoformat()
        '2026-11-23T08:00:00+00:00'
    """
    try:
        return dt.datetime.strptime(path.name, _STAMP).replace(tzinfo=dt.UTC)
    except ValueError:
        return None


def _snapshots(folder: Path) -> dict[dt.datetime, Path]:
    paths = folder.iterdir() if folder.is_dir() else ()
    return {moment: path for path in paths if (moment := snapshot_time(path)) is not None}


def _chosen(folder: Path, name: str | None) -> Path:
    known = _snapshots(folder)
    if not known:
        message = f"{folder.parent} holds no backup: there is no snapshot in {folder}"
        raise UsageError(message)
    if name is None:
        return known[max(known)]
    for path in known.values():
        if name in (path.name, path.stem):
            return path
    names = ", ".join(known[moment].name for moment in sorted(known))
    message = f"there is no snapshot {name!r}; there are {names}"
    raise UsageError(message)


def _remove_old(folder: Path) -> tuple[str, ...]:
    known = _snapshots(folder)
    gone = sorted(set(known) - kept_snapshots(known))
    for moment in gone:
        known[moment].unlink()
    return tuple(known[moment].name for moment in gone)


def _vacuum_into(database: Path, target: Path) -> None:
    uri = f"file:{quote(str(database.absolute()))}?mode=ro"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None)
    try:
        connection.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", "") == "SQLITE_FULL":
            raise NoSpaceError(str(target.parent), shutil.disk_usage(target.parent).free) from error
        message = f"{database} cannot be copied: {error}; `sasac verify` tells more"
        raise IntegrityError(message) from error
    finally:
        connection.close()


def _check_copy(path: Path) -> None:
    connection = sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)
    try:
        [verdict] = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.Error as error:
        verdict = str(error)
    finally:
        connection.close()
    if verdict != "ok":
        message = f"the copy {path.name} is not sound: {verdict}"
        raise IntegrityError(message)
