"""Pages that are committed together: each by itself within, all or none of them after a crash.

A commit waits for the disk twice and writes every page of the database anew that it touched, and neighbours touch the
same ones. So up to ``most`` units (a page, a lease) share a transaction; each is a savepoint of it, and one that fails
goes back alone.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from sasac_crawler.errors import StoreError
from sasac_crawler.store.crash_points import crash_point

MOST: Final = 20
"""Units of one commit: what a kill can make a crawl ask for again."""
LONGEST: Final = 0.75
"""Seconds after which a group is due; who looks four times a second has it committed within one."""


class CommitGroup:
    """The open transaction of one connection, begun with its first unit and ended by ``commit``.

    Example:
        >>> db = sqlite3.connect(":memory:", isolation_level=None)
        >>> group = CommitGroup(db, most=2)
        >>> with group.unit():
        ...     _ = db.execute("CREATE TABLE t (a)")
        >>> group.is_due, db.in_transaction
        (False, True)
        >>> with group.unit():
        ...     _ = db.execute("INSERT INTO t VALUES (1)")
        >>> group.is_due
        True
        >>> group.commit(), db.in_transaction
        (True, False)
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        *,
        most: int = MOST,
        before_commit: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin nothing yet.

        Args:
            connection: in autocommit mode.
            most: units after which a group is due.
            before_commit: what must have happened before anything is committed.
            clock: monotonic seconds.
        """
        self._connection = connection
        self._most = most
        self._before_commit = before_commit
        self._clock = clock
        self._units = 0
        self._begun = 0.0
        self._is_lost = False

    @property
    def is_due(self) -> bool:
        """Whether there is something to commit and it is time."""
        if not self._units:
            return False
        return self._units >= self._most or self._clock() - self._begun >= LONGEST

    @contextmanager
    def unit(self) -> Iterator[None]:
        """Run a block as one unit of the group; whatever it raises takes back the unit alone.

        Raises:
            StoreError: earlier units were lost, and what comes now may rest on them.
        """
        if self._is_lost:
            message = "what was written before could not be committed; nothing more is written in this run"
            raise StoreError(message)
        if not self._connection.in_transaction:
            # IMMEDIATE for the reason told in ``transaction``.
            self._connection.execute("BEGIN IMMEDIATE")
            self._begun, self._units = self._clock(), 0
        self._connection.execute("SAVEPOINT unit")
        try:
            yield
            crash_point("inside_transaction")
        except BaseException:
            self._take_back()
            raise
        self._connection.execute("RELEASE unit")
        self._units += 1

    def commit(self) -> bool:
        """Commit the units there are, if any; return whether there were. If it fails, they are all gone.

        Raises:
            OSError: what must happen before went wrong.
            sqlite3.Error: the commit went wrong.
        """
        if not self._connection.in_transaction:
            return False
        try:
            self._before_commit()
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            self._lose(self._units - 1)
            raise
        self._units = 0
        return True

    def _take_back(self) -> None:
        # A full disk and some other errors of the system make SQLite take back the whole transaction.
        if not self._connection.in_transaction:
            self._lose(self._units)
            return
        self._connection.execute("ROLLBACK TO unit")
        self._connection.execute("RELEASE unit")

    def _lose(self, others: int) -> None:
        """Note that units are gone; one that was alone is told of to its caller, and nothing rests on it."""
        self._units = 0
        self._is_lost = self._is_lost or others > 0
