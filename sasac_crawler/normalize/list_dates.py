"""Dates of a list page that prints no years: told by the dates around them, and marked so."""

import datetime as dt
from dataclasses import replace

from sasac_crawler.items import ListedLink, ListPage
from sasac_crawler.normalize.dates import read_date


def infer_list_years(page: ListPage) -> ListPage:
    """Give every link whose date has no year the one its neighbours tell, if they do.

    What is printed stays in ``date_raw``.

    Example:
        >>> from sasac_crawler.items import PageRequest
        >>> links = tuple(ListedLink(url=f"http://x.test/{i}", title="通知", date_raw=raw)
        ...     for i, raw in enumerate(("2021-03-02", "02-24", "2021-02-20")))
        >>> page = ListPage(site="x", channel="a", request=PageRequest(url="http://x.test/"), links=links,
        ...     capture_id=None, seen_at=dt.datetime(2021, 3, 3, tzinfo=dt.UTC), page_number=1)
        >>> [link.date_inferred for link in infer_list_years(page).links]
        [None, '2021-02-24', None]
    """
    readings = [read_date(link.date_raw or "", seen_at=page.seen_at) for link in page.links]
    if all(reading.value for reading in readings):
        return page
    known = [reading.value.value.date() if reading.value else None for reading in readings]
    links = tuple(_with_year(link, known, index, page.seen_at) for index, link in enumerate(page.links))
    return replace(page, links=links)


def _with_year(link: ListedLink, known: list[dt.date | None], index: int, seen_at: dt.datetime) -> ListedLink:
    if known[index] is not None or not link.date_raw:
        return link
    before = next((day for day in reversed(known[:index]) if day), None)
    after = next((day for day in known[index + 1 :] if day), None)
    reading = read_date(link.date_raw, seen_at=seen_at, neighbours=[day for day in (before, after) if day])
    if reading.value is None:
        return link
    return replace(link, date_inferred=reading.value.value.date().isoformat())
