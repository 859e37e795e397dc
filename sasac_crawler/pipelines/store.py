"""Pipeline 400: one transaction a page, after its bytes are durable."""

from scrapy.crawler import Crawler

from sasac_crawler.archive.shared import shared_session
from sasac_crawler.items import Appearance, ListPage, PageFailure
from sasac_crawler.spiders.base import site_spider
from sasac_crawler.store.frontier import frontier_key


class StorePipeline:
    """Writes every item; the URL is acknowledged with it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._session = shared_session(crawler.settings["SASAC_ARCHIVE"])

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "StorePipeline":
        """Scrapy's constructor."""
        return cls(crawler)

    def process_item(self, item: Appearance | ListPage | PageFailure) -> Appearance | ListPage | PageFailure:
        """Store one item."""
        match item:
            case Appearance():
                key = frontier_key(item.article.request)
                self._session.save_appearance(item, key=key)
            case ListPage():
                self._save_listing(item)
            case PageFailure():
                self._session.save_failure(item, key=frontier_key(item.request))
        return item

    def _save_listing(self, page: ListPage) -> None:
        spider = site_spider(self._crawler)
        channel = spider.profile.channel(page.channel)
        floor = channel.floor if channel else 1
        self._session.save_listing(
            page,
            key=frontier_key(page.request),
            full=spider.full,
            floor=floor,
        )
