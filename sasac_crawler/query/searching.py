"""Finding articles: the index narrows, the text decides, and very common words are not all scored.

A word whose pairs stand in more articles than ``COMMON`` is looked for from the newest article on: the first
page is full soon, or else the index is asked after all. Ranked, such a word gives the articles that have it in
the title and the newest that have it at all; for every other word all hits are ranked.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Literal

from sqlite_utils import Database

from sasac_crawler.query.search_terms import Node, Term, fts_expression, sql_condition, terms_of
from sasac_crawler.store.search import waiting_articles

COMMON: Final = 20_000
"""Articles from which on a query is common."""
_WITHOUT_INDEX: Final = 4000
"""Of a common query, so many of the newest articles are looked at without the index."""
_RANKED: Final = 300
"""Of a common query, so many of the newest and so many title hits are ranked."""
_CHUNK: Final = 250
_FIRST_CHUNK: Final = 40
"""Texts read at a time: few at first, because the first page may be full with them."""
_MANY: Final = 1000
"""Candidates from which on the newest articles are gone through to find them, instead of being sorted."""
_GONE_THROUGH: Final = 2
"""Articles gone through, for each candidate, before the rest is sorted after all: that costs five times as much."""
_TITLE_WEIGHT: Final = 8
_SATURATION: Final = 1.2
_LENGTH_WEIGHT: Final = 0.5
_USUAL_LENGTH: Final = 800
"""Characters of an ordinary article: constants as in BM25, the mean length taken as known."""
_TEXTS: Final = "a.seq, a.date_published AS date, a.title_hans AS title, a.body_hans AS body"
_NEWEST: Final = "a.date_published DESC, a.seq DESC"

Order = Literal["rank", "newest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a search is limited to; ``None`` for no limit."""

    site: str | None = None
    since: str | None = None
    """First day, ISO 8601."""
    until: str | None = None
    source: str | None = None
    """来源 by preferred name or id."""
    category: str | None = None

    def conditions(self) -> tuple[str, dict[str, str]]:
        """Return the SQL condition on ``articles a`` and its parameters."""
        wanted = {
            "a.site = :site": ("site", self.site),
            "a.date_published >= :since": ("since", self.since),
            # A day ends with its last minute: "2021-02-24T23:59" is still that day.
            "a.date_published < :until || 'U'": ("until", self.until),
            ":source IN (a.source_name, a.source_id)": ("source", self.source),
            "a.category = :category": ("category", self.category),
        }
        given = {condition: pair for condition, pair in wanted.items() if pair[1] is not None}
        return " AND ".join(given) or "1", {
            name: value for name, value in given.values() if value is not None
        }


def find(
    db: Database, node: Node, filters: Filters, *, order: Order, limit: int, offset: int = 0
) -> list[int]:
    """Return the ``seq`` of the articles that fulfil a query, best or newest first.

    The same archive gives the same order, so pages can be cut from it.

    Args:
        db: the archive.
        node: what is looked for.
        filters: what it is limited to.
        order: ``rank`` or ``newest``.
        limit: at most so many.
        offset: so many left out at the beginning.
    """
    search = _Search(db, node, filters)
    candidates = search.candidates()
    if order == "newest":
        found = (
            search.confirmed(search.newest_first())
            if candidates is None
            else search.confirmed(search.in_order(candidates), is_exact=search.is_exact)
        )
        return list(islice(found, offset, offset + limit))
    return search.ranked(candidates)[offset : offset + limit]


class _Search:
    """One search of one database."""

    def __init__(self, db: Database, node: Node, filters: Filters) -> None:
        self._db = db
        self._node = node
        self._expression = fts_expression(node)
        self._filter, self._filter_values = filters.conditions()
        self._term_values: dict[str, str] = {}
        self._condition = sql_condition(node, self._term_values)
        self._waiting = waiting_articles(db.conn)
        """Articles that the index does not know yet: they are candidates whatever is looked for."""

    def candidates(self) -> list[int] | None:
        """Return the articles the index leaves, or ``None`` if they are too many."""
        found = self._in_index(COMMON + 1)
        return None if len(found) > COMMON else [*dict.fromkeys((*self._waiting, *found))]

    def _in_index(self, most: int) -> list[int]:
        rows = self._db.execute(
            "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? LIMIT ?", [self._expression, most]
        )
        return [seq for (seq,) in rows]

    def newest_first(self) -> Iterator[int]:
        """Yield what may be a hit of a common query, newest first.

        Most are soon met among the newest articles of all. Whoever wants more than those have asks the index for
        everything: a number may stand nowhere, though each of its pairs stands everywhere.
        """
        rows = self._db.execute(
            f"SELECT a.seq FROM articles a WHERE {self._filter} ORDER BY {_NEWEST} LIMIT :most",  # noqa: S608 - fixed texts
            {"most": _WITHOUT_INDEX, **self._filter_values},
        )
        newest = [seq for (seq,) in rows]
        yield from newest
        if len(newest) == _WITHOUT_INDEX:
            rest = {*self._waiting, *self._in_index(-1)}.difference(newest)
            yield from self.in_order(list(rest))

    def in_order(self, candidates: list[int]) -> Iterator[int]:
        """Yield the candidates that fulfil the filters, newest first.

        Many are met soon by going through the articles from the newest on, in the index by date alone; only what
        is not met there must be looked up one by one and sorted.
        """
        rest = set(candidates)
        if len(candidates) >= _MANY:
            newest = self._db.execute(
                f"SELECT a.seq FROM articles a WHERE {self._filter} ORDER BY {_NEWEST} LIMIT :most",  # noqa: S608 - fixed texts
                {"most": _GONE_THROUGH * len(candidates), **self._filter_values},
            )
            for (seq,) in newest:
                if seq in rest:
                    rest.discard(seq)
                    yield seq
        ordered = self._db.execute(
            f"SELECT a.seq FROM articles a WHERE a.seq IN (SELECT value FROM json_each(:among))"  # noqa: S608 - fixed texts
            f" AND {self._filter} ORDER BY {_NEWEST}",
            {"among": json.dumps(sorted(rest)), **self._filter_values},
        )
        yield from (seq for (seq,) in ordered)

    def confirmed(self, candidates: Iterable[int], *, is_exact: bool = False) -> Iterable[int]:
        """Yield the candidates whose text has what is looked for, in their order, read piece by piece.

        Args:
            candidates: articles that fulfil the filters.
            is_exact: whether they need no reading.
        """
        for chunk in _chunks(candidates):
            if is_exact:
                yield from chunk
                continue
            rows = self._db.execute(
                "SELECT a.seq FROM articles a WHERE a.seq IN (SELECT value FROM json_each(:among))"  # noqa: S608 - fixed texts
                f" AND {self._condition}",
                {"among": json.dumps(chunk), **self._term_values},
            )
            true = {row[0] for row in rows}
            yield from (seq for seq in chunk if seq in true)

    def ranked(self, candidates: list[int] | None) -> list[int]:
        """Return hits by score, then newest first."""
        if candidates is not None and len(candidates) <= 2 * _RANKED:
            rows = list(self._texts(candidates))
        elif candidates is not None:
            newest = islice(self._texts(self.in_order(candidates)), _RANKED)
            rows = [*newest, *self._texts(self._title_hits())]
        else:
            rows = [*islice(self._texts(self.newest_first()), _RANKED), *self._texts(self._title_hits())]
        weights = self._term_weights()
        scored = {row["seq"]: (_score(row, weights), row["date"] or "", row["seq"]) for row in rows}
        return [seq for _, _, seq in sorted(scored.values(), reverse=True)]

    @property
    def is_exact(self) -> bool:
        """Whether the index alone decides: one word of at most two characters, anywhere, and it knows all articles."""
        if self._waiting:
            return False
        node = self._node
        return isinstance(node, Term) and not node.title_only and len(node.text) <= 2 and node.text.isalnum()  # noqa: PLR2004 - pairs

    def _title_hits(self) -> list[int]:
        rows = self._db.execute(
            "SELECT rowid FROM titles_fts WHERE titles_fts MATCH ? ORDER BY rowid DESC LIMIT ?",
            [self._expression, _RANKED],
        ).fetchall()
        return [*dict.fromkeys((*self._waiting, *(row[0] for row in rows)))]

    def _term_weights(self) -> dict[str, float]:
        """Return how much each word tells: a rare one tells more; one word alone needs no weight."""
        terms = terms_of(self._node)
        if len(terms) == 1:
            return {terms[0].text: 1.0}
        [total] = self._db.execute("SELECT max(seq) FROM articles").fetchone()
        return {term.text: math.log(1 + (total or 1) / (1 + self._frequency(term))) for term in terms}

    def _frequency(self, term: Term) -> int:
        [count] = self._db.execute(
            "SELECT count(*) FROM (SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? LIMIT ?)",
            [fts_expression(term), COMMON],
        ).fetchone()
        return int(count)

    def _texts(self, candidates: Iterable[int]) -> Iterator[dict[str, Any]]:
        """Yield the texts of those candidates that have what is looked for, piece by piece, in their order."""
        for chunk in _chunks(candidates):
            # Sorted here and not by SQLite, which would carry whole texts through its sorter.
            places = {seq: place for place, seq in enumerate(chunk)}
            rows = self._db.query(
                f"SELECT {_TEXTS} FROM articles a WHERE a.seq IN (SELECT value FROM json_each(:among))"  # noqa: S608 - fixed texts
                f" AND {self._filter} AND {self._condition}",
                {"among": json.dumps(chunk), **self._filter_values, **self._term_values},
            )
            yield from sorted(rows, key=lambda row: places[row["seq"]])


def _chunks(candidates: Iterable[int]) -> Iterator[list[int]]:
    iterator, size = iter(candidates), _FIRST_CHUNK
    while chunk := list(islice(iterator, size)):
        yield chunk
        size = min(2 * size, _CHUNK)


def _score(row: Mapping[str, Any], weights: Mapping[str, float]) -> float:
    """Return BM25 of a text, words in the title counted several times."""
    title, body = row["title"], row["body"]
    damping = _SATURATION * (1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * (len(title) + len(body)) / _USUAL_LENGTH)
    score = 0.0
    for word, weight in weights.items():
        times = _TITLE_WEIGHT * title.count(word) + body.count(word)
        score += weight * times * (_SATURATION + 1) / (times + damping)
    return round(score, 6)
