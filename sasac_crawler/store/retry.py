"""When a URL that gave no record is asked again."""

import datetime as dt
from types import MappingProxyType
from typing import Final

from sasac_crawler.items import Outcome, PageFailure
from sasac_crawler.store.hosts import HOST_TROUBLE

_FOR_GOOD: Final = frozenset(
    (
        Outcome.GONE,
        Outcome.MOVED,
        Outcome.SOFT_404,
        Outcome.ROBOTS,
        Outcome.OFFSITE,
        Outcome.BLOCKED_ADDRESS,
        Outcome.NOT_HTML,
        Outcome.TOO_BIG,
        Outcome.REDIRECT_LOOP,
    )
)
"""Outcomes that asking again soon will not change; a sweep of old pages asks them again."""

_FIRST_WAIT: Final = MappingProxyType(
    {
        Outcome.CHALLENGE: dt.timedelta(hours=6),
        Outcome.PARSE_ERROR: dt.timedelta(days=1),
        Outcome.EMPTY: dt.timedelta(days=1),
        Outcome.NOT_A_FILE: dt.timedelta(days=1),
        Outcome.BAD_CHARSET: dt.timedelta(days=1),
        Outcome.BUG: dt.timedelta(days=1),
        Outcome.ROBOTS_UNREACHABLE: dt.timedelta(hours=1),
    }
)
_DEFAULT_WAIT: Final = dt.timedelta(minutes=1)
_LONGEST_WAIT: Final = dt.timedelta(days=7)
_MAX_DOUBLINGS: Final = 20
_LONGEST_RETRY_AFTER: Final = 86_400.0
FIRST_PAGE_WAIT: Final = dt.timedelta(hours=12)
"""Longest wait of the first page of a list: the first run after an outage finds out that it is over."""
MAX_TRIES: Final = 8
"""Tries after which a page is given up, unless the trouble may be the host's: an outage ends."""


def next_try(failure: PageFailure, *, tries: int) -> dt.datetime | None:
    """Return when to ask a URL again, or ``None`` for never (until a sweep).

    The wait doubles with every try, and is never shorter than the server's Retry-After.

    Example:
        >>> from sasac_crawler.items import PageRequest
        >>> failure = PageFailure(site="x", channel=None, request=PageRequest(url="http://x.test/"),
        ...     seen_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), outcome=Outcome.RATE_LIMITED,
        ...     detail="HTTP 429", retry_after=300.0)
        >>> next_try(failure, tries=1).isoformat()
        '2026-01-01T00:05:00+00:00'
    """
    given_up = tries >= MAX_TRIES and failure.outcome not in HOST_TROUBLE
    if failure.outcome in _FOR_GOOD or given_up:
        return None
    first = _FIRST_WAIT.get(failure.outcome, _DEFAULT_WAIT)
    wait: dt.timedelta = min(first * 2 ** min(max(tries - 1, 0), _MAX_DOUBLINGS), _LONGEST_WAIT)
    asked = dt.timedelta(seconds=min(failure.retry_after or 0.0, _LONGEST_RETRY_AFTER))
    return failure.seen_at + max(wait, asked)
