"""When what was read now is looked at again, from what the frontier knows of it."""

import datetime as dt

from sasac_crawler.items import Article, ListPage
from sasac_crawler.store.frontier import Frontier
from sasac_crawler.store.revisits import article_due, list_due


def article_again(frontier: Frontier, article: Article, *, is_changed: bool) -> dt.datetime:
    """Return when an article is looked at again: one that changed is as young as one that is new."""
    heard = frontier.discovered_at(article.request) or article.seen_at
    since = article.seen_at if is_changed else min(article.date_published or heard, heard)
    return article_due(url=article.url, seen_at=article.seen_at, since=since)


def list_again(frontier: Frontier, page: ListPage) -> dt.datetime | None:
    """Return when the next sweep comes to a list page; ``None`` for the first, with which every run begins."""
    if page.page_number == 1:
        return None
    return list_due(
        channel=f"{page.site}/{page.channel}",
        page_number=page.page_number,
        pages=max(page.total_pages or 0, frontier.pages_of(page.site, page.channel)),
        seen_at=page.seen_at,
    )
