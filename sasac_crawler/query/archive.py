"""``Archive``: the read side, for people who write Python."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.errors import StoreError
from sasac_crawler.normalize.script import to_hans
from sasac_crawler.query.article_rows import article_row
from sasac_crawler.query.search_terms import parse_query, terms_of
from sasac_crawler.query.searching import Filters, Order
from sasac_crawler.query.searching_files import file_with, find_with_files
from sasac_crawler.query.selection import day
from sasac_crawler.query.snippet import make_snippet
from sasac_crawler.query.tables import ArticleTables
from sasac_crawler.store.connection import open_reader
from sasac_crawler.store.records import has_own_text
from sasac_crawler.store.schema_version import refuse_newer

if TYPE_CHECKING:
    from sqlite_utils import Database

# What came of each attachment: of its file, or of the attempts to fetch it.
_ATTACHMENTS: Final = (
    "SELECT t.article_id, t.url, t.name, t.kind, t.file_kind, t.size, t.sha256, 'attachments/' || t.path AS path,"
    " t.pages, coalesce(t.outcome, f.outcome, f.state, 'not_asked') AS outcome,"
    " coalesce(t.detail, f.detail) AS detail, t.fetched_at, t.capture_id, t.text"
    " FROM attachment_files t LEFT JOIN frontier f ON f.key = t.url WHERE t.article_id = ?"
)
_JSON_COLUMNS: Final = ("rules", "keywords", "candidates", "steps", "other_sources")


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
    found_in: str | None = None
    """Name of the attachment that says it, where the article itself does not."""


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
    near_duplicates: tuple[Mapping[str, Any], ...]
    """Articles whose text is nearly the same, likest first."""

    @property
    def text(self) -> str:
        """What the page prints; where it only hands out documents, what they say too, each under its name."""
        said = [f"[{one['name']}]\n{one['text']}" for one in self.documents_as_text()]
        return "\n\n".join([part for part in (self.record["body_text"], *said) if part])

    def documents_as_text(self) -> tuple[Mapping[str, Any], ...]:
        """Return the attachments whose text is the article's: those of a page that only hands them out."""
        if has_own_text(self.record["body_hans"], (one["name"] for one in self.attachments)):
            return ()
        return tuple(one for one in self.attachments if one["text"])

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain dictionaries and lists."""
        return {
            "record": dict(self.record),
            "text": self.text,
            **{
                name: [dict(row) for row in getattr(self, name)]
                for name in self.__slots__
                if name != "record"
            },
        }


class Archive(ArticleTables):
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
        try:
            refuse_newer(self.db)
        except StoreError:
            self.close()
            raise

    @classmethod
    def on(cls, db: "Database") -> Self:
        """Return an archive on a database that is open already; whoever opened it closes it."""
        archive = cls.__new__(cls)
        archive.db = db
        return archive

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
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
        order: Order = "rank",
        limit: int = 20,
        offset: int = 0,
    ) -> list[Hit]:
        """Return the articles that hold all the words, best or newest first.

        Args:
            words: terms separated by blanks, in either script; ``OR``, ``NOT``, ``"…"``, ``title:``.
            site: slug of a site.
            since: first day of publication, ISO 8601.
            until: last day of publication, ISO 8601.
            source: 来源 by preferred name or id.
            category: key of the category.
            order: ``rank`` or ``newest``.
            limit: at most so many.
            offset: so many left out at the beginning: the next page.

        Raises:
            UsageError: a date is none, or the words say only what must not be there.
        """
        node = parse_query(words)
        filters = Filters(
            site=site,
            since=day(since, "since"),
            until=day(until, "until"),
            source=source,
            category=category,
        )
        if node is None:
            return []
        found = find_with_files(self.db, node, filters, order=order, limit=limit, offset=offset)
        wanted = tuple(term.text for term in terms_of(node))
        return [
            self._hit(row, wanted, by_file=one.by_file) for one in found for row in self._hit_rows(one.seq)
        ]

    def _hit(self, row: Mapping[str, Any], wanted: tuple[str, ...], *, by_file: bool) -> Hit:
        """Show what was found where it was found; an article without text shows its file's."""
        if not by_file and row["body_hans"].strip():
            return _hit(row, make_snippet(_printed(row), row["body_hans"], wanted))
        file = file_with(self.db, row["id"], wanted) or (
            None if by_file else file_with(self.db, row["id"], ())
        )
        if file is None:
            return _hit(row, make_snippet(_printed(row), row["body_hans"], wanted))
        text = {"body_text": file["text"], "body_hans": file["text_hans"]}
        snippet = make_snippet(_printed(text), file["text_hans"], wanted)
        return _hit(row, snippet, found_in=file["name"] if by_file else None)

    def _hit_rows(self, seq: int) -> Iterable[Mapping[str, Any]]:
        rows: Iterable[Mapping[str, Any]] = self.db.query(
            "SELECT id, title, date_published, source_name, site, url, body_text, body_hans FROM articles"
            " WHERE seq = ?",
            [seq],
        )
        return rows

    def article(self, article_id: str) -> StoredArticle:
        """Return one article.

        Raises:
            UnknownArticleError: there is none with this id.
        """
        record = article_row(self.db, article_id)
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
            attachments=self._rows(_ATTACHMENTS, article_id),
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
            near_duplicates=self._rows(
                "SELECT n.other_id, n.similarity, n.verbatim, n.is_copy_of_other, n.days_after, o.site, o.title"
                " FROM near_duplicates n JOIN articles o ON o.id = n.other_id WHERE n.article_id = ?"
                " ORDER BY n.similarity DESC, n.other_id",
                article_id,
            ),
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


def _printed(row: Mapping[str, Any]) -> str:
    """Return the text as printed, or in simplified characters where those are more or fewer."""
    printed: str = row["body_text"]
    return printed if len(printed) == len(row["body_hans"]) else to_hans(printed)


def _hit(row: Mapping[str, Any], snippet: str, *, found_in: str | None = None) -> Hit:
    return Hit(
        id=row["id"],
        title=row["title"],
        date=(row["date_published"] or "")[:10] or None,
        source=row["source_name"],
        site=row["site"],
        url=row["url"],
        snippet=snippet,
        found_in=found_in,
    )
