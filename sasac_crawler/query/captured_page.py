"""A URL -> the page an archive holds of it, read again from its bytes."""

import datetime as dt
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin

from sqlite_utils import Database

from sasac_crawler.archive.replay_payloads import ReplayPayloads
from sasac_crawler.archive.warc_reader import StoredResponse
from sasac_crawler.items import Capture
from sasac_crawler.parse.page import Page, read_page

_MOST_REDIRECTS: Final = 10
_COLUMNS: Final = (
    "capture_id, url AS target_uri, captured_at, method, status, payload_digest, warc_file, warc_offset,"
    " warc_length, is_revisit"
)


def captured_page(db: Database, warc_folder: Path, url: str, *, encoding: str | None = None) -> Page | None:
    """Return the newest capture of a URL as a page, redirects followed, or ``None`` if there is none.

    Args:
        db: the archive's database.
        warc_folder: its ``warc`` folder.
        url: what was asked, by GET.
        encoding: charset the profile insists on.

    Raises:
        IntegrityError: its bytes are damaged.
    """
    found = newest_capture(db, warc_folder, url)
    if found is None:
        return None
    capture, stored = found
    return read_page(
        ReplayPayloads(db, warc_folder).decoded(capture, stored),
        url=capture.target_uri,
        seen_at=capture.captured_at,
        content_type=stored.header("Content-Type"),
        encoding=encoding,
        capture_id=capture.capture_id,
    )


def newest_capture(db: Database, warc_folder: Path, url: str) -> tuple[Capture, StoredResponse] | None:
    """Return the newest capture of a URL with its record, redirects followed, or ``None``.

    Raises:
        IntegrityError: its bytes are damaged.
    """
    payloads = ReplayPayloads(db, warc_folder)
    for _ in range(_MOST_REDIRECTS):
        capture = _newest(db, url)
        if capture is None:
            return None
        stored = payloads.stored(capture)
        target = _redirect(stored, url)
        if target is None:
            return capture, stored
        url = target
    return None


def capture_of_id(db: Database, warc_folder: Path, capture_id: str) -> tuple[Capture, bytes] | None:
    """Return a capture with its payload, unpacked, or ``None`` if the archive has none of this id.

    Raises:
        IntegrityError: its bytes are damaged.
    """
    capture = _first(db, "capture_id = ?", capture_id)
    if capture is None:
        return None
    payloads = ReplayPayloads(db, warc_folder)
    return capture, payloads.decoded(capture, payloads.stored(capture))


def _newest(db: Database, url: str) -> Capture | None:
    return _first(db, "url = ? AND method = 'GET' AND status <> 304 ORDER BY captured_at DESC", url)


def _first(db: Database, condition: str, value: str) -> Capture | None:
    rows = db.query(f"SELECT {_COLUMNS} FROM captures WHERE {condition} LIMIT 1", [value])  # noqa: S608 - fixed texts
    row: dict[str, Any] | None = next(iter(rows), None)
    if row is None:
        return None
    row["captured_at"] = dt.datetime.fromisoformat(row["captured_at"])
    row["is_revisit"] = bool(row["is_revisit"])
    return Capture(**row)


def _redirect(stored: StoredResponse, url: str) -> str | None:
    location = stored.header("Location")
    return urljoin(url, location) if 300 <= stored.status < 400 and location else None  # noqa: PLR2004 - HTTP's redirects
