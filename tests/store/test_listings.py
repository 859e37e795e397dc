"""How far a list is read: pinned, backdated and inserted entries at once, against a list made of plain data."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from sasac_crawler.items import ListedLink, ListPage, Outcome, PageFailure, PageRequest
from sasac_crawler.store.listings import SEARCHED_PAGES
from sasac_crawler.store.migrations import migrate, migrations
from sasac_crawler.store.pages import PageStore
from sasac_crawler.store.runs import RunCounts, start_run
from tests.store.conftest import NOW

SIZE = 5


@dataclass
class FakeList:
    """A channel's list on a site: entries by number with the day printed beside them."""

    days: dict[int, dt.date] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    states_total: bool = False

    @property
    def entries(self) -> list[int]:
        rest = sorted(set(self.days) - set(self.pinned), key=lambda one: (self.days[one], one), reverse=True)
        return [*self.pinned, *rest]

    def page(self, number: int, seen_at: dt.datetime) -> ListPage:
        entries = self.entries
        pages = max(-(-len(entries) // SIZE), 1)
        return ListPage(
            site="s",
            channel="c",
            request=request(number),
            capture_id=None,
            seen_at=seen_at,
            page_number=number,
            links=tuple(
                ListedLink(url=url(one), title=f"第{one}号", date_raw=self.days[one].isoformat())
                for one in entries[(number - 1) * SIZE : number * SIZE]
            ),
            next_pages=(request(number + 1),) if number < pages else (),
            total_items=len(entries) if self.states_total else None,
            total_pages=pages,
        )


def request(number: int) -> PageRequest:
    return PageRequest(url=f"http://s.test/list_{number}.html")


def url(entry: int) -> str:
    return f"http://s.test/{entry}.html"


class Reader:
    """Reads the list day by day as a run does: the pages the frontier hands out, and no others."""

    def __init__(self, listing: FakeList) -> None:
        self.listing = listing
        self.db = Database(memory=True)
        migrate(self.db)
        self.db.conn.isolation_level = None
        self.now = NOW
        start_run(self.db.conn, "run", now=NOW, software="test")
        self.pages = PageStore(self.db, run_id="run", counts=RunCounts())

    def run(self, *, days: int = 1) -> list[int]:
        """Let days pass and read; return the numbers of the pages that were read."""
        self.now += dt.timedelta(days=days)
        frontier, read = self.pages.frontier, []
        frontier.ask_due("s", now=self.now)
        frontier.discover(request(1), kind="list", site="s", channel="c", now=self.now)
        frontier.ask_again(request(1), now=self.now)
        while lists := [
            one for one in frontier.lease("s", run_id="run", now=self.now, count=1) if one.kind == "list"
        ]:
            number = int(lists[0].request.url.rpartition("_")[2].partition(".")[0])
            read.append(number)
            assert len(read) < 200
            page = self.listing.page(number, self.now)
            self.pages.save_listing(page, [], full=False, floor=1)
        frontier.release()
        # What became of the articles is not asked here: they are done, and not due.
        self.db.execute("UPDATE frontier SET state = 'done', done_at = '2026' WHERE kind = 'article'")
        return read

    @property
    def known(self) -> set[str]:
        return {row["url"] for row in self.db.query("SELECT url FROM frontier WHERE kind = 'article'")}


@pytest.fixture(params=[False, True], ids=["no total", "total"])
def reader(request: pytest.FixtureRequest) -> Iterator[Reader]:
    start = dt.date(2026, 1, 1)
    listing = FakeList(
        days={number: start + dt.timedelta(days=number) for number in range(60)}, states_total=request.param
    )
    reader = Reader(listing)
    assert reader.run() == list(range(1, 13))
    yield reader
    reader.db.conn.close()


def _day(number: int) -> dt.date:
    return dt.date(2026, 1, 1) + dt.timedelta(days=number)


def test_a_quiet_day_reads_the_first_page_and_its_share_of_the_sweep(reader: Reader) -> None:
    read = [reader.run() for _ in range(28)]
    assert all(pages[0] == 1 for pages in read)
    # Eleven further pages, each once in 28 days, none of them in one day with all others.
    assert sorted(page for pages in read for page in pages[1:]) == list(range(2, 13))
    assert max(map(len, read)) <= 4


def test_pinned_backdated_and_inserted_entries_at_once(reader: Reader) -> None:
    listing = reader.listing
    listing.pinned = [3, 7, 1]
    listing.days |= {60: _day(60), 61: _day(61)}  # new ones, behind the pinned ones
    listing.days[62] = _day(30)  # put in by its old date, in the middle of the seventh page
    listing.days[63] = _day(45)
    read = reader.run()
    assert {url(60), url(61)} <= reader.known
    if listing.states_total:
        # The total counts them; the search ends behind the last of them.
        assert {url(62), url(63)} <= reader.known
        assert max(read) < 12
        assert len(reader.run()) <= 4
    else:
        for _ in range(29):
            reader.run()
    assert reader.known == {url(one) for one in listing.days}


def test_a_first_page_full_of_pinned_entries_hides_nothing(reader: Reader) -> None:
    listing = reader.listing
    listing.pinned = [1, 2, 3, 4, 5]
    reader.run()
    listing.days[60] = _day(60)
    assert reader.run()[:2] == [1, 2]
    assert url(60) in reader.known


def test_a_total_that_is_always_wrong_does_not_read_the_list_every_day() -> None:
    listing = FakeList(days={number: _day(number) for number in range(60)}, states_total=True)
    reader = Reader(listing)
    honest = listing.page
    listing.page = lambda number, seen_at: _with_total(honest(number, seen_at), 77)  # type: ignore[method-assign]
    reader.run()
    assert sum(len(reader.run()) for _ in range(20)) <= 20 + 11


def _with_total(page: ListPage, total: int) -> ListPage:
    return replace(page, total_items=total)


def test_a_search_has_an_end() -> None:
    size = (SEARCHED_PAGES + 20) * SIZE
    listing = FakeList(days={number: _day(number) for number in range(size)}, states_total=True)
    reader = Reader(listing)
    reader.run()
    listing.days[size] = _day(2)  # on the last page but one
    read = [number for number in reader.run() if number <= SEARCHED_PAGES + 1]
    assert read[:SEARCHED_PAGES] == list(range(1, SEARCHED_PAGES + 1))
    assert len(reader.run()) <= 8


@settings(max_examples=15, deadline=None)
@given(data=st.data(), states_total=st.booleans())
def test_whatever_a_list_does_all_of_it_is_known_after_a_sweep(
    data: st.DataObject, *, states_total: bool
) -> None:
    listing = FakeList(days={number: _day(number) for number in range(23)}, states_total=states_total)
    reader = Reader(listing)
    reader.run()
    number = 23
    for _ in range(data.draw(st.integers(1, 8), label="days")):
        for _ in range(data.draw(st.integers(0, 4), label="entries")):
            listing.days[number] = _day(data.draw(st.integers(0, 60), label="day"))
            number += 1
        listing.pinned = data.draw(
            st.lists(st.sampled_from(sorted(listing.days)), max_size=7, unique=True), label="pinned"
        )
        reader.run()
    for _ in range(29):
        reader.run()
    assert reader.known == {url(one) for one in listing.days}
    reader.db.conn.close()


def test_a_page_that_lost_its_entries_is_read_every_day_until_it_is_well(reader: Reader) -> None:
    honest = reader.listing.page
    broken = range(10, 40)
    reader.listing.page = lambda number, seen_at: (  # type: ignore[method-assign]
        replace(honest(number, seen_at), links=())
        if (seen_at - NOW).days in broken
        else honest(number, seen_at)
    )
    while (reader.now - NOW).days < broken.stop - 1:
        reader.run()
    reader.listing.days[60] = _day(31)  # put in while nobody could see it
    # The sweep met every page while it was broken; all of them are read as soon as they are well.
    assert set(range(1, 13)) <= set(reader.run())
    assert url(60) in reader.known


def test_what_stood_on_a_page_that_went_is_on_no_list_after_a_sweep(reader: Reader) -> None:
    for entry in range(7):  # the last page, and two of the page before it
        del reader.listing.days[entry]
    for _ in range(65):
        read = reader.run()
        if 12 in read or 11 in read:
            # The site has no such pages any more.
            reader.pages.save_failure(_gone(12, reader.now), [])
    [on_list] = reader.db.query("SELECT count(*) AS n FROM on_list")
    assert on_list["n"] == len(reader.listing.days)
    assert reader.db.table("list_entries").count_where("unlisted_since IS NOT NULL") == 7


def _gone(number: int, seen_at: dt.datetime) -> PageFailure:
    return PageFailure(
        site="s",
        channel="c",
        request=request(number),
        seen_at=seen_at,
        outcome=Outcome.GONE,
        detail="HTTP 404",
    )


def test_an_archive_of_schema_3_opens_without_loss() -> None:
    db = Database(memory=True)
    migrations.apply(db, stop_before="0005_list_entries")
    assert "list_entries" not in db.table_names()
    db.table("frontier").insert(
        {"key": "k", "url": "k", "host": "h", "method": "GET", "kind": "article", "site": "s", "state": "done",
         "tries": 0, "discovered_at": "2026"}
    )  # fmt: skip
    migrate(db)
    assert {"list_entries", "channel_totals"} <= set(db.table_names())
    [row] = db.query("SELECT * FROM frontier")
    assert row["state"] == "done"
    assert row["etag"] is None
    db.conn.close()
