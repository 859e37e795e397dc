"""Which articles are nearly the same text as others, kept up to date article by article.

A new or changed article waits in ``near_waiting`` until it is compared; the index ``near_sketches`` leads to
the few articles it may be a copy of, their texts are compared clause by clause, and pairs are kept both ways.
What an article is a copy *of* follows from the pairs alone, so the order in which articles came does not
matter. Everything here can be worked out anew from the articles.
"""

import sqlite3
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from typing import Final

from sqlite_utils import Database

from sasac_crawler.normalize.near_duplicates import compare_texts
from sasac_crawler.normalize.near_text import sketch
from sasac_crawler.store.transaction import transaction

_CANDIDATES: Final = 16
"""Texts an article is compared with at most: those that share the rarest pieces with it."""
_COMMON: Final = 64
"""Articles that share a piece of eight characters; of more, the piece is a set phrase and tells little."""
_FEWEST_SHARED: Final = 3
"""Pieces of a sketch two texts must share to be compared; copies of a third share eight."""
_BATCH: Final = 100
"""Articles compared in one transaction."""

_RANK: Final = "a.is_reprint, a.date_published IS NULL, a.date_published, a.id"
"""Who was first: not called a reprint by its own 来源, earliest date, and to be definite the smaller id."""


_REPRINTS: Final = """
CREATE VIEW reprints AS
WITH grouped AS (
  SELECT coalesce(a.near_duplicate_of, a.id) AS first_id, a.id AS article_id, a.seq, p.url, p.site, p.title,
    p.date_published, p.source_name
  FROM articles a JOIN appearances p ON p.article_id = a.id)
SELECT g.first_id, g.article_id, g.site, g.date_published, g.source_name, g.title, g.url,
  CAST(julianday(substr(g.date_published, 1, 10)) - julianday(substr(f.date_published, 1, 10)) AS INTEGER) AS days_after,
  CASE WHEN g.first_id = g.article_id THEN 1.0
    ELSE (SELECT similarity FROM near_pairs n WHERE n.seq = g.seq AND n.other = f.seq) END AS similarity
FROM grouped g JOIN articles f ON f.id = g.first_id
WHERE (SELECT count(*) FROM appearances p WHERE p.article_id = g.first_id) > 1
  OR EXISTS (SELECT 1 FROM articles n WHERE n.near_duplicate_of = g.first_id)
"""


def create_tables(db: Database) -> None:
    """Create the tables and the view, and let every article there is wait to be compared."""
    for statement in (
        (
            "CREATE TABLE near_sketches (hash INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (hash, seq))"
            " STRICT, WITHOUT ROWID"
        ),
        "CREATE TABLE near_waiting (seq INTEGER PRIMARY KEY) STRICT",
        (
            "CREATE TABLE near_pairs (seq INTEGER NOT NULL, other INTEGER NOT NULL, similarity REAL NOT NULL,"
            " verbatim REAL NOT NULL, PRIMARY KEY (seq, other)) STRICT, WITHOUT ROWID"
        ),
        "INSERT INTO near_waiting SELECT seq FROM articles",
        _VIEW,
        _REPRINTS,
        "CREATE INDEX idx_articles_near_duplicate_of ON articles (near_duplicate_of) WHERE near_duplicate_of IS NOT NULL",
    ):
        db.execute(statement)


_VIEW: Final = """
CREATE VIEW near_duplicates AS
SELECT a.id AS article_id, o.id AS other_id, p.similarity, p.verbatim,
  a.near_duplicate_of IS o.id AS is_copy_of_other,
  CAST(julianday(substr(a.date_published, 1, 10)) - julianday(substr(o.date_published, 1, 10)) AS INTEGER) AS days_after
FROM near_pairs p JOIN articles a ON a.seq = p.seq JOIN articles o ON o.seq = p.other
"""


def wait_for_comparison(connection: sqlite3.Connection, seq: int) -> None:
    """Note that an article is new or reads otherwise, or that its date or source changed."""
    connection.execute("INSERT OR IGNORE INTO near_waiting (seq) VALUES (?)", (seq,))


def forget_text(connection: sqlite3.Connection, seq: int, body_hans: str) -> None:
    """Take a text out of the index that its article no longer has; those it was a copy of are looked at anew."""
    connection.executemany(
        "DELETE FROM near_sketches WHERE hash = ? AND seq = ?", [(one, seq) for one in sketch(body_hans)]
    )
    connection.execute(
        "INSERT OR IGNORE INTO near_waiting (seq) SELECT other FROM near_pairs WHERE seq = ?", (seq,)
    )
    connection.execute(
        "DELETE FROM near_pairs WHERE other = ?1 AND seq IN (SELECT other FROM near_pairs WHERE seq = ?1)",
        (seq,),
    )
    connection.execute("DELETE FROM near_pairs WHERE seq = ?", (seq,))
    connection.execute("DELETE FROM near_waiting WHERE seq = ?", (seq,))


def compare_waiting(connection: sqlite3.Connection) -> Generator[int]:
    """Compare every article that waits; yield after each committed batch how many are done.

    Stopped between two batches nothing is lost: what still waits is compared the next time.
    """
    waiting = [seq for (seq,) in connection.execute("SELECT seq FROM near_waiting ORDER BY seq")]
    for start in range(0, len(waiting), _BATCH):
        batch = waiting[start : start + _BATCH]
        with transaction(connection):
            for seq in batch:
                compare_article(connection, seq)
        yield start + len(batch)


def compare_article(connection: sqlite3.Connection, seq: int) -> None:
    """Compare one article with those it may be a copy of; the caller holds a transaction."""
    connection.execute("DELETE FROM near_waiting WHERE seq = ?", (seq,))
    row = connection.execute("SELECT body_hans FROM articles WHERE seq = ?", (seq,)).fetchone()
    if row is None:
        return
    [text] = row
    hashes = sketch(text)
    before = _neighbours(connection, seq)
    # Who was found before is looked at again, however many more have come since.
    candidates = dict.fromkeys((*_candidates(connection, seq, hashes), *sorted(before)))
    pairs = dict(_near(connection, text, candidates))
    for other in before - pairs.keys():
        connection.execute(
            "DELETE FROM near_pairs WHERE (seq = ? AND other = ?) OR (seq = ? AND other = ?)",
            (seq, other, other, seq),
        )
    connection.executemany(
        "INSERT OR REPLACE INTO near_pairs (seq, other, similarity, verbatim) VALUES (?, ?, ?, ?)",
        [(*ends, *values) for other, values in pairs.items() for ends in ((seq, other), (other, seq))],
    )
    connection.executemany(
        "INSERT OR IGNORE INTO near_sketches (hash, seq) VALUES (?, ?)", [(one, seq) for one in hashes]
    )
    _settle(connection, {seq} | before | pairs.keys())


def _neighbours(connection: sqlite3.Connection, seq: int) -> set[int]:
    return {other for (other,) in connection.execute("SELECT other FROM near_pairs WHERE seq = ?", (seq,))}


def _near(
    connection: sqlite3.Connection, text: str, candidates: Iterable[int]
) -> Iterator[tuple[int, tuple[float, float]]]:
    for other in candidates:
        [other_text] = connection.execute("SELECT body_hans FROM articles WHERE seq = ?", (other,)).fetchone()
        found = compare_texts(text, other_text)
        if found.is_near:
            yield other, (found.similarity, found.verbatim)


def _candidates(connection: sqlite3.Connection, seq: int, hashes: Iterable[int]) -> list[int]:
    """Return the articles that share the rarest pieces, the likeliest first."""
    weights: Counter[int] = Counter()
    shared: Counter[int] = Counter()
    for one in hashes:
        holders = connection.execute(
            "SELECT seq FROM near_sketches WHERE hash = ? AND seq <> ? ORDER BY seq DESC LIMIT ?",
            (one, seq, _COMMON),
        ).fetchall()
        for (holder,) in holders:
            # Weights are whole numbers: sums of fractions would depend on their order.
            weights[holder] += _COMMON // len(holders)
            shared[holder] += 1
    for holder, times in shared.items():
        if times < _FEWEST_SHARED:
            del weights[holder]
    return [
        holder for holder, _ in sorted(weights.items(), key=lambda found: (-found[1], found[0]))[:_CANDIDATES]
    ]


def _settle(connection: sqlite3.Connection, articles: Iterable[int]) -> None:
    """Say of articles what they are a copy of: the first of those they are near, if it was before them."""
    for seq in sorted(articles):
        first = connection.execute(
            f"SELECT a.seq, a.id FROM articles a WHERE a.seq = ?1"  # noqa: S608 - a constant of ours
            f" OR a.seq IN (SELECT other FROM near_pairs WHERE seq = ?1) ORDER BY {_RANK} LIMIT 1",
            (seq,),
        ).fetchone()
        if first is not None:
            original = first[1] if first[0] != seq else None
            connection.execute(
                "UPDATE articles SET near_duplicate_of = ?1 WHERE seq = ?2 AND near_duplicate_of IS NOT ?1",
                (original, seq),
            )
