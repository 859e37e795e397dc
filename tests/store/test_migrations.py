"""An archive of any earlier schema opens in this one, with every row it held and nothing missing."""

import sqlite3
from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from sasac_crawler.store.migrations import migrate, migrations
from sasac_crawler.store.schema_version import SCHEMA_VERSION

NAMES = [one.name for one in migrations.pending(Database(memory=True))]


@pytest.fixture
def db() -> Iterator[Database]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    yield Database(connection)
    connection.close()


def _schema(db: Database) -> dict[str, tuple[object, ...]]:
    """Return every table, view and index; of a table its columns, whatever the order they were added in."""
    found: dict[str, tuple[object, ...]] = {}
    for kind, name, sql in db.execute("SELECT type, name, sql FROM sqlite_master").fetchall():
        columns = db.execute("SELECT name, type, [notnull], pk FROM pragma_table_info(?)", (name,)).fetchall()
        found[name] = (kind, *sorted(columns)) if kind == "table" else (kind, sql)
    return found


def test_the_number_is_that_of_the_last() -> None:
    assert len(NAMES) == SCHEMA_VERSION
    assert [int(name[:4]) for name in NAMES] == list(range(1, SCHEMA_VERSION + 1))


@pytest.mark.parametrize("stop_before", NAMES[1:])
def test_an_earlier_archive_becomes_this_one(stop_before: str, db: Database) -> None:
    migrations.apply(db, stop_before=stop_before)
    db.execute(
        "INSERT INTO frontier (key, url, host, method, kind, site, state, tries, discovered_at)"
        " VALUES ('k', 'http://x.test/', 'x.test', 'GET', 'list', 'x', 'done', 0, '2026-01-01T00:00:00+00:00')"
    )
    before = db.execute("SELECT key, url, host, method, kind, site, state, tries FROM frontier").fetchall()
    migrate(db)
    assert (
        db.execute("SELECT key, url, host, method, kind, site, state, tries FROM frontier").fetchall()
        == before
    )
    fresh = Database(memory=True)
    migrate(fresh)
    assert _schema(db) == _schema(fresh)
    fresh.close()
    assert db.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    migrate(db)


def test_every_table_of_ours_is_strict(db: Database) -> None:
    migrate(db)
    lax = db.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict"
    ).fetchall()
    assert {name for (name,) in lax} == {"_sqlite_migrations", "sqlite_schema"}
