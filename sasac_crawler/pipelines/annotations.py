"""Pipeline 100: inline readings are taken out of every printed text, each removal a step."""

from sasac_crawler.items import (
    FetchedFile,
    ListPage,
    PageFailure,
    PageUnchanged,
    PreparedArticle,
    ScrapedArticle,
)
from sasac_crawler.normalize.article import strip_article


class AnnotationsPipeline:
    """ScrapedArticle -> ScrapedArticle; other items pass."""

    def process_item(
        self, item: ScrapedArticle | PreparedArticle | ListPage | FetchedFile | PageUnchanged | PageFailure
    ) -> ScrapedArticle | PreparedArticle | ListPage | FetchedFile | PageUnchanged | PageFailure:
        """Strip one article."""
        if isinstance(item, ScrapedArticle):
            return strip_article(item)
        return item
