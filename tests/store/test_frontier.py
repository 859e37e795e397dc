"""The frontier against a plain dictionary: nothing lost, nothing handed out twice."""

import datetime as dt
import sqlite3
from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlite_utils import Database

from sasac_crawler.items import Outcome, PageRequest
from sasac_crawler.store.frontier import Frontier
from sasac_crawler.store.migrations import migrate

if TYPE_CHECKING:
    from sasac_crawler.store.leases import Lease

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
URLS = st.integers(0, 12).map(lambda number: f"http://x.test/{number}")


class FrontierMachine(RuleBasedStateMachine):
    """Discover, lease, finish, postpone, exclude, crash and wait in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        migrate(Database(self.connection))
        self.frontier = Frontier(self.connection)
        self.now = START
        self.run = 1
        self.state: dict[str, str] = {}
        self.due: dict[str, dt.datetime] = {}
        self.leased: dict[str, Lease] = {}

    def teardown(self) -> None:
        self.connection.close()

    @rule(url=URLS)
    def discover(self, url: str) -> None:
        new = self.frontier.discover(
            PageRequest(url=url), kind="article", site="x", channel=None, now=self.now
        )
        assert new == (url not in self.state)
        if new:
            self.state[url] = "pending"
            self.due[url] = self.now

    @rule(count=st.integers(1, 5))
    def lease(self, count: int) -> None:
        ready = {u for u, s in self.state.items() if s == "pending" and self.due[u] <= self.now}
        leases = self.frontier.lease("x", run_id=str(self.run), now=self.now, count=count)
        got = {lease.request.url for lease in leases}
        assert got <= ready
        assert len(got) == len(leases) <= min(count, len(ready))
        assert bool(leases) == bool(ready)
        for lease in leases:
            self.state[lease.request.url] = "leased"
            self.leased[lease.request.url] = lease

    @rule(how=st.sampled_from(["done", "postponed", "excluded"]))
    def end_one(self, how: str) -> None:
        if not self.leased:
            return
        url, lease = self.leased.popitem()
        if how == "done":
            self.frontier.finish(lease.request, outcome=Outcome.OK, now=self.now)
            self.state[url] = "done"
        elif how == "excluded":
            self.frontier.exclude(lease.request, outcome=Outcome.GONE, detail="HTTP 404")
            self.state[url] = "excluded"
        else:
            until = self.now + dt.timedelta(minutes=5)
            self.frontier.postpone(lease.request, outcome=Outcome.TIMEOUT, detail="t", until=until)
            self.state[url], self.due[url] = "pending", until

    @rule()
    def crash_and_resume(self) -> None:
        self.run += 1
        assert self.frontier.release() == len(self.leased)
        for url in self.leased:
            self.state[url] = "pending"
        self.leased.clear()

    @rule(minutes=st.integers(1, 10))
    def wait(self, minutes: int) -> None:
        self.now += dt.timedelta(minutes=minutes)

    @rule(url=URLS)
    def ask_again(self, url: str) -> None:
        self.frontier.ask_again(PageRequest(url=url), now=self.now)
        if self.state.get(url) in ("done", "excluded"):
            self.state[url], self.due[url] = "pending", self.now

    @invariant()
    def states_are_the_models(self) -> None:
        rows = dict(self.connection.execute("SELECT url, state FROM frontier").fetchall())
        assert rows == self.state


TestFrontier = FrontierMachine.TestCase
TestFrontier.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
