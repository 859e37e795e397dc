"""Pipeline 300: is the text known already? Nothing is dropped: where it appeared is knowledge."""

from scrapy.crawler import Crawler

from sasac_crawler.archive.shared import shared_session
from sasac_crawler.items import Appearance, Article, ListPage, PageFailure


class DeduplicatePipeline:
    """Article -> Appearance; other items pass."""

    def __init__(self, crawler: Crawler) -> None:
        self._articles = shared_session(crawler.settings["SASAC_ARCHIVE"]).pages.articles

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "DeduplicatePipeline":
        """Scrapy's constructor."""
        return cls(crawler)

    def process_item(self, item: Article | ListPage | PageFailure) -> Appearance | ListPage | PageFailure:
        """Look an article's text up."""
        if isinstance(item, Article):
            known = self._articles.id_of_text(item.content_digest)
            return Appearance(article=item, same_text_as=known)
        return item
