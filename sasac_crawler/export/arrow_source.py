"""All articles as Arrow columns, read by ADBC's SQLite driver: no Python object is made of a cell.

The driver brings an SQLite of its own, and two of them in one process do not see each other's locks
(https://sqlite.org/howtocorrupt.html, 2.2.1): when one closes the file, the other's locks are gone. Hence it is
only for a process that does nothing else with the archive; it begins before the other one's transaction and is
closed after it, and nobody writes through either.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from queue import Queue
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import orjson

from sasac_crawler.query.columns import Column
from sasac_crawler.query.reading import Reader
from sasac_crawler.store.connection import open_reader
from sasac_crawler.store.records import state_key

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS: Final = 1024
_WAITING: Final = 2
_PATIENCE: Final = 0.2


class ArrowSource:
    """A second connection, in the state of the database that it was opened in."""

    def __init__(self, path: Path) -> None:
        """Open the database and begin to read.

        Raises:
            ImportError: the driver is not installed.
            sqlite3.DatabaseError: it cannot read the database.
        """
        # Its DB-API would import Polars and more (0.8 s, 32 MB).
        import adbc_driver_manager  # noqa: PLC0415 - only for this form, where it is installed
        import adbc_driver_sqlite  # noqa: PLC0415
        import pyarrow as pa  # noqa: PLC0415

        self._errors = (adbc_driver_manager.Error, pa.ArrowException, OSError)
        self._new_statement: Callable[[Any], Any] = adbc_driver_manager.AdbcStatement
        with ExitStack() as stack, self._as_sqlite():
            probe = stack.enter_context(closing(open_reader(path).conn))
            self._probe: sqlite3.Connection = probe
            self._version = self._data_version()
            database = stack.enter_context(closing(adbc_driver_sqlite.connect(_uri(path))))
            self._connection: Any = stack.enter_context(closing(adbc_driver_manager.AdbcConnection(database)))
            self._connection.set_autocommit(False)
            for _ in self._run("SELECT 1 FROM sqlite_master LIMIT 1"):
                pass
            self._opened = stack.pop_all()

    def close(self) -> None:
        """Close it: after every other connection of this process to the database."""
        self._opened.close()

    def has(self, reader: Reader) -> bool:
        """Return whether it gives what a reader gives: all articles as printed, in the same state."""
        selection = reader.selection
        return (
            selection.is_simple
            and selection.script == "printed"
            and not reader.where[1]
            and self._data_version() == self._version
        )

    def batches(self, reader: Reader, schema: "pa.Schema") -> Iterator["pa.RecordBatch"]:
        """Yield the rows of a reader; a thread reads ahead.

        Args:
            reader: tells columns and SQL.
            schema: of its columns.
        """
        import pyarrow as pa  # noqa: PLC0415 - only for this form

        ready: Queue[Any] = Queue(_WAITING)
        stopped = Event()
        thread = Thread(target=self._read, args=(_statement(reader), ready, stopped), daemon=True)
        thread.start()
        try:
            is_first = True
            while (batch := ready.get()) is not None:
                if isinstance(batch, BaseException):
                    raise batch
                columns = batch.slice(1) if is_first else batch
                is_first = False
                arrays = [
                    _array(columns, column, field.type)
                    for column, field in zip(reader.columns, schema, strict=True)
                ]
                yield pa.record_batch(arrays, schema=schema)
        finally:
            stopped.set()
            while thread.is_alive():
                if not ready.empty():
                    ready.get_nowait()
                thread.join(_PATIENCE)

    def _read(self, sql: str, ready: "Queue[Any]", stopped: Event) -> None:
        try:
            with self._as_sqlite():
                for batch in self._run(sql):
                    # What is text to SQLite must be UTF-8 to others.
                    batch.validate(full=True)
                    ready.put(batch)
                    if stopped.is_set():
                        return
            ready.put(None)
        except Exception as error:  # noqa: BLE001 - told to the thread that waits
            ready.put(error)

    def _run(self, sql: str) -> Iterator["pa.RecordBatch"]:
        import pyarrow as pa  # noqa: PLC0415 - only for this form

        with closing(self._new_statement(self._connection)) as statement:
            statement.set_options(**{"adbc.sqlite.query.batch_rows": str(_ROWS)})
            statement.set_sql_query(sql)
            stream, _ = statement.execute_query()
            with pa.RecordBatchReader.from_stream(stream) as batches:
                yield from batches

    @contextmanager
    def _as_sqlite(self) -> Iterator[None]:
        """Raise the driver's errors as those of SQLite, which they are."""
        try:
            yield
        except self._errors as error:
            raise sqlite3.DatabaseError(str(error)) from error

    def _data_version(self) -> int:
        return int(self._probe.execute("PRAGMA data_version").fetchone()[0])


def _statement(reader: Reader) -> str:
    """Return the SQL of all rows after one of empty texts: the driver takes types from what comes first."""
    pairs = list(zip(reader.columns, reader.expressions(), strict=True))
    empty = ["0" if column.kind in ("boolean", "integer") else "''" for column, _ in pairs]
    found = ["NULL" if column.name == "version" else sql for column, sql in pairs]
    names = [f'{sql} AS "{column.name}"' for sql, (column, _) in zip(empty, pairs, strict=True)]
    return (
        f"SELECT 0 AS seq, {', '.join(names)}"  # noqa: S608 - fixed texts
        f" UNION ALL SELECT a.seq, {', '.join(found)} FROM articles a WHERE {reader.where[0]} ORDER BY 1"
    )


def _array(batch: "pa.RecordBatch", column: Column, kind: "pa.DataType") -> "pa.Array":
    import pyarrow as pa  # noqa: PLC0415 - only for this form

    if column.name == "version":
        return pa.array(_versions(batch), type=kind)
    values = batch.column(column.name)
    if column.kind == "array":
        # Most are alike.
        encoded = values.dictionary_encode()
        lists = [orjson.loads(text) for text in encoded.dictionary.to_pylist()]
        return pa.array(lists, type=kind).take(encoded.indices)
    return values.cast(kind)


def _versions(batch: "pa.RecordBatch") -> list[str]:
    names: Sequence[str] = ("content_digest", "date_published", "source_id", "source_name")
    columns = [batch.column(name).to_pylist() for name in names]
    return [
        state_key(content_digest=digest, date_published=date, source=name if source_id is None else source_id)
        for digest, date, source_id, name in zip(*columns, strict=True)
    ]


def _uri(path: Path) -> str:
    return f"file:{quote(str(path.absolute()))}?mode=ro"
