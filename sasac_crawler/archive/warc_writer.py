"""Exchanges -> WARC 1.1, one gzip member a record, durable on request.

A file is written under ``….warc.gz.open`` and renamed when it is closed. It is never appended to
after a crash: a torn member in the middle would hide every record after it.
"""

import base64
import datetime as dt
import hashlib
import os
import uuid
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from isal import isal_zlib
from warcio.warcwriter import WARCWriter

from sasac_crawler import __version__
from sasac_crawler.archive.cdxj import CdxjLines, write_index
from sasac_crawler.archive.durable import sync_path
from sasac_crawler.archive.exchange import Exchange
from sasac_crawler.archive.journal import CONTENT_TYPE, Entry, to_fields
from sasac_crawler.archive.manifest import OPEN_SUFFIX, Manifest, write_manifest
from sasac_crawler.archive.warc_heads import http_headers, status_line
from sasac_crawler.archive.warc_record import HttpMessage, WarcRecord
from sasac_crawler.items import Capture

WARC_VERSION: Final = "WARC/1.1"
NOT_MODIFIED_PROFILE: Final = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
"""ISO 28500, 6.7.3: the server said so; the payload was not compared."""
_LEVEL: Final = 3
_GZIP: Final = 16 + isal_zlib.MAX_WBITS
_INDEX_LINES: Final = 20_000
"""Lines of the index that are kept in memory: some eight megabytes."""
_SECRET: Final = frozenset(("cookie", "authorization", "proxy-authorization"))


class _HashedFile:
    """A file for writing that knows the digest of what was given to it, not of what the disk kept."""

    def __init__(self, descriptor: int) -> None:
        self.file = os.fdopen(descriptor, "wb")
        self.sha256 = hashlib.sha256()
        self.size = 0

    def write(self, piece: bytes) -> int:
        self.sha256.update(piece)
        self.size += len(piece)
        return self.file.write(piece)


class _MemberWriter(WARCWriter):  # type: ignore[misc]  # warcio is untyped
    """warcio's writer, which gives a record to the compressor in one piece: a fifth of a page's WARC work less."""

    def _write_warc_record(self, out: _HashedFile, record: Any) -> None:  # noqa: ANN401 - see above
        headers, block = record.rec_headers, b""
        if record.http_headers:
            record.http_headers.compute_headers_buffer()
            block = record.http_headers.headers_buff
        if record.rec_type != "revisit":
            block += record.raw_stream.read()
        digest = base64.b32encode(hashlib.sha1(block, usedforsecurity=False).digest()).decode()
        headers.replace_header("WARC-Block-Digest", f"sha1:{digest}")
        headers.replace_header("Content-Type", record.content_type)
        headers.replace_header("Content-Length", str(len(block)))
        record.length = len(block)
        content = headers.to_bytes(encoding="utf-8") + block + b"\r\n\r\n"
        out.write(isal_zlib.compress(content, _LEVEL, _GZIP))


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
        self._out = _HashedFile(os.open(self.path, flags, 0o640))
        sync_path(folder)
        self._writer = _MemberWriter(self._out, gzip=True, warc_version=WARC_VERSION)
        self._has_unsynced = False
        self._index = CdxjLines(name, most=_INDEX_LINES)
        self._write_warcinfo(run_id)

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self._out.size

    def write(self, exchange: Exchange, *, revisit_of: Capture | None = None) -> Capture:
        """Append request and response and return where the response lies. Not durable yet.

        Args:
            exchange: what was sent and received.
            revisit_of: an earlier capture of the same URL with the same payload; then a revisit
                record without the payload is written, unless there is no payload to save. With status
                304 the one the server says is still good.
        """
        if not exchange.body and exchange.status != HTTPStatus.NOT_MODIFIED:
            revisit_of = None
        digest = f"sha256:{hashlib.sha256(exchange.body).hexdigest()}"
        if revisit_of is not None:
            digest = revisit_of.payload_digest
        response = self._response_record(exchange, digest, revisit_of)
        offset = self.size
        self._writer.write_record(response)
        length = self.size - offset
        request = self._request_record(exchange, response)
        self._writer.write_record(request)
        self._index.add(*_as_read(response, offset=offset, length=length))
        self._index.add(*_as_read(request, payload=exchange.request_body))
        self._has_unsynced = True
        return Capture(
            capture_id=response.rec_headers.get_header("WARC-Record-ID").strip("<>"),
            target_uri=exchange.url,
            captured_at=exchange.received_at,
            method=exchange.method,
            status=exchange.status,
            payload_digest=digest,
            warc_file=self.name,
            warc_offset=offset,
            warc_length=length,
            is_revisit=revisit_of is not None,
            etag=exchange.header("ETag"),
            last_modified=exchange.header("Last-Modified"),
        )

    def note(self, entry: Entry, *, url: str, at: dt.datetime, about: str | None = None) -> None:
        """Append a journal entry as a metadata record. Not durable yet.

        Args:
            entry: what is to be known.
            url: what it speaks of.
            at: when that was (aware).
            about: capture_id of the record it describes, if there is one.
        """
        fields = to_fields(entry)
        headers = _common_headers(at) | ({"WARC-Refers-To": f"<{about}>"} if about else {})
        self._writer.write_record(
            self._writer.create_warc_record(
                url,
                "metadata",
                payload=BytesIO(fields),
                length=len(fields),
                warc_content_type=CONTENT_TYPE,
                warc_headers_dict=headers,
            )
        )
        self._has_unsynced = True

    def sync(self) -> bool:
        """Make everything written so far survive a power cut; return whether there was anything to do."""
        if not self._has_unsynced:
            return False
        self._out.file.flush()
        os.fdatasync(self._out.file.fileno())
        self._has_unsynced = False
        return True

    def close(self) -> Path:
        """Sync, close, write index and manifest and rename to the final name; return it."""
        self._out.file.flush()
        os.fsync(self._out.file.fileno())
        self._out.file.close()
        # Before the file has its final name: a file under a final name always has a manifest.
        index = write_index(self.path, self._index.lines())
        write_manifest(self.path, Manifest(warc=self._out.sha256.hexdigest(), index=index))
        final = self.path.with_name(self.name)
        self.path.rename(final)
        sync_path(final.parent)
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

    def _response_record(self, exchange: Exchange, digest: str, revisit_of: Capture | None) -> Any:  # noqa: ANN401 - warcio is untyped
        headers = http_headers(exchange.response_headers, status_line(exchange.status), exchange.body)
        # In hexadecimal, as the database has it; tools take either and compare by length.
        warc_headers = {"WARC-Payload-Digest": digest, **_common_headers(exchange.received_at)}
        if exchange.ip_address:
            warc_headers["WARC-IP-Address"] = exchange.ip_address
        if revisit_of is not None:
            record = self._writer.create_revisit_record(
                exchange.url,
                digest,
                revisit_of.target_uri,
                warc_date(revisit_of.captured_at),
                http_headers=headers,
                warc_headers_dict=warc_headers | {"WARC-Refers-To": f"<{revisit_of.capture_id}>"},
            )
            if exchange.status == HTTPStatus.NOT_MODIFIED:
                record.rec_headers.replace_header("WARC-Profile", NOT_MODIFIED_PROFILE)
            return record
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
        parts = urlsplit(exchange.url)
        target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        headers = http_headers(sent, f"{exchange.method} {target} HTTP/1.1", exchange.request_body)
        return self._writer.create_warc_record(
            exchange.url,
            "request",
            payload=BytesIO(exchange.request_body),
            length=len(exchange.request_body),
            http_headers=headers,
            warc_headers_dict={
                "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID"),
                **_common_headers(exchange.received_at),
            },
        )


def warc_date(moment: dt.datetime) -> str:
    """Return an aware time as ISO 28500 wants it: UTC, with ``Z``, no more digits than there are.

    Example:
        >>> warc_date(dt.datetime(2026, 11, 23, 16, 0, 0, 5, dt.timezone(dt.timedelta(hours=8))))
        '2026-11-23T08:00:00.000005Z'
    """
    return moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat() + "Z"


def _as_read(
    record: Any,  # noqa: ANN401 - warcio is untyped
    *,
    offset: int = 0,
    length: int = 0,
    payload: bytes = b"",
) -> tuple[WarcRecord, HttpMessage]:
    """Return a record that was written as a reader would find it; writing has made its headers ASCII."""
    http = record.http_headers
    first_line = f"{http.protocol} {http.statusline}"
    fields = {name.lower(): value.strip() for name, value in record.rec_headers.headers}
    return (
        WarcRecord(offset=offset, length=length, fields=fields, block=memoryview(b"")),
        HttpMessage(first_line=first_line, headers=tuple(http.headers), payload=memoryview(payload)),
    )


def _common_headers(moment: dt.datetime) -> dict[str, str]:
    return {
        "WARC-Record-ID": f"<{uuid.uuid4().urn}>",
        "WARC-Date": warc_date(moment),
    }
