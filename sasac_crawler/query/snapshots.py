"""Citable snapshots: every state of an article, with its path, its digests, its time and its address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from sasac_crawler.errors import UnknownVersionError
from sasac_crawler.query.article_rows import article_row
from sasac_crawler.query.permalinks import version_of, version_path
from sasac_crawler.store.records import unpack

_STATES = (
    "SELECT s.url, s.state, s.record, v.version, v.seen_until, v.cause, v.capture_id, p.document_id, s.seen_at"
    " FROM article_versions v JOIN states s ON s.url = v.url AND s.state = v.state"
    " JOIN appearances p ON p.url = v.url WHERE v.article_id = ? ORDER BY v.version"
)
# A state that its document no longer shares with the article it is part of today.
_STATE_OF_DOCUMENT = (
    "SELECT s.url, s.state, s.record, NULL AS version, NULL AS seen_until, NULL AS cause, s.capture_id,"
    " p.document_id, s.seen_at FROM states s JOIN appearances p ON p.url = s.url"
    " WHERE p.document_id = ? AND s.state = ? ORDER BY s.seen_at DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One state of one article, as it can be cited."""

    article_id: str
    """Id of the article it belongs to today."""

    document_id: str
    """Id of the document that was in this state: it never changes."""

    version: str
    """Key of the state: 24 hexadecimal digits."""

    number: int | None
    """Place among the earlier versions, from 1; ``None`` for the state the article is in."""

    url: str
    """Where it was."""

    site_name: str
    """Name of the site in Chinese, or its slug."""

    captured_at: str
    """When the capture was made that it was read from, UTC."""

    capture_id: str | None
    """That capture."""

    payload_digest: str | None
    """``sha256:<hex>`` of the bytes that came, still compressed."""

    content_digest: str
    """``sha256:<hex>`` of title and text, blind to script, width, punctuation and space."""

    seen_until: str | None
    """When the next state was first seen; ``None`` for the present one."""

    cause: str | None
    """Why it was followed: ``site`` or ``rules``; ``None`` for the present one."""

    record: Mapping[str, Any] = field(repr=False)
    """The columns of ``articles`` in this state."""

    @property
    def path(self) -> str:
        """The permalink, as a path."""
        return version_path(self.document_id, self.version)

    @property
    def is_current(self) -> bool:
        """Whether the article is in this state."""
        return self.number is None and self.seen_until is None and self.cause is None


def snapshots_of(db: Database, article_id: str) -> tuple[Snapshot, ...]:
    """Return every state of an article, oldest first; the last is the one it is in.

    Args:
        db: the archive.
        article_id: its id, or that of any of its documents.

    Raises:
        UnknownArticleError: there is none with this id.
    """
    row = article_row(db, article_id)
    earlier = tuple(_of_state(db, one, row["id"]) for one in _states(db, row["id"]))
    return (*earlier, _present(db, row))


def find_snapshot(db: Database, article_id: str, version: str | None = None) -> Snapshot:
    """Return one state of an article.

    Args:
        db: the archive.
        article_id: its id, or that of any of its documents.
        version: key of the state; ``None`` for the one it is in.

    Raises:
        UnknownArticleError: there is none with this id.
        UnknownVersionError: it was never in this state.
    """
    row = article_row(db, article_id)
    if version is None or version == version_of(row):
        return _present(db, row)
    found = [one for one in _states(db, row["id"]) if one["state"] == version]
    found = found or list(db.query(_STATE_OF_DOCUMENT, [article_id, version]))
    if not found:
        known = tuple(dict.fromkeys((version_of(row), *(one["state"] for one in _states(db, row["id"])))))
        raise UnknownVersionError(article_id, version, known)
    return _of_state(db, found[-1], row["id"])


def _states(db: Database, article_id: str) -> Iterable[dict[str, Any]]:
    rows: Iterable[dict[str, Any]] = db.query(_STATES, [article_id])
    return rows


def _present(db: Database, row: dict[str, Any]) -> Snapshot:
    place = next(iter(db.query("SELECT document_id FROM appearances WHERE url = ?", [row["url"]])), None)
    return _snapshot(
        db,
        row,
        article_id=row["id"],
        document_id=place["document_id"] if place else row["id"],
        version=version_of(row),
        captured_at=row["last_changed"] or row["first_seen"],
    )


def _of_state(db: Database, one: Mapping[str, Any], article_id: str) -> Snapshot:
    record = unpack(one["record"])["row"] | {"capture_id": one["capture_id"]}
    return _snapshot(
        db,
        record,
        article_id=article_id,
        document_id=one["document_id"],
        version=one["state"],
        captured_at=one["seen_at"],
        number=one["version"],
        seen_until=one["seen_until"],
        cause=one["cause"],
    )


def _snapshot(db: Database, record: dict[str, Any], *, captured_at: str, **facts: Any) -> Snapshot:  # noqa: ANN401 - fields
    capture = next(
        iter(
            db.query(
                "SELECT captured_at, payload_digest FROM captures WHERE capture_id = ?",
                [record["capture_id"]],
            )
        ),
        {"captured_at": captured_at, "payload_digest": None},
    )
    site = next(iter(db.query("SELECT name_zh FROM sites WHERE slug = ?", [record["site"]])), None)
    return Snapshot(
        url=record["url"],
        site_name=(site and site["name_zh"]) or record["site"],
        capture_id=record["capture_id"],
        content_digest=record["content_digest"],
        record=record,
        **{"number": None, "seen_until": None, "cause": None, **capture, **facts},
    )
