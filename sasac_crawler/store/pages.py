"""One page, one unit of writing: its captures, its record or its links, and the frontier's word on it."""

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from urllib.parse import urlsplit

from sqlite_utils import Database

from sasac_crawler.items import (
    Appearance,
    Article,
    Capture,
    FetchedFile,
    Issue,
    ListPage,
    Outcome,
    PageFailure,
    PageRequest,
    PageUnchanged,
)
from sasac_crawler.normalize.urls import canonical_url
from sasac_crawler.sites import SiteProfile
from sasac_crawler.store.acknowledging import finish_article, finish_file
from sasac_crawler.store.articles import ArticleTable, Change, Stored
from sasac_crawler.store.attached import discover_files, file_doubts
from sasac_crawler.store.files import FileTable, ReadFile
from sasac_crawler.store.frontier import Frontier
from sasac_crawler.store.hosts import HostTable, RobotsCopy
from sasac_crawler.store.leases import frontier_key, validators_of
from sasac_crawler.store.list_entries import ListEntryTable
from sasac_crawler.store.listings import Listings
from sasac_crawler.store.page_rows import PageRows
from sasac_crawler.store.pager_guard import PagerGuard
from sasac_crawler.store.plan import excluded_again, list_again, unchanged_again
from sasac_crawler.store.readings import ReadingTable
from sasac_crawler.store.retry import FIRST_PAGE_WAIT, next_try
from sasac_crawler.store.runs import RunCounts
from sasac_crawler.store.site_rows import save_site
from sasac_crawler.store.transaction import transaction
from sasac_crawler.store.withdrawals import WITHDRAWING, note_absence


class PageStore:
    """Writes what came of a page. Each method is one unit: all of it or nothing."""

    def __init__(
        self,
        db: Database,
        *,
        run_id: str,
        counts: RunCounts,
        unit: Callable[[], AbstractContextManager[None]] | None = None,
    ) -> None:
        """Open the tables.

        Args:
            db: of the writer.
            run_id: the run that writes.
            counts: what the run counts.
            unit: what every page is written in; ``None`` for a transaction of its own.
        """
        self._db = db
        self._connection = db.conn
        self._unit = unit or partial(transaction, db.conn)
        self._counts = counts
        self._rows = PageRows(db, run_id=run_id, counts=counts)
        self.frontier = Frontier(db.conn)
        self._entries = ListEntryTable(db.conn)
        self._listings = Listings(self.frontier, self._entries)
        self.articles = ArticleTable(db)
        self.hosts = HostTable(db.conn)
        self._files = FileTable(db.conn)
        self._readings = ReadingTable(db.conn, run_id=run_id)
        self._own_hosts: dict[str, tuple[str, ...]] = {}
        self._pager_guard = PagerGuard()

    def save_site(self, site: SiteProfile) -> None:
        """Write what the profile says, for readers of the archive."""
        self._own_hosts[site.slug] = site.hosts
        with self._unit():
            save_site(self._db, site)

    def save_listing(self, page: ListPage, captures: Sequence[Capture], *, full: bool, floor: int) -> int:
        """Store a list page: its links go to the frontier with it. Return how many were new.

        How far the list is read: ``listings``; but one that goes in circles is not followed.
        """
        endless = self._pager_guard.doubt(page)
        with self._unit():
            self._rows.save_captures(captures, Outcome.OK)
            new, is_proven = self._listings.take(page, full=full, endless=endless)
            self._rows.replace_issues(
                page.request.url,
                (*page.issues, endless) if endless else page.issues,
                site=page.site,
                channel=page.channel,
                capture_id=page.capture_id,
                now=page.seen_at,
            )
            self.hosts.succeeded(_host(page.request))
            self._readings.note_list(page)
            self.frontier.finish(
                page.request,
                outcome=Outcome.OK,
                now=page.seen_at,
                again=list_again(self.frontier, self._entries, page),
                # A page that must be looked behind is read, whether it changed or not.
                validators=validators_of(page.request, captures) if is_proven else None,
            )
        counts = self._counts.channel(page.site, page.channel)
        counts.pages += 1
        counts.listed += len(page.links)
        counts.floor = floor
        counts.site_total = counts.site_total if page.total_items is None else page.total_items
        counts.site_pages = counts.site_pages if page.total_pages is None else page.total_pages
        counts.below_floor |= any(issue.code == "below_floor" for issue in page.issues)
        self._counts.count(page.site, Outcome.OK)
        return new

    def save_unchanged(self, page: PageUnchanged, captures: Sequence[Capture]) -> None:
        """Store that a page is what it was: an article was seen again, a list names what it named."""
        counts = self._counts.channel(page.site, page.channel)
        with self._unit():
            self._rows.save_captures(captures, Outcome.UNCHANGED)
            kind, number = self.frontier.place(page.request)
            is_list = kind == "list"
            url = page.request.url if is_list else canonical_url(page.request.url)
            self._readings.note_unchanged(page, url=url, page_number=number if is_list else None)
            if is_list:
                key = frontier_key(page.request)
                listed = self._entries.confirm(page.site, page.channel or "", key=key, now=page.seen_at)
                counts.pages += 1
                counts.listed += listed
            else:
                self.articles.note_unchanged(url, seen_at=page.seen_at)
                counts.unchanged += 1
            self.hosts.succeeded(_host(page.request))
            self.frontier.finish(
                page.request,
                outcome=Outcome.UNCHANGED,
                now=page.seen_at,
                again=unchanged_again(self.frontier, self.articles, page, kind=kind, number=number),
            )
        self._counts.count(page.site, Outcome.UNCHANGED)

    def confirmed_capture(self, key: str, url: str) -> Capture | None:
        """Return the capture whose payload a server calls unchanged, or ``None`` if it was not asked that."""
        capture_id = self.frontier.body_capture(key)
        digest = self._rows.payload_digest(capture_id) if capture_id else None
        return self._rows.earlier_capture(url, digest) if digest else None

    def audit(self) -> None:
        """Count, for every channel that was asked, what stands on its list and what of that is here."""
        for (site, channel), counts in self._counts.channels.items():
            counts.on_list = self._entries.on_list(site, channel)
            counts.fetched, counts.missing = self._entries.counts(site, channel)

    def save_appearance(self, appearance: Appearance, captures: Sequence[Capture]) -> Stored:
        """Store an article in one place."""
        article = appearance.article
        with self._unit():
            self._rows.save_captures(captures, Outcome.OK)
            stored = self.articles.save(appearance)
            self._rows.replace_issues(
                article.url,
                article.issues,
                site=article.site,
                channel=article.channel,
                capture_id=article.capture_id,
                now=article.seen_at,
                article_id=stored.article_id,
            )
            discover_files(self.frontier, article, hosts=self._hosts_of(article))
            self.hosts.succeeded(_host(article.request))
            self._readings.note_article(article, change=stored.change.value)
            finish_article(self.frontier, self.articles, article, stored, captures)
        self._count_article(article, stored)
        self._counts.count(article.site, Outcome.OK)
        return stored

    def save_file(
        self, fetched: FetchedFile, file: ReadFile, captures: Sequence[Capture], *, entry: Appearance | None
    ) -> None:
        """Store a file whose bytes lie in the archive already.

        Args:
            fetched: what was fetched.
            file: the file with its text.
            captures: the exchanges that led to it.
            entry: the article it is, where a list names it like one.
        """
        with self._unit():
            self._rows.save_captures(captures, Outcome.OK)
            self._files.save(
                file, url=fetched.request.url, seen_at=fetched.seen_at, capture_id=fetched.capture_id
            )
            stored = self.articles.save(entry) if entry is not None else None
            issues = (*file_doubts(file), *(entry.article.issues if entry is not None else ()))
            self._rows.replace_issues(
                entry.article.url if entry is not None else fetched.request.url,
                issues,
                site=fetched.site,
                channel=fetched.channel,
                capture_id=fetched.capture_id,
                now=fetched.seen_at,
                article_id=stored.article_id if stored is not None else None,
            )
            self.hosts.succeeded(_host(fetched.request))
            finish_file(self.frontier, fetched, file)
        if entry is not None and stored is not None:
            self._count_article(entry.article, stored)
        self._counts.count(fetched.site, Outcome.OK)

    def save_failure(self, failure: PageFailure, captures: Sequence[Capture]) -> None:
        """Store that a URL gave no record, and when it is to be tried again if ever."""
        due = self._next_try(failure)
        issue = Issue(code=f"page_{failure.outcome.value}", message=failure.detail)
        with self._unit():
            self._rows.save_captures(captures, failure.outcome)
            absence = note_absence(self.articles, failure)
            due = absence.again if absence else due
            if failure.outcome in WITHDRAWING:
                key = frontier_key(failure.request)
                self._entries.lose_page(failure.site, failure.channel or "", key=key, now=failure.seen_at)
            self._rows.replace_issues(
                failure.request.url,
                (issue, *failure.issues),
                site=failure.site,
                channel=failure.channel,
                capture_id=failure.capture_id,
                now=failure.seen_at,
            )
            self.hosts.failed(_host(failure.request), failure)
            self._readings.note_failure(failure)
            if due is None or (absence and absence.is_sure):
                self.frontier.exclude(
                    failure.request,
                    outcome=failure.outcome,
                    detail=failure.detail,
                    again=due or excluded_again(self.frontier, failure),
                )
            else:
                self.frontier.postpone(
                    failure.request, outcome=failure.outcome, detail=failure.detail, until=due
                )
        self._counts.channel(failure.site, failure.channel).failed += 1
        self._counts.count(failure.site, failure.outcome)
        self._counts.count_status(failure.site, failure.status)

    def save_robots(self, host: str, copy: RobotsCopy, captures: Sequence[Capture]) -> None:
        """Store what a host's robots.txt said, or that it could not be had."""
        with self._unit():
            self._rows.save_captures(captures, Outcome.OK if copy.is_usable else Outcome.ROBOTS_UNREACHABLE)
            self.hosts.save_robots(host, copy)

    def earlier_capture(self, url: str, payload_digest: str) -> Capture | None:
        """Return the capture of the same payload at the same URL, if there is one."""
        return self._rows.earlier_capture(url, payload_digest)

    def _next_try(self, failure: PageFailure) -> dt.datetime | None:
        """Return when a page is tried again; the first page of a list is tried by every daily run."""
        due = next_try(failure, tries=self.frontier.tries(failure.request))
        if due is None or self.frontier.place(failure.request) != ("list", 1):
            return due
        return min(due, failure.seen_at + FIRST_PAGE_WAIT)

    def _hosts_of(self, article: Article) -> tuple[str, ...]:
        """Return the hosts of an article's site; without a profile that is the article's own."""
        return self._own_hosts.get(article.site) or (urlsplit(article.url).hostname or "",)

    def _count_article(self, article: Article, stored: Stored) -> None:
        counts = self._counts.channel(article.site, article.channel)
        name = {Change.NEW: "new", Change.DUPLICATE: "new"}.get(stored.change, stored.change.value)
        setattr(counts, name, getattr(counts, name) + 1)


def _host(request: PageRequest) -> str:
    return urlsplit(request.url).hostname or ""
