"""The frontier against a plain dictionary: nothing lost, nothing handed out twice, nothing before its time."""

import datetime as dt
import sqlite3
from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlite_utils import Database

from sasac_crawler.items import Outcome, PageFailure, PageRequest
from sasac_crawler.store.frontier import Frontier
from sasac_crawler.store.hosts import HostTable
from sasac_crawler.store.leases import Kind, Lease
from sasac_crawler.store.migrations import migrate

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
HOSTS = ("x.test", "y.test")
URLS = st.builds("http://{}/{}".format, st.sampled_from(HOSTS), st.integers(0, 7))
ORDER = ("list", "article", "attachment")
MINUTES = st.integers(1, 10).map(lambda minutes: dt.timedelta(minutes=minutes))


@dataclass
class Page:
    """What the model knows of one URL."""

    kind: Kind
    due: dt.datetime | None
    state: str = "pending"
    tries: int = 0
    run: int | None = None
    was_done: bool = False

    @property
    def rank(self) -> int:
        """Lists, then new articles, new files, and what is looked at again."""
        return ORDER.index(self.kind) + (2 if self.was_done and self.kind != "list" else 0)


class FrontierMachine(RuleBasedStateMachine):
    """Discover, lease, put back, finish, postpone, exclude, hold, crash and wait in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        migrate(Database(self.connection))
        self.frontier = Frontier(self.connection)
        self.hosts = HostTable(self.connection)
        self.now = START
        self.run = 1
        self.pages: dict[str, Page] = {}
        self.leased: dict[str, Lease] = {}
        self.held = dict.fromkeys(HOSTS, START)

    def teardown(self) -> None:
        self.connection.close()

    @rule(url=URLS, kind=st.sampled_from(ORDER))
    def discover(self, url: str, kind: Kind) -> None:
        request = PageRequest(url=url)
        new = self.frontier.discover(request, kind=kind, site="x", channel=None, now=self.now)
        assert new == (url not in self.pages)
        if new:
            self.pages[url] = Page(kind=kind, due=None)

    @rule(count=st.integers(1, 5))
    def lease(self, count: int) -> None:
        ready = {url for url, page in self.pages.items() if self._is_ready(url, page)}
        leases = self.frontier.lease("x", run_id=str(self.run), now=self.now, count=count)
        got = [lease.request.url for lease in leases]
        assert set(got) <= ready
        # One rank at a time: of the first that is ready as many as there are.
        first = min((self.pages[url].rank for url in ready), default=0)
        assert {self.pages[url].rank for url in got} <= {first}
        foremost = sum(self.pages[url].rank == first for url in ready)
        assert len(set(got)) == len(got) == min(count, foremost)
        for lease in leases:
            page = self.pages[lease.request.url]
            page.state, page.run, page.tries = "leased", self.run, page.tries + 1
            self.leased[lease.request.url] = lease

    @rule()
    def put_back(self) -> None:
        if self.leased:
            url, lease = self.leased.popitem()
            self.frontier.put_back(lease.request)
            self._returned(self.pages[url])

    @rule(how=st.sampled_from(["done", "postponed", "excluded"]), wait=MINUTES, comes_again=st.booleans())
    def end_one(self, *, how: str, wait: dt.timedelta, comes_again: bool) -> None:
        if not self.leased:
            return
        url, lease = self.leased.popitem()
        page, until = self.pages[url], self.now + wait
        page.run, page.due = None, until if comes_again or how == "postponed" else None
        if how == "done":
            self.frontier.finish(lease.request, outcome=Outcome.OK, now=self.now, again=page.due)
            page.state, page.tries, page.was_done = "done", 0, True
        elif how == "excluded":
            self.frontier.exclude(lease.request, outcome=Outcome.GONE, detail="HTTP 404", again=page.due)
            page.state = "excluded"
        else:
            self.frontier.postpone(lease.request, outcome=Outcome.TIMEOUT, detail="t", until=until)
            page.state = "pending"

    @rule(host=st.sampled_from(HOSTS), wait=MINUTES)
    def hold(self, host: str, wait: dt.timedelta) -> None:
        failure = PageFailure(
            site="x",
            channel=None,
            request=PageRequest(url=f"http://{host}/"),
            seen_at=self.now,
            outcome=Outcome.RATE_LIMITED,
            detail="HTTP 429",
            retry_after=wait.total_seconds(),
        )
        self.hosts.failed(host, failure)
        self.held[host] = max(self.held[host], self.now + wait)

    @rule()
    def crash_and_resume(self) -> None:
        self.run += 1
        assert self.frontier.release() == len(self.leased)
        for url in self.leased:
            self._returned(self.pages[url])
        self.leased.clear()

    @rule()
    def end_another_run(self) -> None:
        assert self.frontier.release(run_id="another") == 0

    @rule(wait=MINUTES)
    def wait(self, wait: dt.timedelta) -> None:
        self.now += wait

    @rule(url=URLS)
    def ask_again(self, url: str) -> None:
        self.frontier.ask_again(PageRequest(url=url), now=self.now)
        page = self.pages.get(url)
        if page and page.state in ("done", "excluded"):
            page.state, page.due, page.tries = "pending", self.now, 0

    @rule()
    def ask_due(self) -> None:
        due = [
            page
            for page in self.pages.values()
            if page.state in ("done", "excluded") and page.due and page.due <= self.now
        ]
        assert self.frontier.ask_due("x", now=self.now) == len(due)
        for page in due:
            page.tries = 0 if page.state == "done" else page.tries
            page.state = "pending"

    @invariant()
    def rows_are_the_models(self) -> None:
        rows = self.connection.execute("SELECT url, kind, state, tries, run_id FROM frontier").fetchall()
        assert {url: (kind, state, tries, run) for url, kind, state, tries, run in rows} == {
            url: (page.kind, page.state, page.tries, str(page.run) if page.run else None)
            for url, page in self.pages.items()
        }

    @invariant()
    def what_waits_is_counted(self) -> None:
        ready = sum(self._is_ready(url, page) for url, page in self.pages.items())
        assert self.frontier.waiting("x", until=self.now) == ready

    def _is_ready(self, url: str, page: Page) -> bool:
        is_due = page.due is None or page.due <= self.now
        return page.state == "pending" and is_due and self.held[url.split("/")[2]] <= self.now

    def _returned(self, page: Page) -> None:
        page.state, page.run, page.tries = "pending", None, max(page.tries - 1, 0)


TestFrontier = FrontierMachine.TestCase
TestFrontier.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
