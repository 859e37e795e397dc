"""A date without a year is told by its neighbours on the list, marked so, and told no further."""

import datetime as dt
import sqlite3

from sqlite_utils import Database

from sasac_crawler.items import Issue, ListedLink, ListPage, PageRequest
from sasac_crawler.normalize.article import normalize_article, strip_article
from sasac_crawler.normalize.list_dates import infer_list_years
from sasac_crawler.parse.article import parse_article
from sasac_crawler.parse.page import read_page
from sasac_crawler.store.frontier import Frontier
from sasac_crawler.store.migrations import migrate

SEEN = dt.datetime(2021, 3, 3, tzinfo=dt.UTC)


def _page(*dates: str | None) -> ListPage:
    return ListPage(
        site="x",
        channel="a",
        request=PageRequest(url="http://x.test/"),
        capture_id=None,
        seen_at=SEEN,
        page_number=1,
        links=tuple(
            ListedLink(url=f"http://x.test/{number}.html", title="关于改革的通知", date_raw=date)
            for number, date in enumerate(dates)
        ),
    )


def test_neighbours_tell_the_year_and_the_print_stays() -> None:
    links = infer_list_years(_page("2021-01-05", "01-03", "12-30", "2020-12-28")).links
    assert [link.date_raw for link in links] == ["2021-01-05", "01-03", "12-30", "2020-12-28"]
    assert [link.date_inferred for link in links] == [None, "2021-01-03", "2020-12-30", None]


def test_without_neighbours_there_is_no_year() -> None:
    assert [link.date_inferred for link in infer_list_years(_page("01-03", None, "12-30")).links] == [
        None
    ] * 3


def test_the_inferred_year_reaches_the_record_through_the_frontier_and_is_marked() -> None:
    listed = infer_list_years(_page("2021-01-05", "01-03")).links[1]
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(Database(connection))
    frontier = Frontier(connection)
    frontier.discover(
        PageRequest(url=listed.url), kind="article", site="x", channel=None, now=SEEN, listed=listed
    )
    [lease] = frontier.lease("x", run_id="1", now=SEEN, count=1)
    connection.close()
    assert lease.listed == listed
    body = "<html><body><h1>关于改革的通知</h1><div class=TRS_Editor><p>正文内容如下，请遵照执行。</p></div></body></html>"
    page = read_page(body.encode(), url=listed.url, seen_at=SEEN)
    article = normalize_article(strip_article(parse_article(page, site=None, listed=lease.listed)), site=None)
    assert article.date_published == dt.datetime(2021, 1, 3, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    assert any("list:year_inferred" in rule for rule in article.rules)
    assert all(isinstance(issue, Issue) for issue in article.issues)
