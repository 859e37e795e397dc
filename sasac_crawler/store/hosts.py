"""How each host behaves: back-off, circuit breaker, robots.txt. Kept across runs."""

import datetime as dt
import sqlite3
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from sasac_crawler.items import Outcome, PageFailure

# Outcomes that say something of the host, not of the page.
HOST_TROUBLE: Final = frozenset(
    (
        Outcome.DNS,
        Outcome.CONNECT,
        Outcome.TLS,
        Outcome.TIMEOUT,
        Outcome.NETWORK,
        Outcome.SERVER_ERROR,
        Outcome.RATE_LIMITED,
        Outcome.CHALLENGE,
        Outcome.ROBOTS_UNREACHABLE,
    )
)
_BREAKER_AFTER: Final = 5
"""Failures in a row after which a host is left alone."""
_CHALLENGES_TOLERATED: Final = 3
_FIRST_HOLD: Final = dt.timedelta(minutes=10)
_CHALLENGE_HOLD: Final = dt.timedelta(hours=6)
ROBOTS_HOLD: Final = dt.timedelta(hours=1)
"""How long a host is left alone after its robots.txt could not be had."""
ROBOTS_DOUBT: Final = "robots_unreachable"
"""Code of the doubt on a page that was not asked because robots.txt could not be had."""
_LONGEST_HOLD: Final = dt.timedelta(hours=6)
_DEFAULT_RETRY_AFTER: Final = 60.0
LONGEST_WAIT: Final = dt.timedelta(days=12)
"""No wait is longer: six digits of Retry-After are 11.6 days, a page's longest wait is seven."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsCopy:
    """What a host's robots.txt said, and when."""

    outcome: str
    """``ok``, ``html`` (a page in its place) or ``absent``; else why it could not be had."""

    body: bytes
    fetched_at: dt.datetime

    @property
    def is_usable(self) -> bool:
        """Whether the host may be asked by it."""
        return self.outcome in ("ok", "html", "absent")


class HostTable:
    """The hosts table. Methods do not open transactions: the caller groups them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def held_until(self, host: str) -> dt.datetime | None:
        """Return until when a host is to be left alone, or ``None``."""
        row = self._connection.execute("SELECT next_at FROM hosts WHERE host = ?", (host,)).fetchone()
        return dt.datetime.fromisoformat(row[0]) if row and row[0] else None

    def succeeded(self, host: str) -> None:
        """Record that a host answered as it should."""
        self._connection.execute(
            "INSERT INTO hosts (host, state, fails) VALUES (?, 'ok', 0)"
            " ON CONFLICT (host) DO UPDATE SET state = 'ok', fails = 0, next_at = NULL, detail = NULL"
            " WHERE state <> 'ok' OR fails <> 0",
            (host,),
        )

    def answered(self, host: str) -> None:
        """Note that there is such a host: one that was captured has a row, by which a join tells who asked it last."""
        self._connection.execute(
            "INSERT INTO hosts (host, state, fails) VALUES (?, 'ok', 0) ON CONFLICT (host) DO NOTHING",
            (host,),
        )

    def failed(self, host: str, failure: PageFailure) -> None:
        """Count trouble with a host and hold it when there is too much or it asks for it."""
        if failure.outcome not in HOST_TROUBLE:
            return
        row = self._connection.execute(
            "INSERT INTO hosts (host, state, fails, detail) VALUES (?, ?, 1, ?)"
            " ON CONFLICT (host) DO UPDATE SET fails = fails + 1, state = excluded.state,"
            " detail = excluded.detail RETURNING fails",
            (host, failure.outcome.value, failure.detail),
        ).fetchone()
        hold = hold_after(failure, fails=int(row[0]))
        if hold is not None:
            self.hold(host, until=failure.seen_at + hold)

    def hold(self, host: str, *, until: dt.datetime) -> None:
        """Leave a host alone until then; an earlier, longer hold stands."""
        self._connection.execute(
            "UPDATE hosts SET next_at = max(coalesce(next_at, ''), ?) WHERE host = ?",
            (until.isoformat(), host),
        )

    def bound_waits(self, *, now: dt.datetime) -> int:
        """Shorten what waits for a time no wait can reach: a run whose clock was ahead set it.

        A page is freed; a host stays held, but no longer than the longest wait from now, because the
        clock that is wrong may be this one. Return how many hosts and pages there were.
        """
        latest = (now + LONGEST_WAIT).isoformat()
        hosts = self._connection.execute("UPDATE hosts SET next_at = ? WHERE next_at > ?", (latest, latest))
        pages = self._connection.execute(
            "UPDATE frontier SET next_at = NULL WHERE state = 'pending' AND next_at > ?", (latest,)
        )
        return hosts.rowcount + pages.rowcount

    def robots(self, host: str, origin: str) -> RobotsCopy | None:
        """Return the stored robots.txt of an origin, if it could be had when it was last asked for.

        A host keeps one copy, of the origin that was asked last (RFC 9309: one file for each scheme, host and
        port); whose it is, is told by the captures since.

        Args:
            host: its name.
            origin: scheme, host and port, like ``https://gzw.example.gov.cn``.
        """
        row = self._connection.execute(
            "SELECT robots_outcome, robots_body, robots_fetched_at FROM hosts WHERE host = ? AND EXISTS ("
            "SELECT 1 FROM captures WHERE url = ? AND captured_at >= robots_fetched_at)",
            (host, f"{origin}/robots.txt"),
        ).fetchone()
        if row is None or row[2] is None:
            return None
        copy = RobotsCopy(
            outcome=row[0],
            body=(row[1] or "").encode(),
            fetched_at=dt.datetime.fromisoformat(row[2]),
        )
        return copy if copy.is_usable else None

    def save_robots(self, host: str, copy: RobotsCopy) -> None:
        """Store a host's robots.txt."""
        self._connection.execute(
            "INSERT INTO hosts (host, state, fails, robots_outcome, robots_body, robots_fetched_at)"
            " VALUES (?, 'ok', 0, ?, ?, ?) ON CONFLICT (host) DO UPDATE SET"
            " robots_outcome = excluded.robots_outcome, robots_body = excluded.robots_body,"
            " robots_fetched_at = excluded.robots_fetched_at",
            (host, copy.outcome, copy.body.decode("utf-8", "replace"), copy.fetched_at.isoformat()),
        )


def add_captured(connection: sqlite3.Connection) -> None:
    """Give every host that was captured its row."""
    origins = connection.execute(
        # Up to the slash behind "https://host": a few, of many captures.
        "SELECT DISTINCT substr(url, 1, 8 + instr(substr(url, 9) || '/', '/')) FROM captures"
    ).fetchall()
    for host in sorted({urlsplit(origin).hostname or "" for (origin,) in origins} - {""}):
        HostTable(connection).answered(host)


def hold_after(failure: PageFailure, *, fails: int) -> dt.timedelta | None:
    """Return how long to leave a host alone after its n-th failure in a row, or ``None``.

    Retry-After is obeyed at the first failure; a host that challenges is left after three, one that
    fails otherwise after five, each time twice as long.
    """
    if any(issue.code == ROBOTS_DOUBT for issue in failure.issues):
        return ROBOTS_HOLD
    match failure.outcome:
        case Outcome.RATE_LIMITED:
            return dt.timedelta(seconds=failure.retry_after or _DEFAULT_RETRY_AFTER)
        case Outcome.ROBOTS_UNREACHABLE:
            return ROBOTS_HOLD
        case Outcome.CHALLENGE:
            return _CHALLENGE_HOLD if fails >= _CHALLENGES_TOLERATED else None
        case _:
            if fails < _BREAKER_AFTER:
                return None
            hold: dt.timedelta = min(_FIRST_HOLD * 2 ** min(fails - _BREAKER_AFTER, 10), _LONGEST_HOLD)
            return hold
