"""Capture -> bytes: the record at an offset, checked against its digest."""

from dataclasses import dataclass, field
from pathlib import Path

from sasac_crawler.archive.manifest import OPEN_SUFFIX
from sasac_crawler.archive.warc_members import WarcBytes
from sasac_crawler.archive.warc_record import WarcRecord, parse_http, parse_record
from sasac_crawler.errors import IntegrityError


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredResponse:
    """One response record, read back."""

    capture_id: str
    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    record_type: str
    payload: bytes = field(repr=False)
    """Payload as received, still compressed; empty for a revisit."""
    payload_digest: str
    """``sha256:<hex>`` as the record states it."""
    refers_to: str | None = None
    """capture_id of the record a revisit points at."""

    def header(self, name: str) -> str | None:
        """Return the last value of a header, or ``None``."""
        return next((value for key, value in reversed(self.headers) if key.lower() == name.lower()), None)


def warc_path(folder: Path, name: str) -> Path:
    """Return where a WARC lies: under its final name, or still open.

    Raises:
        IntegrityError: there is no such file.
    """
    # The final name is tried twice: the file may be renamed between two looks.
    for candidate in (folder / name, folder / (name + OPEN_SUFFIX), folder / name):
        if candidate.is_file():
            return candidate
    message = f"the WARC {name} is not in {folder}"
    raise IntegrityError(message)


def read_record(folder: Path, name: str, offset: int, length: int) -> StoredResponse:
    """Read one response or revisit record.

    Raises:
        IntegrityError: the bytes are not there, not whole, or not the ones that were stored.
    """
    with WarcBytes(warc_path(folder, name)) as file:
        member = file.member(offset)
    if member.length != length:
        message = f"{name} at {offset}: {member.length} bytes where {length} were stored"
        raise IntegrityError(message)
    return stored_response(parse_record(member, name), name)


def stored_response(record: WarcRecord, where: str) -> StoredResponse:
    """Take a response or revisit record apart.

    Raises:
        IntegrityError: it is another record, or its payload is not the one that was stored.
    """
    if not record.is_capture:
        message = f"{where} at {record.offset}: a {record.record_type} record where a capture should be"
        raise IntegrityError(message)
    http = parse_http(record, where)
    if record.record_type == "response" and http.payload_digest != record.payload_digest:
        message = f"{where} at {record.offset}: the payload is not the one that was stored"
        raise IntegrityError(message)
    return StoredResponse(
        capture_id=record.record_id,
        url=record.target_uri,
        status=http.status,
        headers=http.headers,
        record_type=record.record_type,
        payload=bytes(http.payload),
        payload_digest=record.payload_digest,
        refers_to=record.identifier("warc-refers-to") or None,
    )
