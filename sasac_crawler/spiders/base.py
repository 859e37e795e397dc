"""The spider of every site: it asks what the frontier says and hands pages to ``parse``.

Each answer ends in exactly one item: a ListPage, a ScrapedArticle or a PageFailure. The store
pipeline acknowledges the URL with that item, in one transaction, so nothing can get lost between a
page and its record.
"""

from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Any, ClassVar, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from sasac_crawler.archive.clock import utc_now
from sasac_crawler.items import Outcome, PageFailure, PageUnchanged, ScrapedArticle
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.parts import join_parts
from sasac_crawler.sites import SiteProfile
from sasac_crawler.spiders.answers import answer_of, one_line
from sasac_crawler.spiders.budget import Budget
from sasac_crawler.spiders.files import read_file
from sasac_crawler.spiders.outcomes import failure_outcome, robots_doubts
from sasac_crawler.spiders.readers import Readers, shared_readers
from sasac_crawler.spiders.reading import ABSENT, PageItem, read_answer, read_list, read_part
from sasac_crawler.store.leases import Lease


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
        self.readers = Readers("here")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **options: Any) -> Self:  # noqa: ANN401 - Scrapy's own
        """Scrapy's constructor: all spiders of a process share what reads their pages."""
        spider = super().from_crawler(crawler, *args, **options)
        spider.readers = shared_readers(crawler.settings["SASAC_READING"])
        return spider

    def closed(self, reason: str) -> None:
        """Scrapy's own: the spider is at its end."""
        del reason
        self.readers.leave()

    async def start(self) -> AsyncIterator[Request]:
        """Yield nothing: the scheduler takes its requests from the frontier."""
        requests: tuple[Request, ...] = ()
        for request in requests:
            yield request

    def parse_list(self, response: Response) -> Iterator[PageItem]:
        """Read a list page."""
        yield read_answer(answer_of(response), partial(read_list, site=self.profile))

    async def parse_article(self, response: Response) -> AsyncIterator[PageItem | Request]:
        """Read an article page; the further pages of an article on several are asked before it is whole."""
        answer = answer_of(response)
        item = await self.readers.read_article(answer, self.profile)
        yield self._next_part(item, {}, answer.lease) if isinstance(item, ScrapedArticle) else item

    def parse_file(self, response: Response) -> Iterator[PageItem]:
        """Take a file that an article or a list links to."""
        yield read_answer(answer_of(response), read_file)

    def parse_part(self, response: Response) -> Iterator[PageItem | Request]:
        """Read a further page of an article. One that is not there is an issue; trouble postpones the whole."""
        first: ScrapedArticle = response.meta["first"]
        pages: dict[str, Page | None] = response.meta["pages"]
        answer = answer_of(response)
        found = read_answer(answer, partial(read_part, site=self.profile))
        if isinstance(found, PageUnchanged) or (
            isinstance(found, PageFailure) and found.outcome not in ABSENT
        ):
            yield found
            return
        url = first.parts[len(pages)]
        page = found if isinstance(found, Page) else None
        yield self._next_part(first, {**pages, url: page}, answer.lease)

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


def _is_yes(option: bool | str) -> bool:
    return str(option).lower() in ("1", "true", "yes")


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
