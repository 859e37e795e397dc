"""Rows that are no rows of ``articles``: places, earlier states, what became of an id."""

from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from sasac_crawler.normalize.script import to_hans
from sasac_crawler.query.delta import Delta
from sasac_crawler.query.permalinks import version_of
from sasac_crawler.query.selection import Selection
from sasac_crawler.store.observations import ObservationTable
from sasac_crawler.store.records import unpack

_PLACES = (
    "SELECT url, site, channel, capture_id, first_seen, last_seen, gone_since FROM appearances"
    " WHERE article_id = ? ORDER BY first_seen, url"
)
_EARLIER = (
    "SELECT v.version, v.url, v.state, v.capture_id, v.seen_until, v.cause, s.record, min(o.seen_at) AS first_seen,"
    " max(o.seen_at) AS last_seen FROM article_versions v JOIN states s ON s.url = v.url AND s.state = v.state"
    " LEFT JOIN observations o ON o.url = v.url AND o.state = v.state"
    " WHERE v.article_id = ? GROUP BY v.version ORDER BY v.version"
)


class Assembler:
    """Puts the rows of one article together."""

    def __init__(self, db: Database, selection: Selection, names: list[str], delta: Delta | None) -> None:
        self._db = db
        self._selection = selection
        self._names = names
        self._delta = delta
        self._observations = ObservationTable(db.conn)

    def rows_of(self, article: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of an article: earlier states first, oldest first, then what stands now.

        Args:
            article: its own row, by column.
        """
        change = self._change(article)
        if self._selection.versions:
            for one in self._earlier(article):
                yield self._row(one, change)
        if self._selection.duplicates == "one":
            yield self._row(article, change)
            return
        for place in self._db.query(_PLACES, [article["id"]]):
            yield self._row(self._at(place, article), change)

    def tombstones(self, condition: str, values: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
        """Yield a row for every id that may have been in the dataset and is not: joined or not selected now.

        Args:
            condition: what selects the articles ``a``.
            values: its parameters.
        """
        assert self._delta is not None  # noqa: S101 - only called then
        # A text that others joined or left may be known by another id, whoever was looked at.
        rows = self._db.query(
            "SELECT DISTINCT p.document_id AS id, CASE WHEN p.article_id <> p.document_id THEN p.article_id END"  # noqa: S608 - fixed texts
            f" AS merged_into FROM appearances p WHERE (p.document IN {self._delta.documents} OR p.article_id IN"
            f" (SELECT a.id FROM articles a WHERE {self._delta.condition}))"
            f" AND p.document_id NOT IN (SELECT a.id FROM articles a WHERE {condition}) ORDER BY 1",
            values,
        )
        for row in rows:
            yield tuple((row | {"change": "deleted"}).get(name) for name in self._names)

    def _earlier(self, article: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for one in self._db.query(_EARLIER, [article["id"]]):
            yield self._in_script(unpack(one["record"])["row"]) | {
                "id": article["id"],
                "version": one["state"],
                "version_number": one["version"],
                "seen_until": one["seen_until"],
                "cause": one["cause"],
                "capture_id": one["capture_id"],
                "first_seen": one["first_seen"],
                "last_seen": one["last_seen"],
                "last_changed": one["first_seen"],
            }

    def _at(self, place: dict[str, Any], article: dict[str, Any]) -> dict[str, Any]:
        """Return the record as it stands in one place."""
        times = {name: place[name] for name in ("capture_id", "first_seen", "last_seen", "gone_since")}
        state = self._observations.state_of(place["url"])
        if place["url"] == article["url"] or state is None:
            return article | times
        record, _ = self._observations.record(place["url"], state)
        [(since,)] = self._db.execute(
            "SELECT min(seen_at) FROM observations WHERE url = ? AND state = ?", [place["url"], state]
        ).fetchall()
        row = self._in_script(record["row"])
        kept = {name: article.get(name) for name in ("id", "near_duplicate_of", "attachments_text")}
        return row | kept | times | {"version": version_of(row), "last_changed": since}

    def _in_script(self, row: dict[str, Any]) -> dict[str, Any]:
        if self._selection.script == "printed" or row["script"] == "Hans":
            return row
        return row | {name: to_hans(row[name], row["script"]) for name in ("title", "body_text")}

    def _change(self, article: dict[str, Any]) -> str | None:
        if self._delta is None:
            return None
        [(superseded,)] = self._db.execute(
            "SELECT max(seen_until) FROM article_versions WHERE article_id = ?", [article["id"]]
        ).fetchall()
        return self._delta.change_of(article, superseded)

    def _row(self, record: dict[str, Any], change: str | None) -> tuple[Any, ...]:
        return tuple(change if name == "change" else record.get(name) for name in self._names)
