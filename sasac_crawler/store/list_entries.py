"""What stands on which list page, as it was last read: the ground for overlap, withdrawals and coverage.

One row an entry of a channel's list. An entry that its page no longer names is *displaced*: pushed to a
later page, or taken out. The next reading of the page it was pushed to finds it again; one that no page
names for longer than a sweep is *unlisted*.
"""

import datetime as dt
import json
import sqlite3
from dataclasses import dataclass
from statistics import median_low
from typing import Final

from sqlite_utils import Database

from sasac_crawler.items import ListedLink, ListPage
from sasac_crawler.normalize.dates import read_date
from sasac_crawler.store.revisits import SWEEP

UNLISTED_AFTER: Final = SWEEP + dt.timedelta(days=2)
"""Time without a place after which an entry counts as unlisted: every page was read meanwhile."""
_OF_CHANNEL: Final = "site = ? AND channel = ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """An entry that its page does not name any more."""

    url: str
    day: dt.date | None
    """As printed beside it."""


_ENTRIES: Final = {
    "site": str,
    "channel": str,
    "url": str,
    "page": str,
    "page_number": int,
    "title": str,
    "day": str,
    "is_external": int,
    "first_listed": str,
    "last_listed": str,
    "left_at": str,
    "unlisted_since": str,
}
_TOTALS: Final = {
    "site": str,
    "channel": str,
    "site_total": int,
    "site_pages": int,
    "unaccounted": int,
    "stated_at": str,
}


def create_tables(db: Database) -> None:
    """Create the tables of what stands on lists and what sites say of them."""
    entries = db.table("list_entries").create(
        _ENTRIES,
        pk=("site", "channel", "url"),
        not_null={"is_external", "first_listed", "last_listed"},
        strict=True,
    )
    entries.create_index(["site", "channel", "page"])
    db.execute(
        "CREATE INDEX idx_list_entries_left ON list_entries (site, channel, left_at) WHERE page IS NULL"
    )
    entries.create_index(["url"])
    db.create_table("channel_totals", _TOTALS, pk=("site", "channel"), not_null={"stated_at"}, strict=True)
    for name in ("pages", "site_pages", "on_list", "fetched", "missing"):
        db.table("run_channels").add_column(name, int)


ON_LIST: Final = """
CREATE VIEW on_list AS
SELECT e.*, f.done_at AS fetched_at, f.outcome, f.detail, f.next_at
FROM list_entries e LEFT JOIN frontier f ON f.key = e.url
WHERE e.unlisted_since IS NULL
  AND (e.page IS NOT NULL OR coalesce(f.outcome, '') NOT IN ('gone', 'soft404', 'moved'))
"""
"""What stands on lists, as far as is known, and what came of it. What lost its place and is gone does not."""


class ListEntryTable:
    """Tables ``list_entries`` and ``channel_totals``. Methods open no transactions."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def note(self, page: ListPage, *, key: str, is_whole: bool) -> list[Left]:
        """Note what a list page names; return what it named when it was last read and does not now.

        Args:
            page: the page.
            key: its frontier key.
            is_whole: whether it can be trusted to name all it should; else nothing is displaced by it.
        """
        moment = page.seen_at.isoformat()
        self._connection.executemany(
            "INSERT INTO list_entries (site, channel, url, page, page_number, title, day, is_external,"
            " first_listed, last_listed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (site, channel, url) DO UPDATE SET page = excluded.page,"
            " page_number = excluded.page_number, title = excluded.title, day = excluded.day,"
            " last_listed = excluded.last_listed, left_at = NULL, unlisted_since = NULL",
            [
                (
                    page.site,
                    page.channel,
                    link.url,
                    key,
                    page.page_number,
                    link.title,
                    _iso(printed_day(link, page.seen_at)),
                    int(link.is_external),
                    moment,
                    moment,
                )
                for link in page.links
            ],
        )
        if not is_whole:
            return []
        rows = self._connection.execute(
            "UPDATE list_entries SET page = NULL, page_number = NULL, left_at = ?"  # noqa: S608 - fixed text
            f" WHERE {_OF_CHANNEL} AND page = ? AND last_listed <> ? RETURNING url, day",
            (moment, page.site, page.channel, key, moment),
        ).fetchall()
        return [Left(url=url, day=dt.date.fromisoformat(day) if day else None) for url, day in rows]

    def returned(self, page: ListPage) -> list[str]:
        """Return what a list page, not noted yet, names that no page named any more: pushed here, or put in again."""
        rows = self._connection.execute(
            "SELECT url FROM list_entries"  # noqa: S608 - fixed text
            f" WHERE {_OF_CHANNEL} AND page IS NULL AND url IN (SELECT value FROM json_each(?))",
            (page.site, page.channel, json.dumps([link.url for link in page.links])),
        ).fetchall()
        return [row[0] for row in rows]

    def stood_lately(self, site: str, channel: str, *, key: str, now: dt.datetime) -> bool:
        """Return whether a list page named entries within the last two sweeps."""
        row = self._connection.execute(
            "SELECT EXISTS (SELECT 1 FROM list_entries"  # noqa: S608 - fixed text
            f" WHERE {_OF_CHANNEL} AND page = ? AND last_listed > ?)",
            (site, channel, key, (now - 2 * SWEEP).isoformat()),
        ).fetchone()
        return bool(row[0])

    def lose_page(self, site: str, channel: str, *, key: str, now: dt.datetime) -> None:
        """Note that a list page is not there any more: what stood on it has no place until another names it."""
        self._connection.execute(
            "UPDATE list_entries SET page = NULL, page_number = NULL, left_at = ?"  # noqa: S608 - fixed text
            f" WHERE {_OF_CHANNEL} AND page = ?",
            (now.isoformat(), site, channel, key),
        )

    def confirm(self, site: str, channel: str, *, key: str, now: dt.datetime) -> int:
        """Note that a list page is what it was; return how many entries stand on it."""
        cursor = self._connection.execute(
            f"UPDATE list_entries SET last_listed = ? WHERE {_OF_CHANNEL} AND page = ?",  # noqa: S608 - fixed text
            (now.isoformat(), site, channel, key),
        )
        return cursor.rowcount

    def unlist(self, site: str, channel: str, *, now: dt.datetime) -> list[str]:
        """Conclude which displaced entries no page names any more; return the URLs concluded now."""
        rows = self._connection.execute(
            "UPDATE list_entries SET unlisted_since = left_at"  # noqa: S608 - fixed text
            f" WHERE {_OF_CHANNEL} AND page IS NULL AND unlisted_since IS NULL AND left_at <= ? RETURNING url",
            (site, channel, (now - UNLISTED_AFTER).isoformat()),
        ).fetchall()
        return [row[0] for row in rows]

    def next_page_day(self, site: str, channel: str, *, after: int) -> dt.date | None:
        """Return the middle one of the days on the page after a number, as it was last read."""
        rows = self._connection.execute(
            f"SELECT day FROM list_entries WHERE {_OF_CHANNEL} AND page_number = ? AND day IS NOT NULL",  # noqa: S608 - fixed text
            (site, channel, after + 1),
        ).fetchall()
        return dt.date.fromisoformat(median_low(row[0] for row in rows)) if rows else None

    def on_list(self, site: str, channel: str) -> int:
        """Return how many entries a list has, as far as is known: withdrawn ones that lost their place do not count."""
        [count] = self._connection.execute(
            f"SELECT count(*) FROM on_list WHERE {_OF_CHANNEL}",  # noqa: S608 - fixed text
            (site, channel),
        ).fetchone()
        return int(count)

    def note_totals(self, page: ListPage, *, unaccounted: int | None) -> None:
        """Keep what a site says of the length of a list.

        Args:
            page: the page that says it.
            unaccounted: by how many the total exceeds what is known, once reading went as far as it does;
                ``None`` while it goes on.
        """
        if page.total_items is None and page.total_pages is None:
            return
        self._connection.execute(
            "INSERT INTO channel_totals (site, channel, site_total, site_pages, unaccounted, stated_at)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (site, channel) DO UPDATE SET"
            " site_total = coalesce(excluded.site_total, site_total),"
            " site_pages = coalesce(excluded.site_pages, site_pages),"
            " unaccounted = coalesce(excluded.unaccounted, unaccounted), stated_at = excluded.stated_at",
            (
                page.site,
                page.channel,
                page.total_items,
                page.total_pages,
                unaccounted,
                page.seen_at.isoformat(),
            ),
        )

    def unaccounted(self, site: str, channel: str) -> int:
        """Return by how many a list's own total exceeded what was known when last reading came to its end."""
        row = self._connection.execute(
            f"SELECT unaccounted FROM channel_totals WHERE {_OF_CHANNEL}",  # noqa: S608 - fixed text
            (site, channel),
        ).fetchone()
        return int(row[0] or 0) if row else 0

    def counts(self, site: str, channel: str) -> tuple[int, int]:
        """Return how many entries of a list on the site's own hosts were fetched, and how many never."""
        fetched, missing = self._connection.execute(
            "SELECT count(fetched_at), count(*) - count(fetched_at) FROM on_list"  # noqa: S608 - fixed text
            f" WHERE {_OF_CHANNEL} AND NOT is_external",
            (site, channel),
        ).fetchone()
        return int(fetched), int(missing)


def printed_day(link: ListedLink, seen_at: dt.datetime) -> dt.date | None:
    """Return the day a list prints beside an entry, or ``None`` if none can be read with certainty."""
    if link.date_inferred:
        return dt.date.fromisoformat(link.date_inferred[:10])
    reading = read_date(link.date_raw or "", seen_at=seen_at)
    return reading.value.value.date() if reading.value else None


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
