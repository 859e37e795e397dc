"""All articles as Arrow columns, read by ADBC's SQLite driver: no Python object is made of a cell.

The driver brings an SQLite of its own, and two of them in one process do not see each other's locks
(https://sqlite.org/howtocorrupt.html, 2.2.1): when one closes the file, the other's locks are gone. Hence it is
only for a process that does nothing else with the archive; it begins before the other one's transaction and is
closed after it, and nobody writes through either.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from itertools import islice
from pathlib import Path
from queue import Queue
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import quote

from sasac_crawler.query.reading import Reader
from sasac_crawler.store.connection import open_reader
from sasac_crawler.store.records import key_of_said

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")
ROWS: Final = 1024
_EMPTY: Final = {"boolean": "0", "integer": "0"}
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
            # Their texts may be large, and rows come by the thousand.
            and not selection.attachments_text
            and selection.script == "printed"
            and not reader.where[1]
            and self._data_version() == self._version
        )

    def batches(
        self, reader: Reader, made: "Callable[[pa.RecordBatch], T]", *, rows: int = ROWS
    ) -> Iterator[T]:
        """Yield what is made of the rows of a reader: texts are strings, arrays their JSON text, truth values 0 and 1.

        Args:
            reader: selects the articles.
            made: what is made of so many rows, in the thread that reads.
            rows: how many.
        """
        import pyarrow as pa  # noqa: PLC0415 - only for this form

        names = [column.name for column in reader.columns]
        wanted = [
            (sql, _EMPTY.get(column.kind, "''"))
            for column, sql in zip(reader.columns, reader.said_expressions(), strict=True)
        ]
        at = names.index("version")

        def with_versions(batch: "pa.RecordBatch") -> T:
            arrays = batch.columns
            said = arrays[at].cast(pa.binary()).to_pylist()
            arrays[at] = pa.array([key_of_said(one) for one in said], type=pa.string())
            return made(pa.record_batch(arrays, names=names))

        return self.read(reader, wanted, with_versions, rows=rows)

    def read(
        self,
        reader: Reader,
        wanted: Sequence[tuple[str, str]],
        made: "Callable[[pa.RecordBatch], T]",
        *,
        rows: int = ROWS,
    ) -> Iterator[T]:
        """Yield what is made of what SQL says of every article ``a`` of a reader, in order; a thread reads ahead.

        Args:
            reader: selects the articles.
            wanted: expressions, each with an empty value of its type: the driver takes types from the first rows.
            made: what is made of so many rows, in the thread that reads.
            rows: how many; the last are fewer.
        """
        empty = ", ".join(value for _, value in wanted)
        found = ", ".join(sql for sql, _ in wanted)
        sql = (
            f"WITH RECURSIVE first(row) AS (SELECT 1 UNION ALL SELECT row + 1 FROM first LIMIT {rows})"  # noqa: S608 - fixed texts
            f" SELECT 0, {empty} FROM first UNION ALL SELECT a.seq, {found} FROM articles a"
            f" WHERE {reader.where[0]} ORDER BY 1"
        )
        ready: Queue[Any] = Queue(_WAITING)
        stopped = Event()
        thread = Thread(target=self._read, args=(sql, rows, made, ready, stopped), daemon=True)
        thread.start()
        try:
            while (piece := ready.get()) is not None:
                if isinstance(piece, BaseException):
                    raise piece
                yield piece
        finally:
            stopped.set()
            while thread.is_alive():
                if not ready.empty():
                    ready.get_nowait()
                thread.join(_PATIENCE)

    def _read(
        self,
        sql: str,
        rows: int,
        made: "Callable[[pa.RecordBatch], Any]",
        ready: "Queue[Any]",
        stopped: Event,
    ) -> None:
        try:
            with self._as_sqlite():
                for batch in islice(self._run(sql, rows), 1, None):
                    ready.put(made(batch.select(range(1, batch.num_columns))))
                    if stopped.is_set():
                        return
            ready.put(None)
        except Exception as error:  # noqa: BLE001 - told to the thread that waits
            ready.put(error)

    def _run(self, sql: str, rows: int = 1) -> Iterator["pa.RecordBatch"]:
        import pyarrow as pa  # noqa: PLC0415 - only for this form

        with closing(self._new_statement(self._connection)) as statement:
            statement.set_options(**{"adbc.sqlite.query.batch_rows": str(rows)})
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


def _uri(path: Path) -> str:
    return f"file:{quote(str(path.absolute()))}?mode=ro"
