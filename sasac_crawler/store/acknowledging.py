"""The frontier's word on what was read: done, or to be looked at once more because it may have been cut."""

from collections.abc import Sequence

from sasac_crawler.items import Article, Capture, FetchedFile, Outcome
from sasac_crawler.normalize.urls import canonical_url
from sasac_crawler.store.articles import ArticleTable, Change, Stored
from sasac_crawler.store.attached import next_file_look
from sasac_crawler.store.files import ReadFile
from sasac_crawler.store.frontier import Frontier
from sasac_crawler.store.leases import validators_of
from sasac_crawler.store.plan import article_again
from sasac_crawler.store.wholeness import has_no_end, next_look


def finish_file(frontier: Frontier, fetched: FetchedFile, file: ReadFile) -> None:
    """Acknowledge a file; a damaged one may have been cut on the way and is asked again."""
    tries = frontier.tries(fetched.request)
    again = next_file_look(file.found.outcome, seen_at=fetched.seen_at, tries=tries)
    if again is None:
        frontier.finish(fetched.request, outcome=Outcome.OK, now=fetched.seen_at)
    else:
        detail = "The file is damaged: it is asked again."
        frontier.postpone(fetched.request, outcome=Outcome.OK, detail=detail, until=again)


def finish_article(
    frontier: Frontier, articles: ArticleTable, article: Article, stored: Stored, captures: Sequence[Capture]
) -> None:
    """Acknowledge an article; one whose page may be cut stays in the frontier for another look."""
    again = None
    if has_no_end(article):
        is_unchanged = stored.change is Change.UNCHANGED
        again = next_look(article, is_unchanged=is_unchanged, tries=frontier.tries(article.request))
    if again is not None:
        detail = "The page has no end: it is asked again."
        frontier.postpone(article.request, outcome=Outcome.OK, detail=detail, until=again)
        return
    is_own = article.url == canonical_url(article.request.url) and not article.parts
    frontier.finish(
        article.request,
        outcome=Outcome.OK,
        now=article.seen_at,
        again=article_again(frontier, articles, article, is_new=stored.is_new_place),
        validators=validators_of(article.request, captures) if is_own else None,
    )
