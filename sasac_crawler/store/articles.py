"""Articles, the places they appear in, and their earlier states: all worked out from observations.

Whatever comes in is an observation; the rows of the articles it touches are then composed anew from all
observations there are. So the order of arrival never changes the final state, and the same crawl fed
twice changes nothing.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlite_utils import Database

from sasac_crawler.items import Appearance
from sasac_crawler.store.article_rows import ArticleRows
from sasac_crawler.store.composition import Composition, compose, current_places
from sasac_crawler.store.history import DocumentHistory, Observation
from sasac_crawler.store.lasting import lacks, with_lasting
from sasac_crawler.store.observations import ObservationTable
from sasac_crawler.store.records import prepare

if TYPE_CHECKING:
    import sqlite3


_RESTLESS: Final = 5
"""Texts that a page may have in ``_RESTLESS_IN`` before its changes are no news."""
_RESTLESS_IN: Final = dt.timedelta(days=400)


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

    @property
    def is_new_place(self) -> bool:
        """Whether no article was ever seen at the address before."""
        return self.change in (Change.NEW, Change.DUPLICATE)


class ArticleTable:
    """The record tables. Methods do not open transactions: the caller groups them."""

    def __init__(self, db: Database) -> None:
        self._connection: sqlite3.Connection = db.conn
        self._observations = ObservationTable(db.conn)
        self._rows = ArticleRows(db.conn, self._observations)
        self._given_up: list[str] = []

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
        prepared = appearance.prepared or prepare(article, is_for_index=False)
        look = Observation(
            url=article.url,
            seen_at=article.seen_at.isoformat(),
            state=prepared.state,
            document=prepared.document,
            text_key=prepared.text_key,
            capture_id=article.capture_id,
            epoch=epoch,
        )
        earlier_state = self._observations.state_of(look.url)
        text_is_known = self._rows.has(look.text_key)
        self._observations.add(look)
        self._observations.keep_state(look, prepared.record, prepared.packed)
        self._rows.prepared = prepared
        article_id = self.compose(look.document, new_text=None if text_is_known else look.text_key)
        if earlier_state is not None:
            change = Change.UNCHANGED if earlier_state == look.state else Change.CHANGED
        else:
            change = Change.DUPLICATE if text_is_known else Change.NEW
        assert article_id is not None  # noqa: S101 - a document that was there has an article
        return Stored(article_id=article_id, change=change)

    def document_at(self, url: str) -> str | None:
        """Return the key of the document a URL is a place of, or ``None`` if it never gave an article."""
        return self._observations.document_of(url)

    def published_at(self, url: str) -> dt.datetime | None:
        """Return the day of publication printed in a place, or ``None`` if no whole day is."""
        row = self._connection.execute(
            "SELECT date_published FROM appearances WHERE url = ?", (url,)
        ).fetchone()
        day = (row[0] or "")[:10] if row else ""
        return dt.datetime.fromisoformat(f"{day}T00:00+08:00") if len(day) == len("2026-01-01") else None

    def edited_at(self, url: str, *, now: dt.datetime) -> dt.datetime | None:
        """Return when a place was first seen with its present text, or ``None`` if that says nothing.

        It says nothing where there was no other text before, and of a restless page, which has another one at
        most looks: a counter in the text is no edit. Another date or source of the same text is none either:
        a redesign that hides them is met on every page of a site.
        """
        moment = self._observations.text_changed_at(url)
        if (
            moment is None
            or self._observations.texts_since(url, (now - _RESTLESS_IN).isoformat()) > _RESTLESS
        ):
            return None
        return dt.datetime.fromisoformat(moment)

    def gone_since(self, url: str) -> str | None:
        """Return since when a place is withdrawn, or ``None``."""
        row = self._connection.execute("SELECT gone_since FROM appearances WHERE url = ?", (url,)).fetchone()
        return row[0] if row else None

    def note_unchanged(self, url: str, *, seen_at: dt.datetime) -> bool:
        """Note that a place says what it said when it was last read; return whether it is known.

        The look names the capture that holds the body, not that of the answer without one.
        """
        known = self._observations.last_look(url)
        if known is None:
            return False
        self._observations.add(replace(known, seen_at=seen_at.isoformat(), epoch=0))
        self.compose(known.document)
        return True

    def note_gone(self, url: str, *, document: str, seen_at: dt.datetime, capture_id: str | None) -> None:
        """Note that a place was looked for and was not there."""
        self._observations.add(
            Observation(
                url=url, seen_at=seen_at.isoformat(), state="", document=document, capture_id=capture_id
            )
        )
        self.compose(document)

    def compose(self, document: str, *, new_text: str | None = None) -> str | None:
        """Bring the rows up to date of the article a document was part of and of the one it is part of.

        Args:
            document: its key.
            new_text: key of a text that no article had so far, if the caller knows one.

        Returns:
            The id of the latter; ``None`` if the document was never there.
        """
        before = self._observations.text_of(document)
        history = self._observations.refresh(document, before=before)
        if history is None:
            return None
        self._given_up.clear()
        if before is not None and before != history.text_key:
            self._write(before, history)
        is_new = before is None and history.text_key == new_text
        made = self._write(history.text_key, history, is_new=is_new)
        for article_id in self._given_up:
            self._rows.check_given_up(article_id)
        return made

    def _give_up(self, article_id: str) -> None:
        """Let an id go out whose rows others take over later in the same transaction.

        Only where that is so: afterwards SQLite prepares every statement anew.
        """
        self._connection.execute("PRAGMA defer_foreign_keys = ON")
        self._given_up.append(article_id)

    def _write(self, key: str, known: DocumentHistory, *, is_new: bool = False) -> str | None:
        """Write the article of a text; return its id, or ``None`` if no document has the text any more.

        Args:
            key: of the text.
            known: the history of one document, worked out already.
            is_new: whether document and text are new: then there is nothing else to be looked up.
        """
        present = None if is_new else self._rows.row_of(key)
        histories = [known] if is_new else self._observations.histories(key, known=known)
        if not histories:
            if present is not None:
                self._give_up(present["id"])
                self._rows.remove(present)
            return None
        read = {
            place.url: self._observations.record(place.url, place.state)
            for place in current_places(histories)
        }
        made = compose(histories, {url: record for url, (record, _) in read.items()})
        if present is not None and present["id"] != made.id:
            self._give_up(present["id"])
        record, capture_id = read[made.shown.url]
        values = self._lasting(record["row"], made) | {
            "id": made.id,
            "text_key": key,
            "capture_id": capture_id,
            "first_seen": made.first_seen,
            "last_seen": made.last_seen,
            "last_changed": made.last_changed,
            "gone_since": made.gone_since,
        }
        self._rows.write(present, values, record)
        self._rows.write_places(made)
        if not is_new or made.earlier:
            self._rows.write_versions(made)
        return made.id

    def _lasting(self, row: Mapping[str, Any], made: Composition) -> dict[str, Any]:
        """Return a row with what its page said before and does not say any more."""
        if not made.earlier or not lacks(row):
            return dict(row)
        # What was only read otherwise (cause "rules") was a slip of ours, and is no knowledge.
        states = [one for one in made.earlier if one.url == made.shown.url and one.cause == "site"]
        records = (self._observations.record(one.url, one.state)[0] for one in reversed(states))
        return with_lasting(row, (record["row"] for record in records))
