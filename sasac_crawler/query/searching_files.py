"""Finding articles by what their files say: after, or between, those that say it themselves.

The files have an index of their own, so a search that their texts do not concern costs one look-up more.
A text is read only where the index and the date leave no other way. Of a word that may stand in more than
``MOST_FILES`` files, the files that came last are looked at.
"""

import json
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from typing import Any, Final

from sqlite_utils import Database

from sasac_crawler.query.search_terms import Node, fts_expression, sql_condition, terms_of
from sasac_crawler.query.searching import Filters, Order, find

MOST_FILES: Final = 20_000
_FEW: Final = 1000
# Articles by the files that may say it, or by their own dates.
_OF_FILES: Final = (
    "a.id IN (SELECT t.article_id FROM files f JOIN attachment_fetches x ON x.sha256 = f.sha256"
    " JOIN attachments t ON t.url = x.url WHERE f.seq IN (SELECT value FROM json_each(:files)))"
)
_NEWER: Final = (
    "a.date_published >= :after_date AND EXISTS (SELECT 1 FROM attachments t WHERE t.article_id = a.id)"
)
_NEWEST: Final = "a.date_published DESC, a.seq DESC"


@dataclass(frozen=True, slots=True)
class Found:
    """One article that was found."""

    seq: int
    by_file: bool
    """Whether it fulfils the query only with what its files say."""


def find_with_files(
    db: Database, node: Node, filters: Filters, *, order: Order, limit: int, offset: int = 0
) -> list[Found]:
    """Return the articles that fulfil a query, by their own text or with that of their files.

    Ranked, those that say it themselves come first; newest first, both kinds are one list.

    Args:
        db: the archive.
        node: what is looked for.
        filters: what it is limited to.
        order: ``rank`` or ``newest``.
        limit: at most so many.
        offset: so many left out at the beginning.
    """
    end = offset + limit
    own = find(db, node, filters, order=order, limit=end)
    if order == "rank":
        more = _found_by_files(db, node, filters, limit=end) if len(own) < end else []
        found = [Found(seq, by_file=False) for seq in own] + [Found(seq, by_file=True) for _, seq in more]
        return found[offset:end]
    dated = _dated(db, own)
    # What is older than the last of a full page is on a later one.
    after = dated[-1] if len(own) == end else ("", 0)
    by_files = _found_by_files(db, node, filters, limit=end, after=after)
    streams = (
        [(*key, False) for key in dated],
        [(*key, True) for key in by_files],
    )
    both = merge(*streams, key=lambda one: one[:2], reverse=True)
    return [Found(seq, by_file=by_file) for _, seq, by_file in islice(both, offset, end)]


def file_with(db: Database, article_id: str, wanted: tuple[str, ...]) -> dict[str, Any] | None:
    """Return name, text and text in search form of the file of an article that has a word, or ``None``.

    Args:
        db: the archive.
        article_id: the article.
        wanted: words in search form, the first that a file has decides; without words its first file.
    """
    for word in wanted or ("",):
        rows = db.query(
            "SELECT name, text, text_hans FROM attachment_files WHERE article_id = ? AND text_hans <> ''"
            " AND (? = '' OR instr(text_hans, ?)) ORDER BY url, name LIMIT 1",
            [article_id, word, word],
        )
        row: dict[str, Any] | None = next(iter(rows), None)
        if row is not None:
            return row
    return None


def _found_by_files(
    db: Database, node: Node, filters: Filters, *, limit: int, after: tuple[str, int] = ("", 0)
) -> list[tuple[str, int]]:
    """Return ``(date, seq)`` of the articles that need their files to fulfil a query, newest first.

    Args:
        db: the archive.
        node: what is looked for.
        filters: what it is limited to.
        limit: at most so many.
        after: only those that are newer than this.
    """
    terms = [term for term in terms_of(node) if not term.title_only]
    expressions = [one for term in terms if (one := fts_expression(term)) is not None]
    if not expressions:
        return []
    files = db.execute(
        "SELECT rowid FROM files_fts WHERE files_fts MATCH ? ORDER BY rowid DESC LIMIT ?",
        [" OR ".join(expressions), MOST_FILES],
    ).fetchall()
    if not files:
        return []
    among = _OF_FILES if len(files) <= _FEW or not _is_near(db, after[0]) else _NEWER
    limits, values = filters.conditions()
    together = sql_condition(node, values, with_files=True)
    alone = sql_condition(node, values)
    rows = db.execute(
        f"SELECT a.date_published, a.seq FROM articles a WHERE {among}"  # noqa: S608 - fixed texts
        " AND (coalesce(a.date_published, ''), a.seq) > (:after_date, :after_seq)"
        f" AND {limits} AND {together} AND NOT {alone} ORDER BY {_NEWEST} LIMIT :limit",
        {
            "files": json.dumps([row[0] for row in files]),
            "after_date": after[0],
            "after_seq": after[1],
            "limit": limit,
            **values,
        },
    )
    return [(date or "", seq) for date, seq in rows]


def _is_near(db: Database, day: str) -> bool:
    """Return whether few articles are as new as a day: then they are the shorter way to what is newer."""
    [count] = db.execute(
        "SELECT count(*) FROM (SELECT 1 FROM articles WHERE date_published >= ? LIMIT ?)", [day, _FEW]
    ).fetchone()
    return bool(day) and count < _FEW


def _dated(db: Database, seqs: list[int]) -> list[tuple[str, int]]:
    rows = db.execute(
        "SELECT seq, date_published FROM articles WHERE seq IN (SELECT value FROM json_each(?))",
        [json.dumps(seqs)],
    )
    dates = {seq: date or "" for seq, date in rows}
    return [(dates[seq], seq) for seq in seqs]
