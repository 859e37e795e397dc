"""The schema this release writes: apart from the migrations, which readers have no use for."""

from typing import Final

from sqlite_utils import Database

from sasac_crawler.errors import SchemaTooNewError

SCHEMA_VERSION: Final = 13
"""Number of the last migration."""


def refuse_newer(db: Database) -> None:
    """Raise SchemaTooNewError if the database was written by a later release."""
    found = int(db.execute("PRAGMA user_version").fetchone()[0])
    if found > SCHEMA_VERSION:
        raise SchemaTooNewError(found, SCHEMA_VERSION)
