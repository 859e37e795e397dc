"""Gone from the list -> asked again -> found gone twice, a day apart -> withdrawn; nothing less counts."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlite_utils import Database

from sasac_crawler.items import Issue, ListedLink, ListPage, Outcome, PageFailure, PageRequest
from sasac_crawler.store.pages import PageStore
from tests.store.conftest import NOW, Make

LIST = PageRequest(url="http://www.sasac.test/n1/index.html")
PAGES = tuple(f"http://www.sasac.test/n1/c{number}/content.html" for number in range(1, 6))
DAYS = ("2021-03-05", "2021-03-04", "2021-03-03", "2021-03-02", "2021-03-01")


def _listing(
    *urls: str, hours: float = 0, issues: tuple[Issue, ...] = (), request: PageRequest = LIST
) -> ListPage:
    return ListPage(
        site="sasac_test",
        channel="n1",
        request=request,
        capture_id=None,
        seen_at=NOW + dt.timedelta(hours=hours),
        page_number=1,
        links=tuple(
            ListedLink(url=url, title="标题", date_raw=f"[{DAYS[PAGES.index(url)]}]") for url in urls
        ),
        issues=issues,
    )


def _failure(url: str, *, hours: float, outcome: Outcome = Outcome.GONE) -> PageFailure:
    return PageFailure(
        site="sasac_test",
        channel="n1",
        request=PageRequest(url=url),
        seen_at=NOW + dt.timedelta(hours=hours),
        outcome=outcome,
        detail="HTTP 404",
    )


@pytest.fixture
def stored(pages: PageStore, appearance: Make) -> Callable[[], None]:
    def store() -> None:
        pages.save_listing(_listing(*PAGES[:4]), [], full=False, floor=1)
        for number, url in enumerate(PAGES[:4]):
            pages.save_appearance(appearance(url, body=f"省国资委召开第{number}次会议。"), [])

    return store


def _pending(db: Database) -> set[str]:
    rows = db.query("SELECT url FROM frontier WHERE kind = 'article' AND state = 'pending'")
    return {row["url"] for row in rows}


def test_an_article_taken_out_of_its_list_is_asked_again(
    db: Database, pages: PageStore, stored: Callable[[], None]
) -> None:
    stored()
    pages.save_listing(_listing(PAGES[0], PAGES[2], PAGES[3], hours=24), [], full=False, floor=1)
    assert _pending(db) == {PAGES[1]}


def test_an_article_pushed_to_the_next_page_is_not(
    db: Database, pages: PageStore, stored: Callable[[], None]
) -> None:
    stored()
    pages.save_listing(_listing(*PAGES[:3], hours=24), [], full=False, floor=1)
    assert _pending(db) == set()


def test_a_list_below_its_floor_or_empty_proves_nothing(
    db: Database, pages: PageStore, stored: Callable[[], None]
) -> None:
    stored()
    doubt = Issue(code="below_floor", message="too few")
    pages.save_listing(_listing(PAGES[3], hours=24, issues=(doubt,)), [], full=False, floor=3)
    pages.save_listing(_listing(hours=25), [], full=False, floor=3)
    assert _pending(db) == set()


def _gone(db: Database, url: str) -> str | None:
    [row] = db.query("SELECT gone_since FROM appearances WHERE url = ?", [url])
    found: str | None = row["gone_since"]
    return found


@pytest.mark.parametrize("second", [Outcome.GONE, Outcome.SOFT_404, Outcome.MOVED])
def test_gone_twice_a_day_apart_is_withdrawn_and_keeps_its_text(
    db: Database, pages: PageStore, stored: Callable[[], None], second: Outcome
) -> None:
    stored()
    pages.save_failure(_failure(PAGES[1], hours=30), [])
    assert _gone(db, PAGES[1]) is None
    [due] = db.query("SELECT next_at FROM frontier WHERE url = ?", [PAGES[1]])
    assert due["next_at"] == (NOW + dt.timedelta(hours=55)).isoformat()
    pages.save_failure(_failure(PAGES[1], hours=55, outcome=second), [])
    assert _gone(db, PAGES[1]) == (NOW + dt.timedelta(hours=30)).isoformat()
    [row] = db.query("SELECT body_text, gone_since FROM articles WHERE url = ?", [PAGES[1]])
    assert row == {
        "body_text": "省国资委召开第1次会议。",
        "gone_since": (NOW + dt.timedelta(hours=30)).isoformat(),
    }


def test_what_is_withdrawn_is_looked_for_in_rotas_and_not_in_every_run(
    db: Database, pages: PageStore, stored: Callable[[], None]
) -> None:
    stored()
    pages.save_failure(_failure(PAGES[1], hours=30), [])
    looks, waits = [NOW + dt.timedelta(hours=54)], []
    for day in range(3, 400):
        now = NOW + dt.timedelta(days=day, hours=8)
        # What every run begins with.
        pages.hosts.bound_waits(now=now)
        pages.frontier.ask_due("sasac_test", now=now)
        [state] = db.query("SELECT state FROM frontier WHERE url = ?", [PAGES[1]])
        if state["state"] == "pending":
            waits.append((now - looks[-1]).days)
            looks.append(now)
            pages.save_failure(_failure(PAGES[1], hours=day * 24 + 8), [])
    assert 7 <= len(looks) <= 13
    assert max(waits) <= 91


def test_what_is_withdrawn_is_asked_at_once_when_its_list_names_it_again(
    db: Database, pages: PageStore, stored: Callable[[], None]
) -> None:
    stored()
    without = (PAGES[0], PAGES[2], PAGES[3])
    pages.save_listing(_listing(*without, hours=24), [], full=False, floor=1)
    pages.save_failure(_failure(PAGES[1], hours=25), [])
    pages.save_failure(_failure(PAGES[1], hours=50), [])
    pages.save_listing(_listing(*without, hours=72), [], full=False, floor=1)
    assert _pending(db) == set()
    pages.save_listing(_listing(*PAGES[:4], hours=96), [], full=False, floor=1)
    assert _pending(db) == {PAGES[1]}
    # Still gone: once is enough, the list may be wrong.
    pages.save_failure(_failure(PAGES[1], hours=97), [])
    pages.save_listing(_listing(*PAGES[:4], hours=120), [], full=False, floor=1)
    assert _pending(db) == set()


def test_a_list_that_never_ceased_to_name_it_says_nothing_new(
    db: Database, pages: PageStore, stored: Callable[[], None]
) -> None:
    stored()
    pages.save_failure(_failure(PAGES[1], hours=25), [])
    pages.save_failure(_failure(PAGES[1], hours=50), [])
    pages.save_listing(_listing(*PAGES[:4], hours=72), [], full=False, floor=1)
    assert _pending(db) == set()


@pytest.mark.parametrize("trouble", [Outcome.CHALLENGE, Outcome.TIMEOUT, Outcome.SERVER_ERROR, Outcome.EMPTY])
def test_trouble_is_no_withdrawal(
    db: Database, pages: PageStore, stored: Callable[[], None], trouble: Outcome
) -> None:
    stored()
    pages.save_failure(_failure(PAGES[1], hours=30, outcome=trouble), [])
    pages.save_failure(_failure(PAGES[1], hours=90, outcome=trouble), [])
    assert _gone(db, PAGES[1]) is None


def test_a_page_that_comes_back_is_there_again(
    db: Database, pages: PageStore, stored: Callable[[], None], appearance: Make
) -> None:
    stored()
    pages.save_failure(_failure(PAGES[1], hours=30), [])
    pages.save_failure(_failure(PAGES[1], hours=60), [])
    pages.save_appearance(appearance(PAGES[1], body="省国资委召开第1次会议。", days=4), [])
    assert _gone(db, PAGES[1]) is None
    assert db.table("articles").count_where("gone_since IS NOT NULL") == 0
