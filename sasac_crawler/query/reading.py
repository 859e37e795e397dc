"""Selected articles, row by row: as Python values, as UTF-8, as JSON Lines.

Every row of a plain selection is a row of ``articles``, and SQLite itself renders it: texts pass through as the
bytes they are stored in, which is several times as fast as making Python strings of them. Places, earlier
states and deltas are put together row by row (``assembling``).
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

import orjson
from sqlite_utils import Database

from sasac_crawler.normalize.script import Script, to_hans
from sasac_crawler.query.article_rows import article_row
from sasac_crawler.query.assembling import Assembler
from sasac_crawler.query.columns import Column
from sasac_crawler.query.delta import Delta
from sasac_crawler.query.search_terms import parse_query
from sasac_crawler.query.searching_files import find_with_files
from sasac_crawler.query.selection import Selection
from sasac_crawler.store.records import state_key

if TYPE_CHECKING:
    import sqlite3

T = TypeVar("T")
Rows = list[tuple[Any, ...]]
STEP: Final = 128
"""Rows made into something at once: what they hold fits into a processor's cache."""
SAID: Final = (
    "a.content_digest || char(10) || ifnull(substr(a.date_published, 1, 10), '') || char(10)"
    " || coalesce(a.source_id, a.source_name, '')"
)
"""SQL of what an article's version is the key of (``key_of_said``): a call back into Python costs more than a row."""
_EVERYTHING: Final = 1 << 40
_ATTACHED: Final = (
    "(SELECT group_concat('[' || t.name || ']' || char(10) || {text}, char(10) || char(10)) FROM (SELECT DISTINCT"
    " f.name, f.text FROM attachment_files f WHERE f.article_id = a.id AND f.text <> '' ORDER BY f.url, f.name) t)"
)


@dataclass(frozen=True, slots=True)
class Partition:
    """The articles of one site and one year."""

    site: str
    year: str | None
    """Four digits; ``None`` for articles without a date."""


class Reader:
    """Reads one selection from one connection, all of it from one state of the database.

    A read transaction is opened, so a crawl that writes meanwhile changes nothing.
    """

    def __init__(self, db: Database, selection: Selection) -> None:
        self.db = db
        self._connection: sqlite3.Connection = db.conn
        self.selection = selection
        self.columns = selection.columns()
        _prepare(db)
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN")
            self._connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        self._delta = (
            Delta(self._connection, selection.since_run) if selection.since_run is not None else None
        )
        self._condition, self._values = self._selected()

    @property
    def where(self) -> tuple[str, dict[str, Any]]:
        """The SQL condition on ``articles a`` and its parameters."""
        return self._condition, self._values

    def count(self) -> int:
        """Return how many articles are selected, whatever the number of their rows."""
        [(found,)] = self.grouped("count(*)")
        return int(found)

    def grouped(self, expressions: str, *, by: str = "") -> list[tuple[Any, ...]]:
        """Return what SQL computes over the selected articles ``a``.

        Args:
            expressions: of the SELECT; our own words only.
            by: what they are grouped and ordered by.
        """
        grouping = f" GROUP BY {by} ORDER BY {by}" if by else ""
        rows: list[tuple[Any, ...]] = self._connection.execute(
            f"SELECT {expressions} FROM articles a WHERE {self._condition}{grouping}",  # noqa: S608 - fixed texts
            self._values,
        ).fetchall()
        return rows

    def partitions(self) -> list[Partition]:
        """Return the sites and years there are, in order."""
        rows = self.grouped("DISTINCT a.site, substr(a.date_published, 1, 4)")
        return [Partition(site, year) for site, year in sorted(rows, key=lambda row: (row[0], row[1] or ""))]

    def rows(self, within: Partition | None = None) -> Iterator[tuple[Any, ...]]:
        """Yield the rows with texts as ``str``, arrays as JSON text and truth values as 0 and 1."""
        if self.selection.is_plain:
            yield from self._connection.execute(*self._statement(self.expressions(), within))
        else:
            yield from self._assembled(within)

    def byte_rows(self, within: Partition | None = None) -> Iterator[tuple[Any, ...]]:
        """Yield the rows with texts as UTF-8."""
        if not self.selection.is_plain:
            for row in self._assembled(within):
                yield tuple(_as_bytes(value) for value in row)
            return
        self._connection.text_factory = bytes
        try:
            yield from self._connection.execute(*self._statement(self.expressions(), within))
        finally:
            self._connection.text_factory = str

    def beside(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Yield rows of another table with texts as UTF-8.

        Args:
            sql: a SELECT; ``{selected}`` in it selects the ids of the selected articles.
        """
        selected = f"SELECT a.id FROM articles a WHERE {self._condition}"  # noqa: S608 - fixed texts
        self._connection.text_factory = bytes
        try:
            yield from self._connection.execute(sql.format(selected=selected), self._values)
        finally:
            self._connection.text_factory = str

    def rendered(
        self,
        expressions: list[str],
        render: Callable[[Rows], T],
        within: Partition | None = None,
        *,
        step: int = STEP,
    ) -> Iterator[T]:
        """Yield what is made of the rows of a plain selection, some hundred at a time, in order.

        Args:
            expressions: what SQLite gives of an article ``a``; texts come as bytes.
            render: what is made of some rows.
            within: a part.
            step: rows at a time.
        """
        self._connection.text_factory = bytes
        try:
            cursor = self._connection.execute(*self._statement(expressions, within))
            while rows := cursor.fetchmany(step):
                yield render(rows)
        finally:
            self._connection.text_factory = str

    def json_expressions(self) -> tuple[str, str, str]:
        """Return the SQL of an article's JSON up to its version, of what the version is the key of, and of the rest.

        All three are blobs; a version stands between the first and the last as it is.
        """
        pairs = [
            (column.name, _json_sql(column, sql))
            for column, sql in zip(self.columns, self.expressions(), strict=True)
        ]
        at = [column.name for column in self.columns].index("version")
        before = " || ".join(f"""'"{name}":' || json_quote({sql}) || ','""" for name, sql in pairs[:at])
        after = ", ".join(f"'{name}', {sql}" for name, sql in pairs[at + 1 :])
        return (
            f"""CAST('{{' || {before} || '"version":"' AS BLOB)""",
            f"CAST({SAID} AS BLOB)",
            f"""CAST('",' AS BLOB) || substr(CAST(json_object({after}) AS BLOB), 2)""",
        )

    def json_lines(self, within: Partition | None = None) -> Iterator[bytes]:
        """Yield one JSON object a row, as UTF-8 without a line end; for what is put together row by row."""
        for row in self._assembled(within):
            yield orjson.dumps(self.as_record(row))

    def as_record(self, row: tuple[Any, ...]) -> dict[str, Any]:
        """Return a row of ``rows`` as a dictionary of Python values."""
        return {
            column.name: _python_value(column, value) for column, value in zip(self.columns, row, strict=True)
        }

    def _statement(self, expressions: list[str], within: Partition | None) -> tuple[str, Mapping[str, Any]]:
        condition, values = self._condition, dict(self._values)
        if within is not None:
            condition += " AND a.site = :part_site AND " + (
                "a.date_published IS NULL"
                if within.year is None
                else "a.date_published >= :part_year AND a.date_published < :part_year || ':'"
            )
            values |= {"part_site": within.site, "part_year": within.year}
        return (
            f"SELECT {', '.join(expressions)} FROM articles a WHERE {condition} ORDER BY a.seq",  # noqa: S608 - fixed texts
            values,
        )

    def expressions(self) -> list[str]:
        """Return the SQL of every column of an article ``a``."""
        return [self._expression(column) for column in self.columns]

    def said_expressions(self) -> list[str]:
        """Return the same with what the version is the key of in its place."""
        return [
            SAID if column.name == "version" else sql
            for column, sql in zip(self.columns, self.expressions(), strict=True)
        ]

    def _expression(self, column: Column) -> str:
        is_hans = self.selection.script == "hans"
        if column.name == "version":
            return "state_key(a.content_digest, a.date_published, coalesce(a.source_id, a.source_name))"
        if column.name in ("title", "body_text") and is_hans:
            return (
                f"CASE a.script WHEN 'Hans' THEN a.{column.name} ELSE to_hans(a.{column.name}, a.script) END"
            )
        if column.name == "attachments_text":
            return _ATTACHED.format(text="to_hans(t.text)" if is_hans else "t.text")
        if column.name in ("version_number", "seen_until", "cause", "change", "merged_into"):
            return "NULL"
        return f"a.{column.name}"

    def _assembled(self, within: Partition | None) -> Iterator[tuple[Any, ...]]:
        assembler = Assembler(self.db, self.selection, [column.name for column in self.columns], self._delta)
        names = [column.name for column in self.columns]
        # The ids come first and the rows one by one, so that nothing else is read between two steps of a cursor.
        for row in self._connection.execute(*self._statement(self.expressions(), within)):
            yield from assembler.rows_of(dict(zip(names, row, strict=True)))
        if self._delta is not None and within is None:
            yield from assembler.tombstones(self._condition, self._values)

    def _selected(self) -> tuple[str, dict[str, Any]]:
        condition, values = self.selection.filters.conditions()
        given: dict[str, Any] = dict(values)
        node = parse_query(self.selection.words)
        if node is not None:
            found = find_with_files(self.db, node, self.selection.filters, order="newest", limit=_EVERYTHING)
            condition += " AND a.seq IN (SELECT value FROM json_each(:found))"
            given["found"] = json.dumps([one.seq for one in found])
        if self.selection.article is not None:
            condition += " AND a.seq = :article_seq"
            given["article_seq"] = article_row(self.db, self.selection.article)["seq"]
        if self._delta is not None:
            condition += f" AND {self._delta.condition}"
            given |= self._delta.values
        return condition, given


def _prepare(db: Database) -> None:
    """Give a connection the functions our SQL calls."""
    db.conn.create_function("state_key", 3, _state_key, deterministic=True)
    for arguments in (1, 2):
        db.conn.create_function("to_hans", arguments, _to_hans, deterministic=True)


def _json_sql(column: Column, sql: str) -> str:
    if column.kind == "array":
        return f"json({sql})"
    if column.kind == "boolean":
        return f"json(CASE {sql} WHEN 1 THEN 'true' ELSE 'false' END)"
    return sql


def _python_value(column: Column, value: Any) -> Any:  # noqa: ANN401 - any column
    if value is None:
        return None
    if column.kind == "array":
        return json.loads(value)
    return bool(value) if column.kind == "boolean" else value


def _as_bytes(value: Any) -> Any:  # noqa: ANN401 - any column
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value


def _state_key(content_digest: str, date_published: str | None, source: str | None) -> str:
    return state_key(content_digest=content_digest, date_published=date_published, source=source)


def _to_hans(text: str | None, script: Script | None = None) -> str | None:
    return None if text is None else to_hans(text, script)
