"""The payloads of captures while a database is being rebuilt; that of a revisit lies elsewhere."""

from pathlib import Path

from sqlite_utils import Database

from sasac_crawler.archive.payload import decoded_payload
from sasac_crawler.archive.warc_reader import StoredResponse, read_record
from sasac_crawler.errors import IntegrityError
from sasac_crawler.items import Capture


class ReplayPayloads:
    """Reads what captures hold, by the rows the rebuilt database has so far."""

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
        payload = self._referred(capture, stored) if capture.is_revisit else stored.payload
        return decoded_payload(payload, stored.headers, url=capture.target_uri)

    def _referred(self, capture: Capture, stored: StoredResponse) -> bytes:
        row = self._db.execute(
            "SELECT warc_file, warc_offset, warc_length FROM captures WHERE capture_id = ?",
            (stored.refers_to,),
        ).fetchone()
        if row is None:
            message = f"the capture {stored.refers_to}, which {capture.capture_id} repeats, is not there"
            raise IntegrityError(message)
        return read_record(self._folder, *row).payload
