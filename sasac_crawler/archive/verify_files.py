"""Reading many WARC files: in this process, or in several where there is much to read."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from sasac_crawler.archive.capture_rows import CaptureRows
from sasac_crawler.archive.file_check import FileCheck
from sasac_crawler.archive.verify_warc import check_file
from sasac_crawler.hidden_imports import load
from sasac_crawler.store.connection import open_reader

WORTH_A_PROCESS: Final = 16 << 20
"""Bytes of WARC below which starting processes takes longer than reading."""


@contextmanager
def file_checks(
    folder: Path, names: Sequence[str], database: Path, *, processes: int
) -> Iterator[Iterator[FileCheck]]:
    """Give the checks of all files in order; with processes they begin at once, beside the caller.

    Args:
        folder: the archive's ``warc`` folder.
        names: the files to read.
        database: where their captures stand; every process opens it for itself.
        processes: how many at most, this one included.
    """
    size = sum(path.stat().st_size for path in folder.glob("*.warc.gz*"))
    if processes < 2 or size < WORTH_A_PROCESS:  # noqa: PLR2004 - two are the least that are several
        yield (check_alone(folder, name, database) for name in names)
        return
    # Not forked: SQLite must not be carried into a child. One less: the caller checks the database.
    with ProcessPoolExecutor(
        processes - 1, mp_context=get_context("spawn"), initializer=load, initargs=(__name__,)
    ) as pool:
        futures = {name: pool.submit(check_alone, folder, name, database) for name in names}
        try:
            yield _shared(futures, folder, database)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _shared(futures: Mapping[str, Future[FileCheck]], folder: Path, database: Path) -> Iterator[FileCheck]:
    """Take a hand in what nobody has begun, from the end, then yield all in order."""
    own = {
        name: check_alone(folder, name, database)
        for name, future in reversed(list(futures.items()))
        if future.cancel()
    }
    for name, future in futures.items():
        yield own[name] if name in own else future.result()


def check_alone(folder: Path, name: str, database: Path) -> FileCheck:
    """Check one WARC file with a connection of its own."""
    db = open_reader(database)
    try:
        return check_file(folder, name, CaptureRows(db.conn))
    finally:
        db.conn.close()
