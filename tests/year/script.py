"""What happens in the year: data made from a seed, so that the same seed gives the same year.

Days are numbered; day 0 is that of the first crawl, what was published before has a negative day.
"""

import datetime as dt
import random
from dataclasses import dataclass, field, replace
from typing import Final

START: Final = dt.datetime(2027, 1, 1, 22, 0, tzinfo=dt.UTC)
"""06:00 in Beijing, when the timer rings."""
PER_PAGE: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article of one list."""

    number: int
    channel: str
    day: int
    """Printed day of publication."""
    listed: int
    """Day from which it stands on the list; a backdated one later than it says."""
    taken_out: int | None = None
    """Day from which the list does not name it."""
    gone: int | None = None
    """Day from which its page is not there."""
    edits: tuple[int, ...] = ()
    """Days on which its text changes."""
    pins: tuple[tuple[int, int], ...] = ()
    """First day and day after the last of being pinned (置顶)."""

    def is_listed(self, day: int) -> bool:
        return self.listed <= day and (self.taken_out is None or day < self.taken_out)

    def is_there(self, day: int) -> bool:
        return self.listed <= day and (self.gone is None or day < self.gone)

    def is_pinned(self, day: int) -> bool:
        return any(first <= day < end for first, end in self.pins)

    def version(self, day: int) -> int:
        return sum(one <= day for one in self.edits)

    @property
    def date(self) -> dt.date:
        return (START + dt.timedelta(days=self.day, hours=8)).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Days on which a site is not itself."""

    kind: str
    """``list_shell``, ``challenge``, ``no_dates``, ``dead``."""
    first: int
    end: int
    """Day after the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One site through the year."""

    slug: str
    platform: str
    has_validators: bool
    """Whether it answers conditional requests."""
    entries: tuple[Entry, ...]
    troubles: tuple[Trouble, ...] = ()
    redesigns: tuple[int, ...] = ()
    """Days from which lists and articles have another design."""
    channels: tuple[str, ...] = ("zcfg", "gzdt")
    by_path: dict[str, Entry] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return f"{self.slug}.year.test"

    def trouble(self, day: int) -> str | None:
        return next((one.kind for one in self.troubles if one.first <= day < one.end), None)

    def design(self, day: int) -> int:
        return sum(one <= day for one in self.redesigns)

    def listed(self, channel: str, day: int) -> list[Entry]:
        """Return what a list names, in its order: pinned ones, then by the day they print."""
        found = [one for one in self.entries if one.channel == channel and one.is_listed(day)]
        return sorted(found, key=lambda one: (not one.is_pinned(day), -one.day, -one.number))

    def path(self, entry: Entry) -> str:
        return f"/{entry.channel}/{entry.date:%Y%m}/t{entry.date:%Y%m%d}_{entry.number}.html"

    def url(self, entry: Entry) -> str:
        return f"http://{self.host}{self.path(entry)}"

    def pages(self, day: int) -> int:
        """Return how many list pages and articles there are: what a full crawl asks."""
        lists = sum(max(-(-len(self.listed(one, day)) // PER_PAGE), 1) for one in self.channels)
        return lists + sum(one.is_listed(day) and one.is_there(day) for one in self.entries)


def make_year(*, seed: int, size: int, days: int, step: int = 1, pace: float = 1.0) -> tuple[Site, ...]:
    """Return three sites and their year.

    Args:
        seed: which year.
        size: articles of the largest list on the first day.
        days: length of the year.
        step: days between two runs: no trouble is shorter.
        pace: by how much more, or less, happens.
    """
    chance = random.Random(seed)  # noqa: S311 - a rehearsal that must be repeatable

    def trouble(kind: str, share: float, length: int) -> Trouble:
        first = round(days * share)
        return Trouble(kind=kind, first=first, end=first + max(length, step + 1))

    sites = (
        Site(
            slug="alpha",
            platform="trs_wcm",
            has_validators=True,
            entries=_entries(chance, size=size, days=days, rate=0.4 * pace),
            troubles=(trouble("list_shell", 0.35, 4),),
            redesigns=(round(days * 0.35),),
        ),
        Site(
            slug="beta",
            platform="ucap",
            has_validators=False,
            entries=_entries(chance, size=size * 3 // 4, days=days, rate=0.3 * pace),
            troubles=(trouble("challenge", 0.55, 7), trouble("no_dates", 0.70, 7)),
            redesigns=(round(days * 0.70),),
        ),
        Site(
            slug="gamma",
            platform="trs_wcm",
            has_validators=True,
            entries=_entries(chance, size=max(size // 4, 12), days=days, rate=0.1 * pace),
            troubles=(trouble("dead", 0.85, 10),),
        ),
    )
    return tuple(replace(one, by_path={one.path(entry): entry for entry in one.entries}) for one in sites)


def _entries(chance: random.Random, *, size: int, days: int, rate: float) -> tuple[Entry, ...]:
    found: list[Entry] = []
    for channel, share in (("zcfg", 0.5), ("gzdt", 1.0)):
        count, number = round(size * share), len(found) + 1
        # Old ones: as many a day as later.
        for place in range(count):
            day = -round((place + chance.random()) / max(rate * share, 0.05)) - 1
            found.append(Entry(number=number + place, channel=channel, day=day, listed=-9999))
        for day in range(1, days):
            if chance.random() < rate * share:
                found.append(Entry(number=len(found) + 1, channel=channel, day=day, listed=day))
            if chance.random() < max(rate / 8, 0.03) * share:
                backdated = day - chance.randint(3, 300)
                found.append(Entry(number=len(found) + 1, channel=channel, day=backdated, listed=day))
    return tuple(_fate(one, chance, days=days) for one in found)


def _fate(entry: Entry, chance: random.Random, *, days: int) -> Entry:
    """Return an entry with what befalls it after it was published."""
    first = max(entry.listed, 0) + 2
    if first >= days:
        return entry
    day, unpinned = chance.randrange(first, days), chance.randint(5, 60)
    fates = (
        (0.04, replace(entry, taken_out=day, gone=day)),
        (0.01, replace(entry, gone=day)),
        (0.05, replace(entry, edits=(day,))),
        (0.015, replace(entry, pins=((day, day + unpinned),))),
        # Taken off its list and kept: no withdrawal.
        (0.015, replace(entry, taken_out=day)),
        (0.87, entry),
    )
    [chosen] = chance.choices([fate for _, fate in fates], [share for share, _ in fates])
    return chosen
