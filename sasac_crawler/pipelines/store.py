"""Pipeline 400: a page is written as one; neighbours are committed together, after their bytes are durable."""

from typing import Any

from scrapy.crawler import Crawler
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.threads import deferToThread

from sasac_crawler.archive.attachment_keeper import entry_of
from sasac_crawler.archive.shared import shared_session
from sasac_crawler.items import Appearance, FetchedFile, ListPage, PageFailure, PageUnchanged
from sasac_crawler.spiders.base import site_spider
from sasac_crawler.store.leases import frontier_key


class StorePipeline:
    """Writes every item; the URL is acknowledged when it is committed."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._session = shared_session(crawler.settings["SASAC_ARCHIVE"])
        self._is_reading_watched = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "StorePipeline":
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_item(
        self, item: Appearance | ListPage | FetchedFile | PageUnchanged | PageFailure
    ) -> Appearance | ListPage | FetchedFile | PageUnchanged | PageFailure:
        """Store one item."""
        match item:
            case Appearance():
                key = frontier_key(item.article.request)
                self._session.save_appearance(item, key=key)
            case ListPage():
                self._save_listing(item)
            case FetchedFile():
                await self._save_file(item)
            case PageUnchanged():
                self._session.save_unchanged(item, key=frontier_key(item.request))
            case PageFailure():
                self._session.save_failure(item, key=frontier_key(item.request))
        return item

    async def _save_file(self, fetched: FetchedFile) -> None:
        """Keep the bytes and have them read, in a thread: that may take a minute."""
        self._watch_reading()
        file = await maybe_deferred_to_future(deferToThread(self._session.files.take, fetched))
        entry = entry_of(fetched, site=site_spider(self._crawler).profile)
        self._session.save_file(fetched, file, key=frontier_key(fetched.request), entry=entry)

    def _watch_reading(self) -> None:
        """A reactor that is stopped waits for its threads: then the file is put down and asked again."""
        if not self._is_reading_watched:
            from twisted.internet import reactor  # noqa: PLC0415 - the import installs a reactor if none is

            running: Any = reactor  # Twisted's module stands for whatever reactor is installed
            running.addSystemEventTrigger("before", "shutdown", self._session.files.interrupt)
            self._is_reading_watched = True

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
