"""Databases in memory with today's schema: migrated once, then copied, because laws want hundreds of them."""

import sqlite3
from functools import cache

from sqlite_utils import Database

from sasac_crawler.store.migrations import migrate


@cache
def _template() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(Database(connection))
    return connection


def migrated() -> Database:
    """Return an empty archive in memory, foreign keys on."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _template().backup(connection)
    connection.execute("PRAGMA foreign_keys = ON")
    return Database(connection)
