"""The rows of an article: its record, its details, its places, its earlier states.

Written with plain statements, every row once and no column that stays as it is: a page is one transaction, and most of
its time is spent here.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from sasac_crawler.items import PreparedRecord
from sasac_crawler.normalize.identity import article_id_of
from sasac_crawler.store.composition import Composition
from sasac_crawler.store.history import EarlierState, Place
from sasac_crawler.store.near_duplicates import forget_text, wait_for_comparison
from sasac_crawler.store.observations import ObservationTable
from sasac_crawler.store.records import DETAIL_TABLES, Record, changed_fields
from sasac_crawler.store.search import Indexable, index_later, unindex_article

Row = dict[str, Any]

_TEXTS: Final = ("title_hans", "body_hans")
_COMPARED: Final = frozenset(("id", "body_hans", "date_published", "is_reprint"))
"""Columns that decide what an article is a near copy of, and what is one of it."""
_OF_ARTICLES: Final = ("appearances", "article_versions", *DETAIL_TABLES)
"""Tables whose rows name an article."""
_VERSION_COLUMNS: Final = ("title", "date_published", "source_name", "body_text", "content_digest")
_PLACE_COLUMNS: Final = (
    "url",
    "article_id",
    "document",
    "document_id",
    "site",
    "channel",
    "title",
    "date_published",
    "source_name",
    "listed_title",
    "listed_date",
    "capture_id",
    "first_seen",
    "last_seen",
    "gone_since",
)
_PUT_PLACE: Final = (
    f"INSERT INTO appearances ({', '.join(_PLACE_COLUMNS)}) VALUES ({', '.join('?' * len(_PLACE_COLUMNS))})"  # noqa: S608 - fixed names
    " ON CONFLICT (url) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _PLACE_COLUMNS if name != "url")
)


class ArticleRows:
    """The tables that hold what an article is composed of. Methods open no transactions."""

    def __init__(self, connection: sqlite3.Connection, observations: ObservationTable) -> None:
        self._connection = connection
        self._observations = observations
        self._indexable: dict[int, Indexable] = {}
        self.prepared: PreparedRecord | None = None
        """Of the look that is being stored: what was worked out of it need not be again."""

    def has(self, key: str) -> bool:
        """Return whether there is an article of a text."""
        return bool(self._connection.execute("SELECT 1 FROM articles WHERE text_key = ?", (key,)).fetchone())

    def row_of(self, key: str) -> Row | None:
        """Return the row of the article of a text, or ``None``."""
        cursor = self._connection.execute("SELECT * FROM articles WHERE text_key = ?", (key,))
        row = cursor.fetchone()
        return None if row is None else dict(zip((one[0] for one in cursor.description), row, strict=True))

    def write(self, present: Row | None, values: Row, record: Record) -> None:
        """Bring the row of an article, its details and its places in the indexes up to date.

        Args:
            present: its row as it stands, or ``None``.
            values: what the row must say.
            record: what the place says whose record the article shows.
        """
        if present is None:
            self._insert(values)
        else:
            changed = {name for name, value in values.items() if present[name] != value}
            if not changed:
                return
            self._update(present, values, changed)
        self._put_details(values["id"], record)

    def write_places(self, made: Composition) -> None:
        """Write where an article is and was."""
        for place in made.places:
            record, _ = self._observations.record(place.url, place.state)
            self._connection.execute(_PUT_PLACE, _place_row(place, made.id, record))
            self._connection.execute(
                "UPDATE issues SET article_id = ? WHERE url = ? AND article_id IS NOT ?",
                (made.id, place.url, made.id),
            )

    def write_versions(self, made: Composition) -> None:
        """Write what an article was before."""
        present = self._connection.execute(
            "SELECT url, state, seen_until, cause, capture_id FROM article_versions WHERE article_id = ?"
            " ORDER BY version",
            (made.id,),
        ).fetchall()
        wanted = [(one.url, one.state, one.seen_until, one.cause, one.capture_id) for one in made.earlier]
        if present == wanted:
            return
        self._remove_from("article_versions", made.id)
        rows = [self._version_row(made.id, number, one) for number, one in enumerate(made.earlier, start=1)]
        self._insert_all("INSERT", "article_versions", rows)

    def remove(self, present: Row) -> None:
        """Take an article out whose text nobody has any more."""
        unindex_article(self._connection, present["seq"], *(present[name] for name in _TEXTS))
        forget_text(self._connection, present["seq"], present["body_hans"])
        for table in (*DETAIL_TABLES, "article_versions"):
            self._remove_from(table, present["id"])
        self._connection.execute("DELETE FROM articles WHERE seq = ?", (present["seq"],))

    def check_given_up(self, article_id: str) -> None:
        """Raise if rows still name an article that went out: a commit of many pages would fail for this one.

        Raises:
            sqlite3.IntegrityError: there are such rows.
        """
        for table in _OF_ARTICLES:
            left = self._connection.execute(
                f"SELECT 1 FROM {table} WHERE article_id = ?1"  # noqa: S608 - fixed names
                " AND NOT EXISTS (SELECT 1 FROM articles WHERE id = ?1) LIMIT 1",
                (article_id,),
            ).fetchone()
            if left is not None:
                message = f"{table} names article {article_id}, which is not there any more"
                raise sqlite3.IntegrityError(message)

    def _insert(self, values: Row) -> None:
        cursor = self._connection.execute(
            _insertion("INSERT", "articles", tuple(values)), tuple(values.values())
        )
        seq = cursor.lastrowid
        assert seq is not None  # noqa: S101 - narrows the type
        self._index_later(seq, values)
        wait_for_comparison(self._connection, seq, self._sketch_of(values))

    def _index_later(self, seq: int, values: Row) -> None:
        prepared = self._prepared_for(values)
        if prepared is not None and prepared.tokens is not None:
            self._indexable[seq] = Indexable(values["title_hans"], values["body_hans"], *prepared.tokens)
        if index_later(self._connection, seq, self._indexable):
            self._indexable.clear()

    def _sketch_of(self, values: Row) -> tuple[int, ...] | None:
        prepared = self._prepared_for(values)
        return prepared.sketch if prepared is not None else None

    def _prepared_for(self, values: Row) -> PreparedRecord | None:
        """Return what was worked out already if it is of the texts of a row: the row may show another place."""
        prepared = self.prepared
        if prepared is None or any(prepared.record["row"][name] != values[name] for name in _TEXTS):
            return None
        return prepared

    def _update(self, present: Row, values: Row, changed: set[str]) -> None:
        seq = present["seq"]
        # Only what changes: SQLite would write every index of a column that is set anew.
        names = sorted(changed)
        self._connection.execute(
            f"UPDATE articles SET {', '.join(f'{name} = ?' for name in names)} WHERE seq = ?",  # noqa: S608 - columns
            (*(values[name] for name in names), seq),
        )
        if not changed.isdisjoint(_TEXTS):
            unindex_article(self._connection, seq, *(present[name] for name in _TEXTS))
            self._index_later(seq, values)
        if "body_hans" in changed:
            forget_text(self._connection, seq, present["body_hans"])
        if not changed.isdisjoint(_COMPARED):
            wait_for_comparison(self._connection, seq, self._sketch_of(values))
        for table in DETAIL_TABLES:
            self._remove_from(table, present["id"])
        if "id" in changed:
            self._remove_from("article_versions", present["id"])

    def _put_details(self, article_id: str, record: Record) -> None:
        for table in DETAIL_TABLES:
            # A detail may be named twice; one row says it.
            self._insert_all(
                "INSERT OR IGNORE", table, [{"article_id": article_id, **one} for one in record[table]]
            )

    def _version_row(self, article_id: str, number: int, one: EarlierState) -> Row:
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

    def _insert_all(self, verb: str, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows of one form."""
        if rows:
            statement = _insertion(verb, table, tuple(rows[0]))
            self._connection.executemany(statement, [tuple(one.values()) for one in rows])

    def _remove_from(self, table: str, article_id: str) -> None:
        self._connection.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))  # noqa: S608 - fixed names


@cache
def _insertion(verb: str, table: str, names: Iterable[str]) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" for _ in names)
    return f"{verb} INTO {table} ({columns}) VALUES ({marks})"


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
