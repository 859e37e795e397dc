"""Signs on the lists of a channel: dead, too short, other dates, another charset, silence, a burst."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from statistics import quantiles
from typing import Final

from sasac_crawler.items import Outcome
from sasac_crawler.store.drift import USUAL, Key, Kind, Sign, Windows, past_of
from sasac_crawler.store.readings import Reading

_LOADED: Final = 2
"""Number of the first page of a list that another page loads."""
_LEAST_RUNS: Final = 5
"""Looks at the first page of a list before anything is usual there."""
_LEAST_ENTRIES: Final = 4
_QUIET: Final = dt.timedelta(days=30)
"""Time without anything new that any channel may take."""
_LEAST_DAYS: Final = 10
"""Days with something new before a silence is told from a habit."""
_LONGER: Final = 3
"""Times the longest silence so far that a silence must be."""
_BURST: Final = 20
_MORE: Final = 5
"""Times the busiest days so far that a burst must be."""
# Doubts about how a list is built, not about what is on it.
_STRUCTURE: Final = (
    "pager_unread", "json_unread", "layout_missed", "platform_differs", "paging_guessed", "empty_answer",
)  # fmt: skip
_SCHEMA: Final = ("json_unread", "empty_answer", "pager_unread")
CAUSES: Final = {
    Outcome.DNS: "dns",
    Outcome.CONNECT: "refused",
    Outcome.NETWORK: "refused",
    Outcome.TIMEOUT: "timeout",
    Outcome.TLS: "tls",
    Outcome.CHALLENGE: "challenge",
    Outcome.MOVED: "moved",
    Outcome.REDIRECT_LOOP: "moved",
    Outcome.OFFSITE: "moved",
    Outcome.BLOCKED_ADDRESS: "moved",
    Outcome.GONE: "moved",
    Outcome.SOFT_404: "moved",
    Outcome.EMPTY: "empty_list",
    Outcome.PARSE_ERROR: "parse",
    Outcome.BUG: "parse",
    Outcome.BAD_CHARSET: "parse",
    Outcome.NOT_HTML: "schema",
}
"""What a list is dead of, by how asking for it ended; the rest by their own names."""
_REFUSALS: Final = ("challenge", "http_error")


def judge_lists(
    channel: str,
    history: Sequence[Reading],
    now: Sequence[Reading],
    *,
    windows: Windows,
    is_geo_blocked: bool = False,
) -> Iterator[Sign]:
    """Yield the signs of a channel's lists.

    Args:
        channel: its id.
        history: all its readings before this run, the earliest first.
        now: those of this run.
        windows: what of the past each sign may learn from.
        is_geo_blocked: whether the site was judged to shut this machine's place out.
    """
    heads = _heads(now)
    if not heads:
        return
    read = [one for one in heads if one.is_read]
    death = _dead(channel, heads, read, is_geo_blocked=is_geo_blocked)
    yield death
    if death.is_bad:
        return
    last = read[-1]
    yield _floor(channel, last)

    def past(kind: Kind, field: str = "") -> list[Reading]:
        key: Key = (channel, kind.value, field)
        looked = _heads(past_of(history, key, windows), page=last.page_number)
        return [one for one in looked if one.is_read and one.entries]

    yield from _entries(channel, last, past(Kind.ENTRIES))
    yield from _dates(channel, last, past(Kind.FILL, "listed_date"))
    yield from _charset(channel, last, past(Kind.CHARSET))
    yield from _structure(channel, last, past)
    yield from _flow(channel, history, now, windows)


def _heads(looks: Sequence[Reading], page: int | None = None) -> list[Reading]:
    """Return the looks at the page a channel begins with: behind a loader that is the page it loads."""
    lists = [one for one in looks if one.kind in ("list", "loader")]
    loads = page == _LOADED or (page is None and any(one.kind == "loader" for one in lists))
    number = _LOADED if loads else 1
    return [
        one
        for one in lists
        if one.page_number == number or (loads and not one.is_read and one.page_number == 1)
    ]


def _dead(channel: str, heads: Sequence[Reading], read: Sequence[Reading], *, is_geo_blocked: bool) -> Sign:
    if any(one.entries for one in read):
        return Sign(channel=channel, kind=Kind.DEAD, is_bad=False)
    if read:
        doubts = set().union(*(one.doubts for one in read))
        cause = "schema" if doubts & set(_SCHEMA) else "empty_list"
        first, found = read[0], "the list has no entries"
    else:
        first = heads[-1]
        cause = "geo_blocked" if is_geo_blocked else CAUSES.get(Outcome(first.outcome), first.outcome)
        found = f"the list cannot be had ({first.outcome})"
    return Sign(
        channel=channel,
        kind=Kind.DEAD,
        is_bad=True,
        cause=cause,
        first=first,
        found=found,
        expected="entries",
    )


def _floor(channel: str, last: Reading) -> Sign:
    return Sign(
        channel=channel,
        kind=Kind.FLOOR,
        is_bad="below_floor" in last.doubts,
        first=last,
        expected="the floor of the profile",
        found=f"{last.entries} entries",
    )


def _entries(channel: str, last: Reading, past: Sequence[Reading]) -> Iterator[Sign]:
    counts = [one.entries or 0 for one in past]
    if len(counts) < _LEAST_RUNS or min(counts) < _LEAST_ENTRIES:
        return
    yield Sign(
        channel=channel,
        kind=Kind.ENTRIES,
        is_bad=(last.entries or 0) < min(counts) / 2,
        first=last,
        expected=f"{min(counts)} entries at least",
        found=f"{last.entries} entries",
    )


def _dates(channel: str, last: Reading, past: Sequence[Reading]) -> Iterator[Sign]:
    entries = sum(one.entries or 0 for one in past)
    if len(past) < _LEAST_RUNS or sum(one.dated or 0 for one in past) < USUAL * entries:
        return
    is_bad = (last.dated or 0) < (last.entries or 0) / 2
    yield Sign(
        channel=channel,
        kind=Kind.FILL,
        field="listed_date",
        is_bad=is_bad,
        first=last,
        expected="a date beside the entries",
        found=f"{last.dated} of {last.entries} entries have one",
    )


def _charset(channel: str, last: Reading, past: Sequence[Reading]) -> Iterator[Sign]:
    used = {one.charset for one in past if one.charset}
    if len(past) < _LEAST_RUNS or len(used) != 1 or not last.charset:
        return
    yield Sign(
        channel=channel,
        kind=Kind.CHARSET,
        is_bad=last.charset not in used,
        first=last,
        expected=next(iter(used)),
        found=last.charset,
    )


def _structure(channel: str, last: Reading, past: Callable[[Kind, str], list[Reading]]) -> Iterator[Sign]:
    for code in _STRUCTURE:
        before = past(Kind.DOUBT, code)
        if len(before) < _LEAST_RUNS or any(code in one.doubts for one in before):
            continue
        yield Sign(
            channel=channel,
            kind=Kind.DOUBT,
            field=code,
            is_bad=code in last.doubts,
            first=last,
            expected="never on this list",
            found="on its first page",
        )


def _flow(
    channel: str, history: Sequence[Reading], now: Sequence[Reading], windows: Windows
) -> Iterator[Sign]:
    """Yield the signs of what comes in: nothing for too long, or far too much."""
    silence = _news(past_of(history, (channel, Kind.SILENCE.value, ""), windows))
    came = [one for one in now if one.change in ("new", "duplicate")]
    days = sorted({_moment(one).date() for one in silence})
    if came:
        yield Sign(channel=channel, kind=Kind.SILENCE, is_bad=False)
    elif len(days) >= _LEAST_DAYS:
        longest = max(later - earlier for earlier, later in pairwise(days))
        allowed = max(_QUIET, _LONGER * longest)
        quiet = _moment(now[-1]).date() - days[-1]
        yield Sign(
            channel=channel,
            kind=Kind.SILENCE,
            is_bad=quiet > allowed,
            first=now[-1],
            expected=f"something new every {longest.days} days at the latest",
            found=f"nothing for {quiet.days} days",
        )
    per_run = Counter(one.run_id for one in _news(past_of(history, (channel, Kind.BURST.value, ""), windows)))
    if len(per_run) < _LEAST_RUNS:
        return
    busy = quantiles(per_run.values(), n=10)[-1]
    yield Sign(
        channel=channel,
        kind=Kind.BURST,
        is_bad=len(came) > max(_BURST, _MORE * busy),
        first=came[0] if came else None,
        expected=f"{busy:.0f} new pages in a busy run",
        found=f"{len(came)} new pages",
    )


def _news(history: Sequence[Reading]) -> list[Reading]:
    """Return the new pages, without those of the first run, which found what was there already."""
    first = history[0].run_id if history else ""
    return [one for one in history if one.change in ("new", "duplicate") and one.run_id != first]


def _moment(one: Reading) -> dt.datetime:
    return dt.datetime.fromisoformat(one.seen_at)
