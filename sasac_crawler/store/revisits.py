"""When a page is to be looked at again: pure, so that a rebuilt archive has the same plan.

Articles: daily while they are young, then in rotas that are ever slower, the slowest for ever: within a rota
each has a moment of its own, the same in every round, so that every day has its share of the looks and no
page waits longer than a round and a day. List pages beyond the first: once in a sweep, in the same manner, later
pages later. An entry that is put in behind the first pages, or
taken out there, is met by the next sweep; what pushes it on to the following page meanwhile pushes it to
where the sweep comes later, not earlier.
"""

import datetime as dt
from typing import Final
from zlib import crc32

SWEEP: Final = dt.timedelta(days=28)
"""Time in which every list page is read at least once."""
_DAILY: Final = dt.timedelta(days=7)
"""Age up to which a page is looked at every day."""
_ROTAS: Final = (
    (dt.timedelta(days=30), dt.timedelta(days=7)),
    (dt.timedelta(days=180), dt.timedelta(days=30)),
)
"""Up to which age a page is looked at once in which time."""
SLOWEST: Final = dt.timedelta(days=90)
"""Time in which every page is looked at, however old: a deleted page that its list still names shows in no
other way. A ninetieth of an archive a day is a fifth of what an ordinary day may ask of a site."""
_SETTLED: Final = dt.timedelta(days=180)
"""Time for which a withdrawn page is looked for once in 30 days; then as rarely as any."""
_DAY: Final = dt.timedelta(days=1)
_EARLY: Final = dt.timedelta(hours=4)
"""A daily run does not begin to the minute: what is due later this day is due."""
_EPOCH: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def article_due(*, url: str, seen_at: dt.datetime, since: dt.datetime) -> dt.datetime:
    """Return when an article is to be looked at again.

    Args:
        url: its address, which sets its moment within a rota.
        seen_at: when it was seen now (aware).
        since: when it was published or last changed, whichever is later (aware).

    Example:
        >>> day = dt.datetime(2026, 3, 1, 6, tzinfo=dt.UTC)
        >>> article_due(url="http://x.test/1", seen_at=day, since=day).isoformat()
        '2026-03-02T02:00:00+00:00'
        >>> first = article_due(url="http://x.test/1", seen_at=day, since=day - dt.timedelta(days=900))
        >>> second = article_due(url="http://x.test/1", seen_at=first, since=day - dt.timedelta(days=900))
        >>> 1 < (first - day).days <= 91, (second - first).days
        (True, 90)
    """
    age = seen_at - since
    if age < _DAILY:
        return seen_at + _DAY - _EARLY
    period = next((every for oldest, every in _ROTAS if age < oldest), SLOWEST)
    return _next_moment(seen_at, period=period, share=_share(url))


def withdrawn_due(*, url: str, seen_at: dt.datetime, since: dt.datetime) -> dt.datetime:
    """Return when a page that is known to be withdrawn is looked for again: some come back.

    Args:
        url: its address.
        seen_at: when it was looked for now (aware).
        since: when it was first found gone (aware).

    Example:
        >>> day = dt.datetime(2026, 3, 1, 6, tzinfo=dt.UTC)
        >>> once = withdrawn_due(url="http://x.test/1", seen_at=day, since=day)
        >>> again = withdrawn_due(url="http://x.test/1", seen_at=once, since=day)
        >>> 1 < (once - day).days <= 31, (again - once).days
        (True, 30)
    """
    period = _ROTAS[-1][1] if seen_at - since < _SETTLED else SLOWEST
    return _next_moment(seen_at, period=period, share=_share(url))


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
    share = (_share(channel) + page_number / (max(pages, page_number) + 1)) % 1
    return _next_moment(seen_at, period=SWEEP, share=share)


def _next_moment(seen_at: dt.datetime, *, period: dt.timedelta, share: float) -> dt.datetime:
    """Return the next moment of a rota that a page has for its own, by its share of the round."""
    wait = period - (seen_at - _EPOCH - period * share) % period
    # What is looked at a little early for once is not looked at twice in a day.
    return seen_at + (wait if wait > _DAY else wait + period)


def _share(text: str) -> float:
    """Return a number between 0 and 1 that a text always has."""
    return crc32(text.encode("utf-8", "replace")) / 2**32
