"""Is every file of an attachment there, with the bytes its name promises, and is there nothing else?"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sasac_crawler.archive.attachment_files import StoredFile, verify_attachments
from sasac_crawler.archive.findings import Finding

_SAID = {
    "missing": ("attachment_missing", "{path} is gone; `sasac reindex` makes it again from its capture."),
    "changed": ("attachment_changed", "{path} does not hold the bytes its name promises."),
    "extra": ("attachment_extra", "{path} is in no row: a crawl is storing it, or died over it."),
    "unfinished": ("attachment_unfinished", "{path} is not whole; the next crawl removes it."),
}
_ERRORS = ("missing", "changed")


def check_attachments(connection: sqlite3.Connection, folder: Path, *, full: bool) -> Iterator[Finding]:
    """Yield what is wrong with the files of attachments.

    Args:
        connection: the database.
        folder: the archive's ``attachments``.
        full: read and hash every byte; otherwise only whether each file is there and as long as it was.
    """
    expected = [
        StoredFile(sha256=sha256, size=size, path=path)
        for sha256, size, path in connection.execute("SELECT sha256, size, path FROM files ORDER BY path")
    ]
    found = (
        ((one.path, one.problem) for one in verify_attachments(folder, expected))
        if full
        else _misplaced(folder, expected)
    )
    for path, problem in found:
        code, sentence = _SAID[problem]
        place = f"{folder.name}/{path}"
        message = sentence.format(path=place)
        yield Finding(code=code, message=message, file=place, is_error=problem in _ERRORS)


def _misplaced(folder: Path, expected: list[StoredFile]) -> Iterator[tuple[str, str]]:
    for stored in expected:
        path = folder / stored.path
        if not path.is_file():
            yield stored.path, "missing"
        elif path.stat().st_size != stored.size:
            yield stored.path, "changed"
