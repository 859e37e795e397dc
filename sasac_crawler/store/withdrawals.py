"""What disappeared: an article its list no longer names is asked again; only its own answer proves it gone.

A list that failed, or fell below its floor, proves nothing. An article counts as withdrawn when it was
found gone (404, soft 404, led elsewhere) twice, at least a day apart; its last good bytes stay.
"""

import datetime as dt
from typing import TYPE_CHECKING, Final

from sasac_crawler.items import ListedLink, ListPage, Outcome, PageFailure, PageRequest
from sasac_crawler.normalize.dates import read_date
from sasac_crawler.normalize.urls import canonical_url

if TYPE_CHECKING:
    from sasac_crawler.store.articles import ArticleTable
    from sasac_crawler.store.frontier import Frontier

WITHDRAWING: Final = frozenset((Outcome.GONE, Outcome.SOFT_404, Outcome.MOVED))
"""Outcomes that say a page is not there any more."""
_CONFIRM_AFTER: Final = dt.timedelta(hours=25)
_LOOK_AGAIN: Final = dt.timedelta(days=30)
"""How long after it is known to be withdrawn a page is looked for again: some come back."""


def note_absence(articles: "ArticleTable", failure: PageFailure) -> dt.datetime | None:
    """Note that an article we have was not there; return when to look again, ``None`` if it is none of ours."""
    if failure.outcome not in WITHDRAWING:
        return None
    url = canonical_url(failure.request.url)
    document = articles.document_at(url)
    if document is None:
        return None
    articles.note_gone(url, document=document, seen_at=failure.seen_at, capture_id=failure.capture_id)
    wait = _CONFIRM_AFTER if articles.gone_since(url) is None else _LOOK_AGAIN
    return failure.seen_at + wait


def ask_for_missing(frontier: "Frontier", page: ListPage) -> None:
    """Ask for the articles again that stood on this list page and should still, but do not.

    An article is pushed to a later page by newer ones only while it is not newer than the last entry:
    one that is newer and missing was taken out. Pinned entries stand on top, so the last entry tells.
    """
    if any(issue.code == "below_floor" for issue in page.issues) or not page.links:
        return
    oldest = _day(page.links[-1], page.seen_at)
    if oldest is None:
        return
    listed = {link.url for link in page.links}
    for link in frontier.fetched_from(page.request, site=page.site, channel=page.channel):
        day = _day(link, page.seen_at)
        if link.url not in listed and day is not None and day > oldest:
            frontier.ask_unlisted(PageRequest(url=link.url), now=page.seen_at)


def _day(link: ListedLink, seen_at: dt.datetime) -> dt.date | None:
    if link.date_inferred:
        return dt.date.fromisoformat(link.date_inferred[:10])
    reading = read_date(link.date_raw or "", seen_at=seen_at)
    return reading.value.value.date() if reading.value else None
