"""Articles, the places they appear in, and their earlier states."""

import datetime as dt
import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlite_utils import Database

from sasac_crawler.items import Appearance, Article, Mention
from sasac_crawler.store.search import index_article, unindex_article

if TYPE_CHECKING:
    import sqlite3

ID_LENGTH: Final = 12
_DETAIL_TABLES: Final = ("attachments", "mentions", "citations")
_COMPARED: Final = ("title", "date_published", "source_name", "content_digest")
"""What makes a version when it changes."""


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


def article_id_of(url: str) -> str:
    """Return the id of the article first seen at a canonical URL.

    Example:
        >>> article_id_of("http://www.sasac.test/n2588025/n2588129/c13858389/content.html")
        'bdd700bd8e54'
    """
    return hashlib.sha256(url.encode()).hexdigest()[:ID_LENGTH]


class ArticleTable:
    """The record tables. Methods do not open transactions: the caller groups them."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._connection: sqlite3.Connection = db.conn

    def id_of_text(self, content_digest: str) -> str | None:
        """Return the id of the article that holds a text, or ``None``."""
        row = self._connection.execute(
            "SELECT id FROM articles WHERE content_digest = ?", (content_digest,)
        ).fetchone()
        return row[0] if row else None

    def save(self, appearance: Appearance) -> Stored:
        """Store an article as it stands in one place; saving the same again changes nothing."""
        article = appearance.article
        stored = self._place(article)
        self._save_appearance(article, stored.article_id)
        return stored

    def _place(self, article: Article) -> Stored:
        """Decide which article row this place belongs to, and bring that row up to date."""
        here = self._row_at(article.url)
        same_text = self.id_of_text(article.content_digest)
        if here is not None:
            return self._place_again(here, article, same_text)
        if same_text is not None:
            return Stored(article_id=same_text, change=Change.DUPLICATE)
        return Stored(article_id=self._insert(article), change=Change.NEW)

    def _place_again(self, here: dict[str, Any], article: Article, same_text: str | None) -> Stored:
        """Store a place that is known: unchanged, changed, or changed into another known text."""
        changed = self._changed_fields(here, article)
        text_changed = "content_digest" in changed
        # Another place of the same text prints another date or source: that is this place's
        # business and stands in `appearances`.
        if not changed or (not text_changed and here["url"] != article.url):
            return Stored(article_id=here["id"], change=Change.UNCHANGED)
        self._save_version(here, article, changed)
        article_id = here["id"]
        if text_changed and same_text is not None:
            article_id = same_text
        elif text_changed and self._is_elsewhere(here["id"], article.url):
            article_id = self._insert(article)
        else:
            self._update(here, article)
        return Stored(article_id=article_id, change=Change.CHANGED)

    def _row_at(self, url: str) -> dict[str, Any] | None:
        rows = self._db.query(
            "SELECT articles.* FROM articles JOIN appearances ON appearances.article_id = articles.id"
            " WHERE appearances.url = ?",
            [url],
        )
        return next(iter(rows), None)

    def _is_elsewhere(self, article_id: str, url: str) -> bool:
        row = self._connection.execute(
            "SELECT 1 FROM appearances WHERE article_id = ? AND url <> ? LIMIT 1", (article_id, url)
        ).fetchone()
        return row is not None

    def _changed_fields(self, row: dict[str, Any], article: Article) -> list[str]:
        values = article_row(article)
        return [name for name in _COMPARED if row[name] != values[name]]

    def _insert(self, article: Article) -> str:
        article_id = self._free_id(article.url)
        values = article_row(article)
        seen = values.pop("seen_at")
        values |= {"id": article_id, "first_seen": seen, "last_seen": seen, "last_changed": seen}
        table = self._db.table("articles").insert(values)
        assert isinstance(table.last_pk, int)  # noqa: S101 - narrows the type
        index_article(self._connection, table.last_pk, article.title_hans, article.body_hans)
        self._save_details(article_id, article)
        return article_id

    def _free_id(self, url: str) -> str:
        """Return the URL's id, or the next free one where the URL's earlier text holds it."""
        candidate, number = url, 1
        while self._connection.execute(
            "SELECT 1 FROM articles WHERE id = ?", (article_id_of(candidate),)
        ).fetchone():
            number += 1
            candidate = f"{url}#{number}"
        return article_id_of(candidate)

    def _update(self, row: dict[str, Any], article: Article) -> None:
        values = article_row(article)
        seen = values.pop("seen_at")
        values |= {"last_seen": seen, "last_changed": seen, "gone_since": None}
        self._db.table("articles").update(row["seq"], values)
        unindex_article(self._connection, row["seq"], row["title_hans"], row["body_hans"])
        index_article(self._connection, row["seq"], article.title_hans, article.body_hans)
        for table in _DETAIL_TABLES:
            self._db.table(table).delete_where("article_id = ?", [row["id"]])
        self._save_details(row["id"], article)

    def _save_version(self, row: dict[str, Any], article: Article, changed: list[str]) -> None:
        number = self._connection.execute(
            "SELECT coalesce(max(version), 0) + 1 FROM article_versions WHERE article_id = ?",
            (row["id"],),
        ).fetchone()[0]
        kept = ("title", "date_published", "source_name", "body_text", "content_digest", "capture_id")
        self._db.table("article_versions").insert(
            {name: row[name] for name in kept}
            | {
                "article_id": row["id"],
                "version": number,
                "url": article.url,
                "seen_until": article.seen_at.isoformat(),
                "changed_fields": json.dumps(changed),
                "cause": "site",
            }
        )

    def _save_appearance(self, article: Article, article_id: str) -> None:
        self._connection.execute(
            "INSERT INTO appearances (url, article_id, site, channel, title, date_published,"
            " source_name, listed_title, listed_date, capture_id, first_seen, last_seen)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (url) DO UPDATE SET article_id = excluded.article_id,"
            " title = excluded.title, date_published = excluded.date_published,"
            " source_name = excluded.source_name, capture_id = excluded.capture_id,"
            " last_seen = excluded.last_seen, gone_since = NULL",
            (
                article.url,
                article_id,
                article.site,
                article.channel,
                article.title,
                printed_iso(article),
                article.source_name,
                article.listed.title if article.listed else None,
                article.listed.date_raw if article.listed else None,
                article.capture_id,
                article.seen_at.isoformat(),
                article.seen_at.isoformat(),
            ),
        )
        self._connection.execute(
            "UPDATE articles SET last_seen = max(last_seen, ?) WHERE id = ?",
            (article.seen_at.isoformat(), article_id),
        )

    def _save_details(self, article_id: str, article: Article) -> None:
        rows = {
            "attachments": [asdict(one) for one in article.attachments],
            "mentions": mention_rows(article.mentions),
            "citations": [asdict(one) for one in article.citations],
        }
        for table, details in rows.items():
            self._db.table(table).insert_all(
                ({"article_id": article_id, **one} for one in details), ignore=True
            )


def mention_rows(mentions: tuple[Mention, ...]) -> list[dict[str, Any]]:
    """Return one row an organisation: how often and where a text names it first.

    Example:
        >>> both = (Mention(org_id="a", surface="甲", offset=3), Mention(org_id="a", surface="甲乙", offset=9))
        >>> mention_rows(both)
        [{'org_id': 'a', 'times': 2, 'first_offset': 3, 'surface': '甲'}]
    """
    times = Counter(one.org_id for one in mentions)
    first = {one.org_id: one for one in reversed(mentions)}
    return [
        {"org_id": id_, "times": count, "first_offset": first[id_].offset, "surface": first[id_].surface}
        for id_, count in times.items()
    ]


def article_row(article: Article) -> dict[str, Any]:
    """Return the columns an article fills in ``articles``, and ``seen_at``."""
    values = asdict(article)
    for name in ("request", "issues", "listed", *_DETAIL_TABLES):
        del values[name]
    for name in ("rules", "keywords", "candidates", "steps", "other_sources"):
        values[name] = json.dumps(values[name], ensure_ascii=False)
    values["date_published"] = printed_iso(article)
    for name in ("date_written", "seen_at"):
        values[name] = _iso(values[name])
    values["is_reprint"] = int(article.is_reprint)
    return values


_ISO_LENGTH: Final = {"year": 4, "month": 7, "day": 10}


def printed_iso(article: Article) -> str | None:
    """Return the publication date in ISO 8601, no longer than the page printed it.

    A page that prints ``2021-02-24`` gives ``2021-02-24``, not midnight.
    """
    if article.date_published is None:
        return None
    return article.date_published.isoformat()[: _ISO_LENGTH.get(article.date_precision or "")]


def _iso(value: dt.date | None) -> str | None:
    return value.isoformat() if value is not None else None
