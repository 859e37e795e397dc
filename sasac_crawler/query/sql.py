"""SQL that cannot write, cannot open other files, and ends in time and in memory."""

import sqlite3
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.errors import QueryError
from sasac_crawler.store.connection import open_reader
from sasac_crawler.store.schema_version import refuse_newer

_ALLOWED: Final = frozenset(
    (
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_RECURSIVE,
        sqlite3.SQLITE_FUNCTION,
    )
)
# Functions that reach files or make gigabytes from nothing.
_DENIED_FUNCTIONS: Final = frozenset((
    "load_extension", "readfile", "writefile", "edit", "fts3_tokenizer",
    "zeroblob", "randomblob", "printf", "format", "replicate",
))  # fmt: skip
_LIMITS: Final = (
    (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
    (sqlite3.SQLITE_LIMIT_LENGTH, 50_000_000),
    (sqlite3.SQLITE_LIMIT_SQL_LENGTH, 100_000),
    (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 200),
    (sqlite3.SQLITE_LIMIT_COMPOUND_SELECT, 50),
    (sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1_000),
)
_PROGRESS_STEPS: Final = 5_000

Authorizer = Callable[..., int]


def run_query(
    archive: Path,
    sql: str,
    parameters: Mapping[str, object] | None = None,
    *,
    timeout: float = 10.0,
    limit: int = 10_000,
) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """Run one SELECT and return its column names and rows.

    Args:
        archive: folder of the archive.
        sql: one statement.
        parameters: values of its ``:names``.
        timeout: seconds it may take.
        limit: rows at most.

    Raises:
        QueryError: it is not a SELECT, is wrong, takes too long, or gives too many rows.
        StoreError: there is no archive, or a later release wrote it.
    """
    db = open_reader(ArchiveFolder(archive).database)
    connection = db.conn
    try:
        refuse_newer(db)
        confine(connection, deadline=time.monotonic() + timeout)
        return _fetch(connection, sql, dict(parameters or {}), limit)
    except sqlite3.DatabaseError as error:
        raise QueryError(_explain(str(error), timeout)) from error
    except sqlite3.Warning as error:
        raise QueryError(str(error)) from error
    finally:
        connection.close()


def confine(connection: sqlite3.Connection, *, deadline: float) -> None:
    """Take from a connection everything but reading, and stop it at ``deadline`` (monotonic)."""
    restrict(connection)
    connection.set_progress_handler(lambda: time.monotonic() > deadline, _PROGRESS_STEPS)


def restrict(connection: sqlite3.Connection, authorizer: Authorizer | None = None) -> None:
    """Take from a connection everything but reading, and what makes gigabytes from nothing.

    Args:
        connection: the connection.
        authorizer: who is asked about each action instead of ``authorize``.
    """
    # Virtual tables declare themselves on first use, which the authorizer would refuse.
    for table in ("articles_fts", "titles_fts", "files_fts", "json_each('[]')", "json_tree('[]')"):
        connection.execute(f"SELECT 1 FROM {table} LIMIT 0")  # noqa: S608 - the names above
    for limit, value in _LIMITS:
        connection.setlimit(limit, value)
    connection.set_authorizer(authorizer or authorize)


def authorize(action: int, first: str | None, second: str | None, *_rest: str | None) -> int:
    """Answer SQLite whether a statement may do something: read, and no more."""
    if action == sqlite3.SQLITE_PRAGMA and first == "data_version" and second is None:
        return sqlite3.SQLITE_OK  # what FTS5 itself asks before it reads
    if action not in _ALLOWED:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in _DENIED_FUNCTIONS:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def _fetch(
    connection: sqlite3.Connection, sql: str, parameters: dict[str, object], limit: int
) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    cursor = connection.execute(sql, parameters)
    rows = cursor.fetchmany(limit + 1)
    if len(rows) > limit:
        message = f"the query gives more than {limit} rows; add LIMIT or raise --limit"
        raise QueryError(message)
    return tuple(column[0] for column in cursor.description or ()), rows


def _explain(error: str, timeout: float) -> str:
    if "interrupted" in error:
        return f"the query took longer than {timeout:g} s; make it narrower or raise --timeout"
    if "not authorized" in error or "prohibited" in error:
        return f"only SELECT on the archive's own tables is allowed ({error})"
    return f"the query cannot be run: {error}"
