"""The page after this one, on sites of no known platform: named strategies, the surest first."""

import re
from dataclasses import dataclass
from typing import Final

from sasac_crawler.items import Issue, PageRequest
from sasac_crawler.parse.links import absolute_url
from sasac_crawler.parse.page import Page

# The words of a link to the next page. example: "下一页" · counter-example: "下一篇：通知"
NEXT_PAGE: Final = re.compile(r"\s{0,5}(?:下一页|下页|下一頁|下頁|后页|后一页|>{1,2}|»|›)\s{0,5}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PagerReading:
    """What the pager of a list page says."""

    next_pages: tuple[PageRequest, ...] = ()
    """The next page; empty on the last."""

    total_pages: int | None = None
    """Pages by the site's own count."""

    total_items: int | None = None
    """Items by the site's own count."""

    rule: str | None = None
    """Name of the strategy that spoke, ``None`` if no pager was found."""

    issues: tuple[Issue, ...] = ()
    """What the pager says that cannot be right."""


def find_next_page(page: Page, *, page_number: int) -> PagerReading:
    """Read the pager of a list page.

    Args:
        page: the list page.
        page_number: which page of the list it is, 1 for the newest.
    """
    del page_number
    return _next_link(page) or PagerReading()


def _next_link(page: Page) -> PagerReading | None:
    for link in page.tree.css("a[href]"):
        if NEXT_PAGE.fullmatch(link.text()):
            url = absolute_url(link.attributes.get("href") or "", page.url)
            if url and url != page.url:
                return PagerReading(next_pages=(PageRequest(url=url),), rule="next_link")
    return None
