"""Numbered changes of the schema, each recorded in the database that took it.

A migration is never edited once released; the next one is added. ``PRAGMA user_version`` holds the
number of the last (``schema_version``), so that an older release can refuse an archive it does not understand.
"""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from sasac_crawler.store import alarms, hosts, leases, list_entries, near_duplicates, readings, schema, search
from sasac_crawler.store.schema_version import SCHEMA_VERSION, refuse_newer

migrations = Migrations("sasac_crawler")


@migrations(name="0001_spine")
def _spine(db: Database) -> None:
    schema.create_spine(db)


@migrations(name="0002_run_sites")
def _run_sites(db: Database) -> None:
    """Add how each site fared in each run."""
    db.create_table(
        "run_sites",
        {"run_id": str, "site": str, "verdict": str, "reason": str},
        pk=("run_id", "site"),
        not_null={"verdict", "reason"},
        foreign_keys=[("run_id", "runs", "run_id")],
        strict=True,
    )


@migrations(name="0003_near_duplicates")
def _near_duplicates(db: Database) -> None:
    """Add the index by which texts that are nearly the same are found, and the pairs."""
    near_duplicates.create_tables(db)


@migrations(name="0004_near_again")
def _near_again(db: Database) -> None:
    """Let every article be compared anew: pairs follow from the articles alone now, not from their order."""
    db.execute("INSERT OR IGNORE INTO near_waiting (seq) SELECT seq FROM articles")


@migrations(name="0005_list_entries")
def _list_entries(db: Database) -> None:
    """Add what stands on which list page, what sites say of the length of their lists, and its audit."""
    list_entries.create_tables(db)


@migrations(name="0006_validators")
def _validators(db: Database) -> None:
    """Add by what a page is asked for again, and the order in which pages are handed out."""
    for name in ("etag", "last_modified", "body_capture", "body_at"):
        db.table("frontier").add_column(name, str)
    db.execute(leases.ORDER_INDEX)


@migrations(name="0007_drift")
def _drift(db: Database) -> None:
    """Add what every page gave, in figures, and the alarms that are told from it."""
    readings.create_table(db)
    alarms.create_table(db)


@migrations(name="0008_on_list")
def _on_list(db: Database) -> None:
    """Add the view of what stands on lists, by which their coverage is counted."""
    db.execute(list_entries.ON_LIST)


@migrations(name="0009_search_waiting")
def _search_waiting(db: Database) -> None:
    """Add the articles that wait for the full-text index."""
    db.execute(search.WAITING_TABLE)


@migrations(name="0010_pages_of_sites")
def _pages_of_sites(db: Database) -> None:
    """Add the index by which the pages of a site and of a channel are listed and counted, newest first."""
    db.table("appearances").create_index(["site", "channel", "date_published"])


@migrations(name="0011_hosts_of_captures")
def _hosts_of_captures(db: Database) -> None:
    """Give every host that was captured a row: without one, a join took another archive's word for it by these captures."""
    hosts.add_captured(db.conn)


@migrations(name="0012_alarms_of_two")
def _alarms_of_two(db: Database) -> None:
    """Let two archives' open alarms about one thing stand beside each other: which came first is no matter of order."""
    db.execute("DROP INDEX idx_alarms_open")
    db.table("alarms").create_index(["site", "channel", "kind", "field"])


@migrations(name="0013_sketches_that_wait")
def _sketches_that_wait(db: Database) -> None:
    """Add the sketch of an article that waits to be compared, where it was worked out with the page."""
    db.execute(near_duplicates.SKETCH_COLUMN)


def migrate(db: Database) -> None:
    """Bring a database to the newest schema.

    Raises:
        SchemaTooNewError: a later release wrote it.
    """
    refuse_newer(db)
    migrations.apply(db)
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
