"""``Archive``: the read side, for people who write Python."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.errors import UnknownArticleError, UsageError
from sasac_crawler.normalize.script import to_hans
from sasac_crawler.query.snippet import make_snippet
from sasac_crawler.store.connection import open_reader
from sasac_crawler.store.migrations import refuse_newer
from sasac_crawler.store.search import match_expression

if TYPE_CHECKING:
    from sqlite_utils import Database

_JSON_COLUMNS: Final = ("rules", "keywords", "candidates", "steps", "other_sources")
_TITLE_WEIGHT: Final = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One article a search found."""

    id: str
    title: str
    date: str | None
    source: str | None
    site: str
    url: str
    snippet: str
    """A piece of the text around the first match, the match in 【 】."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """One article with all that is known of it."""

    record: Mapping[str, Any]
    appearances: tuple[Mapping[str, Any], ...]
    versions: tuple[Mapping[str, Any], ...]
    attachments: tuple[Mapping[str, Any], ...]
    captures: tuple[Mapping[str, Any], ...]
    issues: tuple[Mapping[str, Any], ...]
    mentions: tuple[Mapping[str, Any], ...]
    citations: tuple[Mapping[str, Any], ...]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain dictionaries and lists."""
        return {
            "record": dict(self.record),
            **{
                name: [dict(row) for row in getattr(self, name)]
                for name in self.__slots__
                if name != "record"
            },
        }


class Archive:
    """An archive, opened read-only; a crawl may be writing to it.

    Example:
        >>> with Archive("data/archive") as archive:  # doctest: +SKIP
        ...     for hit in archive.search("复工复产"):
        ...         print(hit.date, hit.title)
    """

    def __init__(self, root: Path | str) -> None:
        """Open an archive.

        Raises:
            StoreError: there is none, or a later release wrote it.
        """
        self.db: Database = open_reader(ArchiveFolder(Path(root)).database)
        refuse_newer(self.db)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self.db.conn.close()

    def search(  # noqa: PLR0913 - the filters
        self,
        words: str,
        *,
        site: str | None = None,
        since: str | None = None,
        until: str | None = None,
        source: str | None = None,
        category: str | None = None,
        limit: int = 20,
    ) -> list[Hit]:
        """Return the articles that hold all the words, best first.

        Args:
            words: terms separated by blanks, phrases in double quotes, either script.
            site: slug of a site.
            since: first day of publication, ISO 8601.
            until: last day of publication, ISO 8601.
            source: 来源 by preferred name or id.
            category: key of the category.
            limit: at most so many.

        Raises:
            UsageError: a date is none.
        """
        wanted = to_hans(words)
        expression = match_expression(wanted)
        if expression is None:
            return []
        filters = {
            "site = :site": site,
            "substr(date_published, 1, 10) >= :since": _day(since, "since"),
            "substr(date_published, 1, 10) <= :until": _day(until, "until"),
            ":source IN (source_name, source_id)": source,
            "category = :category": category,
        }
        conditions = [condition for condition, value in filters.items() if value is not None]
        where = " AND ".join(["articles_fts MATCH :expression", *conditions])
        rows = self.db.query(
            "SELECT a.id, a.title, a.date_published, a.source_name, a.site, a.url, a.body_text,"  # noqa: S608 - fixed texts
            " a.body_hans FROM articles_fts f JOIN articles a ON a.seq = f.rowid"
            f" WHERE {where} ORDER BY bm25(articles_fts, {_TITLE_WEIGHT}, 1.0),"
            " a.date_published DESC, a.seq LIMIT :limit",
            {
                "expression": expression,
                "site": site,
                "since": since,
                "until": until,
                "source": source,
                "category": category,
                "limit": limit,
            },
        )
        return [_hit(row, wanted) for row in rows]

    def article(self, article_id: str) -> StoredArticle:
        """Return one article.

        Raises:
            UnknownArticleError: there is none with this id.
        """
        # The id of any of its documents leads to an article: texts join and part, ids must not break.
        record = next(
            iter(
                self.db.query(
                    "SELECT * FROM articles WHERE id = :id OR id = (SELECT article_id FROM appearances"
                    " WHERE document_id = :id LIMIT 1) ORDER BY id = :id DESC LIMIT 1",
                    {"id": article_id},
                )
            ),
            None,
        )
        if record is None:
            raise UnknownArticleError(article_id)
        article_id = record["id"]
        for name in _JSON_COLUMNS:
            record[name] = json.loads(record[name])
        appearances = self._rows(
            "SELECT * FROM appearances WHERE article_id = ? ORDER BY first_seen", article_id
        )
        urls = [one["url"] for one in appearances]
        captures = tuple(
            row
            for url in urls
            for row in self._rows("SELECT * FROM captures WHERE url = ? ORDER BY captured_at", url)
        )
        return StoredArticle(
            record=record,
            appearances=appearances,
            versions=self._rows(
                "SELECT * FROM article_versions WHERE article_id = ? ORDER BY version", article_id
            ),
            attachments=self._rows("SELECT * FROM attachments WHERE article_id = ?", article_id),
            captures=captures,
            mentions=self._rows(
                "SELECT m.*, o.name FROM mentions m JOIN organizations o ON o.id = m.org_id"
                " WHERE article_id = ? ORDER BY times DESC, first_offset",
                article_id,
            ),
            citations=self._rows(
                'SELECT * FROM citations WHERE article_id = ? ORDER BY "offset"', article_id
            ),
            issues=self._rows("SELECT * FROM issues WHERE article_id = ? ORDER BY id", article_id),
        )

    def sources(self, *, unknown: bool = False, limit: int = 50) -> list[dict[str, Any]]:
        """Return the sources of the articles, most frequent first.

        Args:
            unknown: only those the organisation table does not have.
            limit: at most so many.
        """
        return list(
            self.db.query(
                "SELECT source_name AS source, source_id AS id, count(*) AS articles,"
                " group_concat(DISTINCT site) AS sites, min(url) AS example FROM articles"
                " WHERE source_name IS NOT NULL AND (NOT :unknown OR source_id IS NULL)"
                " GROUP BY source_name, source_id ORDER BY articles DESC, source LIMIT :limit",
                {"unknown": unknown, "limit": limit},
            )
        )

    def _rows(self, sql: str, value: str) -> tuple[Mapping[str, Any], ...]:
        return tuple(self.db.query(sql, [value]))


def _day(text: str | None, option: str) -> str | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError as error:
        message = f"--{option} must be a day like 2021-02-24, not {text!r}"
        raise UsageError(message) from error


def _hit(row: Mapping[str, Any], wanted: str) -> Hit:
    return Hit(
        id=row["id"],
        title=row["title"],
        date=(row["date_published"] or "")[:10] or None,
        source=row["source_name"],
        site=row["site"],
        url=row["url"],
        snippet=make_snippet(row["body_text"], row["body_hans"], wanted),
    )
