"""The records that flow through the crawler: frozen, slotted, keyword-only."""

from sasac_crawler.items.article import Appearance, Article, PreparedArticle, ScrapedArticle
from sasac_crawler.items.attachment import AttachmentLink
from sasac_crawler.items.capture import Capture
from sasac_crawler.items.evidence import Candidate, Issue, Step
from sasac_crawler.items.fetched_file import FetchedFile
from sasac_crawler.items.listing import ListedLink, ListPage, PageRequest
from sasac_crawler.items.outcome import Outcome, PageFailure, PageUnchanged
from sasac_crawler.items.prepared import PreparedRecord
from sasac_crawler.items.references import Citation, Mention

__all__ = [
    "Appearance",
    "Article",
    "AttachmentLink",
    "Candidate",
    "Capture",
    "Citation",
    "FetchedFile",
    "Issue",
    "ListPage",
    "ListedLink",
    "Mention",
    "Outcome",
    "PageFailure",
    "PageRequest",
    "PageUnchanged",
    "PreparedArticle",
    "PreparedRecord",
    "ScrapedArticle",
    "Step",
]
