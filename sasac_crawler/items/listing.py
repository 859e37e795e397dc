"""What a list page says."""

import datetime as dt
from dataclasses import dataclass

from sasac_crawler.items.evidence import Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """One page to ask for: what the frontier holds."""

    url: str
    """Absolute URL, without fragment."""

    method: str = "GET"
    """``GET``, or ``POST`` for the paging interfaces that need it."""

    body: str = ""
    """Form body of a POST, already encoded; empty for GET."""

    referer: str | None = None
    """The page the site expects as Referer, where it checks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedLink:
    """What a list page says about one article."""

    url: str
    """Absolute URL of the article or document."""

    title: str
    """Full title: the ``title`` attribute where the text is cut."""

    date_raw: str | None = None
    """The date as printed beside the link, brackets included."""

    date_inferred: str | None = None
    """ISO date, where the list prints no year and the dates around it tell which."""

    is_external: bool = False
    """Whether it leads off the site's own hosts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """One list page, read: the item that carries links to the store."""

    site: str
    """Slug of the site."""

    channel: str
    """Id of the channel."""

    request: PageRequest
    """The request that brought it; the frontier entry it answers."""

    capture_id: str | None
    """The capture it was read from."""

    seen_at: dt.datetime
    """When it was fetched, aware, UTC."""

    page_number: int
    """1 for the newest page of the channel."""

    links: tuple[ListedLink, ...]
    """The articles listed, in the page's order."""

    next_pages: tuple[PageRequest, ...] = ()
    """The list pages that come after this one, nearest first."""

    total_pages: int | None = None
    """Number of pages by the site's own count."""

    total_items: int | None = None
    """Number of items by the site's own count."""

    is_loader: bool = False
    """Whether the page holds no list itself but loads it from an interface: its next page."""

    charset: str | None = None
    """Charset the bytes were decoded with."""

    issues: tuple[Issue, ...] = ()
    """Doubts about this page."""
