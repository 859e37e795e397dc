"""Answer -> what it says: a list's links, an article, a file, or why it is none of them. Knows no Scrapy.

What is here runs in the crawl's process or in one beside it (``readers``), with the same result.
"""

import logging
from collections.abc import Callable
from typing import Final, TypeVar

from sasac_crawler.errors import NotAnArticleError
from sasac_crawler.items import (
    FetchedFile,
    ListPage,
    Outcome,
    PageFailure,
    PageUnchanged,
    PreparedArticle,
    ScrapedArticle,
)
from sasac_crawler.normalize.article import normalize_article, strip_article
from sasac_crawler.parse.article import parse_article
from sasac_crawler.parse.listing import parse_list_page
from sasac_crawler.parse.page import Page, read_page
from sasac_crawler.sites import SiteProfile
from sasac_crawler.spiders.answers import Answer, failure_of, one_line, unchanged, unreadable, unusable
from sasac_crawler.spiders.files import file_in_place_of_page
from sasac_crawler.store.records import prepare

logger = logging.getLogger(__name__)

PageItem = ListPage | ScrapedArticle | PreparedArticle | FetchedFile | PageUnchanged | PageFailure
_Read = TypeVar("_Read")
ABSENT: Final = (Outcome.GONE, Outcome.SOFT_404, Outcome.EMPTY, Outcome.NOT_HTML, Outcome.MOVED)
"""Outcomes of a further page that asking again would not change."""


def read_answer(answer: Answer, read: Callable[[Answer], _Read]) -> _Read | PageUnchanged | PageFailure:
    """Return what a page is read as, whatever happens: a slip of ours is an outcome too."""
    try:
        return unchanged(answer) or read(answer)
    except Exception as error:
        logger.exception("%s could not be read", answer.url)
        return slip(answer, f"{type(error).__name__}: {error}")


def slip(answer: Answer, detail: str) -> PageFailure:
    """Return the item of a page that our own code failed on."""
    return failure_of(answer, Outcome.BUG, one_line(detail))


def read_list(answer: Answer, site: SiteProfile) -> PageItem:
    """Read a list page."""
    refusal = unreadable(answer)
    if refusal is not None:
        return refusal
    lease = answer.lease
    channel = site.channel(lease.channel)
    if channel is None:
        return failure_of(answer, Outcome.GONE, f"The profile has no channel {lease.channel!r} any more.")
    page = page_of(answer, site)
    return unusable(answer, page) or parse_list_page(
        page, site=site, channel=channel, page_number=lease.page_number, previous_first=lease.previous_first
    )


def read_article(answer: Answer, site: SiteProfile) -> PageItem:
    """Read an article page, or the file that came in its place."""
    return no_article_page(answer) or read_article_page(answer, site)


def no_article_page(answer: Answer) -> PageFailure | FetchedFile | None:
    """Return what an answer is that is no page to be read, or ``None``; told from its first bytes."""
    return file_in_place_of_page(answer) or unreadable(answer)


def read_article_page(answer: Answer, site: SiteProfile) -> ScrapedArticle | PageFailure:
    """Read a page that an article should be on."""
    page, lease = page_of(answer, site), answer.lease
    refusal = unusable(answer, page)
    if refusal is not None:
        return refusal
    try:
        return parse_article(page, site=site, channel=lease.channel, listed=lease.listed)
    except NotAnArticleError as error:
        outcome = Outcome.EMPTY if error.is_empty else Outcome.PARSE_ERROR
        return failure_of(answer, outcome, str(error))


def read_whole_article(answer: Answer, site: SiteProfile) -> ScrapedArticle | PreparedArticle | PageFailure:
    """Read an article page and, unless it has further pages, do with it what pipelines and store would do next."""
    item = read_article_page(answer, site)
    if not isinstance(item, ScrapedArticle) or item.parts:
        return item
    article = normalize_article(strip_article(item), site=site)
    return PreparedArticle(article=article, prepared=prepare(article, is_for_index=True))


def read_part(answer: Answer, site: SiteProfile) -> Page | PageFailure:
    """Read a further page of an article."""
    refusal = unreadable(answer)
    if refusal is not None:
        return refusal
    page = page_of(answer, site)
    return unusable(answer, page) or page


def page_of(answer: Answer, site: SiteProfile) -> Page:
    """Decode and parse an answer."""
    return read_page(
        answer.body,
        url=answer.url,
        request=answer.lease.request,
        seen_at=answer.seen_at,
        content_type=answer.header("content-type") or None,
        encoding=site.encoding,
        capture_id=answer.capture_id,
    )
