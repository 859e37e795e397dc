"""What a pager says."""

from dataclasses import dataclass
from typing import Final

from sasac_crawler.items import Issue, PageRequest

PAGER_DOUBTS: Final = frozenset(("page_number_differs", "paging_guessed"))
"""Codes of the doubts a general pager may have, void where a platform tells the next page itself."""


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
