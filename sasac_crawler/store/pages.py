"""One page, one transaction: its captures, its record or its links, and the frontier's word on it."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from sqlite_utils import Database

from sasac_crawler.items import (
    Appearance,
    Article,
    Capture,
    Issue,
    ListedLink,
    ListPage,
    Outcome,
    PageFailure,
    PageRequest,
)
from sasac_crawler.sites import SiteProfile
from sasac_crawler.store.articles import ArticleTable, Change, Stored
from sasac_crawler.store.frontier import Frontier
from sasac_crawler.store.hosts import HostTable, RobotsCopy
from sasac_crawler.store.pager_guard import PagerGuard
from sasac_crawler.store.retry import next_try
from sasac_crawler.store.runs import RunCounts
from sasac_crawler.store.transaction import transaction
from sasac_crawler.store.wholeness import next_look
from sasac_crawler.store.withdrawals import ask_for_missing, note_absence


class PageStore:
    """Writes what came of a page. Each method is one transaction."""

    def __init__(self, db: Database, *, run_id: str, counts: RunCounts) -> None:
        self._db = db
        self._connection = db.conn
        self._run_id = run_id
        self._counts = counts
        self.frontier = Frontier(db.conn)
        self.articles = ArticleTable(db)
        self.hosts = HostTable(db.conn)
        self._pager_guard = PagerGuard()

    def save_site(self, site: SiteProfile) -> None:
        """Write what the profile says, for readers of the archive."""
        with transaction(self._connection):
            self._db.table("sites").upsert(
                {
                    "slug": site.slug,
                    "name_zh": site.name_zh,
                    "name_short": site.name_short,
                    "name_en": site.name_en,
                    "level": site.level,
                    "division_code": site.division_code,
                    "iso_3166_2": site.iso_3166_2,
                    "homepage": site.homepage,
                    "platform": site.platform,
                    "verified": site.verified.isoformat() if site.verified else None,
                },
                pk="slug",
            )
            self._db.table("channels").upsert_all(
                (
                    {
                        "site": site.slug,
                        "channel": channel.id,
                        "name_zh": channel.name_zh,
                        "category": channel.category,
                        "url": channel.url,
                        "floor": channel.floor,
                    }
                    for channel in site.channels
                ),
                pk=("site", "channel"),
            )

    def save_listing(self, page: ListPage, captures: Sequence[Capture], *, full: bool, floor: int) -> int:
        """Store a list page: its links go to the frontier with it. Return how many were new.

        The next page is asked for when this page had something new, when the next page has never
        been read, or when everything is wanted (``full``); but never by a list that goes in circles.
        """
        endless = self._pager_guard.doubt(page)
        with transaction(self._connection):
            self._save_captures(captures, Outcome.OK)
            new = sum(self._discover(link, page) for link in page.links)
            ask_for_missing(self.frontier, page)
            if endless is None:
                self._follow(page, wanted=full or new > 0 or page.is_loader or not page.links)
            self._replace_issues(
                page.request.url,
                (*page.issues, endless) if endless else page.issues,
                site=page.site,
                channel=page.channel,
                capture_id=page.capture_id,
                now=page.seen_at,
            )
            self.hosts.succeeded(_host(page.request))
            self.frontier.finish(page.request, outcome=Outcome.OK, now=page.seen_at)
        counts = self._counts.channel(page.site, page.channel)
        counts.listed += len(page.links)
        counts.floor = floor
        counts.site_total = page.total_items or counts.site_total
        counts.below_floor |= any(issue.code == "below_floor" for issue in page.issues)
        self._counts.count(page.site, Outcome.OK)
        return new

    def save_appearance(self, appearance: Appearance, captures: Sequence[Capture]) -> Stored:
        """Store an article in one place."""
        article = appearance.article
        with transaction(self._connection):
            self._save_captures(captures, Outcome.OK)
            stored = self.articles.save(appearance)
            self._replace_issues(
                article.url,
                article.issues,
                site=article.site,
                channel=article.channel,
                capture_id=article.capture_id,
                now=article.seen_at,
                article_id=stored.article_id,
            )
            self.hosts.succeeded(_host(article.request))
            self._finish_or_look_again(article, stored)
        counts = self._counts.channel(article.site, article.channel)
        name = {Change.NEW: "new", Change.DUPLICATE: "new"}.get(stored.change, stored.change.value)
        setattr(counts, name, getattr(counts, name) + 1)
        self._counts.count(article.site, Outcome.OK)
        return stored

    def save_failure(self, failure: PageFailure, captures: Sequence[Capture]) -> None:
        """Store that a URL gave no record, and when it is to be tried again if ever."""
        due = next_try(failure, tries=self.frontier.tries(failure.request))
        issue = Issue(code=f"page_{failure.outcome.value}", message=failure.detail)
        with transaction(self._connection):
            self._save_captures(captures, failure.outcome)
            due = note_absence(self.articles, failure) or due
            self._replace_issues(
                failure.request.url,
                (issue, *failure.issues),
                site=failure.site,
                channel=failure.channel,
                capture_id=failure.capture_id,
                now=failure.seen_at,
            )
            self.hosts.failed(_host(failure.request), failure)
            if due is None:
                self.frontier.exclude(failure.request, outcome=failure.outcome, detail=failure.detail)
            else:
                self.frontier.postpone(
                    failure.request, outcome=failure.outcome, detail=failure.detail, until=due
                )
        self._counts.channel(failure.site, failure.channel).failed += 1
        self._counts.count(failure.site, failure.outcome)
        self._counts.count_status(failure.site, failure.status)

    def save_robots(self, host: str, copy: RobotsCopy, captures: Sequence[Capture]) -> None:
        """Store what a host's robots.txt said, or that it could not be had."""
        with transaction(self._connection):
            self._save_captures(captures, Outcome.OK if copy.is_usable else Outcome.ROBOTS_UNREACHABLE)
            self.hosts.save_robots(host, copy)

    def earlier_capture(self, url: str, payload_digest: str) -> Capture | None:
        """Return the capture of the same payload at the same URL, if there is one."""
        row = self._connection.execute(
            "SELECT capture_id, url, captured_at, method, status, payload_digest, warc_file,"
            " warc_offset, warc_length FROM captures"
            " WHERE url = ? AND payload_digest = ? AND NOT is_revisit LIMIT 1",
            (url, payload_digest),
        ).fetchone()
        if row is None:
            return None
        names = (
            "capture_id",
            "target_uri",
            "captured_at",
            "method",
            "status",
            "payload_digest",
            "warc_file",
            "warc_offset",
            "warc_length",
        )
        values = dict(zip(names, row, strict=True))
        values["captured_at"] = dt.datetime.fromisoformat(values["captured_at"])
        return Capture(**values)

    def _finish_or_look_again(self, article: Article, stored: Stored) -> None:
        """Acknowledge an article; one whose page may be cut stays in the frontier for another look."""
        again = next_look(
            article,
            is_unchanged=stored.change is Change.UNCHANGED,
            tries=self.frontier.tries(article.request),
        )
        if again is None:
            self.frontier.finish(article.request, outcome=Outcome.OK, now=article.seen_at)
        else:
            detail = "The page has no end: it is asked again."
            self.frontier.postpone(article.request, outcome=Outcome.OK, detail=detail, until=again)

    def _discover(self, link: ListedLink, page: ListPage) -> bool:
        """Note a listed article; return whether it is new and ours to fetch."""
        request = PageRequest(url=link.url)
        is_new = self.frontier.discover(
            request,
            kind="article",
            site=page.site,
            channel=page.channel,
            now=page.seen_at,
            found_on=page.request.url,
            listed=link,
        )
        if not is_new:
            self.frontier.note_place(request, found_on=page.request.url)
        if is_new and link.is_external:
            detail = "The list leads to a host that is not the site's."
            self.frontier.exclude(request, outcome=Outcome.OFFSITE, detail=detail)
        return is_new and not link.is_external

    def _follow(self, page: ListPage, *, wanted: bool) -> None:
        # A loader may lead to several lists, one each root of a catalogue; another page to the next one only.
        first = page.links[0].url if page.links else None
        for request in page.next_pages if page.is_loader else page.next_pages[:1]:
            is_new = self.frontier.discover(
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
                self.frontier.note_first(request, first)
            if not is_new and (wanted or not self.frontier.was_done(request)):
                self.frontier.ask_again(request, now=page.seen_at)

    def _save_captures(self, captures: Iterable[Capture], outcome: Outcome) -> None:
        self._connection.executemany(
            "INSERT INTO captures (capture_id, url, method, captured_at, status, payload_digest,"
            " warc_file, warc_offset, warc_length, is_revisit, outcome, run_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    one.capture_id,
                    one.target_uri,
                    one.method,
                    one.captured_at.isoformat(),
                    one.status,
                    one.payload_digest,
                    one.warc_file,
                    one.warc_offset,
                    one.warc_length,
                    int(one.is_revisit),
                    outcome.value,
                    self._run_id,
                )
                for one in captures
            ],
        )

    def _replace_issues(  # noqa: PLR0913 - the columns of the table
        self,
        url: str,
        issues: Iterable[Issue],
        *,
        site: str,
        channel: str | None,
        capture_id: str | None,
        now: dt.datetime,
        article_id: str | None = None,
    ) -> None:
        """Keep the doubts about a page as they stand now."""
        found = tuple(issues)
        self._counts.count_issues(site, (issue.code for issue in found))
        self._connection.execute("DELETE FROM issues WHERE url = ?", (url,))
        self._db.table("issues").insert_all(
            {
                "url": url,
                "article_id": article_id,
                "site": site,
                "channel": channel,
                "code": issue.code,
                "field": issue.field,
                "message": issue.message,
                "evidence": json.dumps(issue.evidence, ensure_ascii=False),
                "capture_id": capture_id,
                "run_id": self._run_id,
                "first_seen": now.isoformat(),
            }
            for issue in found
        )


def _host(request: PageRequest) -> str:
    return urlsplit(request.url).hostname or ""
