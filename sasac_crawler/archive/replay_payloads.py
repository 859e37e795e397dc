"""The payloads of captures; that of a revisit lies elsewhere."""

import datetime as dt
from http import HTTPStatus
from pathlib import Path

from sqlite_utils import Database

from sasac_crawler.archive.payload import decoded_payload
from sasac_crawler.archive.warc_reader import StoredResponse, read_record
from sasac_crawler.errors import IntegrityError
from sasac_crawler.items import Capture, PageRequest
from sasac_crawler.parse.page import Page, read_page


class ReplayPayloads:
    """Reads what captures hold, by the rows the database has: one that is being rebuilt, those so far."""

    def __init__(self, db: Database, folder: Path) -> None:
        self._db = db
        self._folder = folder

    def stored(self, capture: Capture) -> StoredResponse:
        """Return a capture's record.

        Raises:
            IntegrityError: it is damaged.
        """
        return read_record(self._folder, capture.warc_file, capture.warc_offset, capture.warc_length)

    def decoded(self, capture: Capture, stored: StoredResponse) -> bytes:
        """Return a payload, decompressed.

        Raises:
            IntegrityError: it is damaged, or the record a revisit refers to is not there.
        """
        held = self._referred(capture, stored) if capture.is_revisit else stored
        # An answer that a page is what it was does not say how the page was packed.
        headers = held.headers if stored.status == HTTPStatus.NOT_MODIFIED else stored.headers
        return decoded_payload(held.payload, headers, url=capture.target_uri)

    def page(
        self,
        capture: Capture,
        *,
        seen_at: dt.datetime,
        encoding: str | None,
        request: PageRequest | None = None,
    ) -> Page:
        """Return what a capture holds as a page.

        Args:
            capture: which one.
            seen_at: when the page was seen, by the journal.
            encoding: charset the site's profile insists on.
            request: the request it answers; that of its own address if not given.

        Raises:
            IntegrityError: it is damaged.
        """
        stored = self.stored(capture)
        return read_page(
            self.decoded(capture, stored),
            url=capture.target_uri,
            request=request,
            seen_at=seen_at,
            content_type=stored.header("Content-Type"),
            encoding=encoding,
            capture_id=capture.capture_id,
        )

    def _referred(self, capture: Capture, stored: StoredResponse) -> StoredResponse:
        row = self._db.execute(
            "SELECT warc_file, warc_offset, warc_length FROM captures WHERE capture_id = ?",
            (stored.refers_to,),
        ).fetchone()
        if row is None:
            message = f"the capture {stored.refers_to}, which {capture.capture_id} repeats, is not there"
            raise IntegrityError(message)
        return read_record(self._folder, *row)
