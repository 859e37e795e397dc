"""What platform readers take and give."""

from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from sasac_crawler.items import Issue, ListedLink, PageRequest
from sasac_crawler.sites import Channel, SiteProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class ListContext:
    """Where a list page stands."""

    site: SiteProfile
    channel: Channel
    page_number: int

    previous_first: str | None = None
    """URL of the first link of the page before, where the caller knows it: some interfaces answer with
    the same page whatever number is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReading:
    """What a list page says."""

    links: tuple[ListedLink, ...]
    next_pages: tuple[PageRequest, ...] = ()
    total_pages: int | None = None
    total_items: int | None = None
    issues: tuple[Issue, ...] = ()
    is_loader: bool = False
    """Whether the page holds no list itself but loads it: it is not measured by the floor."""

    is_past_end: bool = False
    """Whether by the site's own count the list ends before this page: that it is empty is as it should be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleParts:
    """The parts of an article page a platform can point at; all optional."""

    title: str | None = None
    header: str | None = None
    body: LexborNode | None = field(default=None, repr=False)
    editor: str | None = None
    parts: tuple[str, ...] = ()
    """Absolute URLs of an article's further pages, in order."""

    rule: str = "platform"
