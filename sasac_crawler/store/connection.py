"""Opening the SQLite file: one writer with full durability, any number of readers."""

import sqlite3
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sqlite_utils import Database

from sasac_crawler.errors import StoreError

BUSY_TIMEOUT_MS = 30_000
_CACHE_KIB: Final = 32 * 1024
"""Memory for pages: every article goes to some fifteen places of the indexes, a search reads hundreds of texts."""
_CHECKPOINT_PAGES: Final = 4000
"""Pages of the WAL, 16 MB, from which on they go to the database: what is written often goes there once."""
# The WAL-reset corruption race needs two connections that write or checkpoint; fixed here.
SAFE_SQLITE = ((3, 51, 3), (3, 50, 7), (3, 44, 6))


def open_writer(path: Path) -> Database:
    """Open (and create) the database for the one process that writes to it.

    WAL with ``synchronous=FULL``: what is committed survives a power cut. Transactions are opened
    explicitly, with ``BEGIN IMMEDIATE`` (see ``transaction``).

    Raises:
        StoreError: the file cannot be opened or is not a database.
    """
    try:
        connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_TIMEOUT_MS / 1000)
        path.chmod(0o640)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    except sqlite3.Error as error:
        message = f"the database {path} cannot be opened for writing: {error}"
        raise StoreError(message) from error
    return Database(connection)


def open_reader(path: Path) -> Database:
    """Open the database read-only, beside a running crawl if need be.

    Raises:
        StoreError: there is no such file, or it is not a database.
    """
    if not path.is_file():
        message = (
            f"there is no archive at {path.parent}; `sasac crawl` makes one there,"
            " --archive FOLDER names another (that of `sasac demo` is data/demo)"
        )
        raise StoreError(message)
    uri = f"file:{quote(str(path.absolute()))}?mode=ro"
    try:
        connection = sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_MS / 1000)
        connection.execute("PRAGMA query_only = ON")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        message = f"the database {path} cannot be read: {error}"
        raise StoreError(message) from error
    return Database(connection)
