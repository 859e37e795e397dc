"""Captures in a WARC that no row speaks of: left by a crash, or lost by the database?

Bytes are durable before the row that points at them, so a crash, a full disk or a restored older
database leaves records without a row, and that is as it should be: the page was never acknowledged, or
will be known again after ``sasac reindex``. It is another matter if the frontier says that the page was
finished after that capture was made: then there was a row, and it is gone.
"""

from sasac_crawler.archive.capture_rows import CaptureRows
from sasac_crawler.archive.file_check import FileCheck
from sasac_crawler.archive.journal import from_fields
from sasac_crawler.archive.warc_record import WarcRecord


class Orphans:
    """Gathers the captures of one file that have no row, and judges them by the journal."""

    def __init__(self, name: str, rows: CaptureRows, check: FileCheck) -> None:
        self._name = name
        self._rows = rows
        self._check = check
        self._waiting: dict[str, WarcRecord] = {}

    def hold(self, capture: WarcRecord) -> None:
        """Take a capture without a row, until the journal says what came of it."""
        # Without its block, which would keep every page in memory.
        self._waiting[capture.record_id] = WarcRecord(
            offset=capture.offset, length=capture.length, fields=capture.fields, block=memoryview(b"")
        )

    def hear(self, note: WarcRecord) -> None:
        """Take a metadata record; if it tells of captures that wait, judge them."""
        if not self._waiting or (entry := from_fields(bytes(note.block))) is None:
            return
        for capture_id in entry.get("captures", ()):
            if (capture := self._waiting.pop(capture_id, None)) is not None:
                self._judge(capture, key=entry.get("key", ""))

    def finish(self) -> None:
        """Say what is left: captures nothing was concluded from."""
        for capture in self._waiting.values():
            self._remark(capture, "nothing was concluded from it, the run ended before")
        self._waiting.clear()

    def _judge(self, capture: WarcRecord, *, key: str) -> None:
        if not self._rows.finished_after(key, capture.target_uri, capture.fields.get("warc-date", "")):
            self._remark(capture, "the database does not know the page as finished since then")
            return
        self._check.add(
            "row_missing",
            f"the row of {capture.target_uri} is gone: its page is finished in the frontier, its bytes are here;"
            " `sasac reindex --replace` brings it back",
            file=self._name,
            offset=capture.offset,
            capture_id=capture.record_id,
        )

    def _remark(self, capture: WarcRecord, why: str) -> None:
        self._check.add(
            "orphan",
            f"{capture.record_id} ({capture.target_uri}) has no row, and need have none: {why}",
            file=self._name,
            offset=capture.offset,
            is_error=False,
        )
