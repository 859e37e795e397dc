"""Which snapshots are kept: some days, some weeks, some months."""

import datetime as dt
from collections.abc import Callable, Hashable, Iterable
from typing import Final

DAILY: Final = 7
WEEKLY: Final = 4
MONTHLY: Final = 12


def kept_snapshots(moments: Iterable[dt.datetime]) -> set[dt.datetime]:
    """Return the snapshots to keep: the newest of each of the last 7 days, 4 weeks, 12 months.

    Days, ISO weeks and months count only where there is a snapshot, so a machine that was off for a
    year keeps what it had. The newest of all is always kept.

    Example:
        >>> week = [dt.datetime(2026, 11, day, hour) for day in range(1, 11) for hour in (3, 15)]
        >>> sorted(f"{one:%d %Hh}" for one in kept_snapshots(week))
        ['01 15h', '04 15h', '05 15h', '06 15h', '07 15h', '08 15h', '09 15h', '10 15h']
    """
    newest_first = sorted(moments, reverse=True)
    rules: tuple[tuple[Callable[[dt.datetime], Hashable], int], ...] = (
        (lambda one: one.date(), DAILY),
        (lambda one: one.isocalendar()[:2], WEEKLY),
        (lambda one: (one.year, one.month), MONTHLY),
    )
    kept: set[dt.datetime] = set()
    for period, count in rules:
        newest: dict[Hashable, dt.datetime] = {}
        for moment in newest_first:
            newest.setdefault(period(moment), moment)
        kept.update(list(newest.values())[:count])
    return kept
