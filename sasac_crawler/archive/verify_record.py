"""One record against the row that points at it."""

import datetime as dt
from collections.abc import Iterator

from sasac_crawler.archive.capture_rows import CaptureRow, CaptureRows
from sasac_crawler.archive.warc_record import HttpMessage, WarcRecord


def disagreements(
    record: WarcRecord, http: HttpMessage | None, row: CaptureRow, rows: CaptureRows
) -> Iterator[tuple[str, str]]:
    """I2: yield code and sentence for all in which a capture is not the one its row means.

    Args:
        record: the record that begins there.
        http: what it holds; ``None`` if it is no HTTP message.
        row: what the database says of it.
        rows: all rows, to resolve a revisit.
    """
    wanted = "revisit" if row.is_revisit else "response"
    if record.record_type != wanted or http is None:
        yield "record_type", f"a {record.record_type} record where a {wanted} should be"
        return
    stated = {
        "record_id": (record.record_id, row.capture_id),
        "url": (record.target_uri, row.url),
        "length": (record.length, row.warc_length),
        "status": (http.status, row.status),
        "captured_at": (_moment(record.fields.get("warc-date", "")), _moment(row.captured_at)),
        "payload_digest": (record.payload_digest, row.payload_digest),
    }
    for code, (found, expected) in stated.items():
        if found != expected:
            yield code, f"{code} is {found!r} in the WARC and {expected!r} in the database"
    if not row.is_revisit and http.payload_digest != row.payload_digest:
        yield "payload_digest", f"the payload of {row.url} is not the one that was stored"
    if row.is_revisit and not rows.holds(record.identifier("warc-refers-to"), row.payload_digest):
        yield "revisit", f"the capture that {row.capture_id} refers to is not there"


def _moment(text: str) -> dt.datetime | str:
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return text
