"""The captures table as a check reads it."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureRow:
    """One row of ``captures``, as far as the bytes can bear it out."""

    capture_id: str
    url: str
    captured_at: str
    status: int
    payload_digest: str
    warc_file: str
    warc_offset: int
    warc_length: int
    is_revisit: int


class CaptureRows:
    """The captures table, read file by file, so that a long check holds no long transaction."""

    _COLUMNS = ", ".join(CaptureRow.__slots__)

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def files(self) -> list[tuple[str, int, int]]:
        """Return, for every WARC file, its name, how many captures lie in it, and where the last ends."""
        return self._connection.execute(
            "SELECT warc_file, count(*), max(warc_offset + warc_length) FROM captures"
            " GROUP BY warc_file ORDER BY warc_file"
        ).fetchall()

    def of_file(self, name: str) -> Iterator[CaptureRow]:
        """Yield the captures of a file in the order they lie in it."""
        rows = self._connection.execute(
            f"SELECT {self._COLUMNS} FROM captures WHERE warc_file = ? ORDER BY warc_offset",  # noqa: S608 - fixed names
            (name,),
        )
        for row in rows:
            yield CaptureRow(**dict(zip(CaptureRow.__slots__, row, strict=True)))

    def holds(self, capture_id: str, payload_digest: str) -> bool:
        """Return whether there is a capture of this id and payload."""
        row = self._connection.execute(
            "SELECT 1 FROM captures WHERE capture_id = ? AND payload_digest = ? AND NOT is_revisit",
            (capture_id, payload_digest),
        ).fetchone()
        return row is not None

    def finished_after(self, key: str, url: str, moment: str) -> bool:
        """Return whether a page was finished after a moment by no later capture of its URL.

        Args:
            key: the page in the frontier.
            url: what was captured at that moment.
            moment: ISO 8601, aware.
        """
        row = self._connection.execute(
            "SELECT 1 FROM frontier WHERE key = :key AND state = 'done' AND julianday(done_at) >= julianday(:moment)"
            " AND NOT EXISTS (SELECT 1 FROM captures WHERE url = :url"
            " AND julianday(captured_at) > julianday(:moment))",
            {"key": key, "url": url, "moment": moment},
        ).fetchone()
        return row is not None
