"""The tables of an archive, as the first migration makes them (design: section 6).

Dates are ISO 8601 text: publication in Beijing time, everything about the crawl in UTC. Lists and
provenance are JSON text. Every table is STRICT.
"""

from sqlite_utils import Database

from sasac_crawler.store.schema_crawl import create_crawl_tables
from sasac_crawler.store.schema_files import create_file_tables
from sasac_crawler.store.search import FTS_TABLES

_TIMES = {"first_seen": str, "last_seen": str}

_OBSERVATIONS = {
    "url": str,
    "seen_at": str,
    "state": str,
    "epoch": int,
    "document": str,
    "text_key": str,
    "capture_id": str,
}

_STATES = {
    "url": str,
    "state": str,
    "epoch": int,
    "seen_at": str,
    "capture_id": str,
    "record": bytes,
}

_DOCUMENTS = {"document": str, "text_key": str}

_REPARSES = {"edition": str, "url": str, "seen_at": str}
"""How far a reparse by an edition of the rules has come."""

_ARTICLES = {
    # Small columns first: a list of results must not read through every text (SQLite stores rows in
    # the order of columns, long texts on pages of their own).
    "seq": int,
    "id": str,
    "date_published": str,
    "date_precision": str,
    "site": str,
    "channel": str,
    "category": str,
    "source_id": str,
    "source_name": str,
    "document_number": str,
    "gone_since": str,
    "near_duplicate_of": str,
    "text_key": str,
    "url": str,
    "title": str,
    "title_hans": str,
    "body_hans": str,
    "body_text": str,
    "title_key": str,
    "script": str,
    "language": str,
    "date_published_raw": str,
    "source_raw": str,
    "publisher": str,
    "author": str,
    "editor": str,
    "issuer": str,
    "document_number_raw": str,
    "index_number": str,
    "date_written": str,
    "date_written_raw": str,
    "subject": str,
    "validity": str,
    "keywords": str,
    "column_name": str,
    "pretitle": str,
    "subtitle": str,
    "other_sources": str,
    "is_reprint": int,
    "content_digest": str,
    "capture_id": str,
    "layout": str,
    "rules": str,
    "candidates": str,
    "steps": str,
    **_TIMES,
    "last_changed": str,
}

_APPEARANCES = {
    "url": str,
    "article_id": str,
    "document": str,
    "document_id": str,
    "site": str,
    "channel": str,
    "title": str,
    "date_published": str,
    "source_name": str,
    "listed_title": str,
    "listed_date": str,
    "capture_id": str,
    **_TIMES,
    "gone_since": str,
}

_VERSIONS = {
    "article_id": str,
    "version": int,
    "url": str,
    "state": str,
    "title": str,
    "date_published": str,
    "source_name": str,
    "body_text": str,
    "content_digest": str,
    "capture_id": str,
    "seen_until": str,
    "changed_fields": str,
    "cause": str,
}

_ATTACHMENTS = {"article_id": str, "url": str, "name": str, "kind": str}

_MENTIONS = {"article_id": str, "org_id": str, "times": int, "first_offset": int, "surface": str}

_CITATIONS = {
    "article_id": str,
    "kind": str,
    "canonical": str,
    "text": str,
    "offset": int,
}

_ORGANIZATIONS = {
    "id": str,
    "name": str,
    "short_name": str,
    "kind": str,
    "division_code": str,
    "parent": str,
}

_ISSUES = {
    "id": int,
    "url": str,
    "article_id": str,
    "site": str,
    "channel": str,
    "code": str,
    "field": str,
    "message": str,
    "evidence": str,
    "capture_id": str,
    "run_id": str,
    "first_seen": str,
}


# Worked out when asked: what a citation leads to changes with every article that comes or goes. A document
# that names its own number cites nothing.
_CITATIONS_RESOLVED = """
SELECT c.article_id, c.kind, c.canonical, c.text, c."offset",
  CASE c.kind
    WHEN 'document_number' THEN (
      SELECT a.id FROM articles a WHERE a.document_number = c.canonical AND a.id <> c.article_id
      ORDER BY a.is_reprint, a.date_published IS NULL, a.date_published, a.id LIMIT 1)
    ELSE (
      SELECT a.id FROM articles a WHERE a.title_key = c.canonical AND a.id <> c.article_id
      ORDER BY a.is_reprint, a.date_published IS NULL, a.date_published, a.id LIMIT 1)
  END AS resolved_to
FROM citations c JOIN articles own ON own.id = c.article_id
WHERE own.document_number IS NOT c.canonical AND own.title_key IS NOT c.canonical
"""


def create_spine(db: Database) -> None:
    """Create the tables of schema 1."""
    create_crawl_tables(db)
    _create_observation_tables(db)
    _create_articles(db)
    _create_record_tables(db)
    for statement in FTS_TABLES:
        db.execute(statement)


def _create_observation_tables(db: Database) -> None:
    """Create what articles are worked out from: every look at a URL, and what it said."""
    db.create_table(
        "observations",
        _OBSERVATIONS,
        pk=("url", "seen_at", "state", "epoch"),
        not_null=set(_OBSERVATIONS) - {"capture_id"},
        strict=True,
    )
    db.table("observations").create_index(["document"])
    db.create_table(
        "states", _STATES, pk=("url", "state"), not_null=set(_STATES) - {"capture_id"}, strict=True
    )
    db.table("states").create_index(["state"])
    db.create_table("documents", _DOCUMENTS, pk="document", not_null={"text_key"}, strict=True)
    db.table("documents").create_index(["text_key"])
    db.create_table("reparses", _REPARSES, pk="edition", strict=True)


def _create_articles(db: Database) -> None:
    db.create_table(
        "articles",
        _ARTICLES,
        pk="seq",
        not_null={"id", "text_key", "url", "site", "title", "body_text", "content_digest", "first_seen"},
        strict=True,
    )
    db.table("articles").create_index(["id"], unique=True)
    db.table("articles").create_index(["text_key"], unique=True)
    db.table("articles").create_index(["content_digest"])
    db.table("articles").create_index(["document_number"])
    db.table("articles").create_index(["title_key"])
    db.table("articles").create_index(["site", "date_published"])
    db.table("articles").create_index(["date_published"])


def _create_record_tables(db: Database) -> None:
    """Create what hangs on an article."""
    to_article = [("article_id", "articles", "id")]
    db.create_table(
        "appearances",
        _APPEARANCES,
        pk="url",
        not_null={"article_id", "document", "document_id", "site", "first_seen", "last_seen"},
        foreign_keys=to_article,
        strict=True,
    )
    db.table("appearances").create_index(["article_id"])
    db.table("appearances").create_index(["document_id"])
    db.create_table(
        "article_versions",
        _VERSIONS,
        pk=("article_id", "version"),
        foreign_keys=to_article,
        strict=True,
    )
    db.create_table(
        "attachments",
        _ATTACHMENTS,
        pk=("article_id", "url", "name"),
        foreign_keys=to_article,
        strict=True,
    )
    create_file_tables(db)
    _create_reference_tables(db)
    db.create_table("issues", _ISSUES, pk="id", not_null={"code", "message"}, strict=True)
    db.table("issues").create_index(["site", "code"])
    db.table("issues").create_index(["article_id"])
    db.table("issues").create_index(["url"])


def _create_reference_tables(db: Database) -> None:
    to_article = [("article_id", "articles", "id")]
    db.create_table("organizations", _ORGANIZATIONS, pk="id", not_null={"name", "kind"}, strict=True)
    db.create_table(
        "organization_aliases",
        {"alias": str, "org_id": str},
        pk=("alias", "org_id"),
        foreign_keys=[("org_id", "organizations", "id")],
        strict=True,
    )
    db.create_table("vocab_editions", {"name": str, "digest": str}, pk="name", strict=True)
    db.create_table("mentions", _MENTIONS, pk=("article_id", "org_id"), foreign_keys=to_article, strict=True)
    db.table("mentions").create_index(["org_id"])
    db.create_table(
        "citations",
        _CITATIONS,
        pk=("article_id", "kind", "canonical"),
        foreign_keys=to_article,
        strict=True,
    )
    db.table("citations").create_index(["canonical"])
    db.create_view("citations_resolved", _CITATIONS_RESOLVED)
