"""The looks at URLs and what they said: the ground from which articles, places and versions follow."""

import sqlite3
from collections.abc import Iterable
from typing import Any

from sasac_crawler.store.history import DocumentHistory, Observation, document_history
from sasac_crawler.store.records import Record, unpack


class ObservationTable:
    """Tables ``observations``, ``states`` and ``documents``. Methods open no transactions."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._latest: tuple[tuple[str, str], Record, str | None] | None = None
        """The state just written: what is read next, every time."""

    def add(self, observation: Observation) -> bool:
        """Note a look; return whether it was new."""
        one = observation
        cursor = self._connection.execute(
            "INSERT OR IGNORE INTO observations (url, seen_at, state, epoch, document, text_key, capture_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (one.url, one.seen_at, one.state, one.epoch, one.document, one.text_key, one.capture_id),
        )
        return cursor.rowcount == 1

    def keep_state(self, observation: Observation, record: Record, packed: bytes) -> None:
        """Keep what a URL says in one state, packed; the latest reading of the state stands."""
        one = observation
        cursor = self._connection.execute(
            "INSERT INTO states (url, state, epoch, seen_at, capture_id, record) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (url, state) DO UPDATE SET epoch = excluded.epoch, seen_at = excluded.seen_at,"
            " capture_id = excluded.capture_id, record = excluded.record"
            " WHERE (excluded.epoch, excluded.seen_at) > (states.epoch, states.seen_at)",
            (one.url, one.state, one.epoch, one.seen_at, one.capture_id, packed),
        )
        is_written = cursor.rowcount == 1
        self._latest = ((one.url, one.state), record, one.capture_id) if is_written else None

    def record(self, url: str, state: str) -> tuple[Record, str | None]:
        """Return what a URL said in a state, and the capture it was read from."""
        if self._latest is not None and self._latest[0] == (url, state):
            return self._latest[1], self._latest[2]
        packed, capture_id = self._connection.execute(
            "SELECT record, capture_id FROM states WHERE url = ? AND state = ?", (url, state)
        ).fetchone()
        return unpack(packed), capture_id

    def document_of(self, url: str) -> str | None:
        """Return the key of the document a URL was seen as a place of, or ``None`` if it never was."""
        row = self._connection.execute(
            "SELECT document FROM observations WHERE url = ? AND state <> '' ORDER BY seen_at DESC LIMIT 1",
            (url,),
        ).fetchone()
        return row[0] if row else None

    def last_look(self, url: str) -> Observation | None:
        """Return the last look that found a page there, by its latest reading; ``None`` if there was none."""
        row = self._connection.execute(
            "SELECT url, seen_at, state, epoch, document, text_key, capture_id FROM observations"
            " WHERE url = ? AND state <> '' ORDER BY seen_at DESC, epoch DESC LIMIT 1",
            (url,),
        ).fetchone()
        return _observation(row) if row else None

    def text_changed_at(self, url: str) -> str | None:
        """Return the first look that found the present text at a URL, or ``None`` if there was no other before."""
        [moment] = self._connection.execute(
            "SELECT min(seen_at) FROM observations WHERE url = ?1 AND state <> '' AND seen_at > ("
            " SELECT max(seen_at) FROM observations WHERE url = ?1 AND state <> '' AND text_key <> ("
            " SELECT text_key FROM observations WHERE url = ?1 AND state <> ''"
            " ORDER BY seen_at DESC, epoch DESC LIMIT 1))",
            (url,),
        ).fetchone()
        return moment  # type: ignore[no-any-return]  # a column of text

    def texts_since(self, url: str, since: str) -> int:
        """Return how many texts a URL had since."""
        [count] = self._connection.execute(
            "SELECT count(DISTINCT text_key) FROM observations WHERE url = ? AND seen_at >= ? AND state <> ''",
            (url, since),
        ).fetchone()
        return int(count)

    def state_of(self, url: str) -> str | None:
        """Return the state a URL was last seen in, or ``None``."""
        row = self._connection.execute(
            "SELECT state FROM observations WHERE url = ? AND state <> ''"
            " ORDER BY seen_at DESC, epoch DESC LIMIT 1",
            (url,),
        ).fetchone()
        return row[0] if row else None

    def epoch_of(self, url: str, seen_at: str) -> int:
        """Return the latest reading there is of one look; -1 if there is none."""
        [epoch] = self._connection.execute(
            "SELECT coalesce(max(epoch), -1) FROM observations WHERE url = ? AND seen_at = ?", (url, seen_at)
        ).fetchone()
        return int(epoch)

    def text_of(self, document: str) -> str | None:
        """Return the key of the text a document has, or ``None`` if it is not known."""
        row = self._connection.execute(
            "SELECT text_key FROM documents WHERE document = ?", (document,)
        ).fetchone()
        return row[0] if row else None

    def refresh(self, document: str, *, before: str | None) -> DocumentHistory | None:
        """Work a document's history out anew and note the text it has now; ``before``: what is noted so far."""
        history = document_history(self._looks([document]))
        if history is not None and history.text_key != before:
            self._connection.execute(
                "INSERT INTO documents (document, text_key) VALUES (?, ?)"
                " ON CONFLICT (document) DO UPDATE SET text_key = excluded.text_key",
                (document, history.text_key),
            )
        return history

    def histories(self, text_key: str, *, known: DocumentHistory) -> list[DocumentHistory]:
        """Return the documents that have a text today; ``known`` is the history of one, worked out already."""
        rows = self._connection.execute(
            "SELECT document FROM documents WHERE text_key = ? ORDER BY document", (text_key,)
        ).fetchall()
        found = (
            known if document == known.document else document_history(self._looks([document]))
            for (document,) in rows
        )
        return [history for history in found if history is not None]

    def _looks(self, documents: Iterable[str]) -> Iterable[Observation]:
        """Yield the looks at every URL of documents, those that found it gone included."""
        for document in documents:
            rows: list[tuple[Any, ...]] = self._connection.execute(
                "SELECT url, seen_at, state, epoch, document, text_key, capture_id FROM observations"
                " WHERE document = ?",
                (document,),
            ).fetchall()
            yield from map(_observation, rows)


def _observation(row: tuple[Any, ...]) -> Observation:
    url, seen_at, state, epoch, document, text_key, capture_id = row
    return Observation(
        url=url,
        seen_at=seen_at,
        state=state,
        epoch=epoch,
        document=document,
        text_key=text_key,
        capture_id=capture_id,
    )
