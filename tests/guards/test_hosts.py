"""Hosts over hours and days, by an injected clock: back-off, breaker, hours of the day, wrong clocks."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from sasac_crawler.archive.session import ArchiveSession
from sasac_crawler.items import Issue, Outcome, PageFailure, PageRequest
from sasac_crawler.spiders.window import BEIJING, is_open
from sasac_crawler.store.hosts import LONGEST_WAIT, ROBOTS_DOUBT, HostTable
from sasac_crawler.store.retry import next_try

HOST = "gzw.fault.test"
NOW = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


class Clock:
    """A clock a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock()


@pytest.fixture
def session(tmp_path: Path, clock: Clock) -> Iterator[ArchiveSession]:
    """A run that takes its time from the clock."""
    session = ArchiveSession(tmp_path / "archive", clock=clock)
    yield session
    session.close(exit_code=0, reason="complete")


@pytest.fixture
def hosts(session: ArchiveSession) -> HostTable:
    """The hosts of that run."""
    return session.pages.hosts


def _failure(
    outcome: Outcome, *, at: dt.datetime = NOW, retry_after: float | None = None, doubt: bool = False
) -> PageFailure:
    return PageFailure(
        site="faults",
        channel="list",
        request=PageRequest(url=f"http://{HOST}/a"),
        seen_at=at,
        outcome=outcome,
        detail="",
        retry_after=retry_after,
        issues=(Issue(code=ROBOTS_DOUBT, message=""),) if doubt else (),
    )


def _held(hosts: HostTable) -> dt.timedelta | None:
    until = hosts.held_until(HOST)
    return until - NOW if until else None


@pytest.mark.parametrize("seconds", [1.0, 2.0, 59.0, 600.0, 86_400.0, 999_999.0])
def test_a_host_is_held_exactly_as_long_as_it_asks(seconds: float, hosts: HostTable) -> None:
    hosts.failed(HOST, _failure(Outcome.RATE_LIMITED, retry_after=seconds))
    assert _held(hosts) == dt.timedelta(seconds=seconds)


def test_the_breaker_opens_after_five_and_doubles_to_six_hours(hosts: HostTable) -> None:
    holds = []
    for _ in range(12):
        hosts.failed(HOST, _failure(Outcome.SERVER_ERROR))
        holds.append(_held(hosts))
    assert holds[:4] == [None] * 4
    assert holds[4:9] == [10 * MINUTE, 20 * MINUTE, 40 * MINUTE, 80 * MINUTE, 160 * MINUTE]
    assert holds[11] == 6 * HOUR


def test_one_answer_closes_the_breaker(hosts: HostTable) -> None:
    for _ in range(7):
        hosts.failed(HOST, _failure(Outcome.TIMEOUT))
    hosts.succeeded(HOST)
    assert _held(hosts) is None
    hosts.failed(HOST, _failure(Outcome.TIMEOUT))
    assert _held(hosts) is None


def test_a_page_in_trouble_is_no_host_in_trouble(hosts: HostTable) -> None:
    for _ in range(20):
        hosts.failed(HOST, _failure(Outcome.GONE))
    assert _held(hosts) is None


@pytest.mark.parametrize("outcome", [Outcome.TLS, Outcome.DNS, Outcome.CONNECT, Outcome.CHALLENGE])
def test_a_host_whose_rules_are_not_to_be_had_is_held_at_once(outcome: Outcome, hosts: HostTable) -> None:
    hosts.failed(HOST, _failure(outcome, doubt=True))
    assert _held(hosts) == HOUR


def test_a_shorter_hold_does_not_shorten_a_longer_one(hosts: HostTable) -> None:
    hosts.failed(HOST, _failure(Outcome.RATE_LIMITED, retry_after=600.0))
    hosts.failed(HOST, _failure(Outcome.RATE_LIMITED, retry_after=1.0))
    assert _held(hosts) == 10 * MINUTE


def test_an_outage_gives_up_no_page_and_a_bad_page_is_given_up() -> None:
    assert next_try(_failure(Outcome.DNS), tries=50) == NOW + 7 * DAY
    assert next_try(_failure(Outcome.PARSE_ERROR), tries=8) is None
    assert next_try(_failure(Outcome.GONE), tries=1) is None


@pytest.mark.parametrize("ahead", [LONGEST_WAIT + DAY, 74 * 365 * DAY])
def test_what_a_clock_that_was_ahead_set_is_bounded(ahead: dt.timedelta, session: ArchiveSession) -> None:
    hosts, request = session.pages.hosts, PageRequest(url=f"http://{HOST}/a")
    session.pages.frontier.discover(request, kind="article", site="faults", channel="list", now=NOW)
    late = _failure(Outcome.RATE_LIMITED, at=NOW + ahead, retry_after=1.0)
    session.pages.save_failure(late, [])
    assert session.pages.frontier.waiting("faults", until=NOW + LONGEST_WAIT) == 0
    assert hosts.bound_waits(now=NOW) == 2
    assert _held(hosts) == LONGEST_WAIT
    assert hosts.bound_waits(now=NOW) == 0
    assert session.pages.frontier.waiting("faults", until=NOW + LONGEST_WAIT) == 1


def test_a_hold_within_reason_stands(hosts: HostTable) -> None:
    hosts.failed(HOST, _failure(Outcome.RATE_LIMITED, retry_after=999_999.0))
    assert hosts.bound_waits(now=NOW) == 0
    assert _held(hosts) == dt.timedelta(seconds=999_999)


def test_a_run_may_begin_before_the_last_one_ended_by_its_clock(tmp_path: Path, clock: Clock) -> None:
    for jump in (dt.timedelta(), -DAY, DAY, dt.datetime(2100, 1, 1, tzinfo=dt.UTC) - NOW, -56 * 365 * DAY):
        clock.now = NOW + jump
        session = ArchiveSession(tmp_path / "archive", clock=clock)
        session.close(exit_code=0, reason="complete")
    connection = sqlite3.connect(tmp_path / "archive/sasac.db")
    assert connection.execute("SELECT count(DISTINCT run_id) FROM runs").fetchone() == (5,)
    connection.close()


@pytest.mark.parametrize(
    ("window", "hours"),
    [
        (None, set(range(24))),
        ((dt.time(22), dt.time(6)), {22, 23, 0, 1, 2, 3, 4, 5}),
        ((dt.time(1), dt.time(5)), {1, 2, 3, 4}),
        ((dt.time(12), dt.time(12)), set(range(24))),
        ((dt.time(0), dt.time(23, 59)), set(range(24))),
    ],
)
def test_hours_are_beijings(window: tuple[dt.time, dt.time] | None, hours: set[int]) -> None:
    day = dt.datetime(2026, 11, 23, tzinfo=BEIJING)
    assert {hour for hour in range(24) if is_open(window, (day + hour * HOUR).astimezone(dt.UTC))} == hours
