"""The spider of every site: it asks what the frontier says and hands pages to ``parse``.

Each answer ends in exactly one item: a ListPage, a ScrapedArticle or a PageFailure. The store
pipeline acknowledges the URL with that item, in one transaction, so nothing can get lost between a
page and its record.
"""

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, ClassVar, Final

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from sasac_crawler.archive.clock import utc_now
from sasac_crawler.errors import NotAnArticleError
from sasac_crawler.items import FetchedFile, ListPage, Outcome, PageFailure, PageUnchanged, ScrapedArticle
from sasac_crawler.parse.article import parse_article
from sasac_crawler.parse.listing import parse_list_page
from sasac_crawler.parse.page import Page, read_page
from sasac_crawler.parse.parts import join_parts
from sasac_crawler.sites import SiteProfile
from sasac_crawler.spiders.budget import Budget
from sasac_crawler.spiders.files import file_in_place_of_page, read_file
from sasac_crawler.spiders.outcomes import (
    failure_of,
    failure_outcome,
    one_line,
    robots_doubts,
    seen_at,
    unchanged,
    unreadable,
    unusable,
)
from sasac_crawler.store.leases import Lease

logger = logging.getLogger(__name__)

_ABSENT: Final = (Outcome.GONE, Outcome.SOFT_404, Outcome.EMPTY, Outcome.NOT_HTML, Outcome.MOVED)
"""Outcomes of a further page that asking again would not change."""

PageItem = ListPage | ScrapedArticle | FetchedFile | PageUnchanged | PageFailure


class SiteSpider(Spider):
    """Crawls one site as its profile says."""

    profile: ClassVar[SiteProfile]

    def __init__(  # noqa: PLR0913 - the options of a crawl
        self,
        name: str | None = None,
        *,
        full: bool | str = False,
        limit: int | str | None = None,
        pages: int | str | None = None,
        site_time: float | str | None = None,
        channel: str | None = None,
        probe: int | str = 0,
        **options: Any,  # noqa: ANN401 - Scrapy's own
    ) -> None:
        """Take the options of ``sasac crawl`` or ``scrapy crawl -a``.

        Args:
            name: Scrapy's own.
            full: ask every known page again.
            limit: stop after this many articles.
            pages: leave the site after this many requests.
            site_time: leave the site after this many seconds.
            channel: only these channels, ids separated by commas.
            probe: only so many list pages of each channel and one article; with 1 no article; 0: all.
            options: Scrapy's own.
        """
        super().__init__(name, **options)
        self.full = _is_yes(full)
        self.probe = int(probe)
        self.limit = int(limit) if limit else None
        self.budget = Budget(
            pages=int(pages) if pages else None, seconds=float(site_time) if site_time else None
        )
        self.channels = tuple(part for part in (channel or "").split(",") if part)

    async def start(self) -> AsyncIterator[Request]:
        """Yield nothing: the scheduler takes its requests from the frontier."""
        requests: tuple[Request, ...] = ()
        for request in requests:
            yield request

    def parse_list(self, response: Response) -> Iterator[PageItem]:
        """Read a list page."""
        yield self._answer(response, lambda one: unreadable(one) or self._read_list(one))

    def parse_article(self, response: Response) -> Iterator[PageItem | Request]:
        """Read an article page; the further pages of an article on several are asked before it is whole."""
        item = self._answer(
            response, lambda one: file_in_place_of_page(one) or unreadable(one) or self._read_article(one)
        )
        yield self._next_part(item, {}, _lease(response)) if isinstance(item, ScrapedArticle) else item

    def parse_file(self, response: Response) -> Iterator[PageItem]:
        """Take a file that an article or a list links to."""
        yield self._answer(response, read_file)

    def parse_part(self, response: Response) -> Iterator[PageItem | Request]:
        """Read a further page of an article. One that is not there is an issue; trouble postpones the whole."""
        first: ScrapedArticle = response.meta["first"]
        pages: dict[str, Page | None] = response.meta["pages"]
        refusal = unreadable(response)
        page = None if refusal else self._page(response)
        refusal = refusal or (unusable(response, page) if page else None)
        if refusal is not None and refusal.outcome not in _ABSENT:
            yield refusal
            return
        url = first.parts[len(pages)]
        yield self._next_part(first, {**pages, url: None if refusal else page}, _lease(response))

    def _next_part(
        self, first: ScrapedArticle, pages: dict[str, Page | None], lease: Lease
    ) -> ScrapedArticle | Request:
        """Return the request for the next page of an article, or the article if there is none."""
        if len(pages) >= len(first.parts):
            there = {url: page for url, page in pages.items() if page is not None}
            return join_parts(first, there, site=self.profile) if first.parts else first
        return Request(
            first.parts[len(pages)],
            callback=self.parse_part,
            errback=self.give_up,
            headers={"Referer": first.url},
            meta={"lease": lease, "first": first, "pages": pages},
            dont_filter=True,
        )

    def _answer(self, response: Response, read: Callable[[Response], PageItem]) -> PageItem:
        """Return the one item of a page, whatever happens: a slip of ours is an outcome too."""
        try:
            return unchanged(response) or read(response)
        except Exception as error:
            logger.exception("%s could not be read", response.url)
            return failure_of(response, Outcome.BUG, one_line(f"{type(error).__name__}: {error}"))

    def _read_list(self, response: Response) -> PageItem:
        channel = self.profile.channel(_lease(response).channel)
        if channel is None:
            detail = f"The profile has no channel {_lease(response).channel!r} any more."
            return failure_of(response, Outcome.GONE, detail)
        page, lease = self._page(response), _lease(response)
        return unusable(response, page) or parse_list_page(
            page,
            site=self.profile,
            channel=channel,
            page_number=lease.page_number,
            previous_first=lease.previous_first,
        )

    def _read_article(self, response: Response) -> PageItem:
        page, lease = self._page(response), _lease(response)
        refusal = unusable(response, page)
        if refusal is not None:
            return refusal
        try:
            return parse_article(page, site=self.profile, channel=lease.channel, listed=lease.listed)
        except NotAnArticleError as error:
            outcome = Outcome.EMPTY if error.is_empty else Outcome.PARSE_ERROR
            return failure_of(response, outcome, str(error))

    def give_up(self, failure: Failure) -> Iterator[PageFailure]:
        """Turn what went wrong with a request into its outcome."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        lease: Lease = request.meta["lease"]
        error = failure.value
        yield PageFailure(
            site=lease.site,
            channel=lease.channel,
            request=lease.request,
            seen_at=utc_now(),
            outcome=failure_outcome(error) if error else Outcome.BUG,
            detail=one_line(str(error) or type(error).__name__),
            capture_id=request.meta.get("capture_id"),
            issues=robots_doubts(error),
        )

    def _page(self, response: Response) -> Page:
        return read_page(
            response.body,
            url=response.url,
            request=_lease(response).request,
            seen_at=seen_at(response),
            content_type=(response.headers.get("Content-Type") or b"").decode("latin-1") or None,
            encoding=self.profile.encoding,
            capture_id=response.meta.get("capture_id"),
        )


def _is_yes(option: bool | str) -> bool:
    return str(option).lower() in ("1", "true", "yes")


def _lease(response: Response) -> Lease:
    lease: Lease = response.meta["lease"]
    return lease


def site_spider(crawler: Crawler) -> SiteSpider:
    """Return the spider of a running crawler.

    Raises:
        TypeError: it is not one of ours.
    """
    spider = crawler.spider
    if not isinstance(spider, SiteSpider):
        message = f"{spider!r} is not made from a site profile"
        raise TypeError(message)
    return spider
