"""A site that lives: what a crawl of it reads day by day, and what may become of its pages."""

import datetime as dt
import random
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from sqlite_utils import Database

from sasac_crawler.store.alarms import Alarm, judge_run
from sasac_crawler.store.migrations import migrate
from sasac_crawler.store.readings import Reading, ReadingTable

START: Final = dt.datetime(2026, 1, 1, 6, tzinfo=dt.UTC)
Change = Callable[[Reading], Reading]


@dataclass
class Life:
    """A site with channels of different habits, read once a day: list page, news, revisits of what is young."""

    seed: int = 1
    site: str = "x"
    dice: random.Random = field(init=False)
    db: Database = field(init=False)
    day: int = 0
    pages: dict[str, Reading] = field(default_factory=dict)
    raised: list[tuple[int, Alarm]] = field(default_factory=list)
    # Channel: news a day, share of pages with a source.
    channels: dict[str, tuple[float, float]] = field(
        default_factory=lambda: {
            "busy": (4.0, 1.0),
            "slow": (0.3, 1.0),
            "mixed": (1.5, 0.6),
            "most": (2.0, 0.93),
        }
    )

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)  # noqa: S311 - no secret
        self.db = Database(sqlite3.connect(":memory:", isolation_level=None))
        migrate(self.db)

    @property
    def now(self) -> dt.datetime:
        return START + dt.timedelta(days=self.day)

    def run(self, change: Change = lambda one: one, *, verdict: str = "ok") -> list[Alarm]:
        """Read everything once; ``change`` is what the site did to its pages meanwhile."""
        run_id = f"run{self.day:04}"
        self.db.table("runs").insert({"run_id": run_id, "started": self.now.isoformat()})
        table = ReadingTable(self.db.conn, run_id=run_id)
        for one in self._looks():
            table.add(self.site, change(replace(one, run_id=run_id, capture_id=f"urn:{self.day}:{one.url}")))
        raised = judge_run(self.db.conn, run_id, now=self.now, verdicts={self.site: verdict})
        self.raised += [(self.day, one) for one in raised]
        self.day += 1
        return raised

    def quiet(self, days: int, change: Change = lambda one: one) -> None:
        for _ in range(days):
            self.run(change)

    def _looks(self) -> Iterator[Reading]:
        at = self.now.isoformat()
        for channel, (rate, sourced) in self.channels.items():
            yield Reading(
                url=f"http://x.test/{channel}/", channel=channel, kind="list", page_number=1, seen_at=at,
                entries=20, dated=20, charset="utf-8", ways={},
            )  # fmt: skip
            if self.day == 0:
                # The first run finds what is old, and old pages had no source yet.
                ages = [self.dice.uniform(30, 2000) for _ in range(60)]
                yield from [self._page(channel, sourced * 0.3, age=age) for age in ages]
            ages = [self.dice.uniform(0, 2) for _ in range(self._poisson(rate))]
            yield from [self._page(channel, sourced, age=age) for age in ages]
        yield from list(self._revisits(at))

    def _revisits(self, at: str) -> Iterator[Reading]:
        for url, page in list(self.pages.items()):
            published = dt.datetime.fromisoformat(page.seen_at)
            age = (page.age_days or 0) + (self.now - published).days
            if page.seen_at == at or self.dice.random() > (1.0 if age < 7 else 0.15 if age < 30 else 0.01):
                continue
            again = replace(page, seen_at=at, change="unchanged", age_days=age)
            fate = self.dice.random()
            if fate < 0.005:  # withdrawn
                del self.pages[url]
                yield replace(again, outcome="gone", change="", ways={}, chars=None, charset=None)
            elif fate < 0.015:  # edited
                yield replace(
                    again, change="changed", chars=int((again.chars or 1) * self.dice.uniform(0.4, 2.5))
                )
            else:
                yield again

    def _page(self, channel: str, sourced: float, *, age: float) -> Reading:
        ways = {"title": "meta:articletitle", "date_published": "header_line"}
        if self.dice.random() < sourced:
            ways["source_name"] = "header_line"
        one = Reading(
            url=f"http://x.test/{channel}/{self.day}-{len(self.pages)}.html", channel=channel, change="new",
            seen_at=self.now.isoformat(), age_days=age, chars=int(self.dice.lognormvariate(6.5, 0.9)) + 40,
            charset="utf-8", ways=ways,
            doubts=frozenset({"unknown_source"} if self.dice.random() < 0.1 else ()),
        )  # fmt: skip
        self.pages[one.url] = one
        return one

    def _poisson(self, rate: float) -> int:
        count, left = 0, self.dice.expovariate(1.0)
        while left < rate:
            count, left = count + 1, left + self.dice.expovariate(1.0)
        return count


def without_source(one: Reading) -> Reading:
    return replace(one, ways={name: rule for name, rule in one.ways.items() if name != "source_name"})


def dead(outcome: str, channel: str | None = None) -> Change:
    def change(one: Reading) -> Reading:
        if channel not in (None, one.channel) or (channel is not None and one.kind != "list"):
            return one
        return replace(one, outcome=outcome, ways={}, entries=None, charset=None, chars=None, change="")

    return change


def lists(**what: object) -> Change:
    return lambda one: replace(one, **what) if one.kind == "list" and one.channel == "busy" else one  # type: ignore[arg-type]


def articles(**what: object) -> Change:
    return lambda one: replace(one, **what) if one.kind == "article" and one.is_read else one  # type: ignore[arg-type]
