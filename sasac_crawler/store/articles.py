"""Articles, the places they appear in, and their earlier states: all worked out from observations.

Whatever comes in is an observation; the rows of the articles it touches are then composed anew from all
observations there are. So the order of arrival never changes the final state, and the same crawl fed
twice changes nothing.
"""

import datetime as dt
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlite_utils import Database

from sasac_crawler.items import Appearance
from sasac_crawler.normalize.identity import article_id_of
from sasac_crawler.store.composition import Composition, compose, current_places
from sasac_crawler.store.history import EarlierState, Observation, Place
from sasac_crawler.store.near_duplicates import forget_text, wait_for_comparison
from sasac_crawler.store.observations import ObservationTable
from sasac_crawler.store.records import (
    DETAIL_TABLES,
    Record,
    changed_fields,
    document_of,
    record_of,
    state_of,
    text_key,
)
from sasac_crawler.store.search import index_article, unindex_article

if TYPE_CHECKING:
    import sqlite3

_VERSION_COLUMNS: Final = ("title", "date_published", "source_name", "body_text", "content_digest")


class Change(StrEnum):
    """What storing an appearance did."""

    NEW = "new"
    DUPLICATE = "duplicate"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """Where an appearance ended up."""

    article_id: str
    change: Change


class ArticleTable:
    """The record tables. Methods do not open transactions: the caller groups them."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._connection: sqlite3.Connection = db.conn
        self._observations = ObservationTable(db.conn)

    def id_of_text(self, content_digest: str) -> str | None:
        """Return the id of the article that holds a text, or ``None``."""
        row = self._connection.execute(
            "SELECT id FROM articles WHERE content_digest = ? ORDER BY id LIMIT 1", (content_digest,)
        ).fetchone()
        return row[0] if row else None

    def save(self, appearance: Appearance, *, epoch: int = 0) -> Stored:
        """Store an article as it stands in one place; saving the same again changes nothing.

        Args:
            appearance: what was read.
            epoch: which reading of the capture it is; more than 0 for a reparse.
        """
        article = appearance.article
        look = Observation(
            url=article.url,
            seen_at=article.seen_at.isoformat(),
            state=state_of(article),
            document=document_of(article),
            text_key=text_key(article),
            capture_id=article.capture_id,
            epoch=epoch,
        )
        earlier_state = self._observations.state_of(look.url)
        text_is_known = self._row_of(look.text_key) is not None
        self._observations.add(look)
        self._observations.keep_state(look, record_of(article))
        self._compose(look.document)
        if earlier_state is not None:
            change = Change.UNCHANGED if earlier_state == look.state else Change.CHANGED
        else:
            change = Change.DUPLICATE if text_is_known else Change.NEW
        return Stored(article_id=self._article_at(look.url), change=change)

    def document_at(self, url: str) -> str | None:
        """Return the key of the document a URL is a place of, or ``None`` if it never gave an article."""
        return self._observations.document_of(url)

    def gone_since(self, url: str) -> str | None:
        """Return since when a place is withdrawn, or ``None``."""
        row = self._connection.execute("SELECT gone_since FROM appearances WHERE url = ?", (url,)).fetchone()
        return row[0] if row else None

    def note_gone(self, url: str, *, document: str, seen_at: dt.datetime, capture_id: str | None) -> None:
        """Note that a place was looked for and was not there."""
        self._observations.add(
            Observation(
                url=url, seen_at=seen_at.isoformat(), state="", document=document, capture_id=capture_id
            )
        )
        self._compose(document)

    def _compose(self, document: str) -> None:
        """Bring the rows up to date of the article a document was part of and of the one it is part of."""
        before = self._observations.text_of(document)
        history = self._observations.refresh(document)
        if history is None:
            return
        # Rows that go out must be gone before others take over their ids.
        self._connection.execute("PRAGMA defer_foreign_keys = ON")
        for key in dict.fromkeys((before, history.text_key)):
            if key is not None:
                self._write(key)

    def _write(self, key: str) -> None:
        present = self._row_of(key)
        histories = self._observations.histories(key)
        if not histories:
            if present is not None:
                self._remove(present)
            return
        read = {
            place.url: self._observations.record(place.url, place.state)
            for place in current_places(histories)
        }
        made = compose(histories, {url: record for url, (record, _) in read.items()})
        record, capture_id = read[made.shown.url]
        values = record["row"] | {
            "id": made.id,
            "text_key": key,
            "capture_id": capture_id,
            "first_seen": made.first_seen,
            "last_seen": made.last_seen,
            "last_changed": made.last_changed,
            "gone_since": made.gone_since,
        }
        self._write_article(present, values, record)
        self._write_places(made)
        self._write_versions(made)

    def _write_article(self, present: dict[str, Any] | None, values: dict[str, Any], record: Record) -> None:
        if present is not None and all(present[name] == value for name, value in values.items()):
            return
        if present is None:
            table = self._db.table("articles").insert(values)
            assert isinstance(table.last_pk, int)  # noqa: S101 - narrows the type
            index_article(self._connection, table.last_pk, values["title_hans"], values["body_hans"])
            wait_for_comparison(self._connection, table.last_pk)
        else:
            self._db.table("articles").update(present["seq"], values)
            texts = ("title_hans", "body_hans")
            if any(present[name] != values[name] for name in texts):
                unindex_article(self._connection, present["seq"], *(present[name] for name in texts))
                index_article(self._connection, present["seq"], *(values[name] for name in texts))
            if present["body_hans"] != values["body_hans"]:
                forget_text(self._connection, present["seq"], present["body_hans"])
            wait_for_comparison(self._connection, present["seq"])
            self._remove_details(present["id"])
            if present["id"] != values["id"]:
                self._remove_versions(present["id"])
        for table_name in DETAIL_TABLES:
            self._db.table(table_name).insert_all(
                ({"article_id": values["id"], **one} for one in record[table_name]), ignore=True
            )

    def _write_places(self, made: Composition) -> None:
        for place in made.places:
            record, _ = self._observations.record(place.url, place.state)
            self._connection.execute(
                "INSERT INTO appearances (url, article_id, document, document_id, site, channel, title,"
                " date_published, source_name, listed_title, listed_date, capture_id, first_seen, last_seen,"
                " gone_since) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (url) DO UPDATE SET article_id = excluded.article_id,"
                " document = excluded.document, document_id = excluded.document_id,"
                " channel = excluded.channel, title = excluded.title,"
                " date_published = excluded.date_published, source_name = excluded.source_name,"
                " listed_title = excluded.listed_title, listed_date = excluded.listed_date,"
                " capture_id = excluded.capture_id, first_seen = excluded.first_seen,"
                " last_seen = excluded.last_seen, gone_since = excluded.gone_since",
                _place_row(place, made.id, record),
            )
            self._connection.execute(
                "UPDATE issues SET article_id = ? WHERE url = ? AND article_id IS NOT ?",
                (made.id, place.url, made.id),
            )

    def _write_versions(self, made: Composition) -> None:
        present = self._connection.execute(
            "SELECT url, state, seen_until, cause, capture_id FROM article_versions WHERE article_id = ?"
            " ORDER BY version",
            (made.id,),
        ).fetchall()
        wanted = [(one.url, one.state, one.seen_until, one.cause, one.capture_id) for one in made.earlier]
        if present == wanted:
            return
        self._connection.execute("DELETE FROM article_versions WHERE article_id = ?", (made.id,))
        self._db.table("article_versions").insert_all(
            self._version_row(made.id, number, one) for number, one in enumerate(made.earlier, start=1)
        )

    def _version_row(self, article_id: str, number: int, one: EarlierState) -> dict[str, Any]:
        old, _ = self._observations.record(one.url, one.state)
        new, _ = self._following(one)
        return {name: old["row"][name] for name in _VERSION_COLUMNS} | {
            "article_id": article_id,
            "version": number,
            "url": one.url,
            "state": one.state,
            "capture_id": one.capture_id,
            "seen_until": one.seen_until,
            "changed_fields": json.dumps(changed_fields(old, new)),
            "cause": one.cause,
        }

    def _following(self, one: EarlierState) -> tuple[Record, str | None]:
        """Return the state that took another's place: of the same URL, or of a twin the text moved to."""
        row = self._connection.execute(
            "SELECT url FROM states WHERE state = ? ORDER BY url = ? DESC, url LIMIT 1",
            (one.followed_by, one.url),
        ).fetchone()
        return self._observations.record(row[0], one.followed_by)

    def _remove(self, present: dict[str, Any]) -> None:
        unindex_article(self._connection, present["seq"], present["title_hans"], present["body_hans"])
        forget_text(self._connection, present["seq"], present["body_hans"])
        self._remove_details(present["id"])
        self._remove_versions(present["id"])
        self._connection.execute("DELETE FROM articles WHERE seq = ?", (present["seq"],))

    def _remove_details(self, article_id: str) -> None:
        for table in DETAIL_TABLES:
            self._connection.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))  # noqa: S608 - fixed names

    def _remove_versions(self, article_id: str) -> None:
        self._connection.execute("DELETE FROM article_versions WHERE article_id = ?", (article_id,))

    def _row_of(self, key: str) -> dict[str, Any] | None:
        return next(iter(self._db.query("SELECT * FROM articles WHERE text_key = ?", [key])), None)

    def _article_at(self, url: str) -> str:
        [article_id] = self._connection.execute(
            "SELECT article_id FROM appearances WHERE url = ?", (url,)
        ).fetchone()
        return str(article_id)


def _place_row(place: Place, article_id: str, record: Record) -> tuple[Any, ...]:
    row = record["row"]
    return (
        place.url,
        article_id,
        place.document,
        article_id_of(place.document),
        row["site"],
        row["channel"],
        row["title"],
        row["date_published"],
        row["source_name"],
        record["listed_title"],
        record["listed_date"],
        place.capture_id,
        place.first_seen,
        place.last_seen,
        place.gone_since,
    )
