"""Rows read by several threads at once, handed out in order.

SQLite works outside Python's lock, so two connections read twice as fast as one. All see the same state of the
database: a probe's ``data_version`` tells whether anything was committed between the first connection's beginning
and the last's; if so, one connection reads alone.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from queue import Empty, Full, Queue
from threading import Barrier, BrokenBarrierError, Event, Thread
from typing import Any, Final, TypeVar

from sqlite_utils import Database

T = TypeVar("T")
Rows = list[tuple[Any, ...]]
STEP: Final = 256
"""Numbers of rows a block spans."""
_FEW: Final = 2_000
_WAITING: Final = 4
_PATIENCE: Final = 0.2
WORKERS: Final = min(2, os.cpu_count() or 1)


class Blocks:
    """Reads ``articles a`` by ranges of ``seq`` in several connections."""

    def __init__(self, opened: Callable[[], Database]) -> None:
        """Say how connections are opened: each is prepared like the first."""
        self._opened = opened
        self._probe = opened()
        self._version = self._data_version()

    def close(self) -> None:
        """Close the probe."""
        self._probe.conn.close()

    def read(
        self, sql: str, values: dict[str, Any], *, last: int, render: Callable[[Rows], T]
    ) -> Iterator[T] | None:
        """Return what is rendered of every block, in order, or ``None`` if one connection must read alone.

        Args:
            sql: a SELECT with ``:block_from`` and ``:block_to``; texts come as bytes.
            values: its other parameters.
            last: the greatest ``seq``.
            render: what is made of the rows of a block, in the thread that read them.
        """
        if WORKERS == 1 or last < _FEW:
            return None
        workers = [_Worker(self._opened, number, last) for number in range(WORKERS)]
        barrier = Barrier(WORKERS + 1)
        for worker in workers:
            worker.start(sql, values, render, barrier)
        with suppress(BrokenBarrierError):
            barrier.wait()
            if self._data_version() == self._version and not any(worker.error for worker in workers):
                return _in_order(workers, last)
        for worker in workers:
            worker.stop()
        return None

    def _data_version(self) -> int:
        return int(self._probe.execute("PRAGMA data_version").fetchone()[0])


class _Worker:
    """A thread with a connection of its own, that reads every so many-th block."""

    def __init__(self, opened: Callable[[], Database], number: int, last: int) -> None:
        self._opened = opened
        self._starts = range(1 + number * STEP, last + 1, WORKERS * STEP)
        self.done: Queue[Any] = Queue(_WAITING)
        self.error: Exception | None = None
        self._stopped = Event()
        self._thread: Thread | None = None

    def start(
        self, sql: str, values: dict[str, Any], render: Callable[[Rows], Any], barrier: Barrier
    ) -> None:
        """Begin to read once all have begun their transaction."""
        self._thread = Thread(target=self._run, args=(sql, values, render, barrier), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it, whatever it is at."""
        self._stopped.set()
        while self._thread is not None and self._thread.is_alive():
            with suppress(Empty):
                self.done.get_nowait()
            self._thread.join(_PATIENCE)

    def _run(self, sql: str, values: dict[str, Any], render: Callable[[Rows], Any], barrier: Barrier) -> None:
        try:
            db = self._opened()
        except Exception as error:  # noqa: BLE001 - told to the thread that waits
            self.error = error
            barrier.abort()
            return
        try:
            db.execute("BEGIN")
            db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
            barrier.wait()
            db.conn.text_factory = bytes
            for start in self._starts:
                bounds = {"block_from": start, "block_to": start + STEP - 1}
                rows = db.conn.execute(sql, values | bounds).fetchall()
                if not self._put(render(rows)):
                    return
        except Exception as error:  # noqa: BLE001 - told to the thread that waits
            self.error = error
            barrier.abort()
            self._put(error)
        finally:
            db.conn.close()

    def _put(self, piece: object) -> bool:
        while not self._stopped.is_set():
            with suppress(Full):
                self.done.put(piece, timeout=_PATIENCE)
                return True
        return False


def _in_order(workers: list[_Worker], last: int) -> Iterator[Any]:
    try:
        for number in range(-(-last // STEP)):
            piece = workers[number % len(workers)].done.get()
            if isinstance(piece, Exception):
                raise piece
            yield piece
    finally:
        for worker in workers:
            worker.stop()
