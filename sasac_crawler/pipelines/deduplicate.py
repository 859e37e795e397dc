"""Pipeline 300: is the text known already? Nothing is dropped: where it appeared is knowledge."""

from scrapy.crawler import Crawler

from sasac_crawler.archive.shared import shared_session
from sasac_crawler.items import (
    Appearance,
    Article,
    FetchedFile,
    ListPage,
    Outcome,
    PageFailure,
    PageUnchanged,
    PreparedArticle,
)
from sasac_crawler.store.wholeness import NO_END, is_cut_copy


class DeduplicatePipeline:
    """Article -> Appearance, or PageFailure for half of what is known; other items pass."""

    def __init__(self, crawler: Crawler) -> None:
        self._session = shared_session(crawler.settings["SASAC_ARCHIVE"])
        self._articles = self._session.pages.articles

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "DeduplicatePipeline":
        """Scrapy's constructor."""
        return cls(crawler)

    def process_item(
        self, item: Article | PreparedArticle | ListPage | FetchedFile | PageUnchanged | PageFailure
    ) -> Appearance | ListPage | FetchedFile | PageUnchanged | PageFailure:
        """Look an article's text up."""
        if not isinstance(item, Article | PreparedArticle):
            return item
        article, prepared = (item, None) if isinstance(item, Article) else (item.article, item.prepared)
        if is_cut_copy(self._session.connection, article):
            return _as_failure(article)
        known = self._articles.id_of_text(article.content_digest)
        return Appearance(article=article, same_text_as=known, prepared=prepared)


def _as_failure(article: Article) -> PageFailure:
    return PageFailure(
        site=article.site,
        channel=article.channel,
        request=article.request,
        seen_at=article.seen_at,
        outcome=Outcome.TRUNCATED,
        detail="The page has no end and is less than what is stored of it.",
        capture_id=article.capture_id,
        issues=tuple(issue for issue in article.issues if issue.code == NO_END),
    )
