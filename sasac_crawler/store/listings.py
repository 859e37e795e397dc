"""How far a list is read: from the newest page on, until the overlap with what is known is proven.

A page is followed by the next one while any of these holds:

1. it named something new, or the next page was never read;
2. it proves no overlap: its last entry is older than most of the next page, as that is known. Then the page
   is a block of pinned (置顶) entries and what is new stands behind them. At most ``PINNED_PAGES``;
3. the site's own total exceeds what is known of the list by more than when it was last read as far as it
   goes: an entry was put in further down. At most ``SEARCHED_PAGES``.

A known link alone never ends the reading: a page of known links that continues what is known does, where
the total, if there is one, is accounted for. What is put in or taken out further down a list that states no
total is met by the sweep (``revisits``), within four weeks.
"""

from typing import Final

from sasac_crawler.items import Issue, ListedLink, ListPage, Outcome, PageRequest
from sasac_crawler.store.attached import kind_of_entry
from sasac_crawler.store.frontier import Frontier
from sasac_crawler.store.leases import frontier_key
from sasac_crawler.store.list_entries import ListEntryTable, printed_day
from sasac_crawler.store.withdrawals import ask_for_missing, is_whole

PINNED_PAGES: Final = 3
"""Pages that a block of pinned entries may fill."""
SEARCHED_PAGES: Final = 40
"""Pages of a list that are read for an entry its total counts and nobody has seen."""
_OFF_HOST: Final = "The list leads to a host that is not the site's."


class Listings:
    """What list pages do to the frontier. Methods open no transactions."""

    def __init__(self, frontier: Frontier, entries: ListEntryTable) -> None:
        self._frontier = frontier
        self._entries = entries

    def take(self, page: ListPage, *, full: bool, endless: Issue | None) -> tuple[int, bool]:
        """Note what a list page names and ask for the next one if it is wanted.

        Args:
            page: the page.
            full: whether every page is wanted.
            endless: why the next page is not to be followed.

        Returns:
            How many entries were new, and whether reading may end here.
        """
        for url in self._entries.returned(page):
            self._frontier.ask_returned(PageRequest(url=url), now=page.seen_at)
        new = sum(self._discover(link, page) for link in page.links)
        whole = is_whole(page)
        left = self._entries.note(page, key=frontier_key(page.request), is_whole=whole)
        if whole:
            ask_for_missing(self._frontier, page, left)
        for url in self._entries.unlist(page.site, page.channel, now=page.seen_at):
            self._frontier.ask_unlisted(PageRequest(url=url), now=page.seen_at)
        # A page without entries may be a slip; a list that is an empty shell is not read to its end for it.
        goes_on = page.is_loader or (not page.links and page.page_number <= PINNED_PAGES)
        goes_on = goes_on or not self._is_overlap(page) or not self._is_accounted(page, new=new)
        if endless is None:
            self._follow(page, wanted=full or new > 0 or goes_on)
        return new, whole and not goes_on

    def _is_overlap(self, page: ListPage) -> bool:
        """Rule 2. Where no dates are printed, known links have to do."""
        if page.page_number > PINNED_PAGES:
            return True
        last = printed_day(page.links[-1], page.seen_at)
        below = self._entries.next_page_day(page.site, page.channel, after=page.page_number)
        return last is None or below is None or last >= below

    def _is_accounted(self, page: ListPage, *, new: int) -> bool:
        """Rule 3. What is known is compared when reading comes to its end, so that a search is not cut short."""
        is_end = not page.next_pages or page.page_number >= SEARCHED_PAGES
        if page.total_items is None or (new > 0 and not is_end):
            # Without a total nothing is to be compared; with something new the next page is read anyway.
            self._entries.note_totals(page, unaccounted=None)
            return True
        unaccounted = page.total_items - self._entries.on_list(page.site, page.channel)
        is_accounted = unaccounted <= max(self._entries.unaccounted(page.site, page.channel), 0)
        self._entries.note_totals(page, unaccounted=unaccounted if is_end or is_accounted else None)
        return is_accounted or is_end

    def _discover(self, link: ListedLink, page: ListPage) -> bool:
        """Note a listed article; return whether it is new and ours to fetch."""
        request = PageRequest(url=link.url)
        is_new = self._frontier.discover(
            request,
            kind=kind_of_entry(link.url),
            site=page.site,
            channel=page.channel,
            now=page.seen_at,
            found_on=page.request.url,
            listed=link,
        )
        if not is_new:
            self._frontier.note_place(request, found_on=page.request.url)
        if is_new and link.is_external:
            self._frontier.exclude(request, outcome=Outcome.OFFSITE, detail=_OFF_HOST)
        return is_new and not link.is_external

    def _follow(self, page: ListPage, *, wanted: bool) -> None:
        # A loader may lead to several lists, one each root of a catalogue; another page to the next one only.
        first = page.links[0].url if page.links else None
        for request in page.next_pages if page.is_loader else page.next_pages[:1]:
            is_new = self._frontier.discover(
                request,
                kind="list",
                site=page.site,
                channel=page.channel,
                now=page.seen_at,
                page_number=page.page_number + 1,
                found_on=page.request.url,
                previous_first=first,
            )
            if not is_new:
                self._frontier.note_order(request, page_number=page.page_number + 1, previous_first=first)
            if not is_new and (wanted or not self._frontier.was_done(request)):
                self._frontier.ask_again(request, now=page.seen_at)
