"""One transaction: everything or nothing, and the write lock taken at the start."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sasac_crawler.store.crash_points import crash_point


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run a block in ``BEGIN IMMEDIATE`` … ``COMMIT``; roll back on any exception.

    ``IMMEDIATE``, because a transaction that reads first and writes later can fail at the write
    without waiting, whatever the busy timeout (measured: 447 of 600 lost against 0).
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        crash_point("inside_transaction")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
