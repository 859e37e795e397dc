"""Which sites a scheduled run asks, and when pages are looked at again."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from sasac_crawler.errors import ExitCode
from sasac_crawler.items import ListedLink, ListPage, Outcome, PageFailure, PageRequest
from sasac_crawler.store.due import due_sites
from sasac_crawler.store.pages import PageStore
from sasac_crawler.store.revisits import SLOWEST, SWEEP, article_due, list_due
from sasac_crawler.store.runs import RunCounts, end_run, start_run
from sasac_crawler.store.verdicts import Judgement, Verdict
from tests.store.conftest import NOW, Make

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def _run(
    db: Database,
    *sites: str,
    at: dt.datetime,
    code: ExitCode = ExitCode.COMPLETE,
    verdict: Verdict = Verdict.OK,
) -> None:
    counts = RunCounts()
    counts.judgements = {site: Judgement(verdict=verdict, reason="-") for site in sites}
    run_id = f"run-{at.isoformat()}"
    start_run(db.conn, run_id, now=at, software="test")
    end_run(db.conn, run_id, now=at, exit_code=code, reason="-", counts=counts)


def test_never_asked_first_then_those_not_asked_for_longest(db: Database) -> None:
    _run(db, "b", at=NOW - 30 * HOUR)
    _run(db, "a", at=NOW - 25 * HOUR)
    _run(db, "c", at=NOW - 2 * HOUR)
    assert due_sites(db, ["a", "b", "c", "d"], now=NOW) == ["d", "b", "a"]


def test_a_site_that_was_down_is_asked_as_often_as_others(db: Database) -> None:
    _run(db, "a", at=NOW - 2 * HOUR, verdict=Verdict.UNREACHABLE)
    assert due_sites(db, ["a"], now=NOW) == []


def test_a_site_outside_its_hours_was_not_asked(db: Database) -> None:
    _run(db, "a", at=NOW - 2 * HOUR, verdict=Verdict.NOT_DUE)
    assert due_sites(db, ["a"], now=NOW) == ["a"]


def test_a_run_that_was_cut_short_is_gone_on_with_where_it_left_pages(db: Database, pages: PageStore) -> None:
    _run(db, "a", "b", at=NOW - 2 * HOUR, code=ExitCode.TIME_LIMIT)
    pages.frontier.discover(
        PageRequest(url="http://a.test/1"), kind="article", site="a", channel="c", now=NOW
    )
    assert due_sites(db, ["a", "b"], now=NOW) == ["a"]
    _run(db, "a", "b", at=NOW - HOUR)
    assert due_sites(db, ["a", "b"], now=NOW) == []


@given(
    url=st.text(max_size=20),
    age=st.timedeltas(min_value=dt.timedelta(0), max_value=dt.timedelta(days=9000)),
)
def test_an_article_is_looked_at_for_ever_and_never_later_than_a_round_and_a_day(
    url: str, age: dt.timedelta
) -> None:
    since = NOW - age
    wait = article_due(url=url, seen_at=NOW, since=since) - NOW
    assert dt.timedelta(hours=20) <= wait <= SLOWEST + DAY
    if age < 7 * DAY:
        assert wait < DAY
    elif age < 30 * DAY:
        assert DAY < wait <= 8 * DAY


@given(
    url=st.text(max_size=20),
    ages=st.sampled_from([(40, 150, 30), (200, 9000, 90), (8, 22, 7)]),
    part=st.floats(0, 1),
)
def test_from_round_to_round_a_page_keeps_its_moment(
    url: str, ages: tuple[int, int, int], part: float
) -> None:
    youngest, oldest, days = ages
    since = NOW - (youngest + part * (oldest - youngest - days)) * DAY
    first = article_due(url=url, seen_at=NOW, since=since)
    assert article_due(url=url, seen_at=first, since=since) - first == days * DAY


def test_what_came_in_one_day_is_looked_at_evenly_from_the_next_day_on() -> None:
    since = NOW - 900 * DAY
    dues = [article_due(url=f"http://x.test/{n}", seen_at=NOW, since=since) for n in range(9000)]
    per_day = Counter((due - NOW).days for due in dues)
    assert set(per_day) == set(range(1, 91))
    assert max(per_day.values()) <= 1.5 * 9000 / 90


@given(
    channel=st.text(max_size=10),
    pages=st.integers(2, 400),
    hours=st.integers(0, 24 * 400),
    number=st.integers(2, 400),
)
def test_every_list_page_is_swept_within_four_weeks_and_not_twice_in_a_day(
    channel: str, pages: int, hours: int, number: int
) -> None:
    seen = NOW + hours * HOUR
    due = list_due(channel=channel, page_number=min(number, pages), pages=pages, seen_at=seen)
    assert DAY < due - seen <= SWEEP + DAY
    # From sweep to sweep, not drifting.
    again = list_due(channel=channel, page_number=min(number, pages), pages=pages, seen_at=due)
    assert again - due == SWEEP


def _failure(url: str, outcome: Outcome, *, days: float) -> PageFailure:
    return PageFailure(
        site="s",
        channel="c",
        request=PageRequest(url=url),
        seen_at=NOW + dt.timedelta(days=days),
        outcome=outcome,
        detail="-",
    )


def _list(*urls: str) -> ListPage:
    return ListPage(
        site="s",
        channel="c",
        request=PageRequest(url="http://s.test/"),
        capture_id=None,
        seen_at=NOW,
        page_number=1,
        links=tuple(ListedLink(url=one, title="标题", date_raw="2026-11-20") for one in urls),
    )


def test_a_page_that_is_listed_before_it_is_there_is_asked_again(db: Database, pages: PageStore) -> None:
    pages.save_listing(_list("http://s.test/1"), [], full=False, floor=1)
    pages.save_failure(_failure("http://s.test/1", Outcome.GONE, days=0), [])
    [row] = db.query("SELECT state, next_at FROM frontier WHERE kind = 'article'")
    assert row == {"state": "excluded", "next_at": (NOW + 20 * HOUR).isoformat()}
    assert pages.frontier.ask_due("s", now=NOW + DAY) == 1
    pages.save_failure(_failure("http://s.test/1", Outcome.GONE, days=400), [])
    [row] = db.query("SELECT next_at FROM frontier WHERE kind = 'article'")
    assert NOW + 401 * DAY < dt.datetime.fromisoformat(row["next_at"]) <= NOW + 400 * DAY + SLOWEST + DAY


@pytest.mark.parametrize("outcome", [Outcome.OFFSITE, Outcome.BLOCKED_ADDRESS])
def test_what_is_not_ours_to_ask_is_never_asked_again(pages: PageStore, outcome: Outcome) -> None:
    pages.save_listing(_list("http://s.test/1"), [], full=False, floor=1)
    pages.save_failure(_failure("http://s.test/1", outcome, days=0), [])
    assert pages.frontier.ask_due("s", now=NOW + 9000 * DAY) == 0


def test_after_a_long_outage_the_first_page_of_a_list_is_not_waited_for(
    db: Database, pages: PageStore
) -> None:
    request = PageRequest(url="http://s.test/")
    pages.frontier.discover(request, kind="list", site="s", channel="c", now=NOW)
    for day in range(20):
        pages.frontier.lease("s", run_id="run-1", now=NOW + day * DAY, count=1)
        pages.save_failure(_failure(request.url, Outcome.CONNECT, days=day), [])
        db.execute("UPDATE hosts SET next_at = NULL")
    [row] = db.query("SELECT state, next_at FROM frontier WHERE kind = 'list'")
    assert row == {"state": "pending", "next_at": (NOW + 19 * DAY + 12 * HOUR).isoformat()}


Waits = Callable[..., list[dt.timedelta]]


@pytest.fixture
def waits(db: Database, pages: PageStore, appearance: Make) -> Waits:
    """How long an old article waits for its next look, after each of these: day, text and what else it says."""

    def found(*looks: tuple[int, str, dict[str, Any]]) -> list[dt.timedelta]:
        waits = []
        for days, body, said in looks:
            old = {"date_published": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}
            one = appearance(body=f"省国资委召开{body}次会议。", days=days, **(old | said))
            request = one.article.request
            pages.frontier.discover(request, kind="article", site="sasac_test", channel="n1", now=NOW)
            pages.save_appearance(one, [])
            [row] = db.query("SELECT next_at FROM frontier WHERE kind = 'article'")
            waits.append(dt.datetime.fromisoformat(row["next_at"]) - NOW - days * DAY)
        return waits

    return found


def test_an_article_that_changed_is_young_until_it_has_rested(waits: Waits) -> None:
    found = waits((0, "甲", {}), (200, "甲", {}), (400, "乙", {}), (401, "乙", {}), (402, "乙", {}))
    assert all(DAY < wait <= SLOWEST + DAY for wait in found[:2])
    assert all(wait < DAY for wait in found[2:])


def test_another_source_or_date_of_the_same_text_makes_no_article_young(waits: Waits) -> None:
    other = {
        "source_name": "国资委办公室",
        "source_id": None,
        "date_published": dt.datetime(2020, 1, 3, tzinfo=dt.UTC),
    }
    found = waits((0, "甲", {}), (100, "甲", other), (200, "甲", {}))
    assert all(wait > DAY for wait in found)


def test_a_page_that_has_another_text_at_every_look_is_not_asked_daily_for_ever(waits: Waits) -> None:
    found = waits(*((day, f"第{day}", {}) for day in range(12)))
    assert all(wait < DAY for wait in found[1:5])
    assert all(wait > DAY for wait in found[5:])
