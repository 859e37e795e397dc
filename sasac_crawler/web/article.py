"""The article page, its history, and where else its text was printed."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlite_utils import Database

from sasac_crawler.errors import UsageError
from sasac_crawler.query.archive import Archive, StoredArticle
from sasac_crawler.query.citing import CITATION_FORMS
from sasac_crawler.query.history import cited_by, cites, steps_of
from sasac_crawler.query.reprints import reprints_of
from sasac_crawler.query.search_terms import parse_query, terms_of
from sasac_crawler.query.snapshots import Snapshot, find_snapshot, snapshots_of
from sasac_crawler.query.text_diff import Piece, in_context
from sasac_crawler.web.highlights import marked
from sasac_crawler.web.interface import category_names
from sasac_crawler.web.links import HIDDEN
from sasac_crawler.web.names import site_names
from sasac_crawler.web.pages import Page
from sasac_crawler.web.visit import Visit

_MOST_CITING: Final = 50
_AROUND: Final = 60
"""Characters of unchanged text shown on each side of a change."""
_FIELDS: Final = (
    "source_name", "issuer", "document_number", "index_number", "date_written", "author", "editor", "publisher",
    "subject", "validity", "column_name",
)  # fmt: skip


def ask(archive: Archive, visit: Visit) -> Mapping[str, Any]:
    """Return what the page of an article shows.

    Raises:
        UnknownArticleError: there is none with this id.
    """
    db = archive.db
    found = archive.article(visit.places["id"])
    record = found.record
    return {
        "article": found,
        "record": record,
        "title": visit.shown(record["title"]),
        "lang": visit.text_language(record["script"]),
        "paragraphs": paragraphs(visit, record["body_text"], _searched(visit)),
        "fields": [(name, visit.shown(record[name])) for name in _FIELDS if record[name]],
        "documents": [one["url"] for one in found.documents_as_text()],
        "attachments": [dict(one) | {"text": visit.shown(one["text"])} for one in found.attachments],
        "cites": cites(db, record["id"]),
        "cited_by": cited_by(db, record["id"])[:_MOST_CITING],
        "near": _near(db, record["id"]),
        "original": _brief(db, record["near_duplicate_of"]),
        "older": _neighbour(db, record, newer=False),
        "newer": _neighbour(db, record, newer=True),
        "channel": _channel_name(db, record),
        "site_names": site_names(db, visit.language),
        "category_names": category_names(visit.language),
        "snapshots": snapshots_of(db, record["id"])[::-1],
        "citations": citations(visit, find_snapshot(db, visit.places["id"])),
    }


def ask_history(archive: Archive, visit: Visit) -> Mapping[str, Any]:
    """Return what the history of an article shows: every state, and what went and came.

    Raises:
        UnknownArticleError: there is none with this id.
    """
    found = archive.article(visit.places["id"])
    steps = [
        {
            "version": step.version,
            "until": step.until,
            "cause": step.cause,
            "url": step.url,
            "changes": {
                name: _shown(visit, in_context(pieces, around=_AROUND))
                for name, pieces in step.changes.items()
            },
        }
        for step in steps_of(archive.db, found.record["id"])
    ]
    return {
        **_heading(visit, found),
        "steps": steps[::-1],
        "versions": {one["version"]: one for one in found.versions},
    }


def ask_version(archive: Archive, visit: Visit) -> Mapping[str, Any]:
    """Return what the page of one state of an article shows: what its permalink promises.

    Raises:
        UnknownArticleError: there is none with this id.
        UnknownVersionError: it was never in this state.
    """
    snapshot = find_snapshot(archive.db, visit.places["id"], visit.places["version"])
    record = snapshot.record
    return {
        "snapshot": snapshot,
        "record": record,
        "title": visit.shown(record["title"]),
        "lang": visit.text_language(record["script"]),
        "paragraphs": paragraphs(visit, record["body_text"]),
        "citations": citations(visit, snapshot),
    }


def citations(visit: Visit, snapshot: Snapshot) -> dict[str, str]:
    """Return a state as others cite it, by form."""
    base = visit.absolute("/")
    return {name: HIDDEN.sub("", cite(snapshot, base=base)) for name, cite in CITATION_FORMS.items()}


def ask_reprints(archive: Archive, visit: Visit) -> Mapping[str, Any]:
    """Return what the page of reprints shows: who had the text first, who later, what they cut and added.

    Raises:
        UnknownArticleError: there is none with this id.
    """
    found = archive.article(visit.places["id"])
    return {
        **_heading(visit, found),
        "reprints": reprints_of(archive.db, found.record["id"]),
        "site_names": site_names(archive.db, visit.language),
    }


def paragraphs(visit: Visit, text: str, words: tuple[str, ...] = ()) -> list[Any]:
    """Return a text as paragraphs of runs, in the reader's script."""
    return [marked(line.strip(), words) for line in visit.shown(text).split("\n") if line.strip()]


def _searched(visit: Visit) -> tuple[str, ...]:
    """Return the words of the search that led here."""
    try:
        node = parse_query(visit.args.get("q", ""))
    except UsageError:
        return ()
    return tuple(term.text for term in terms_of(node)) if node is not None else ()


def _heading(visit: Visit, found: StoredArticle) -> dict[str, Any]:
    record = found.record
    return {
        "record": record,
        "title": visit.shown(record["title"]),
        "lang": visit.text_language(record["script"]),
    }


def _shown(visit: Visit, pieces: Iterable[Piece]) -> list[Piece]:
    return [Piece(kind=piece.kind, text=visit.shown(piece.text)) for piece in pieces]


def _near(db: Database, article_id: str) -> list[dict[str, Any]]:
    return list(
        db.query(
            "SELECT a.id, a.title, a.date_published AS date, a.site, a.source_name AS source, n.similarity"
            " FROM near_duplicates n JOIN articles a ON a.id = n.other_id WHERE n.article_id = ?"
            " ORDER BY a.date_published, a.id",
            [article_id],
        )
    )


def _brief(db: Database, article_id: str | None) -> dict[str, Any] | None:
    rows = db.query("SELECT id, title, date_published AS date, site FROM articles WHERE id = ?", [article_id])
    return next(iter(rows), None)


def _neighbour(db: Database, record: Mapping[str, Any], *, newer: bool) -> dict[str, Any] | None:
    """Return the article next to one in its channel, by date."""
    if record["date_published"] is None:
        return None
    sign, order = (">", "ASC") if newer else ("<", "DESC")
    rows = db.query(
        "SELECT id, title, date_published AS date FROM articles WHERE site = :site AND channel IS :channel"  # noqa: S608 - fixed texts
        f" AND (date_published, seq) {sign} (:date, :seq)"
        f" ORDER BY date_published {order}, seq {order} LIMIT 1",
        {
            "site": record["site"],
            "channel": record["channel"],
            "date": record["date_published"],
            "seq": record["seq"],
        },
    )
    return next(iter(rows), None)


def _channel_name(db: Database, record: Mapping[str, Any]) -> str | None:
    rows = db.query(
        "SELECT name_zh FROM channels WHERE site = ? AND channel = ?", [record["site"], record["channel"]]
    )
    row: dict[str, Any] = next(iter(rows), {})
    name: str | None = row.get("name_zh") or record["column_name"]
    return name


PAGE: Final = Page(template="article.html", ask=ask)
HISTORY: Final = Page(template="history.html", ask=ask_history)
VERSION: Final = Page(template="version.html", ask=ask_version)
REPRINTS: Final = Page(template="reprints.html", ask=ask_reprints)
