"""Single days, by the real command against the sites of the year: conditional requests, budgets, a long sleep."""

import datetime as dt
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sasac_crawler.archive.folder import ArchiveFolder, ArchiveLock
from sasac_crawler.query.coverage import coverage
from sasac_crawler.store.connection import open_reader
from tests.guards.crawls import Crawl, assert_rebuildable
from tests.year.living import Day, live, run_at
from tests.year.script import START, Site, Trouble, make_year

Live = Callable[..., list[Day]]


def _sites(**changes: Any) -> list[Site]:
    return [replace(one, troubles=(), **changes) for one in make_year(seed=3, size=16, days=60)[:2]]


def _rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{folder / 'archive' / 'sasac.db'}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Site], Path, list[Day]]:
    """Two sites, crawled on the first days and on the ninth."""
    folder, sites = tmp_path_factory.mktemp("lived"), _sites()
    return sites, folder, live(sites, [0, 1, 2, 9], folder)


def test_what_did_not_change_is_confirmed_without_a_body(lived: tuple[list[Site], Path, list[Day]]) -> None:
    _, folder, days = lived
    assert [one.exit_code for one in days] == [0] * 4
    confirmed = _rows(
        folder,
        "SELECT url, is_revisit, outcome, warc_length FROM captures WHERE status = 304 ORDER BY captured_at",
    )
    assert len(confirmed) == sum(one.unchanged for one in days) > 5
    assert {row[1:3] for row in confirmed} == {(1, "unchanged")}
    # The site that knows no validators is always asked in full.
    assert {url.split("/")[2] for url, *_ in confirmed} == {"alpha.year.test"}
    seen = dict(_rows(folder, "SELECT url, last_seen FROM appearances"))
    last = dict(_rows(folder, "SELECT url, max(captured_at) FROM captures WHERE status = 304 GROUP BY url"))
    articles = {url: moment for url, moment in last.items() if url in seen}
    assert articles
    assert all(seen[url] == moment for url, moment in articles.items())


def test_the_articles_capture_is_the_one_with_the_body(lived: tuple[list[Site], Path, list[Day]]) -> None:
    _, folder, _ = lived
    statuses = _rows(folder, "SELECT DISTINCT c.status FROM articles a JOIN captures c USING (capture_id)")
    assert statuses == [(200,)]


def test_confirmations_verify_and_rebuild(lived: tuple[list[Site], Path, list[Day]], tmp_path: Path) -> None:
    _, folder, _ = lived
    assert_rebuildable(Crawl(returncode=0, stderr="", archive=folder / "archive"), tmp_path)


def test_what_the_sites_say_is_there_is_there(lived: tuple[list[Site], Path, list[Day]]) -> None:
    sites, folder, days = lived
    found = coverage(open_reader(folder / "archive" / "sasac.db"))
    assert len(found) == 4
    for one in found:
        [site] = [each for each in sites if each.slug == one.site]
        listed = site.listed(one.channel, days[-1].day)
        gone = [each for each in listed if not each.is_there(days[-1].day)]
        assert one.site_total == (len(listed) if site.platform == "ucap" else None)
        assert one.missing == len(one.missing_pages) <= len(gone)
        assert (one.unread_pages or 0, one.unseen or 0) == (0, 0)
    counts = _rows(
        folder,
        "SELECT site, channel, on_list, fetched, missing FROM run_channels"
        " WHERE run_id = (SELECT run_id FROM runs ORDER BY started DESC LIMIT 1)",
    )
    assert {(c.site, c.channel, c.listed, c.fetched, c.missing) for c in found} == set(counts)


def test_a_full_run_asks_for_everything_anew(tmp_path: Path) -> None:
    sites = _sites()[:1]
    first, *_ = live(sites, [0], tmp_path)
    [full] = live(sites, [1], tmp_path, options=("--full",))
    assert full.unchanged == 0
    # The first day asked for robots.txt, too.
    assert full.pages == first.pages
    assert full.asked >= full.pages


def test_after_trouble_pages_are_asked_in_full(tmp_path: Path) -> None:
    sites = [replace(_sites()[0], troubles=(Trouble(kind="challenge", first=1, end=2),))]
    quiet, challenged, after = live(sites, [0, 1, 3], tmp_path)
    assert [set(one.alarmed) for one in (quiet, challenged, after)] == [set(), {"alpha"}, set()]
    assert challenged.exit_code == 18
    asked_again = _rows(
        tmp_path, "SELECT url FROM captures WHERE status = 412 AND url NOT LIKE '%robots.txt'"
    )
    answered = dict(_rows(tmp_path, "SELECT url, status FROM captures ORDER BY captured_at"))
    assert asked_again
    assert {answered[url] for (url,) in asked_again} <= {200, 412}


def test_three_days_asleep_are_caught_up_with_once(tmp_path: Path) -> None:
    sites = _sites()
    *_, awake = live(sites, [0, 3, 4, 5, 6], tmp_path / "awake")
    _, _, asleep, after = live(sites, [0, 3, 6, 7], tmp_path / "asleep")
    # What was due several times is asked once; what came meanwhile is fetched.
    assert asleep.asked <= 3 * awake.asked + 6
    assert after.asked <= 2 * awake.asked + 6
    known = [set(_rows(tmp_path / name, "SELECT url FROM appearances")) for name in ("awake", "asleep")]
    assert known[0] <= known[1]


def test_a_budget_is_spent_on_what_is_new(tmp_path: Path) -> None:
    sites = [_sites()[0]]
    live(sites, [0], tmp_path)
    runs = live(sites, [6, 7, 8, 9], tmp_path, options=("--pages", "6"))
    # robots.txt is asked beside the budget.
    assert all(one.asked <= 6 + 1 for one in runs)
    missing = _rows(tmp_path, "SELECT count(*) FROM frontier WHERE kind = 'article' AND done_at IS NULL")
    assert missing == [(0,)]


def test_the_budget_of_a_run_ends_it_in_order(tmp_path: Path) -> None:
    sites = _sites()
    [first] = live(sites, [0], tmp_path, options=("--run-pages", "20"))
    assert first.exit_code == 15
    assert first.asked <= 20 + 2 * 2
    [rest] = live(sites, [0], tmp_path, options=())
    assert rest.exit_code == 0
    assert _rows(tmp_path, "SELECT count(*) FROM frontier WHERE done_at IS NULL AND state = 'pending'") == [
        (0,)
    ]


def test_two_scheduled_runs_exclude_each_other(tmp_path: Path) -> None:
    sites = _sites()[:1]
    live(sites, [0], tmp_path)
    command = [
        "crawl", "alpha", "--due", "--sites-dir", str(tmp_path / "profiles"), "--archive",
        str(tmp_path / "archive"), "--resolve", "alpha.year.test:80:127.0.0.1:1", "--patience", "0",
    ]  # fmt: skip
    lock = ArchiveLock(ArchiveFolder(tmp_path / "archive"))
    lock.acquire()
    assert run_at(START + dt.timedelta(days=1), command, tmp_path / "log") == 75
    # What is not due needs no lock.
    assert run_at(START + dt.timedelta(hours=2), command, tmp_path / "log") == 0
    lock.release()
    assert "No site is due." in (tmp_path / "log").read_text("utf-8")
    # Nobody listens there: the run was let in.
    assert run_at(START + dt.timedelta(days=1), command, tmp_path / "log") in (9, 18, 20)


def test_the_clock_of_a_rehearsal_is_the_archives(tmp_path: Path) -> None:
    live(_sites()[:1], [0], tmp_path)
    [(started,)] = _rows(tmp_path, "SELECT started FROM runs")
    assert abs(
        dt.datetime.fromisoformat(started) - dt.datetime(2027, 1, 1, 22, tzinfo=dt.UTC)
    ) < dt.timedelta(minutes=5)
