"""Which articles are nearly the same text as others, kept up to date article by article.

A new or changed article waits in ``near_waiting`` until it is compared; the index ``near_sketches`` leads to
the few articles it may be a copy of, their texts are compared clause by clause, and pairs are kept both ways.

Two articles are a pair if they share enough pieces that are not common, and their texts say so. A piece becomes common
with one holder too many, whoever comes last: then all its holders are compared anew, and again when it is common no
longer. So the pairs follow from the articles there are, what each is a copy *of* follows from the pairs, and the order
in which articles came does not matter. Everything here can be worked out anew from the articles.
"""

import sqlite3
import struct
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import Final

from sqlite_utils import Database

from sasac_crawler.normalize.near_duplicates import are_far, compare_texts
from sasac_crawler.normalize.near_text import sketch
from sasac_crawler.store.transaction import transaction

_COMMON: Final = 64
"""Articles that may share a piece of eight characters; held by more it is a set phrase and tells nothing."""
_FEWEST_SHARED: Final = 3
"""Pieces of a sketch two texts must share to be compared; copies of a third share eight."""
_TOGETHER: Final = 24
"""Pieces looked up by one statement: as many as most sketches have."""
_HOLDERS: Final = " UNION ALL ".join(
    [f"SELECT * FROM (SELECT hash, seq FROM near_sketches WHERE hash = ? LIMIT {_COMMON + 2})"] * _TOGETHER  # noqa: S608 - a number of ours
)
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


SKETCH_COLUMN: Final = "ALTER TABLE near_waiting ADD COLUMN sketch BLOB"


def wait_for_comparison(
    connection: sqlite3.Connection, seq: int, known: tuple[int, ...] | None = None
) -> None:
    """Note that an article is new or reads otherwise, or that its date or source changed.

    Args:
        connection: of the writer.
        seq: the article's number.
        known: the sketch of its text, if it was worked out already.
    """
    packed = struct.pack(f"<{len(known)}I", *known) if known is not None else None
    connection.execute("INSERT OR IGNORE INTO near_waiting (seq, sketch) VALUES (?, ?)", (seq, packed))


def forget_text(connection: sqlite3.Connection, seq: int, body_hans: str) -> None:
    """Take a text out of the index that its article no longer has; those it was a copy of are looked at anew."""
    for one in sketch(body_hans):
        taken = connection.execute("DELETE FROM near_sketches WHERE hash = ? AND seq = ?", (one, seq))
        if taken.rowcount and len(_holders(connection, one)) == _COMMON:
            _let_holders_wait(connection, one)
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
    done = 0
    while waiting := _waiting(connection):
        with transaction(connection):
            for seq in waiting:
                compare_article(connection, seq)
        done += len(waiting)
        yield done


def _waiting(connection: sqlite3.Connection) -> list[int]:
    rows = connection.execute("SELECT seq FROM near_waiting ORDER BY seq LIMIT ?", (_BATCH,))
    return [seq for (seq,) in rows]


def compare_article(connection: sqlite3.Connection, seq: int) -> None:
    """Compare one article with those it may be a copy of; the caller holds a transaction."""
    row = connection.execute(
        "SELECT body_hans, (SELECT sketch FROM near_waiting w WHERE w.seq = a.seq) FROM articles a WHERE seq = ?",
        (seq,),
    ).fetchone()
    connection.execute("DELETE FROM near_waiting WHERE seq = ?", (seq,))
    if row is None:
        return
    text, packed = row
    pieces = sketch(text) if packed is None else struct.unpack(f"<{len(packed) // 4}I", packed)
    before = _neighbours(connection, seq)
    pairs = dict(_near(connection, text, _candidates(connection, seq, pieces)))
    if not before and not pairs:
        _say_first(connection, seq, None)
        return
    for other in before - pairs.keys():
        connection.execute(
            "DELETE FROM near_pairs WHERE (seq = ? AND other = ?) OR (seq = ? AND other = ?)",
            (seq, other, other, seq),
        )
    connection.executemany(
        "INSERT OR REPLACE INTO near_pairs (seq, other, similarity, verbatim) VALUES (?, ?, ?, ?)",
        [(*ends, *values) for other, values in pairs.items() for ends in ((seq, other), (other, seq))],
    )
    _settle(connection, {seq} | before | pairs.keys())


def _neighbours(connection: sqlite3.Connection, seq: int) -> set[int]:
    return {other for (other,) in connection.execute("SELECT other FROM near_pairs WHERE seq = ?", (seq,))}


def _near(
    connection: sqlite3.Connection, text: str, candidates: Iterable[int]
) -> Iterator[tuple[int, tuple[float, float]]]:
    for other in candidates:
        [other_text] = connection.execute("SELECT body_hans FROM articles WHERE seq = ?", (other,)).fetchone()
        if are_far(text, other_text):
            continue
        found = compare_texts(text, other_text)
        if found.is_near:
            yield other, (found.similarity, found.verbatim)


def _candidates(connection: sqlite3.Connection, seq: int, hashes: Iterable[int]) -> list[int]:
    """Put a sketch into the index; return the articles that share enough of its pieces which are not common."""
    shared: Counter[int] = Counter()
    just_common: list[int] = []
    pieces = tuple(hashes)
    for one, holders in zip(pieces, _holders_of(connection, pieces), strict=True):
        is_new = seq not in holders
        count = len(holders) + is_new
        if count <= _COMMON:
            shared.update(holders)
        elif is_new and count == _COMMON + 1:
            just_common.append(one)
    connection.executemany(
        "INSERT OR IGNORE INTO near_sketches (hash, seq) VALUES (?, ?)", [(one, seq) for one in pieces]
    )
    for one in just_common:
        _let_holders_wait(connection, one)
    del shared[seq]
    if just_common:
        # This article waits no longer for what it has just brought about itself.
        connection.execute("DELETE FROM near_waiting WHERE seq = ?", (seq,))
    return sorted(other for other, times in shared.items() if times >= _FEWEST_SHARED)


def _holders(connection: sqlite3.Connection, piece: int) -> list[int]:
    """Return the articles that hold a piece: of a common one, two more than are allowed."""
    return _holders_of(connection, [piece])[0]


def _holders_of(connection: sqlite3.Connection, pieces: Sequence[int]) -> list[list[int]]:
    """Return the articles that hold each piece, as ``_holders`` does: a statement for every few pieces."""
    found: dict[int, list[int]] = {piece: [] for piece in pieces}
    for at in range(0, len(pieces), _TOGETHER):
        some = pieces[at : at + _TOGETHER]
        # No hash is below 0: the last few pieces are made as many as the statement asks for.
        for piece, seq in connection.execute(_HOLDERS, [*some, *[-1] * (_TOGETHER - len(some))]):
            found[piece].append(seq)
    return [found[piece] for piece in pieces]


def _let_holders_wait(connection: sqlite3.Connection, piece: int) -> None:
    connection.execute(
        "INSERT OR IGNORE INTO near_waiting (seq) SELECT seq FROM near_sketches WHERE hash = ?", (piece,)
    )


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
            _say_first(connection, seq, original)


def _say_first(connection: sqlite3.Connection, seq: int, original: str | None) -> None:
    connection.execute(
        "UPDATE articles SET near_duplicate_of = ?1 WHERE seq = ?2 AND near_duplicate_of IS NOT ?1",
        (original, seq),
    )
