"""``sasac verify``: do bytes and records agree?

*quick* looks at the database and at where captures lie; *full* reads and hashes every byte; a
*sample* reads some captures, drawn with a seed. Nothing is changed; ``repair`` is another matter.
"""

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sasac_crawler.archive.capture_rows import CaptureRows
from sasac_crawler.archive.file_check import FileCheck
from sasac_crawler.archive.findings import Finding, VerifyReport
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.manifest import OPEN_SUFFIX
from sasac_crawler.archive.verify_attached import check_attachments
from sasac_crawler.archive.verify_database import check_database
from sasac_crawler.archive.verify_files import file_checks
from sasac_crawler.archive.verify_folder import check_folder, check_places
from sasac_crawler.archive.verify_warc import check_capture
from sasac_crawler.archive.warc_members import WarcBytes
from sasac_crawler.archive.warc_reader import warc_path
from sasac_crawler.errors import IntegrityError, StoreError
from sasac_crawler.store.connection import open_reader
from sasac_crawler.store.schema_version import refuse_newer

Progress = Callable[[int, int], None]


def _in_silence(_done: int, _total: int) -> None:
    pass


def verify_archive(  # noqa: PLR0913 - what is to be checked and how
    folder: ArchiveFolder,
    *,
    full: bool = False,
    sample: float = 0.0,
    seed: int = 0,
    processes: int = 1,
    database: Path | None = None,
    progress: Progress = _in_silence,
) -> VerifyReport:
    """Check an archive, beside a running crawl if need be.

    Args:
        folder: the archive.
        full: read and hash every byte.
        sample: share of captures to read, 0 to 1.
        seed: what the sample is drawn with.
        processes: how many may read WARC files side by side; more than one only from a program whose
            main module can be imported.
        database: another database over the same WARC files, e.g. a snapshot.
        progress: told how many WARC files are read, of how many.

    Raises:
        StoreError: there is no archive, or a later release wrote it.
    """
    started = time.monotonic()
    report = VerifyReport(level="full" if full else "sample" if sample else "quick")
    path = database or folder.database
    try:
        with _opened(path) as connection:
            if full:
                _verify_full(folder, path, connection, report, processes=processes, progress=progress)
            else:
                _verify_places(folder, connection, report)
            report.findings += check_attachments(connection, folder.attachments, full=full)
            if sample and not full:
                _check_sample(folder.warc, CaptureRows(connection), report, share=sample, seed=seed)
    except sqlite3.DatabaseError as error:
        message = f"The database cannot be read: {error}; `sasac reindex` helps."
        report.findings.append(Finding(code="database_damaged", message=message))
    report.seconds = round(time.monotonic() - started, 3)
    return report


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection for reading.

    Raises:
        StoreError: there is no archive, or a later release wrote it.
        sqlite3.DatabaseError: it is damaged.
    """
    try:
        db = open_reader(path)
    except StoreError as error:
        # A file that SQLite can read and finds no database in is a finding.
        if isinstance(error.__cause__, sqlite3.DatabaseError) and not isinstance(
            error.__cause__, sqlite3.OperationalError
        ):
            raise error.__cause__ from error
        raise
    try:
        refuse_newer(db)
        yield db.conn
    finally:
        db.conn.close()


def _verify_places(folder: ArchiveFolder, connection: sqlite3.Connection, report: VerifyReport) -> None:
    report.findings += _database_findings(connection, full=False)
    _check_places(folder, CaptureRows(connection), report)


def _verify_full(
    folder: ArchiveFolder,
    database: Path,
    connection: sqlite3.Connection,
    report: VerifyReport,
    *,
    processes: int,
    progress: Progress,
) -> None:
    rows = CaptureRows(connection)
    names = _file_names(folder.warc, rows)
    with file_checks(folder.warc, names, database, processes=processes) as checks:
        report.findings += _database_findings(connection, full=True)
        _check_places(folder, rows, report)
        for number, check in enumerate(checks, start=1):
            _take(report, check)
            progress(number, len(names))


def _file_names(folder: Path, rows: CaptureRows) -> list[str]:
    """Return the WARC files that rows or the folder know, by their final names."""
    on_disk = {path.name.removesuffix(OPEN_SUFFIX) for path in folder.glob("*.warc.gz*")}
    known = {name for name, _, _ in rows.files()}
    return sorted(known | {name for name in on_disk if name.endswith(".warc.gz")})


def _database_findings(connection: sqlite3.Connection, *, full: bool) -> list[Finding]:
    # One transaction, so that all checks see one state while a crawl writes.
    connection.execute("BEGIN")
    try:
        return list(check_database(connection, full=full))
    finally:
        connection.execute("ROLLBACK")


def _check_places(folder: ArchiveFolder, rows: CaptureRows, report: VerifyReport) -> None:
    files = rows.files()
    report.captures = sum(count for _, count, _ in files)
    report.findings += check_places(folder.warc, files)
    report.findings += check_folder(folder.warc, {name for name, _, _ in files})


def _check_sample(folder: Path, rows: CaptureRows, report: VerifyReport, *, share: float, seed: int) -> None:
    report.seed = seed
    for name, _, _ in rows.files():
        # A sample, not a secret; each file draws its own, so that one more file changes no other.
        chance = random.Random(f"{seed}:{name}")  # noqa: S311 - see above
        drawn = [row for row in rows.of_file(name) if chance.random() < share]
        try:
            path = warc_path(folder, name)
        except IntegrityError:
            continue  # check_places has said so
        with WarcBytes(path) as file:
            for row in drawn:
                _take(report, check_capture(file, row, rows))


def _take(report: VerifyReport, check: FileCheck) -> None:
    report.findings += check.findings
    report.captures_read += check.captures_read
    report.bytes_read += check.bytes_read
