"""When a page is to be looked at again: pure, so that a rebuilt archive has the same plan.

Articles: daily while they are young, then ever more rarely, for ever. List pages beyond the first: once in
a sweep, each on a day of its own, later pages later. An entry that is put in behind the first pages, or
taken out there, is met by the next sweep; what pushes it on to the following page meanwhile pushes it to
where the sweep comes later, not earlier.
"""

import datetime as dt
from typing import Final
from zlib import crc32

SWEEP: Final = dt.timedelta(days=28)
"""Time in which every list page is read at least once."""
_PLAN: Final = (
    (dt.timedelta(days=7), dt.timedelta(days=1)),
    (dt.timedelta(days=30), dt.timedelta(days=7)),
    (dt.timedelta(days=180), dt.timedelta(days=30)),
    (dt.timedelta(days=365), dt.timedelta(days=90)),
)
"""Up to which age a page is looked at how often."""
_FOR_EVER: Final = dt.timedelta(days=180)
_SPREAD: Final = 0.25
"""Share by which an interval is shortened or lengthened, so that what came in one day is not due in one day."""
_EARLY: Final = dt.timedelta(hours=4)
"""A daily run does not begin to the minute: what is due later this day is due."""
_EPOCH: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def article_due(*, url: str, seen_at: dt.datetime, since: dt.datetime) -> dt.datetime:
    """Return when an article is to be looked at again.

    Args:
        url: its address, which sets its place within the spread.
        seen_at: when it was seen now (aware).
        since: when it was published or last changed, whichever is later (aware).

    Example:
        >>> day = dt.datetime(2026, 3, 1, 6, tzinfo=dt.UTC)
        >>> article_due(url="http://x.test/1", seen_at=day, since=day).isoformat()
        '2026-03-02T02:00:00+00:00'
        >>> wait = article_due(url="http://x.test/1", seen_at=day, since=day - dt.timedelta(days=900)) - day
        >>> 135 <= wait.days <= 225
        True
    """
    interval = next((every for age, every in _PLAN if seen_at - since < age), _FOR_EVER)
    if interval <= dt.timedelta(days=1):
        return seen_at + interval - _EARLY
    return seen_at + interval * (1 + _SPREAD * (2 * _share(url) - 1)) - _EARLY


def list_due(*, channel: str, page_number: int, pages: int, seen_at: dt.datetime) -> dt.datetime:
    """Return when a list page beyond the first is to be read again: its own moment of the next sweep.

    Args:
        channel: site and channel; each has sweeps of its own.
        page_number: from 2.
        pages: how many the list has, as far as is known.
        seen_at: when it was read now (aware).

    Example:
        >>> day = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
        >>> dues = [list_due(channel="a/b", page_number=n, pages=5, seen_at=day) for n in (2, 3, 4, 5)]
        >>> [1 <= (due - day).days <= 28 for due in dues], len({due.date() for due in dues})
        ([True, True, True, True], 4)
    """
    phase = SWEEP * ((_share(channel) + page_number / (max(pages, page_number) + 1)) % 1)
    passed = (seen_at - _EPOCH - phase) % SWEEP
    # What is swept a little early for once is not swept twice in a day.
    wait = SWEEP - passed
    return seen_at + (wait if wait > dt.timedelta(days=1) else wait + SWEEP)


def _share(text: str) -> float:
    """Return a number between 0 and 1 that a text always has."""
    return crc32(text.encode("utf-8", "replace")) / 2**32
