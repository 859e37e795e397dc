"""One stored HTTP exchange, in the words of ISO 28500 (WARC)."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One HTTP response as it was stored, and where its bytes lie."""

    capture_id: str
    """The WARC-Record-ID of the response record, ``urn:uuid:…`` without angle brackets."""

    target_uri: str
    """WARC-Target-URI: the URL asked for."""

    captured_at: dt.datetime
    """WARC-Date, aware, UTC."""

    method: str
    """HTTP method, ``GET`` or ``POST``."""

    status: int
    """HTTP status code."""

    payload_digest: str
    """``sha256:<hex>`` of the stored payload (the body as received, still compressed)."""

    warc_file: str
    """File name inside the archive's ``warc/`` folder, under its final name."""

    warc_offset: int
    """First byte of the gzip member that holds the response (or revisit) record."""

    warc_length: int
    """Length of that member in bytes."""

    is_revisit: bool = False
    """Whether the record points to an earlier capture of the same payload."""

    etag: str | None = None
    """ETag of the answer, where it was read just now; the record keeps it."""

    last_modified: str | None = None
    """Last-Modified of the answer, likewise."""
