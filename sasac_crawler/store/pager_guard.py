"""Lists that never end: the same links on page after page, or more pages than any list has."""

from collections import Counter
from typing import Final

from sasac_crawler.items import Issue, ListPage

MAX_PAGES: Final = 10_000
"""Pages of one list that are followed; the longest lists known have some three thousand."""
TOLERATED: Final = 2
"""Pages with the very same links that a list may have: its first page, once more as its interface."""


class PagerGuard:
    """Remembers what the lists of one run showed."""

    def __init__(self) -> None:
        self._shown: Counter[tuple[str, str | None, int]] = Counter()

    def doubt(self, page: ListPage) -> Issue | None:
        """Return why the next page of a list is not to be followed, or ``None``.

        Example:
            >>> import datetime as dt
            >>> from sasac_crawler.items import ListedLink, PageRequest
            >>> page = ListPage(site="x", channel="list", request=PageRequest(url="http://x.test/"),
            ...     page_number=1, seen_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), capture_id=None,
            ...     links=(ListedLink(url="http://x.test/1", title="通知"),))
            >>> guard = PagerGuard()
            >>> [getattr(guard.doubt(page), "code", None) for _ in range(3)]
            [None, None, 'list_repeats']
        """
        if page.page_number >= MAX_PAGES:
            return Issue(code="list_too_long", message=f"The list goes on after page {page.page_number}.")
        if not page.links:
            return None
        key = (page.site, page.channel, hash(frozenset(link.url for link in page.links)))
        self._shown[key] += 1
        if self._shown[key] <= TOLERATED:
            return None
        message = f"The links of page {page.page_number} stood on {self._shown[key] - 1} pages before it."
        return Issue(code="list_repeats", message=message)
