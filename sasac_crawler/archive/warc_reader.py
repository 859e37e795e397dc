"""Capture -> bytes: the record at an offset, checked against its digest."""

import base64
import hashlib
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Final

from warcio.archiveiterator import ArchiveIterator

from sasac_crawler.archive.warc_writer import OPEN_SUFFIX
from sasac_crawler.errors import IntegrityError

_CHUNK: Final = 1 << 20


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


def warc_path(folder: Path, name: str) -> Path:
    """Return where a WARC lies: under its final name, or still open.

    Raises:
        IntegrityError: there is no such file.
    """
    for candidate in (folder / name, folder / (name + OPEN_SUFFIX)):
        if candidate.is_file():
            return candidate
    message = f"the WARC {name} is not in {folder}"
    raise IntegrityError(message)


def read_record(folder: Path, name: str, offset: int, length: int) -> StoredResponse:
    """Read one response or revisit record.

    Raises:
        IntegrityError: the bytes are not there, not whole, or not the ones that were stored.
    """
    with warc_path(folder, name).open("rb") as file:
        file.seek(offset)
        member = file.read(length)
    where = f"{name} at {offset}"
    check_member(member, length, where)
    try:
        record = next(ArchiveIterator(BytesIO(member)))
        payload = record.raw_stream.read()
    except (StopIteration, ValueError, AttributeError, OSError) as error:
        message = f"the record in {where} cannot be read: {error}"
        raise IntegrityError(message) from error
    headers = record.rec_headers
    digest = _hex_digest(headers.get_header("WARC-Payload-Digest") or "")
    if record.rec_type == "response" and hashlib.sha256(payload).hexdigest() != digest:
        message = f"the payload in {where} is not the one that was stored"
        raise IntegrityError(message)
    refers_to = headers.get_header("WARC-Refers-To")
    return StoredResponse(
        capture_id=headers.get_header("WARC-Record-ID").strip("<>"),
        url=headers.get_header("WARC-Target-URI"),
        status=int(record.http_headers.get_statuscode()),
        headers=tuple(record.http_headers.headers),
        record_type=record.rec_type,
        payload=payload,
        payload_digest=f"sha256:{digest}",
        refers_to=refers_to.strip("<>") if refers_to else None,
    )


def check_member(member: bytes, length: int, where: str) -> None:
    """Raise IntegrityError unless the bytes are exactly one whole gzip member."""
    if len(member) != length:
        message = f"{where}: {len(member)} bytes where {length} were stored"
        raise IntegrityError(message)
    decompressor = zlib.decompressobj(31)
    try:
        decompressor.decompress(member)
    except zlib.error as error:
        message = f"{where}: the gzip member is damaged: {error}"
        raise IntegrityError(message) from error
    if not decompressor.eof or decompressor.unused_data:
        message = f"{where}: the gzip member does not end where it was stored"
        raise IntegrityError(message)


def whole_length(path: Path) -> int:
    """Return how many bytes at the start of a file are whole gzip members."""
    whole = position = 0
    with path.open("rb") as file:
        decompressor = zlib.decompressobj(31)
        while chunk := file.read(_CHUNK):
            while chunk:
                try:
                    decompressor.decompress(chunk, _CHUNK * 64)
                except zlib.error:
                    return whole
                if not decompressor.eof:
                    chunk = decompressor.unconsumed_tail
                    if not chunk:
                        break
                    continue
                position = file.tell() - len(decompressor.unused_data)
                whole = position
                chunk = decompressor.unused_data
                decompressor = zlib.decompressobj(31)
    return whole


def _hex_digest(stated: str) -> str:
    algorithm, _, value = stated.partition(":")
    if algorithm != "sha256":
        return ""
    return base64.b32decode(value).hex()
