"""Another archive's rows into this one's: any order, any repetition, the same rows in the end.

What was seen is joined row by row (``join_ranks``); articles, places, versions and the search index are then
composed anew from all observations, as a crawl composes them.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from sasac_crawler.errors import IntegrityError
from sasac_crawler.store.articles import ArticleTable
from sasac_crawler.store.frontier import Frontier
from sasac_crawler.store.join_ranks import (
    JOINED_TABLES,
    LOOKED,
    OBSERVATIONS,
    JoinedTable,
    later_doubts,
)
from sasac_crawler.store.search import tokens
from sasac_crawler.store.transaction import transaction

_OTHER: Final = "other"
_LOOK_OF: Final = (
    "SELECT max(coalesce((SELECT max(captured_at) FROM {schema}.captures WHERE url = ?1), ''),"
    " coalesce((SELECT max(seen_at) FROM {schema}.observations WHERE url = ?1), ''))"
)


@dataclass(slots=True, kw_only=True)
class JoinReport:
    """What a join brought."""

    rows: int = 0
    """Rows taken over, all tables together."""

    captures: int = 0
    observations: int = 0
    documents: int = 0
    """Documents that were composed anew."""


def join(db: Database, other: Path) -> JoinReport:
    """Join another database of the same schema into this one, in one transaction.

    Args:
        db: the archive, open for writing; the caller holds its lock.
        other: a database nobody writes to, brought to the newest schema.

    Raises:
        IntegrityError: two archives say that different captures lie in one place.
    """
    connection: sqlite3.Connection = db.conn
    with _attached(connection, other), transaction(connection):
        connection.execute("PRAGMA defer_foreign_keys = ON")
        Frontier(connection).release()
        try:
            return _join(db, connection)
        except sqlite3.IntegrityError as error:
            message = f"the two archives contradict each other: {error}"
            raise IntegrityError(message) from error


def _join(db: Database, connection: sqlite3.Connection) -> JoinReport:
    report = JoinReport()
    urls = _doubted_urls(connection)
    looks = {url: (_look(connection, "main", url), _look(connection, _OTHER, url)) for url in urls}
    touched = _touched_documents(connection)
    for table in JOINED_TABLES:
        taken = _join_table(connection, table)
        report.rows += taken
        report.captures += taken if table.table == "captures" else 0
    report.observations = _compose(db, connection, touched)
    report.documents = len(touched)
    for url, (mine, theirs) in looks.items():
        report.rows += _join_doubts(connection, url, my_look=mine, their_look=theirs)
    report.rows += report.observations
    connection.execute(
        "UPDATE issues SET article_id = (SELECT article_id FROM appearances a WHERE a.url = issues.url)"
        " WHERE article_id IS NOT (SELECT article_id FROM appearances a WHERE a.url = issues.url)"
    )
    connection.execute("DELETE FROM reparses")
    return report


@contextmanager
def _attached(connection: sqlite3.Connection, other: Path) -> Iterator[None]:
    connection.execute(f"ATTACH ? AS {_OTHER}", (str(other),))
    try:
        yield
    finally:
        connection.execute(f"DETACH {_OTHER}")


def _columns(connection: sqlite3.Connection, table: JoinedTable) -> list[str]:
    names = [row[1] for row in connection.execute(f"PRAGMA main.table_info({table.table})")]
    return [name for name in names if name not in table.left_out]


def _differing(
    connection: sqlite3.Connection, table: JoinedTable, *, where: str = "1", values: Sequence[Any] = ()
) -> list[dict[str, Any]]:
    """Return the rows of the other database that this one does not have, or has otherwise."""
    names = _columns(connection, table)
    same = table.columns or tuple(name for name in names if name not in table.key)
    keys = " AND ".join(f'm."{name}" = t."{name}"' for name in table.key)
    equal = " AND ".join(f'm."{name}" IS t."{name}"' for name in same) or "1"
    columns = ", ".join(f't."{name}"' for name in names)
    looked = table.looked.format(schema=_OTHER)
    rows = connection.execute(
        f"SELECT {columns}, {looked} FROM {_OTHER}.{table.table} t WHERE ({where})"  # noqa: S608 - our own names
        f" AND NOT EXISTS (SELECT 1 FROM main.{table.table} m WHERE {keys} AND {equal})",
        values,
    ).fetchall()
    return [dict(zip((*names, LOOKED), row, strict=True)) for row in rows]


def _join_table(
    connection: sqlite3.Connection, table: JoinedTable, *, where: str = "1", values: Sequence[Any] = ()
) -> int:
    """Take over the rows that are greater than ours; return how many."""
    taken = 0
    for row in _differing(connection, table, where=where, values=values):
        theirs = _settled(row, table)
        mine = _present(connection, table, row)
        if mine is None:
            _insert(connection, table, theirs)
        elif table.rank(_compared(theirs, table)) > table.rank(_compared(mine, table)):
            _update(connection, table, theirs, mine)
        else:
            continue
        taken += 1
    return taken


def _settled(row: dict[str, Any], table: JoinedTable) -> dict[str, Any]:
    """Return a row without what belongs to a run on another machine."""
    if table.table == "frontier" and row["state"] == "leased":
        return row | {"state": "pending", "run_id": None, "tries": max(row["tries"] - 1, 0)}
    return row


def _compared(row: dict[str, Any], table: JoinedTable) -> dict[str, Any]:
    return {name: row[name] for name in (*table.columns, LOOKED)} if table.columns else row


def _present(
    connection: sqlite3.Connection, table: JoinedTable, row: dict[str, Any]
) -> dict[str, Any] | None:
    names = _columns(connection, table)
    keys = " AND ".join(f't."{name}" = ?' for name in table.key)
    columns = ", ".join(f't."{name}"' for name in names)
    looked = table.looked.format(schema="main")
    found = connection.execute(
        f"SELECT {columns}, {looked} FROM main.{table.table} t WHERE {keys}",  # noqa: S608 - our own names
        [row[name] for name in table.key],
    ).fetchone()
    return None if found is None else dict(zip((*names, LOOKED), found, strict=True))


def _insert(connection: sqlite3.Connection, table: JoinedTable, row: dict[str, Any]) -> None:
    names = _columns(connection, table)
    cursor = connection.execute(
        f"INSERT INTO main.{table.table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",  # noqa: S608 - our own names
        [row[name] for name in names],
    )
    if table.table == "files":
        _index_file(connection, cursor.lastrowid, row["text_hans"])


def _update(
    connection: sqlite3.Connection, table: JoinedTable, row: dict[str, Any], mine: dict[str, Any]
) -> None:
    names = table.columns or tuple(name for name in _columns(connection, table) if name not in table.key)
    keys = " AND ".join(f'"{name}" = ?' for name in table.key)
    values = ", ".join(f'"{name}" = ?' for name in names)
    if table.table == "files":
        [seq] = connection.execute("SELECT seq FROM files WHERE sha256 = ?", (row["sha256"],)).fetchone()
        connection.execute(
            "INSERT INTO files_fts (files_fts, rowid, text) VALUES ('delete', ?, ?)",
            (seq, _file_tokens(mine["text_hans"])),
        )
        _index_file(connection, seq, row["text_hans"])
    connection.execute(
        f"UPDATE main.{table.table} SET {values} WHERE {keys}",  # noqa: S608 - our own names
        [*(row[name] for name in names), *(row[name] for name in table.key)],
    )


def _index_file(connection: sqlite3.Connection, seq: int | None, text_hans: str) -> None:
    connection.execute("INSERT INTO files_fts (rowid, text) VALUES (?, ?)", (seq, _file_tokens(text_hans)))


def _file_tokens(text_hans: str) -> str:
    return " ".join(sorted(tokens(text_hans)))


def _touched_documents(connection: sqlite3.Connection) -> list[str]:
    """Return the documents of which the other archive saw something this one did not, or reads otherwise."""
    found: set[str] = set()
    for row in _differing(connection, OBSERVATIONS):
        found.add(row["document"])
        mine = _present(connection, OBSERVATIONS, row)
        found |= {mine["document"]} if mine is not None else set()
    rows = connection.execute(
        f"SELECT DISTINCT o.document FROM {_OTHER}.states t JOIN {_OTHER}.observations o ON o.url = t.url"  # noqa: S608 - our own names
        " AND o.state = t.state WHERE NOT EXISTS (SELECT 1 FROM main.states m WHERE m.url = t.url"
        " AND m.state = t.state AND m.epoch = t.epoch AND m.seen_at = t.seen_at"
        " AND m.capture_id IS t.capture_id AND m.record = t.record)"
    )
    return sorted(found | {document for (document,) in rows})


def _compose(db: Database, connection: sqlite3.Connection, documents: Sequence[str]) -> int:
    """Add the observations, document by document, and work out what follows from them."""
    articles, added = ArticleTable(db), 0
    for document in documents:
        added += _join_table(connection, OBSERVATIONS, where="t.document = ?", values=(document,))
        articles.compose(document)
    return added


def _doubted_urls(connection: sqlite3.Connection) -> list[str]:
    """Return the URLs whose doubts may change."""
    rows = connection.execute(
        f"SELECT url FROM {_OTHER}.issues UNION SELECT m.url FROM main.issues m"  # noqa: S608 - our own names
        f" WHERE EXISTS (SELECT 1 FROM {_OTHER}.captures c WHERE c.url = m.url)"
        f" OR EXISTS (SELECT 1 FROM {_OTHER}.observations o WHERE o.url = m.url)"
    )
    return sorted(url for (url,) in rows if url is not None)


def _look(connection: sqlite3.Connection, schema: str, url: str) -> str:
    [moment] = connection.execute(_LOOK_OF.format(schema=schema), (url,)).fetchone()
    return str(moment)


def _join_doubts(connection: sqlite3.Connection, url: str, *, my_look: str, their_look: str) -> int:
    names = [row[1] for row in connection.execute("PRAGMA main.table_info(issues)")]
    # The article's id follows from its places.
    names = [name for name in names if name not in ("id", "article_id")]
    columns = ", ".join(names)
    mine, theirs = (
        [
            dict(zip(names, row, strict=True))
            for row in connection.execute(
                f"SELECT {columns} FROM {schema}.issues WHERE url = ?",  # noqa: S608 - our own names
                (url,),
            )
        ]
        for schema in ("main", _OTHER)
    )
    if not later_doubts(mine, theirs, my_look=my_look, their_look=their_look) or mine == theirs:
        return 0
    connection.execute("DELETE FROM main.issues WHERE url = ?", (url,))
    connection.executemany(
        f"INSERT INTO main.issues ({columns}) VALUES ({', '.join('?' * len(names))})",  # noqa: S608 - our own names
        [[row[name] for name in names] for row in theirs],
    )
    return len(theirs)
