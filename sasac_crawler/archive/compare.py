"""Two databases of one archive, row by row: is the rebuilt one equal to the original?"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

_NOT_COMPARED: Final = MappingProxyType(
    {
        # A number SQLite gave out, and what belongs to the process.
        "articles": ("seq", "near_duplicate_of"),
        "files": ("seq",),
        "issues": ("id",),
        "runs": ("pid",),
        "readings": ("id",),
        # When a run was judged, to the second, and what an operator decided.
        "alarms": ("id", "raised_at", "last_at", "ended_at", "accepted_at"),
    }
)
"""Columns a WARC cannot give back: see ``reindex``."""
TABLES: Final = (
    "captures",
    "articles",
    "appearances",
    "article_versions",
    "attachments",
    "files",
    "attachment_fetches",
    "mentions",
    "citations",
    "issues",
    "frontier",
    "hosts",
    "sites",
    "channels",
    "runs",
    "run_channels",
    "run_sites",
    "list_entries",
    "channel_totals",
    "readings",
    "alarms",
)
_BOOKKEEPING: Final = ("runs", "run_channels", "run_sites", "alarms")
"""Tables that say how a crawl went, not what it found: a crash can leave them behind the WARC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDifference:
    """How one table differs between two databases."""

    table: str
    rows: int
    """Rows of the first."""
    missing: int
    """Rows of the first that the second does not have, or has otherwise."""
    added: int
    """Rows of the second that the first does not have, or has otherwise; without adopted captures."""
    example: str | None
    """One missing or added row."""

    @property
    def is_equal(self) -> bool:
        """Whether the table is the same in both."""
        return not self.missing and not self.added

    @property
    def is_loss(self) -> bool:
        """Whether the difference concerns what was found, not only how the crawl went."""
        return not self.is_equal and self.table not in _BOOKKEEPING


def compare_databases(original: Path, rebuilt: Path) -> list[TableDifference]:
    """Compare every table users may rely on, column by column, but for what a WARC cannot hold."""
    connection = sqlite3.connect(_read_only(original), uri=True)
    try:
        connection.execute("ATTACH ? AS rebuilt", (_read_only(rebuilt),))
        return [_compare(connection, table) for table in TABLES]
    finally:
        connection.close()


def _compare(connection: sqlite3.Connection, table: str) -> TableDifference:
    left_out = _NOT_COMPARED.get(table, ())
    known = [row[1] for row in connection.execute(f"PRAGMA main.table_info({table})")]
    names = [name for name in known if name not in left_out]
    columns = ", ".join(f'"{name}"' for name in names)
    # Counted, because EXCEPT knows sets only and a table may hold two equal rows.
    sides = {
        side: f"SELECT {columns}, count(*) FROM {side}.{table} GROUP BY {columns}"  # noqa: S608 - our own names
        for side in ("main", "rebuilt")
    }
    missing = connection.execute(f"{sides['main']} EXCEPT {sides['rebuilt']}").fetchall()
    added = connection.execute(f"{sides['rebuilt']} EXCEPT {sides['main']}").fetchall()
    if table == "captures":
        # What a crash kept from being committed: `verify` calls it an orphan, a reindex adopts it.
        outcome = names.index("outcome")
        added = [row for row in added if row[outcome] is not None]
    [rows] = connection.execute(f"SELECT count(*) FROM main.{table}").fetchone()  # noqa: S608 - our own names
    example = next((str(row) for row in (*missing, *added)), None)
    return TableDifference(table=table, rows=rows, missing=len(missing), added=len(added), example=example)


def _read_only(path: Path) -> str:
    return f"file:{quote(str(path.absolute()))}?mode=ro"
