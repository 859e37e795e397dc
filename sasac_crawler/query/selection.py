"""What part of an archive is wanted, and in which form its texts."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any, Final, Literal

from sqlite_utils import Database

from sasac_crawler.errors import UsageError
from sasac_crawler.query.columns import Column, article_columns, extra_columns
from sasac_crawler.query.search_terms import parse_query
from sasac_crawler.query.searching import Filters
from sasac_crawler.vocab.categories import categories

_SHOWN: Final = 40
"""Allowed values a message names at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which articles, which of their places and states, and in which script."""

    words: str = ""
    """As typed into a search; empty for every article."""

    article: str | None = None
    """Only this article, by its id or that of any of its documents."""

    filters: Filters = field(default_factory=Filters)
    script: Literal["printed", "hans"] = "printed"
    duplicates: Literal["one", "appearances"] = "one"
    """One row an article, or one for every place it appeared in."""

    versions: bool = False
    """Whether earlier states are rows, too."""

    since_run: str | None = None
    """Only what a look after this run may have changed, and the ids that are no more."""

    attachments_text: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether every row is a row of ``articles``."""
        return self.duplicates == "one" and not self.versions and self.since_run is None

    @property
    def is_simple(self) -> bool:
        """Whether an article's own columns tell that it is selected."""
        return self.is_plain and self.words == "" and self.article is None

    def columns(self) -> tuple[Column, ...]:
        """Return the columns the rows have."""
        extras: list[str] = ["attachments_text"] if self.attachments_text else []
        extras += ["version_number", "seen_until", "cause"] if self.versions else []
        extras += ["change", "merged_into"] if self.since_run is not None else []
        return article_columns() + extra_columns(extras)


def checked(db: Database, selection: Selection) -> Selection:
    """Return a selection with its days in full form, or say what would have been right.

    Args:
        db: the archive.
        selection: as somebody gave it.

    Raises:
        UsageError: a value is none the archive has; the message names those it has.
    """
    filters = selection.filters
    _one_of(filters.site, "site", _values(db, "SELECT slug FROM sites UNION SELECT site FROM articles"))
    _one_of(filters.category, "category", categories())
    if filters.source is not None:
        names = "SELECT source_name FROM articles WHERE source_name IS NOT NULL"
        ids = "SELECT source_id FROM articles WHERE source_id IS NOT NULL"
        _one_of(filters.source, "source", _values(db, f"{names} UNION {ids}"))
    if selection.since_run is not None:
        _one_of(
            selection.since_run, "since-run", _values(db, "SELECT run_id FROM runs ORDER BY started DESC")
        )
    parse_query(selection.words)
    since, until = (day(value, name) for value, name in ((filters.since, "since"), (filters.until, "until")))
    if since and until and since > until:
        message = f"--since {since} is after --until {until}: nothing can be between them"
        raise UsageError(message)
    return replace(selection, filters=replace(filters, since=since, until=until))


def day(text: str | None, option: str) -> str | None:
    """Return a day that somebody typed, in ISO 8601.

    Raises:
        UsageError: it is none.
    """
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError as error:
        message = f"--{option} must be a day like 2021-02-24, not {text!r}"
        raise UsageError(message) from error


def _values(db: Database, sql: str) -> tuple[str, ...]:
    rows: list[tuple[Any, ...]] = db.execute(sql).fetchall()
    return tuple(str(row[0]) for row in rows)


def _one_of(value: str | None, option: str, allowed: Iterable[str]) -> None:
    known = tuple(allowed)
    if value is None or value in known:
        return
    # Of many, those that look like it come first.
    shown = list(dict.fromkeys((*get_close_matches(value, known, n=3, cutoff=0.3), *known)))[:_SHOWN]
    more = f" and {len(known) - len(shown)} more" if len(known) > len(shown) else ""
    message = f"--{option} {value!r} is not in the archive; there is: {', '.join(shown) or 'none'}{more}"
    raise UsageError(message)
