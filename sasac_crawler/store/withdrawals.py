"""What disappeared: an article its list no longer names is asked again; only its own answer proves it gone.

A list that failed, or fell below its floor, proves nothing. An entry that no page of its list has named for
longer than a sweep is asked again, too, whatever its date. An article counts as withdrawn when it was
found gone (404, soft 404, led elsewhere) twice, at least a day apart; its last good bytes stay. It is looked for
in rotas, and at once when a list names it that had ceased to.
"""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sasac_crawler.items import ListPage, Outcome, PageFailure, PageRequest
from sasac_crawler.normalize.urls import canonical_url
from sasac_crawler.store.list_entries import Left, printed_day
from sasac_crawler.store.revisits import withdrawn_due

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sasac_crawler.store.articles import ArticleTable
    from sasac_crawler.store.frontier import Frontier

WITHDRAWING: Final = frozenset((Outcome.GONE, Outcome.SOFT_404, Outcome.MOVED))
"""Outcomes that say a page is not there any more."""
_CONFIRM_AFTER: Final = dt.timedelta(hours=25)


@dataclass(frozen=True, slots=True)
class Absence:
    """When an article that was not there is looked for again."""

    again: dt.datetime
    is_sure: bool
    """Whether it is known to be withdrawn; else the next look is to tell."""


def note_absence(articles: "ArticleTable", failure: PageFailure) -> Absence | None:
    """Note that an article we have was not there; ``None`` if it is none of ours."""
    if failure.outcome not in WITHDRAWING:
        return None
    url = canonical_url(failure.request.url)
    document = articles.document_at(url)
    if document is None:
        return None
    articles.note_gone(url, document=document, seen_at=failure.seen_at, capture_id=failure.capture_id)
    since = articles.gone_since(url)
    if since is None:
        return Absence(failure.seen_at + _CONFIRM_AFTER, is_sure=False)
    again = withdrawn_due(url=url, seen_at=failure.seen_at, since=dt.datetime.fromisoformat(since))
    return Absence(again, is_sure=True)


def ask_for_missing(frontier: "Frontier", page: ListPage, left: "Iterable[Left]") -> None:
    """Ask for the articles again that stood on this list page and should still, but do not.

    An article is pushed to a later page by newer ones only while it is not newer than the last entry:
    one that is newer and missing was taken out. Pinned entries stand on top, so the last entry tells.

    Args:
        frontier: where they are asked again.
        page: the page, as it reads now; trusted to be whole.
        left: what it named before and does not name now.
    """
    oldest = printed_day(page.links[-1], page.seen_at) if page.links else None
    if oldest is None:
        return
    for one in left:
        if one.day is not None and one.day > oldest:
            frontier.ask_unlisted(PageRequest(url=one.url), now=page.seen_at)


def is_whole(page: ListPage) -> bool:
    """Return whether a list page may be believed when it does not name an entry."""
    return bool(page.links) and not any(issue.code == "below_floor" for issue in page.issues)
