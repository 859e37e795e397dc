"""What the frontier knows: of one URL, and of what is due. Nothing is changed here."""

import datetime as dt
import sqlite3

from sasac_crawler.items import PageRequest
from sasac_crawler.store.leases import HELD_HOSTS, Kind, frontier_key, narrowed


class FrontierFacts:
    """The frontier table, read."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def was_done(self, request: PageRequest) -> bool:
        """Return whether a URL has been fetched with success before."""
        return self._value("done_at", request) is not None

    def tries(self, request: PageRequest) -> int:
        """Return how often a URL has been handed out since it last succeeded."""
        return int(self._value("tries", request) or 0)

    def waiting(
        self, site: str, *, until: dt.datetime, channels: tuple[str, ...] = (), probe: int = 0
    ) -> int:
        """Return how many URLs of a site are due by a time, on hosts that are not held longer."""
        return self._ask_due("count(*)", site, until=until, channels=channels, probe=probe)

    def is_waiting(
        self, site: str, *, until: dt.datetime, channels: tuple[str, ...] = (), probe: int = 0
    ) -> bool:
        """Return whether any URL of a site is due by a time, on a host that is not held longer."""
        return bool(self._ask_due("1", site, until=until, channels=channels, probe=probe))

    def _ask_due(
        self, what: str, site: str, *, until: dt.datetime, channels: tuple[str, ...], probe: int
    ) -> int:
        row = self._connection.execute(
            f"SELECT {what} FROM frontier WHERE site = ? AND state = 'pending' AND (next_at IS NULL OR next_at <= ?)"  # noqa: S608 - our own words
            f"{narrowed(channels, probe=probe)} AND host NOT IN ({HELD_HOSTS}) LIMIT 1",
            (site, until.isoformat(), *channels, until.isoformat()),
        ).fetchone()
        return int(row[0]) if row else 0

    def body_capture(self, key: str) -> str | None:
        """Return the capture of the body a page is asked by, or ``None`` if it was asked for in full."""
        row = self._connection.execute("SELECT body_capture FROM frontier WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def place(self, request: PageRequest) -> tuple[Kind, int]:
        """Return the kind of a URL and, of a list page, its number."""
        kind, number = self._connection.execute(
            "SELECT kind, page_number FROM frontier WHERE key = ?", (frontier_key(request),)
        ).fetchone()
        return kind, int(number)

    def discovered_at(self, request: PageRequest) -> dt.datetime | None:
        """Return when a URL was first heard of."""
        moment = self._value("discovered_at", request)
        return dt.datetime.fromisoformat(str(moment)) if moment is not None else None

    def _value(self, column: str, request: PageRequest) -> str | int | None:
        """Return what stands in a column of a URL's row; ``None``, too, where there is no row."""
        row = self._connection.execute(
            f"SELECT {column} FROM frontier WHERE key = ?",  # noqa: S608 - our own names
            (frontier_key(request),),
        ).fetchone()
        return row[0] if row else None

    def pages_of(self, site: str, channel: str | None) -> int:
        """Return the highest number of the list pages of a channel that are known."""
        [number] = self._connection.execute(
            "SELECT coalesce(max(page_number), 1) FROM frontier WHERE site = ? AND state <> 'excluded'"
            " AND channel IS ? AND kind = 'list'",
            (site, channel),
        ).fetchone()
        return int(number)
