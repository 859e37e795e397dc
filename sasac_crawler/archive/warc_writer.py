"""Exchanges -> WARC 1.1, one gzip member a record, durable on request.

A file is written under ``….warc.gz.open`` and renamed when it is closed. It is never appended to
after a crash: a torn member in the middle would hide every record after it.
"""

import datetime as dt
import hashlib
import os
import uuid
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from sasac_crawler import __version__
from sasac_crawler.archive.cdxj import CdxjLines, write_index
from sasac_crawler.archive.clock import utc_now
from sasac_crawler.archive.durable import sync_path
from sasac_crawler.archive.exchange import Exchange
from sasac_crawler.archive.journal import CONTENT_TYPE, Entry, to_fields
from sasac_crawler.archive.manifest import OPEN_SUFFIX, Manifest, write_manifest
from sasac_crawler.archive.warc_format import http_head, record_member
from sasac_crawler.archive.warc_heads import http_headers, status_line
from sasac_crawler.archive.warc_record import HttpMessage, WarcRecord
from sasac_crawler.items import Capture

IDENTICAL_PROFILE: Final = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
"""ISO 28500, 6.7.2: the payload is that of an earlier capture, byte by byte."""
NOT_MODIFIED_PROFILE: Final = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
"""ISO 28500, 6.7.3: the server said so; the payload was not compared."""
_CONTENT_TYPES: Final = {
    "warcinfo": "application/warc-fields",
    "metadata": CONTENT_TYPE,
    "request": "application/http; msgtype=request",
    "response": "application/http; msgtype=response",
    "revisit": "application/http; msgtype=response",
}
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
        digest = revisit_of.payload_digest if revisit_of is not None else exchange.payload_digest
        common = {"WARC-Target-URI": exchange.url, "WARC-Date": warc_date(exchange.received_at)}
        response = _response_fields(exchange, digest, revisit_of) | common
        line, headers = (
            status_line(exchange.status),
            http_headers(exchange.response_headers, exchange.body),
        )
        offset = self.size
        length = self._add(response, http_head(line, headers), exchange.body if revisit_of is None else b"")
        self._index.add(*_as_read(response, line, headers, offset=offset, length=length))
        request = _fields("request") | {"WARC-Concurrent-To": response["WARC-Record-ID"]} | common
        line, headers = _request_head(exchange)
        self._add(request, http_head(line, headers), exchange.request_body)
        self._index.add(*_as_read(request, line, headers, payload=exchange.request_body))
        self._has_unsynced = True
        return Capture(
            capture_id=response["WARC-Record-ID"].strip("<>"),
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
        fields = _fields("metadata") | {"WARC-Target-URI": url, "WARC-Date": warc_date(at)}
        self._add(fields | ({"WARC-Refers-To": f"<{about}>"} if about else {}), to_fields(entry))
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
        fields = _fields("warcinfo") | {"WARC-Filename": self.name, "WARC-Date": warc_date(utc_now())}
        self._add(fields, "".join(f"{name}: {value}\r\n" for name, value in info.items()).encode())
        self._has_unsynced = True

    def _add(self, fields: Mapping[str, str], *pieces: bytes) -> int:
        """Append a record whose block are these pieces; return how many bytes it takes."""
        return self._out.write(record_member(fields, b"".join(pieces)))


def _fields(record_type: str) -> dict[str, str]:
    return {
        "WARC-Type": record_type,
        "WARC-Record-ID": f"<{uuid.uuid4().urn}>",
        "Content-Type": _CONTENT_TYPES[record_type],
    }


def _response_fields(exchange: Exchange, digest: str, revisit_of: Capture | None) -> dict[str, str]:
    """Return the fields of a response, or of a revisit record in its place, but address and time."""
    # In hexadecimal, as the database has it; tools take either and compare by length.
    fields = {"WARC-Payload-Digest": digest}
    if exchange.ip_address:
        fields["WARC-IP-Address"] = exchange.ip_address
    if revisit_of is None:
        return _fields("response") | fields
    is_servers_word = exchange.status == HTTPStatus.NOT_MODIFIED
    return (
        _fields("revisit")
        | fields
        | {
            "WARC-Profile": NOT_MODIFIED_PROFILE if is_servers_word else IDENTICAL_PROFILE,
            "WARC-Refers-To": f"<{revisit_of.capture_id}>",
            "WARC-Refers-To-Target-URI": revisit_of.target_uri,
            "WARC-Refers-To-Date": warc_date(revisit_of.captured_at),
        }
    )


def _request_head(exchange: Exchange) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the first line and the headers of a request; nothing secret is among them."""
    sent = tuple((name, value) for name, value in exchange.request_headers if name.lower() not in _SECRET)
    parts = urlsplit(exchange.url)
    target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    headers = http_headers(sent, exchange.request_body, has_length=exchange.method != "GET")
    return f"{exchange.method} {target} HTTP/1.1", headers


def warc_date(moment: dt.datetime) -> str:
    """Return an aware time as ISO 28500 wants it: UTC, with ``Z``, no more digits than there are.

    Example:
        >>> warc_date(dt.datetime(2026, 11, 23, 16, 0, 0, 5, dt.timezone(dt.timedelta(hours=8))))
        '2026-11-23T08:00:00.000005Z'
    """
    return moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat() + "Z"


def _as_read(
    fields: Mapping[str, str],
    first_line: str,
    headers: tuple[tuple[str, str], ...],
    *,
    offset: int = 0,
    length: int = 0,
    payload: bytes = b"",
) -> tuple[WarcRecord, HttpMessage]:
    """Return a record that was written as a reader would find it."""
    lower = {name.lower(): value for name, value in fields.items()}
    return (
        WarcRecord(offset=offset, length=length, fields=lower, block=memoryview(b"")),
        HttpMessage(first_line=first_line, headers=headers, payload=memoryview(payload)),
    )
