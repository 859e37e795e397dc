"""What changed, what went, what is cited: questions about an archive's memory."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlite_utils import Database

from sasac_crawler.normalize.serial_gaps import SerialGap, serial_gaps
from sasac_crawler.query.named_questions import named_question
from sasac_crawler.query.selection import day
from sasac_crawler.query.text_diff import Piece, diff_text, is_identical

SHOWN_FIELDS: Final = ("title", "date_published", "source_name", "body_text")
"""What a version keeps and a diff compares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How one version of an article became the next."""

    version: int
    until: str
    """When the next state was first seen."""

    cause: str
    """``site``: the page changed. ``rules``: it is read otherwise now."""

    url: str
    changes: Mapping[str, tuple[Piece, ...]]
    """By field, the pieces that went and came; fields that stayed are not there."""


def changes_since(
    db: Database, since: str, *, site: str | None = None, limit: int = 100
) -> list[dict[str, Any]]:
    """Return the changes seen since a day, newest first: which article, which fields, by whom.

    Args:
        db: the archive.
        since: first day, ISO 8601; changes are dated by when they were seen (UTC).
        site: only this site.
        limit: at most so many.

    Raises:
        UsageError: ``since`` is no day.
    """
    rows = db.query(
        "SELECT v.article_id AS id, v.seen_until AS seen, v.changed_fields AS changed, v.cause,"
        " p.site, a.title, v.url FROM article_versions v JOIN articles a ON a.id = v.article_id"
        " LEFT JOIN appearances p ON p.url = v.url"
        " WHERE v.seen_until >= :since AND (:site IS NULL OR p.site = :site)"
        " ORDER BY v.seen_until DESC, v.article_id, v.version DESC LIMIT :limit",
        {"since": day(since, "since"), "site": site, "limit": limit},
    )
    return [row | {"changed": ", ".join(json.loads(row["changed"]))} for row in rows]


def gone_since(
    db: Database, since: str, *, site: str | None = None, limit: int = 100
) -> list[dict[str, Any]]:
    """Return the pages withdrawn since a day, newest first, with their last good capture.

    Args:
        db: the archive.
        since: first day, ISO 8601.
        site: only this site.
        limit: at most so many.

    Raises:
        UsageError: ``since`` is no day.
    """
    return list(
        db.query(
            "SELECT p.article_id AS id, p.gone_since, p.last_seen, p.site, p.title, p.date_published AS date,"
            " a.gone_since IS NULL AS still_elsewhere, p.url, p.capture_id FROM appearances p"
            " JOIN articles a ON a.id = p.article_id"
            " WHERE p.gone_since >= :since AND (:site IS NULL OR p.site = :site)"
            " ORDER BY p.gone_since DESC, p.url LIMIT :limit",
            {"since": day(since, "since"), "site": site, "limit": limit},
        )
    )


def steps_of(db: Database, article_id: str) -> list[Step]:
    """Return how an article became what it is, one step a version, oldest first.

    Args:
        db: the archive.
        article_id: id of its row.
    """
    versions = list(
        db.query("SELECT * FROM article_versions WHERE article_id = ? ORDER BY version", [article_id])
    )
    [present] = db.query("SELECT * FROM articles WHERE id = ?", [article_id])
    by_url: dict[str, list[dict[str, Any]]] = {}
    for version in versions:
        by_url.setdefault(version["url"], []).append(version)
    found = []
    for of_one_place in by_url.values():
        followers = [*of_one_place[1:], present]
        for old, new in zip(of_one_place, followers, strict=True):
            found.append(
                Step(
                    version=old["version"],
                    until=old["seen_until"],
                    cause=old["cause"],
                    url=old["url"],
                    changes=_changes(old, new),
                )
            )
    return sorted(found, key=lambda step: step.version)


def cited_by(db: Database, article_id: str) -> list[dict[str, Any]]:
    """Return the articles that cite one, newest first, with the words they cite it by."""
    return list(
        db.query(
            "SELECT a.id, a.date_published AS date, a.title, c.text FROM citations_resolved c"
            " JOIN articles a ON a.id = c.article_id"
            " JOIN articles own ON own.id = :id"
            " WHERE c.canonical IN (own.document_number, own.title_key) AND c.resolved_to = :id"
            " ORDER BY a.date_published DESC, a.id",
            {"id": article_id},
        )
    )


def cites(db: Database, article_id: str) -> list[dict[str, Any]]:
    """Return what an article cites, in the order of its text, with the article each citation leads to."""
    return list(
        db.query(
            "SELECT c.kind, c.text, c.canonical, c.resolved_to AS id, a.title FROM citations_resolved c"
            ' LEFT JOIN articles a ON a.id = c.resolved_to WHERE c.article_id = ? ORDER BY c."offset"',
            [article_id],
        )
    )


def dangling_citations(db: Database, *, limit: int = 50) -> list[dict[str, Any]]:
    """Return what is cited and not in the archive, most cited first.

    Titles that only name a kind of document (《意见》) are left out: they stand for one whose full title the text
    says elsewhere, and nobody can look for them.
    """
    asked = named_question("dangling-citations")
    return list(db.query(asked.sql, asked.bind({"limit": str(limit)})))


def gaps(db: Database, prefix: str | None = None) -> tuple[SerialGap, ...]:
    """Return the series of document numbers with what was never seen, as own number or cited.

    Args:
        db: the archive.
        prefix: only series whose prefix begins so, e.g. 鲁国资.
    """
    rows = db.query(
        "SELECT document_number AS number FROM articles WHERE document_number IS NOT NULL"
        " UNION SELECT canonical FROM citations WHERE kind = 'document_number'"
    )
    numbers = (row["number"] for row in rows)
    return serial_gaps(one for one in numbers if prefix is None or one.startswith(prefix))


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, tuple[Piece, ...]]:
    pieces = {name: diff_text(old[name] or "", new[name] or "") for name in SHOWN_FIELDS}
    return {name: found for name, found in pieces.items() if not is_identical(found)}
