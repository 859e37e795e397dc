"""The captures behind selected articles, and their records copied as they lie: gzip member by gzip member."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final

from sasac_crawler.archive.cdxj import CdxjLines
from sasac_crawler.archive.warc_members import Member, WarcBytes
from sasac_crawler.archive.warc_reader import warc_path
from sasac_crawler.archive.warc_record import WarcRecord, parse_record
from sasac_crawler.errors import IntegrityError
from sasac_crawler.query.reading import Reader

# Every address of an article, its further pages, and its files; of a whole site its lists, too.
_URLS: Final = """
WITH chosen AS (SELECT a.id, a.site FROM articles a WHERE {condition}),
urls AS (
  SELECT p.url FROM appearances p WHERE p.article_id IN (SELECT id FROM chosen)
  UNION SELECT t.url FROM attachments t WHERE t.article_id IN (SELECT id FROM chosen)
  UNION SELECT f.url FROM frontier f WHERE f.kind = 'list' AND :with_lists AND f.site IN (SELECT site FROM chosen)
  UNION SELECT f.url FROM frontier f WHERE f.found_on IN (
    SELECT p.url FROM appearances p WHERE p.article_id IN (SELECT id FROM chosen))
)
SELECT c.capture_id, c.url, c.warc_file, c.warc_offset, c.warc_length, c.is_revisit, c.payload_digest
FROM captures c WHERE c.url IN (SELECT url FROM urls)
UNION
SELECT c.capture_id, c.url, c.warc_file, c.warc_offset, c.warc_length, c.is_revisit, c.payload_digest
FROM captures c WHERE c.capture_id IN (
  SELECT x.capture_id FROM attachment_fetches x WHERE x.url IN (SELECT url FROM urls))
ORDER BY 3, 4
"""
_ORIGINALS: Final = (
    "SELECT capture_id, url, warc_file, warc_offset, warc_length, is_revisit, payload_digest FROM captures"
    " WHERE url = ? AND payload_digest = ? AND NOT is_revisit"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a capture lies."""

    capture_id: str
    url: str
    warc_file: str
    offset: int
    length: int
    is_revisit: int
    payload_digest: str


def captures_of(connection: sqlite3.Connection, reader: Reader) -> list[Place]:
    """Return the captures behind what a reader reads, with those that revisits refer to, as they lie."""
    condition, values = reader.where
    selection = reader.selection
    is_whole_site = selection.words == "" and selection.article is None and selection.since_run is None
    rows = connection.execute(
        _URLS.format(condition=condition), {**values, "with_lists": is_whole_site}
    ).fetchall()
    found = {row[0]: Place(*row) for row in rows}
    for place in list(found.values()):
        if place.is_revisit:
            for row in connection.execute(_ORIGINALS, [place.url, place.payload_digest]):
                found.setdefault(row[0], Place(*row))
    return sorted(found.values(), key=lambda place: (place.warc_file, place.offset))


def copy_records(places: Iterable[Place], folder: Path, out: BinaryIO, index: CdxjLines) -> Iterator[Place]:
    """Copy captures with their requests into one WARC, byte for byte; yield each when it is copied.

    Args:
        places: the captures, ordered by file and offset.
        folder: of the archive's WARC files.
        out: a new WARC.
        index: takes every record in its new place.

    Raises:
        IntegrityError: a record is not there or not whole.
    """
    current: _Source | None = None
    try:
        for place in places:
            if current is None or current.name != place.warc_file:
                if current is not None:
                    current.close()
                current = _Source(folder, place.warc_file)
                _copy(current.first(), out, index)
            for member in current.exchange(place):
                _copy(member, out, index)
            yield place
    finally:
        if current is not None:
            current.close()


@dataclass(frozen=True, slots=True)
class _Copied:
    raw: bytes
    record: WarcRecord


class _Source:
    """One WARC that is copied from."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        path = warc_path(folder, name)
        self._members = WarcBytes(path)
        self._file = path.open("rb")

    def close(self) -> None:
        """Close it."""
        self._members.__exit__(None, None, None)
        self._file.close()

    def first(self) -> _Copied:
        """Return the warcinfo record, which says who made the file."""
        return self._raw(self._members.member(0))

    def exchange(self, place: Place) -> Iterator[_Copied]:
        """Yield a capture and the request that led to it."""
        member = self._members.member(place.offset)
        if member.length != place.length:
            message = f"{self.name} at {place.offset}: {member.length} bytes where {place.length} were stored"
            raise IntegrityError(message)
        yield self._raw(member)
        if member.end < self._members.size:
            request = self._raw(self._members.member(member.end))
            if request.record.identifier("warc-concurrent-to") == place.capture_id:
                yield request

    def _raw(self, member: Member) -> _Copied:
        self._file.seek(member.offset)
        return _Copied(self._file.read(member.length), parse_record(member, self.name))


def _copy(one: _Copied, out: BinaryIO, index: CdxjLines) -> None:
    index.add(replace(one.record, offset=out.tell()))
    out.write(one.raw)
