"""Files of attachments: what they are, what text they hold, when which URL gave them."""

import datetime as dt
import json
import sqlite3
from dataclasses import asdict, dataclass
from typing import Any

from sasac_crawler.attachments import ExtractedText, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """A file that lies in the archive, with its text."""

    sha256: str
    """Hexadecimal digest of the bytes."""

    size: int
    """Bytes."""

    path: str
    """Path below the folder of attachments."""

    name: str
    """What it is called, by the server or its URL."""

    found: ExtractedText
    """Its text, or why there is none."""

    text_hans: str
    """The text in search form."""

    index_text: str
    """Its tokens, blanks between them: what the index takes."""


class FileTable:
    """Tables ``files`` and ``attachment_fetches``. Methods open no transactions."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def save(self, file: ReadFile, *, url: str, seen_at: dt.datetime, capture_id: str | None) -> None:
        """Store a file that a URL gave; saving the same again changes nothing.

        Text that an extractor failed on before is replaced, any other stands: the bytes are the same.
        """
        present = self._connection.execute(
            "SELECT seq, outcome FROM files WHERE sha256 = ?", (file.sha256,)
        ).fetchone()
        if present is not None and present[1] == Outcome.EXTRACTOR_FAILED != file.found.outcome:
            self._replace(present[0], file)
        elif present is None:
            self._insert(file)
        self._connection.execute(
            "INSERT OR IGNORE INTO attachment_fetches (url, fetched_at, sha256, name, capture_id)"
            " VALUES (?, ?, ?, ?, ?)",
            (url, seen_at.isoformat(), file.sha256, file.name, capture_id),
        )

    def _insert(self, file: ReadFile) -> None:
        row = {"sha256": file.sha256, "size": file.size, "path": file.path, **_text_columns(file)}
        cursor = self._connection.execute(
            f"INSERT INTO files ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",  # noqa: S608 - fixed names
            tuple(row.values()),
        )
        self._index(cursor.lastrowid, file)

    def _replace(self, seq: int, file: ReadFile) -> None:
        """Give a file that could not be read its text; in the index it stood without a token."""
        row = _text_columns(file)
        self._connection.execute(
            f"UPDATE files SET {', '.join(f'{name} = ?' for name in row)} WHERE seq = ?",  # noqa: S608 - fixed names
            (*row.values(), seq),
        )
        self._connection.execute(
            "INSERT INTO files_fts (files_fts, rowid, text) VALUES ('delete', ?, '')", (seq,)
        )
        self._index(seq, file)

    def _index(self, seq: int | None, file: ReadFile) -> None:
        self._connection.execute("INSERT INTO files_fts (rowid, text) VALUES (?, ?)", (seq, file.index_text))


def _text_columns(file: ReadFile) -> dict[str, Any]:
    found = file.found
    return {
        "kind": found.kind.value,
        "outcome": found.outcome.value,
        "detail": found.detail or None,
        "pages": found.pages,
        "text": found.text,
        "text_hans": file.text_hans,
        "members": json.dumps(found.members, ensure_ascii=False),
        "issues": json.dumps([asdict(issue) for issue in found.issues], ensure_ascii=False),
        "extractor": found.extractor or None,
        "extractor_version": found.extractor_version or None,
    }
