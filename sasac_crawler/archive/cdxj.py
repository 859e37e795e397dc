"""The CDXJ index of a WARC: one line a capture, sorted by URL key and time, beside the file.

The form pywb and the WACZ tools read (https://specs.webrecorder.net/cdxj/): key, fourteen digits of time,
one JSON object. Beside the file, because pywb takes the ``warc`` folder as its ``index_paths`` as it is.
"""

import hashlib
import heapq
import json
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

from sasac_crawler.archive.durable import write_whole
from sasac_crawler.archive.manifest import OPEN_SUFFIX, index_path
from sasac_crawler.archive.post_query import WITH_BODY, body_query, with_body
from sasac_crawler.archive.url_key import url_key
from sasac_crawler.archive.warc_members import WarcBytes
from sasac_crawler.archive.warc_record import HttpMessage, WarcRecord, parse_http, parse_record
from sasac_crawler.errors import IntegrityError

# What ends a media type. example: ";" · counter-example: "/"
_AFTER_TYPE: Final = re.compile(r"[;\s]")
_SECONDS: Final = len("2026-11-23T12:00:00")
_DIGITS: Final = str.maketrans("", "", "-T:Z")
_BODILESS: Final = (b"GET ", b"HEAD ")


class CdxjLines:
    """Collects the captures of one WARC in the order they lie in it."""

    def __init__(self, name: str, *, most: int | None = None) -> None:
        """Begin an index.

        Args:
            name: final name of the WARC.
            most: lines that are kept in memory; further ones wait sorted in temporary files, so that a
                crawl needs no more memory the longer it runs. ``None`` for all.
        """
        self._name = name
        self._most = most
        self._lines: list[str] = []
        self._runs: list[IO[str]] = []
        self._last: tuple[str, str, dict[str, str]] | None = None
        self._last_id = ""

    def add(self, record: WarcRecord, http: HttpMessage | None = None) -> None:
        """Take a record of any type, in the order of the file.

        Args:
            record: the record.
            http: what it holds, if that is known already.

        Raises:
            IntegrityError: it should hold an HTTP message and does not.
        """
        if record.is_capture:
            self._add_capture(record, http or parse_http(record, self._name))
        elif record.record_type == "request" and not bytes(record.block[:5]).startswith(_BODILESS):
            self._add_request(record, http or parse_http(record, self._name))

    def _add_capture(self, record: WarcRecord, http: HttpMessage) -> None:
        self._finish()
        mime = _mime(record, http)
        fields = {"url": record.target_uri} | ({} if mime is None else {"mime": mime})
        fields |= {
            "status": str(http.status),
            "digest": record.fields.get("warc-payload-digest", ""),
            "length": str(record.length),
            "offset": str(record.offset),
            "filename": self._name,
        }
        moment = record.fields.get("warc-date", "")[:_SECONDS].translate(_DIGITS)
        self._last = record.target_uri, moment, fields
        self._last_id = record.record_id

    def text(self) -> str:
        """Return the whole index."""
        return "".join(self.lines())

    def lines(self) -> Iterator[str]:
        """Yield the lines in order, each once; the index is at its end then."""
        self._finish()
        for run in self._runs:
            run.seek(0)
        last = ""
        for line in heapq.merge(sorted(self._lines), *self._runs):
            if line != last:
                yield line
            last = line
        for run in self._runs:
            run.close()
        self._runs.clear()

    def _add_request(self, record: WarcRecord, http: HttpMessage) -> None:
        """Take the request that follows its capture; a body becomes part of the key."""
        if self._last is None or record.identifier("warc-concurrent-to") != self._last_id:
            return
        method = http.method.upper()
        if method in WITH_BODY:
            url, moment, fields = self._last
            query = body_query(http.header("Content-Type") or "", bytes(http.payload))
            fields |= {"requestBody": query, "method": method}
            self._last = with_body(url, method=method, query=query), moment, fields

    def _finish(self) -> None:
        if self._last is not None:
            url, moment, fields = self._last
            self._lines.append(f"{url_key(url)} {moment} {json.dumps(fields)}\n")
            self._last = None
            if self._most is not None and len(self._lines) >= self._most:
                self._put_down()

    def _put_down(self) -> None:
        run = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115 - closed by ``lines``
        run.writelines(sorted(self._lines))
        self._runs.append(run)
        self._lines.clear()


def index_text(warc: Path) -> str | None:
    """Return the index of a closed or open WARC, read from its records; ``None`` if one cannot be read."""
    lines = CdxjLines(warc.name.removesuffix(OPEN_SUFFIX))
    with WarcBytes(warc) as file:
        try:
            for member in file.members():
                lines.add(parse_record(member, warc.name))
        except IntegrityError:
            return None
    return lines.text()


def write_index(warc: Path, lines: Iterable[str]) -> str:
    """Write the index of a WARC beside it, whole or not at all, durably; return its sha256 in hexadecimal.

    Args:
        warc: the file, under its final name or still open.
        lines: as ``CdxjLines`` gives them.
    """
    digest = hashlib.sha256()
    write_whole(index_path(warc), _hashed(lines, digest))
    return digest.hexdigest()


def _hashed(lines: Iterable[str], digest: "hashlib._Hash") -> Iterator[bytes]:
    for line in lines:
        content = line.encode()
        digest.update(content)
        yield content


def _mime(record: WarcRecord, http: HttpMessage) -> str | None:
    if record.record_type == "revisit":
        return "warc/revisit"
    stated = http.header("Content-Type")
    return None if stated is None else _AFTER_TYPE.split(stated.strip(), maxsplit=1)[0]
