"""What earlier alarms leave behind: which past a sign may learn from, which spells were told, which causes accepted."""

import datetime as dt
import sqlite3
from typing import Final

from sasac_crawler.store.drift import Key, Kind
from sasac_crawler.store.drift_pairs import Spell

_KNOWN_AFTER: Final = dt.timedelta(days=7)
"""Time after which a redesign of one channel is no news of another."""
_WITHOUT_PAST: Final = (Kind.DEAD, Kind.FLOOR)
"""What is judged by itself: acceptance teaches it nothing, so it holds for a cause until the list is well again."""


def windows_of(connection: sqlite3.Connection, site: str) -> dict[Key, tuple[str, str]]:
    """Return what of the past a sign may learn from: not the time of an open alarm, nor before one accepted."""
    rows = connection.execute(
        "SELECT channel, kind, field, since, accepted_at FROM alarms WHERE site = ? AND ended_at IS NULL"
        " ORDER BY since, raised_run",
        (site,),
    )
    windows: dict[Key, tuple[str, str]] = {}
    for channel, kind, field, since, accepted in rows:
        start, end = windows.get((channel, kind, field), ("", ""))
        windows[channel, kind, field] = (since, "") if accepted else (start, end or since)
    return windows


def spells_of(
    connection: sqlite3.Connection, site: str, *, now: dt.datetime
) -> dict[tuple[str, str], list[Spell]]:
    """Return the times of which an alarm has told that pages were not as at others."""
    rows = connection.execute(
        "SELECT kind, field, channel, since, ended_at, accepted_at FROM alarms WHERE site = ?", (site,)
    )
    old = (now - _KNOWN_AFTER).isoformat()
    spells: dict[tuple[str, str], list[Spell]] = {}
    for kind, field, channel, since, ended, accepted in rows:
        spell = Spell(
            channel=channel, since=since, until=ended, is_accepted=bool(accepted), is_old=since < old
        )
        spells.setdefault((kind, field), []).append(spell)
    return spells


def accepted_causes(connection: sqlite3.Connection, site: str) -> dict[Key, dict[int, str]]:
    """Return the causes that were accepted, by alarm, of lists that have not been well since."""
    kinds = ", ".join(f"'{kind.value}'" for kind in _WITHOUT_PAST)
    rows = connection.execute(
        "SELECT channel, kind, field, id, cause FROM alarms WHERE site = ? AND ended_at IS NULL"  # noqa: S608 - fixed texts
        f" AND accepted_at IS NOT NULL AND kind IN ({kinds})",
        (site,),
    )
    found: dict[Key, dict[int, str]] = {}
    for channel, kind, field, number, cause in rows:
        found.setdefault((channel, kind, field), {})[number] = cause
    return found
