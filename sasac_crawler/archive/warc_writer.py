"""Exchanges -> WARC 1.1, one gzip member a record, durable on request.

A file is written under ``….warc.gz.open`` and renamed when it is closed. It is never appended to
after a crash: a torn member in the middle would hide every record after it.
"""

import base64
import hashlib
import os
import uuid
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from warcio.statusandheaders import StatusAndHeaders
from warcio.timeutils import datetime_to_iso_date
from warcio.warcwriter import WARCWriter

from sasac_crawler import __version__
from sasac_crawler.archive.exchange import Exchange
from sasac_crawler.items import Capture

OPEN_SUFFIX: Final = ".open"
WARC_VERSION: Final = "WARC/1.1"
_NOT_AS_SENT: Final = frozenset(("transfer-encoding", "content-length"))
"""Headers that describe the transfer, not the payload that is stored."""
_SECRET: Final = frozenset(("cookie", "authorization", "proxy-authorization"))


class WarcWriter:
    """Appends exchanges to one file of one run."""

    def __init__(self, folder: Path, name: str, *, run_id: str) -> None:
        """Create ``folder/name.open``.

        Args:
            folder: the archive's ``warc`` folder.
            name: final file name, ``run-….warc.gz``.
            run_id: written to the warcinfo record.
        """
        self.name = name
        self.path = folder / (name + OPEN_SUFFIX)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        self._file = os.fdopen(os.open(self.path, flags, 0o640), "wb")
        self._writer = WARCWriter(self._file, gzip=True, warc_version=WARC_VERSION)
        self._has_unsynced = False
        self._write_warcinfo(run_id)

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self._file.tell()

    def write(self, exchange: Exchange, *, revisit_of: Capture | None = None) -> Capture:
        """Append request and response and return where the response lies. Not durable yet.

        Args:
            exchange: what was sent and received.
            revisit_of: an earlier capture of the same URL with the same payload; then a revisit
                record without the payload is written.
        """
        digest = hashlib.sha256(exchange.body).digest()
        response = self._response_record(exchange, digest, revisit_of)
        offset = self._file.tell()
        self._writer.write_record(response)
        length = self._file.tell() - offset
        self._writer.write_record(self._request_record(exchange, response))
        self._has_unsynced = True
        return Capture(
            capture_id=response.rec_headers.get_header("WARC-Record-ID").strip("<>"),
            target_uri=exchange.url,
            captured_at=exchange.received_at,
            method=exchange.method,
            status=exchange.status,
            payload_digest=f"sha256:{digest.hex()}",
            warc_file=self.name,
            warc_offset=offset,
            warc_length=length,
            is_revisit=revisit_of is not None,
        )

    def sync(self) -> None:
        """Make everything written so far survive a power cut."""
        if self._has_unsynced:
            self._file.flush()
            os.fdatasync(self._file.fileno())
            self._has_unsynced = False

    def close(self) -> Path:
        """Sync, close and rename to the final name; return it."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        final = self.path.with_name(self.name)
        self.path.rename(final)
        sync_folder(final.parent)
        return final

    def _write_warcinfo(self, run_id: str) -> None:
        info = {
            "software": f"sasac_crawler/{__version__}",
            "format": "WARC File Format 1.1",
            "isPartOf": run_id,
            "robots": "obey",
        }
        self._writer.write_record(self._writer.create_warcinfo_record(self.name, info))
        self._has_unsynced = True

    def _response_record(self, exchange: Exchange, digest: bytes, revisit_of: Capture | None) -> Any:  # noqa: ANN401 - warcio is untyped
        headers = _http_headers(exchange.response_headers, _status_line(exchange.status), exchange.body)
        payload_digest = "sha256:" + base64.b32encode(digest).decode()
        warc_headers = {"WARC-Payload-Digest": payload_digest, **_common_headers(exchange)}
        if exchange.ip_address:
            warc_headers["WARC-IP-Address"] = exchange.ip_address
        if revisit_of is not None:
            return self._writer.create_revisit_record(
                exchange.url,
                payload_digest,
                revisit_of.target_uri,
                datetime_to_iso_date(revisit_of.captured_at, use_micros=True),
                http_headers=headers,
                warc_headers_dict=warc_headers | {"WARC-Refers-To": f"<{revisit_of.capture_id}>"},
            )
        return self._writer.create_warc_record(
            exchange.url,
            "response",
            payload=BytesIO(exchange.body),
            length=len(exchange.body),
            http_headers=headers,
            warc_headers_dict=warc_headers,
        )

    def _request_record(self, exchange: Exchange, response: Any) -> Any:  # noqa: ANN401 - warcio is untyped
        sent = tuple((k, v) for k, v in exchange.request_headers if k.lower() not in _SECRET)
        path = exchange.url.partition("://")[2]
        target = "/" + path.partition("/")[2]
        headers = _http_headers(sent, f"{exchange.method} {target} HTTP/1.1", exchange.request_body)
        return self._writer.create_warc_record(
            exchange.url,
            "request",
            payload=BytesIO(exchange.request_body),
            length=len(exchange.request_body),
            http_headers=headers,
            warc_headers_dict={
                "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID"),
                **_common_headers(exchange),
            },
        )


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _common_headers(exchange: Exchange) -> dict[str, str]:
    return {
        "WARC-Record-ID": f"<{uuid.uuid4().urn}>",
        "WARC-Date": datetime_to_iso_date(exchange.received_at, use_micros=True),
    }


def _status_line(status: int) -> str:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        # 521 and other inventions of Chinese firewalls have no phrase.
        phrase = "Unassigned"
    return f"{status} {phrase}"


def _http_headers(headers: tuple[tuple[str, str], ...], first_line: str, body: bytes) -> StatusAndHeaders:
    kept = [(name, _one_line(value)) for name, value in headers if name.lower() not in _NOT_AS_SENT]
    if body or not first_line.startswith("GET"):
        kept.append(("Content-Length", str(len(body))))
    if first_line.endswith("HTTP/1.1"):
        return StatusAndHeaders(first_line, kept, is_http_request=True)
    return StatusAndHeaders(first_line, kept, protocol="HTTP/1.1")


def _one_line(value: str) -> str:
    return value.replace("\r", " ").replace("\n", " ").replace("\0", "")
