"""Pipeline 200: what is printed becomes what is published."""

from scrapy.crawler import Crawler

from sasac_crawler.items import (
    Article,
    FetchedFile,
    ListPage,
    PageFailure,
    PageUnchanged,
    PreparedArticle,
    ScrapedArticle,
)
from sasac_crawler.normalize.article import normalize_article
from sasac_crawler.normalize.list_dates import infer_list_years
from sasac_crawler.spiders.base import site_spider


class NormalizePipeline:
    """ScrapedArticle -> Article; list pages get their years; failures pass."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "NormalizePipeline":
        """Scrapy's constructor."""
        return cls(crawler)

    def process_item(
        self, item: ScrapedArticle | PreparedArticle | ListPage | FetchedFile | PageUnchanged | PageFailure
    ) -> Article | PreparedArticle | ListPage | FetchedFile | PageUnchanged | PageFailure:
        """Normalise one article or one list page."""
        if isinstance(item, ScrapedArticle):  # else it was read beside, where this was done
            return normalize_article(item, site=site_spider(self._crawler).profile)
        return infer_list_years(item) if isinstance(item, ListPage) else item
