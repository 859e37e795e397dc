"""Scrapy's scheduler over the frontier of the archive.

Requests are leased from SQLite a few at a time; nothing is kept in files of Scrapy's own. Redirects
come back through ``enqueue_request`` and live in memory only: the URL they answer stays leased until
its result is stored.
"""

import datetime as dt
import logging
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.spiders import Spider

from sasac_crawler.archive.attachment_keeper import LARGEST_FILE
from sasac_crawler.archive.shared import shared_session
from sasac_crawler.errors import ExitCode
from sasac_crawler.items import PageRequest
from sasac_crawler.spiders.files import FILE_TIMEOUT
from sasac_crawler.spiders.window import as_text, is_open
from sasac_crawler.store.hosts import LONGEST_WAIT
from sasac_crawler.store.leases import Lease
from sasac_crawler.store.verdicts import Judgement, SiteEvidence, Verdict, judge_site

if TYPE_CHECKING:
    from sasac_crawler.spiders.base import SiteSpider

logger = logging.getLogger(__name__)
LEASE_COUNT: Final = 8
_FILE_BOUNDS: Final = {"download_maxsize": LARGEST_FILE, "download_timeout": FILE_TIMEOUT}


class FrontierScheduler(BaseScheduler):
    """Hands out what the frontier holds for one site."""

    def __init__(self, crawler: Crawler) -> None:
        self._session = shared_session(crawler.settings["SASAC_ARCHIVE"])
        self._frontier = self._session.pages.frontier
        self._transient: deque[Request] = deque()
        self._leased: deque[Lease] = deque()
        self._articles = 0
        self._run_pages = crawler.settings.getint("SASAC_RUN_PAGES", 0)
        self._patience = dt.timedelta(seconds=crawler.settings.getfloat("SASAC_PATIENCE"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "FrontierScheduler":
        """Scrapy's constructor."""
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        """Ask for the first page of every channel, and for everything in a full run."""
        self._spider = cast("SiteSpider", spider)
        profile, now = self._spider.profile, self._session.now()
        self._session.save_site(profile)
        with self._session.unit():
            if self._session.pages.hosts.bound_waits(now=now):
                logger.warning("Waits beyond %s were shortened: a clock is or was wrong", now + LONGEST_WAIT)
            if self._spider.full:
                self._frontier.ask_site_again(profile.slug, kind="list", now=now)
                self._frontier.ask_site_again(profile.slug, kind="article", now=now)
                self._frontier.ask_site_again(profile.slug, kind="attachment", now=now)
            self._frontier.ask_due(profile.slug, now=now)
            for channel in profile.channels:
                request = PageRequest(url=channel.url)
                self._frontier.discover(request, kind="list", site=profile.slug, channel=channel.id, now=now)
                self._frontier.ask_again(request, now=now)

    def next_request(self) -> Request | None:
        """Return the next request that is due, or ``None`` for now."""
        if self._session.stopped or not self._is_open():
            return None
        if self._transient:
            return self._transient.popleft()
        if self._spider.budget.why_spent:
            return None
        if self._run_pages and self._session.asked >= self._run_pages:
            self._session.stop(ExitCode.TIME_LIMIT, f"the run's budget of {self._run_pages} pages is used up")
            return None
        if not self._leased and not self._is_limit_reached():
            self._lease()
        while self._leased:
            lease = self._leased.popleft()
            if not self._is_held(lease):
                return self._request(lease)
            self._frontier.put_back(lease.request)
        return None

    def enqueue_request(self, request: Request) -> bool:
        """Take a redirect back. Anything else does not belong here."""
        self._transient.append(request)
        return True

    def has_pending_requests(self) -> bool:
        """Return whether something is due now or within the run's patience."""
        if self._session.stopped or not self._is_open():
            return False
        if self._transient:
            return True
        if self._spider.budget.why_spent:
            return False
        if self._leased:
            return True
        if self._is_limit_reached():
            return False
        return self._frontier.is_waiting(
            self._spider.profile.slug,
            until=self._session.now() + self._patience,
            channels=self._spider.channels,
            probe=self._spider.probe,
        )

    def close(self, reason: str) -> None:
        """Judge how the site fared, once all it gave is stored."""
        del reason
        judgement = judge_site(self._evidence())
        window = self._spider.profile.politeness.window
        waiting = self._waiting()
        if window and waiting and not self._is_open() and judgement.verdict in (Verdict.OK, Verdict.HELD):
            sentence = f"{waiting} pages wait for {as_text(window)}"
            judgement = Judgement(verdict=Verdict.NOT_DUE, reason=sentence)
            logger.warning("%s is not asked outside its hours: %s", self._spider.profile.slug, sentence)
        spent = self._spider.budget.why_spent
        if spent and waiting and judgement.verdict is Verdict.OK:
            judgement = Judgement(verdict=Verdict.OK, reason=f"{spent}; {waiting} pages wait")
        self._session.counts.judgements[self._spider.profile.slug] = judgement

    def _evidence(self) -> SiteEvidence:
        profile, counts = self._spider.profile, self._session.counts
        return SiteEvidence(
            outcomes=counts.outcomes.get(profile.slug, {}),
            statuses=counts.statuses.get(profile.slug, {}),
            blocking=profile.blocking,
            bad_channels=counts.bad_channels(profile.slug),
            waiting=self._waiting(),
        )

    def _waiting(self) -> int:
        """Return how many known pages are not done, whenever they are due."""
        slug, ever = self._spider.profile.slug, dt.datetime.max.replace(tzinfo=dt.UTC)
        return self._frontier.waiting(slug, until=ever, channels=self._spider.channels)

    def _is_held(self, lease: Lease) -> bool:
        """Return whether a host asked to be left alone since the lease was taken."""
        until = self._session.pages.hosts.held_until(urlsplit(lease.request.url).hostname or "")
        return until is not None and until > self._session.now()

    def _is_open(self) -> bool:
        return is_open(self._spider.profile.politeness.window, self._session.now())

    def _is_limit_reached(self) -> bool:
        return self._spider.limit is not None and self._articles >= self._spider.limit

    def _lease(self) -> None:
        # One at a time in a probe: the first article of a channel is the last.
        count = 1 if self._spider.probe else LEASE_COUNT
        if self._spider.limit is not None:
            count = min(count, self._spider.limit - self._articles)
        with self._session.unit():
            self._leased.extend(
                self._frontier.lease(
                    self._spider.profile.slug,
                    run_id=self._session.run_id,
                    now=self._session.now(),
                    count=count,
                    channels=self._spider.channels,
                    probe=self._spider.probe,
                )
            )

    def _request(self, lease: Lease) -> Request:
        self._articles += lease.kind == "article"
        self._spider.budget.spend()
        self._session.asked += 1
        headers = {"Referer": lease.request.referer} if lease.request.referer else {}
        condition = self._condition(lease)
        headers |= condition
        if lease.request.method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        return Request(
            lease.request.url,
            method=lease.request.method,
            body=lease.request.body,
            headers=headers,
            callback=self._callback(lease),
            errback=self._spider.give_up,
            meta={
                "lease": lease,
                "is_conditional": bool(condition),
                **(_FILE_BOUNDS if lease.kind == "attachment" else {}),
            },
            dont_filter=True,
        )

    def _condition(self, lease: Lease) -> dict[str, str]:
        """Return the headers that ask for a page only if it changed; in a full run none."""
        if self._spider.full or lease.validators is None:
            return {}
        return lease.validators.headers(lease.kind, now=self._session.now())

    def _callback(self, lease: Lease) -> Callable[[Response], object]:
        match lease.kind:
            case "list":
                return self._spider.parse_list
            case "article":
                return self._spider.parse_article
            case "attachment":
                return self._spider.parse_file
