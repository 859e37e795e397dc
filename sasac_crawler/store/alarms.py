"""The alarms of an archive: what has changed its ways on which channel, since when, first seen where."""

import datetime as dt
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlite_utils import Database

from sasac_crawler.errors import ExitCode
from sasac_crawler.store.alarm_memory import accepted_causes, spells_of, windows_of
from sasac_crawler.store.drift import Key, Kind, Sign
from sasac_crawler.store.drift_articles import judge_articles
from sasac_crawler.store.drift_lists import judge_lists
from sasac_crawler.store.drift_pairs import ABSENT, Pair, Spells, judge_pairs, pairs_of
from sasac_crawler.store.readings import Reading, last_readings, readings, readings_of_run

_PAST: Final = dt.timedelta(days=120)
_PAST_NEWS: Final = dt.timedelta(days=400)
_MOST: Final = 2000
_MOST_NEWS: Final = 400
_SETTLED: Final = dt.timedelta(days=30)
"""Time after which a page that is read well, but by another rule, is taken for the way things are."""
_SETTLING: Final = (Kind.WAY, Kind.CHARSET)
"""What costs nothing but a look by the operator; a loss stays an alarm until it is mended or accepted."""
UNJUDGED: Final = (ExitCode.NO_SPACE, ExitCode.STORE_UNAVAILABLE, ExitCode.FORCED)
"""Ends of a run after which nothing is judged: the disk takes no more, or there is no time."""
_GEO_BLOCKED: Final = "geo_blocked"
_OPEN: Final = "ended_at IS NULL AND accepted_at IS NULL"
_SAME: Final = "(site, channel, kind, field) = (SELECT site, channel, kind, field FROM alarms WHERE id = ?)"
_FIRST: Final = (
    # Archives that were joined may each have raised the same alarm: the first of those that are open speaks for them.
    f"{_OPEN} AND NOT EXISTS (SELECT 1 FROM alarms b WHERE b.ended_at IS NULL AND b.accepted_at IS NULL"  # noqa: S608 - fixed texts
    " AND (b.site, b.channel, b.kind, b.field) = (alarms.site, alarms.channel, alarms.kind, alarms.field)"
    " AND (b.since, b.raised_run) < (alarms.since, alarms.raised_run))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something that changed and stayed so."""

    id: int
    site: str
    channel: str
    """Empty where the whole site is meant."""

    kind: str
    field: str
    cause: str
    since: str
    """When the first page that showed it was captured."""

    first_url: str
    first_capture: str | None
    expected: str
    found: str

    @property
    def sentence(self) -> str:
        """What is to be said of it, in one line."""
        place = f"{self.site}/{self.channel}" if self.channel else self.site
        what = f"{self.kind} {self.field}".strip() + (f" ({self.cause})" if self.cause else "")
        capture = f", capture {self.first_capture}" if self.first_capture else ""
        return f"{place}: {what}: {self.found}; expected {self.expected}; since {self.since[:16]} UTC, first {self.first_url}{capture}"


def create_table(db: Database) -> None:
    """Create the table ``alarms``: one row each time something changed, open until ``ended_at``."""
    names = (
        "site", "channel", "kind", "field", "cause", "since", "first_url", "first_capture", "expected", "found",
        "raised_run", "raised_at", "last_run", "last_at", "ended_run", "ended_at", "accepted_at",
    )  # fmt: skip
    db.create_table(
        "alarms",
        {"id": int} | dict.fromkeys(names, str),
        pk="id",
        not_null={"site", "channel", "kind", "field", "cause", "since", "raised_run", "raised_at"},
        strict=True,
    )
    db.execute(
        "CREATE UNIQUE INDEX idx_alarms_open ON alarms (site, channel, kind, field)"
        " WHERE ended_at IS NULL AND accepted_at IS NULL"
    )


def judge_run(
    connection: sqlite3.Connection, run_id: str, *, now: dt.datetime, verdicts: Mapping[str, str]
) -> list[Alarm]:
    """Raise and end alarms by what a run read; return those that are new. Opens no transaction.

    Args:
        connection: the writer's.
        run_id: the run, whose readings are stored.
        now: aware.
        verdicts: how each site fared.
    """
    _settle(connection, now=now)
    sites = connection.execute("SELECT DISTINCT site FROM readings WHERE run_id = ? ORDER BY site", (run_id,))
    raised: list[Alarm] = []
    for (site,) in sites.fetchall():
        is_shut = verdicts.get(site) == _GEO_BLOCKED
        signs = _signs(connection, site, run_id, now=now, is_geo_blocked=is_shut)
        raised += _apply(connection, site, run_id, signs, now=now)
    return raised


def open_alarms(connection: sqlite3.Connection) -> list[Alarm]:
    """Return the alarms that are neither over nor accepted, the newest first."""
    return _alarms(connection, f"{_FIRST} ORDER BY since DESC, site, channel, kind, field")


def ended_alarms(connection: sqlite3.Connection, *, since: dt.datetime) -> list[Alarm]:
    """Return the alarms that ended since, the latest first."""
    return _alarms(connection, "ended_at >= ? ORDER BY ended_at DESC, id", (since.isoformat(),))


def alarms_where(
    connection: sqlite3.Connection, column: Literal["raised_run", "ended_run"], run_id: str
) -> list[Alarm]:
    """Return the alarms a run raised or ended."""
    return _alarms(connection, f"{column} = ? ORDER BY id", (run_id,))


def accept_alarm(connection: sqlite3.Connection, alarm_id: int, *, now: dt.datetime) -> bool:
    """Take what an alarm tells for the way things are from now on; return whether it was open."""
    cursor = connection.execute(
        f"UPDATE alarms SET accepted_at = ? WHERE {_OPEN} AND {_SAME}"  # noqa: S608 - fixed texts
        f" AND EXISTS (SELECT 1 FROM alarms WHERE id = ? AND {_OPEN})",
        (now.isoformat(), alarm_id, alarm_id),
    )
    return cursor.rowcount > 0


def _settle(connection: sqlite3.Connection, *, now: dt.datetime) -> None:
    kinds = ", ".join(f"'{kind.value}'" for kind in _SETTLING)
    connection.execute(
        f"UPDATE alarms SET accepted_at = ? WHERE {_OPEN} AND kind IN ({kinds}) AND since < ?",  # noqa: S608 - fixed texts
        (now.isoformat(), (now - _SETTLED).isoformat()),
    )


def _signs(
    connection: sqlite3.Connection, site: str, run_id: str, *, now: dt.datetime, is_geo_blocked: bool
) -> list[Sign]:
    read = _telling(connection, run_id, readings_of_run(connection, site, run_id))
    windows, spells = windows_of(connection, site), spells_of(connection, site, now=now)
    before = _earlier(connection, run_id, read)
    signs: list[Sign] = []
    for channel in sorted({one.channel for one in read}):
        own = [one for one in read if one.channel == channel]
        history = _history(connection, site, channel, run_id, now=now)
        signs += judge_lists(channel, history, own, windows=windows, is_geo_blocked=is_geo_blocked)
        signs += judge_articles(channel, history, own, pairs_of(before, own), windows=windows, spells=spells)
    return [*signs, *_of_site(signs, pairs_of(before, read), spells)]


def _of_site(signs: Sequence[Sign], pairs: Sequence[Pair], spells: Spells) -> Iterator[Sign]:
    """Yield what shows only when the pages of all channels are taken together."""
    told = {(sign.kind, sign.field) for sign in signs if sign.is_bad}
    for sign in judge_pairs("", pairs, spells):
        if (sign.kind, sign.field) not in told:
            yield sign


def _history(
    connection: sqlite3.Connection, site: str, channel: str, run_id: str, *, now: dt.datetime
) -> list[Reading]:
    # What was read again is compared with itself: see ``_earlier``.
    own = (
        "site = ? AND channel = ? AND run_id <> ? AND seen_at > ?"
        " AND (kind <> 'article' OR change IN ('new', 'duplicate') OR outcome <> 'ok')"
    )
    recent = readings(
        connection,
        f"{own} ORDER BY seen_at DESC LIMIT {_MOST}",
        (site, channel, run_id, (now - _PAST).isoformat()),
    )
    since = recent[0].seen_at if recent else now.isoformat()
    news = readings(
        connection,
        f"{own} AND seen_at < ? AND change IN ('new', 'duplicate') ORDER BY seen_at DESC LIMIT {_MOST_NEWS}",
        (site, channel, run_id, (now - _PAST_NEWS).isoformat(), since),
    )
    return [*news, *recent]


def _telling(connection: sqlite3.Connection, run_id: str, read: Sequence[Reading]) -> list[Reading]:
    """Leave out the pages that are not there and were not there the last time: they told it then."""
    gone = {one.url for one in read if one.kind == "article" and one.outcome in ABSENT}
    known = {one.url for one in last_readings(connection, run_id, gone) if one.outcome in ABSENT}
    return [one for one in read if one.url not in known or one.kind != "article" or one.is_read]


def _earlier(connection: sqlite3.Connection, run_id: str, read: Sequence[Reading]) -> dict[str, Reading]:
    """Return of every article of a run how it was read the last time before."""
    urls = {one.url for one in read if one.kind == "article"}
    return {one.url: one for one in last_readings(connection, run_id, urls, only="AND outcome = 'ok'")}


def _apply(
    connection: sqlite3.Connection, site: str, run_id: str, signs: Sequence[Sign], *, now: dt.datetime
) -> list[Alarm]:
    still: dict[Key, list[int]] = {}
    rows = connection.execute(
        f"SELECT id, channel, kind, field FROM alarms WHERE site = ? AND {_OPEN}",  # noqa: S608 - fixed text
        (site,),
    )
    for number, *key in rows:
        still.setdefault((key[0], key[1], key[2]), []).append(number)
    raised: list[int] = []
    at = now.isoformat()
    accepted = accepted_causes(connection, site)
    for sign in signs:
        numbers = still.get(sign.key, [])
        known = accepted.get(sign.key, {})
        if not sign.is_bad or sign.cause in known.values():
            over = numbers if sign.is_bad else [*numbers, *known]
            connection.executemany(
                "UPDATE alarms SET ended_run = ?, ended_at = ? WHERE id = ?",
                [(run_id, at, number) for number in over],
            )
            continue
        if not numbers:
            raised.append(_raise(connection, site, run_id, sign, at))
        connection.executemany(
            "UPDATE alarms SET last_run = ?, last_at = ?, found = ?, cause = ? WHERE id = ?",
            [(run_id, at, sign.found, sign.cause, number) for number in numbers],
        )
    places = ", ".join("?" * len(raised))
    return _alarms(connection, f"id IN ({places}) ORDER BY id", raised)


def _raise(connection: sqlite3.Connection, site: str, run_id: str, sign: Sign, at: str) -> int:
    first = sign.first
    cursor = connection.execute(
        "INSERT INTO alarms (site, channel, kind, field, cause, since, first_url, first_capture, expected, found,"
        " raised_run, raised_at, last_run, last_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            site,
            *sign.key,
            sign.cause,
            first.seen_at if first else at,
            first.url if first else "",
            first.capture_id if first else None,
            sign.expected,
            sign.found,
            run_id,
            at,
            run_id,
            at,
        ),
    )
    return int(cursor.lastrowid or 0)


def _alarms(connection: sqlite3.Connection, where: str, values: Sequence[object] = ()) -> list[Alarm]:
    names = tuple(Alarm.__dataclass_fields__)
    rows = connection.execute(f"SELECT {', '.join(names)} FROM alarms WHERE {where}", tuple(values))  # noqa: S608 - fixed names
    return [Alarm(**dict(zip(names, row, strict=True))) for row in rows]
