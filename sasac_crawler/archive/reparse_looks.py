"""The looks a reparse goes through, page by page, with where their bytes lie."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlite_utils import Database

from sasac_crawler.archive.rereading import Look, Place
from sasac_crawler.store.records import unpack

BATCH: Final = 50
"""Looks a worker gets at a time, and pages of one transaction."""
_READABLE: Final = ("parse_error", "empty", "bad_charset")
"""Outcomes of answers that better rules may read as articles."""


def looks_after(db: Database, *, after: tuple[str, str]) -> Iterator[Look]:
    """Yield the looks that gave articles, and answers that might, in the order of URL and time.

    Pages of rows are fetched one after the other: a transaction may be committed in between.
    """
    while rows := db.execute(_LOOKS, [*after, *after, BATCH]).fetchall():
        for row in rows:
            yield _look(row, db)
        after = (rows[-1][0], rows[-1][1])


_CAPTURE: Final = (
    "c.warc_file, c.warc_offset, c.warc_length,"
    " o.warc_file AS payload_file, o.warc_offset AS payload_offset, o.warc_length AS payload_length"
)
# The record a revisit repeats: the first capture of the same payload at the same URL.
_ORIGINAL: Final = (
    " LEFT JOIN captures o ON c.is_revisit AND o.capture_id = (SELECT capture_id FROM captures x"
    " WHERE x.url = c.url AND x.payload_digest = c.payload_digest AND NOT x.is_revisit LIMIT 1)"
)
_LISTED: Final = (
    " (SELECT listed_title FROM frontier f WHERE f.key = c.url), (SELECT listed_date FROM frontier f"
    " WHERE f.key = c.url), (SELECT listed_date_inferred FROM frontier f WHERE f.key = c.url)"
)
_LOOKS: Final = (
    "SELECT * FROM (SELECT n.url AS look_url, n.seen_at AS look_time, c.url, c.capture_id, s.record, NULL, NULL,"  # noqa: S608 - fixed texts
    f" {_CAPTURE}, {_LISTED} FROM observations n JOIN states s ON s.url = n.url AND s.state = n.state"
    f" JOIN captures c ON c.capture_id = n.capture_id {_ORIGINAL}"
    " WHERE n.state <> '' AND NOT EXISTS (SELECT 1 FROM attachment_fetches t WHERE t.capture_id = n.capture_id)"
    " AND (n.url, n.seen_at) > (?, ?) AND n.epoch = (SELECT max(epoch) FROM observations m"
    " WHERE m.url = n.url AND m.seen_at = n.seen_at)"
    " UNION ALL SELECT c.url, c.captured_at, c.url, c.capture_id, NULL, f.site, f.channel,"
    f" {_CAPTURE}, {_LISTED} FROM captures c JOIN frontier f ON f.key = c.url AND f.kind = 'article' {_ORIGINAL}"
    f" WHERE c.outcome IN {_READABLE!r} AND c.status = 200 AND (c.url, c.captured_at) > (?, ?)"
    " AND NOT EXISTS (SELECT 1 FROM observations n WHERE n.capture_id = c.capture_id)"
    ") ORDER BY look_url, look_time LIMIT ?"
)


def _look(row: tuple[Any, ...], db: Database) -> Look:
    url, seen_at, target, capture_id, packed, site, channel, *rest = row
    response: Place = (rest[0], rest[1], rest[2])
    payload: Place = (rest[3], rest[4], rest[5]) if rest[3] is not None else response
    known = unpack(packed) if packed is not None else None
    return Look(
        url=url,
        target_uri=target,
        seen_at=seen_at,
        site=known["row"]["site"] if known else site,
        channel=known["row"]["channel"] if known else channel,
        capture_id=capture_id,
        response=response,
        payload=payload,
        parts=_parts(db, known["parts"] if known else (), seen_at),
        listed_title=rest[6],
        listed_date=rest[7],
        listed_inferred=rest[8],
        known=known,
    )


def _parts(db: Database, urls: Iterable[str], seen_at: str) -> tuple[tuple[str, Place, Place], ...]:
    """Return the captures of an article's further pages: those fetched right after the first."""
    found: list[tuple[str, Place, Place]] = []
    for url in urls:
        row = db.execute(
            f"SELECT {_CAPTURE} FROM captures c {_ORIGINAL} WHERE c.url = ? AND c.status = 200"  # noqa: S608 - fixed texts
            " AND c.captured_at >= ? ORDER BY c.captured_at LIMIT 1",
            (url, seen_at),
        ).fetchone()
        if row is not None:
            response: Place = (row[0], row[1], row[2])
            found.append((url, response, (row[3], row[4], row[5]) if row[3] is not None else response))
    return tuple(found)
