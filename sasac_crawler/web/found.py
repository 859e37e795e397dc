"""What a search finds, for the page and the feed: hits with their pieces of text, counts, pages."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from sqlite_utils import Database

from sasac_crawler.errors import UsageError
from sasac_crawler.query.search_terms import Node, fts_expression, parse_query, terms_of
from sasac_crawler.query.searching import Filters, Order, find
from sasac_crawler.query.searching_files import file_with, find_with_files
from sasac_crawler.vocab.categories import categories
from sasac_crawler.web.facets import Columns, Tally
from sasac_crawler.web.highlights import Run, excerpt, marked
from sasac_crawler.web.visit import Visit

PER_PAGE: Final = 20
MOST_PAGES: Final = 50
_EXACT: Final = 600
"""Candidates up to which every text is looked at before they are counted."""
_COUNTED: Final = 300_000
_SNIPPET_SOURCE: Final = 20_000
"""Characters of a text that are looked at for a piece to show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is searched for."""

    words: str
    node: Node | None
    order: Order
    page: int
    chosen: Mapping[str, str]
    """Value by facet."""
    since: str | None
    until: str | None
    upto: int | None
    """Only articles the archive had when the search began: pages that follow each other stay in place."""

    @property
    def terms(self) -> tuple[str, ...]:
        """Words in search form."""
        return tuple(term.text for term in terms_of(self.node)) if self.node is not None else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One article a search found."""

    id: str
    title: tuple[Run, ...]
    pieces: tuple[Run, ...]
    date: str | None
    source: str | None
    site: str
    category: str | None
    script: str | None
    is_gone: bool
    is_copy: bool
    found_in: str | None
    """Name of the attachment that says it, where the article itself does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UptoFilters(Filters):
    """Filters, and no article newer to the archive than a search's first page."""

    upto: int | None = None

    def conditions(self) -> tuple[str, dict[str, str]]:
        """Return the SQL condition on ``articles a`` and its parameters."""
        condition, values = Filters.conditions(self)
        if self.upto is None:
            return condition, values
        return f"{condition} AND a.seq <= CAST(:upto AS INTEGER)", values | {"upto": str(self.upto)}


def read_wanted(visit: Visit) -> Wanted:
    """Return what a request searches for.

    Raises:
        UsageError: a parameter cannot be understood; the message says what it takes.
    """
    args = visit.args
    order = args.get("order") or "rank"
    if order not in ("rank", "newest"):
        message = "order is rank or newest"
        raise UsageError(message)
    category = args.get("category")
    if category and category not in categories():
        message = f"category is one of {', '.join(categories())}"
        raise UsageError(message)
    year = args.get("year")
    if year and not (len(year) == 4 and year.isascii() and year.isdecimal()):  # noqa: PLR2004 - digits
        message = "year has four digits, e.g. 2021"
        raise UsageError(message)
    upto = args.get("upto", "")
    names = ("site", "category", "source", "year")
    return Wanted(
        words=args.get("q", ""),
        node=parse_query(args.get("q", "")),
        order="newest" if order == "newest" else "rank",
        page=visit.number("page", most=MOST_PAGES),
        chosen={name: args[name] for name in names if args.get(name)},
        since=f"{year}-01-01" if year else None,
        until=f"{year}-12-31" if year else None,
        upto=int(upto[:15]) if upto.isascii() and upto.isdecimal() else None,
    )


def find_hits(db: Database, visit: Visit, wanted: Wanted) -> tuple[list[Hit], bool]:
    """Return the hits of one page, and whether more follow."""
    if wanted.node is None:
        return _browse(db, visit, wanted)
    offset = (wanted.page - 1) * PER_PAGE
    found = find_with_files(
        db, wanted.node, filters_of(wanted), order=wanted.order, limit=PER_PAGE + 1, offset=offset
    )
    rows = _rows(db, [one.seq for one in found[:PER_PAGE]])
    hits = [_hit(db, visit, rows[one.seq], wanted, by_file=one.by_file) for one in found[:PER_PAGE]]
    return hits, len(found) > PER_PAGE


def filters_of(wanted: Wanted) -> UptoFilters:
    """Return the filters of a search."""
    return UptoFilters(
        site=wanted.chosen.get("site"),
        since=wanted.since,
        until=wanted.until,
        source=wanted.chosen.get("source"),
        category=wanted.chosen.get("category"),
        upto=wanted.upto,
    )


def tally_found(db: Database, columns: Columns, wanted: Wanted) -> tuple[Tally, bool]:
    """Return what kinds of articles a search finds before its filters, and whether that is certain.

    Many are counted by the index, which narrows but does not decide (a word of three characters may only
    have both its pairs); few are looked at.
    """
    if wanted.node is None:
        return columns.everything(), True
    expression = fts_expression(wanted.node) or ""
    sql = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? LIMIT ?"
    few = db.execute(sql, [expression, _EXACT + 1]).fetchall()
    if len(few) <= _EXACT:
        return columns.tally(find(db, wanted.node, Filters(), order="newest", limit=2 * _EXACT)), True

    def count() -> Tally:
        cursor = db.conn.cursor()
        cursor.row_factory = None
        return columns.tally(chain.from_iterable(cursor.execute(sql, [expression, _COUNTED])))

    return columns.remembered(expression, count), False


def _browse(db: Database, visit: Visit, wanted: Wanted) -> tuple[list[Hit], bool]:
    """Return the newest articles that pass the filters, without a word to look for."""
    condition, values = filters_of(wanted).conditions()
    rows = db.execute(
        f"SELECT a.seq FROM articles a WHERE {condition} ORDER BY a.date_published DESC, a.seq DESC"  # noqa: S608 - fixed texts
        " LIMIT :limit OFFSET :offset",
        {**values, "limit": PER_PAGE + 1, "offset": (wanted.page - 1) * PER_PAGE},
    ).fetchall()
    seqs = [row[0] for row in rows]
    found = _rows(db, seqs[:PER_PAGE])
    hits = [_hit(db, visit, found[seq], wanted, by_file=False) for seq in seqs[:PER_PAGE]]
    return hits, len(seqs) > PER_PAGE


def _rows(db: Database, seqs: list[int]) -> dict[int, dict[str, Any]]:
    rows = db.query(
        "SELECT seq, id, title, date_published, source_name, site, category, script, gone_since, near_duplicate_of,"  # noqa: S608 - a number of ours
        f" substr(body_text, 1, {_SNIPPET_SOURCE}) AS body_text"
        " FROM articles WHERE seq IN (SELECT value FROM json_each(?))",
        [json.dumps(seqs)],
    )
    return {row["seq"]: row for row in rows}


def _hit(db: Database, visit: Visit, row: Mapping[str, Any], wanted: Wanted, *, by_file: bool) -> Hit:
    body, found_in = row["body_text"], None
    if by_file or not body.strip():
        file = file_with(db, row["id"], wanted.terms) or file_with(db, row["id"], ())
        if file is not None:
            body, found_in = file["text"][:_SNIPPET_SOURCE], file["name"] if by_file else None
    return Hit(
        id=row["id"],
        title=marked(visit.shown(row["title"]), wanted.terms),
        pieces=excerpt(visit.shown(body), wanted.terms),
        date=row["date_published"],
        source=row["source_name"],
        site=row["site"],
        category=row["category"],
        script=row["script"],
        is_gone=row["gone_since"] is not None,
        is_copy=row["near_duplicate_of"] is not None,
        found_in=found_in,
    )
