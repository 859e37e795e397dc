"""When what was read now is looked at again, from what the archive knows of it."""

import datetime as dt
from typing import TYPE_CHECKING

from sasac_crawler.items import Article, ListPage, Outcome, PageFailure, PageRequest, PageUnchanged
from sasac_crawler.normalize.urls import canonical_url
from sasac_crawler.store.articles import ArticleTable
from sasac_crawler.store.due import EVERY
from sasac_crawler.store.frontier import Frontier
from sasac_crawler.store.leases import frontier_key
from sasac_crawler.store.list_entries import ListEntryTable
from sasac_crawler.store.revisits import article_due, list_due
from sasac_crawler.store.withdrawals import is_whole

if TYPE_CHECKING:
    from sasac_crawler.store.leases import Kind

_NOT_OURS = (Outcome.OFFSITE, Outcome.BLOCKED_ADDRESS)
"""Outcomes that are about us and not about the page."""


def article_again(
    frontier: Frontier, articles: ArticleTable, article: Article, *, is_new: bool
) -> dt.datetime:
    """Return when an article is looked at again: one that changed is as young as one that is new.

    Args:
        frontier: when its address was first heard of.
        articles: when it changed.
        article: the article.
        is_new: whether it was never seen in this place before, and so cannot have changed.
    """
    return _article_again(
        frontier,
        article.request,
        url=article.url,
        seen_at=article.seen_at,
        dated=article.date_published,
        edited=None if is_new else articles.edited_at(article.url, now=article.seen_at),
    )


def list_again(frontier: Frontier, entries: ListEntryTable, page: ListPage) -> dt.datetime | None:
    """Return when the next sweep comes to a list page; ``None`` for the first, with which every run begins.

    A page that lost what it named is read every day until it is well.
    """
    due = _list_again(
        frontier,
        site=page.site,
        channel=page.channel,
        number=page.page_number,
        pages=page.total_pages or 0,
        seen_at=page.seen_at,
    )
    if due is None or is_whole(page):
        return due
    key = frontier_key(page.request)
    is_hurt = entries.stood_lately(page.site, page.channel, key=key, now=page.seen_at)
    return page.seen_at + EVERY if is_hurt else due


def unchanged_again(
    frontier: Frontier, articles: ArticleTable, page: PageUnchanged, *, kind: "Kind", number: int
) -> dt.datetime | None:
    """Return when a page is looked at again that its server called unchanged."""
    if kind == "list":
        return _list_again(
            frontier, site=page.site, channel=page.channel, number=number, pages=0, seen_at=page.seen_at
        )
    url = canonical_url(page.request.url)
    return _article_again(
        frontier,
        page.request,
        url=url,
        seen_at=page.seen_at,
        dated=articles.published_at(url),
        edited=articles.edited_at(url, now=page.seen_at),
    )


def excluded_again(frontier: Frontier, failure: PageFailure) -> dt.datetime | None:
    """Return when a page is tried once more that ended for good: by its age, like an article.

    Some pages are listed before they are there, some come back. A list page waits for its sweep.
    """
    if failure.outcome in _NOT_OURS:
        return None
    kind, number = frontier.place(failure.request)
    if kind == "list":
        return _list_again(
            frontier,
            site=failure.site,
            channel=failure.channel,
            number=number,
            pages=0,
            seen_at=failure.seen_at,
        )
    heard = frontier.discovered_at(failure.request) or failure.seen_at
    return article_due(url=failure.request.url, seen_at=failure.seen_at, since=heard)


def _article_again(
    frontier: Frontier,
    request: PageRequest,
    *,
    url: str,
    seen_at: dt.datetime,
    dated: dt.datetime | None,
    edited: dt.datetime | None,
) -> dt.datetime:
    heard = frontier.discovered_at(request) or seen_at
    since = edited or min(dated or heard, heard)
    return article_due(url=url, seen_at=seen_at, since=since)


def _list_again(
    frontier: Frontier, *, site: str, channel: str | None, number: int, pages: int, seen_at: dt.datetime
) -> dt.datetime | None:
    if number == 1:
        return None
    return list_due(
        channel=f"{site}/{channel}",
        page_number=number,
        pages=max(pages, frontier.pages_of(site, channel)),
        seen_at=seen_at,
    )
