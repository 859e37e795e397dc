"""``sasac verify``: do bytes and records agree?

*quick* looks at the database and at where captures lie; *full* reads and hashes every byte; a
*sample* reads some captures, drawn with a seed. Nothing is changed; ``repair`` is another matter.
"""

import random
import sqlite3
import time
from pathlib import Path

from sasac_crawler.archive.capture_rows import CaptureRows
from sasac_crawler.archive.findings import Finding, VerifyReport
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.manifest import OPEN_SUFFIX
from sasac_crawler.archive.verify_database import check_database
from sasac_crawler.archive.verify_folder import check_folder, check_places
from sasac_crawler.archive.verify_warc import FileCheck, check_capture, check_file
from sasac_crawler.archive.warc_members import WarcBytes
from sasac_crawler.archive.warc_reader import warc_path
from sasac_crawler.errors import IntegrityError, StoreError
from sasac_crawler.store.connection import open_reader
from sasac_crawler.store.migrations import refuse_newer


def verify_archive(
    folder: ArchiveFolder,
    *,
    full: bool = False,
    sample: float = 0.0,
    seed: int = 0,
    database: Path | None = None,
) -> VerifyReport:
    """Check an archive, beside a running crawl if need be.

    Args:
        folder: the archive.
        full: read and hash every byte.
        sample: share of captures to read, 0 to 1.
        seed: what the sample is drawn with.
        database: another database over the same WARC files, e.g. a snapshot.

    Raises:
        StoreError: there is no archive, or a later release wrote it.
    """
    started = time.monotonic()
    report = VerifyReport(level="full" if full else "sample" if sample else "quick")
    try:
        db = open_reader(database or folder.database)
    except StoreError as error:
        if not _is_damage(error.__cause__):
            raise
        report.findings.append(Finding(code="database_damaged", message=f"{error}; `sasac reindex` helps."))
        return report
    try:
        refuse_newer(db)
        report.findings += _database_findings(db.conn, full=full)
        try:
            _check_bytes(folder, CaptureRows(db.conn), report, full=full, sample=sample, seed=seed)
        except sqlite3.Error as error:
            message = f"The captures cannot be read: {error}."
            report.findings.append(Finding(code="database_damaged", message=message))
    finally:
        db.conn.close()
    report.seconds = round(time.monotonic() - started, 3)
    return report


def _is_damage(cause: BaseException | None) -> bool:
    """Return whether SQLite could read the file and found no database in it."""
    return isinstance(cause, sqlite3.DatabaseError) and not isinstance(cause, sqlite3.OperationalError)


def _database_findings(connection: sqlite3.Connection, *, full: bool) -> list[Finding]:
    # One transaction, so that all checks see one state while a crawl writes.
    connection.execute("BEGIN")
    try:
        return list(check_database(connection, full=full))
    finally:
        connection.execute("ROLLBACK")


def _check_bytes(
    folder: ArchiveFolder, rows: CaptureRows, report: VerifyReport, *, full: bool, sample: float, seed: int
) -> None:
    files = rows.files()
    known = {name for name, _, _ in files}
    report.captures = sum(count for _, count, _ in files)
    report.findings += check_places(folder.warc, files)
    report.findings += check_folder(folder.warc, known)
    if full:
        on_disk = {path.name.removesuffix(OPEN_SUFFIX) for path in folder.warc.glob("*.warc.gz*")}
        for name in sorted(known | {one for one in on_disk if one.endswith(".warc.gz")}):
            _take(report, check_file(folder.warc, name, rows))
    elif sample:
        report.seed = seed
        for name in sorted(known):
            # A sample, not a secret; each file draws its own, so that one more file changes no other.
            chance = random.Random(f"{seed}:{name}")  # noqa: S311 - see above
            _check_sample(folder.warc, name, rows, report, chance=chance, share=sample)


def _check_sample(
    folder: Path, name: str, rows: CaptureRows, report: VerifyReport, *, chance: random.Random, share: float
) -> None:
    drawn = [row for row in rows.of_file(name) if chance.random() < share]
    try:
        path = warc_path(folder, name)
    except IntegrityError:
        return  # check_places has said so
    with WarcBytes(path) as file:
        for row in drawn:
            _take(report, check_capture(file, row, rows))


def _take(report: VerifyReport, check: FileCheck) -> None:
    report.findings += check.findings
    report.captures_read += check.captures_read
    report.bytes_read += check.bytes_read
