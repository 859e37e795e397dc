"""Downloader middleware 100: robots.txt by RFC 9309; what cannot be known is not asked.

2xx is read; 4xx but 429 means no rules; everything else (5xx, 429, time-out, DNS, TLS, challenge)
means the host is held, unless a good copy not older than a day is at hand.
"""

import asyncio
import datetime as dt
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from sasac_crawler.archive.shared import shared_session
from sasac_crawler.errors import RobotsUnreachableError
from sasac_crawler.parse.robots import MAX_BYTES, RobotsRules, looks_like_html
from sasac_crawler.spiders.outcomes import failure_outcome
from sasac_crawler.store.hosts import ROBOTS_HOLD, RobotsCopy

FRESH: Final = dt.timedelta(hours=24)
USER_AGENT_NAME: Final = "sasac_crawler"
LONGEST_CRAWL_DELAY: Final = 60.0
"""Seconds; a site that asks for more is asked once a minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refusal:
    """Why a host's robots.txt could not be had, and until when nobody asks again."""

    reason: str
    cause: Exception | None
    until: dt.datetime


class RobotsMiddleware:
    """Asks robots.txt of an origin (scheme, host, port) once a day and obeys it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._session = shared_session(crawler.settings["SASAC_ARCHIVE"])
        self._known: dict[str, RobotsRules | _Refusal] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RobotsMiddleware":
        """Scrapy's constructor."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let a request pass, or raise.

        Raises:
            IgnoreRequest: robots.txt forbids the URL.
            RobotsUnreachableError: robots.txt cannot be had.
        """
        if request.meta.get("is_robots"):
            return
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        origin = urlunsplit((parts.scheme, parts.netloc, "", "", ""))
        # By host: the archive keeps one copy of each, that of the origin that was asked last.
        async with self._locks.setdefault(host, asyncio.Lock()):
            known = self._known.get(origin)
            if known is None or (isinstance(known, _Refusal) and known.until <= self._session.now()):
                known = self._known[origin] = await self._read(origin, host)
        if isinstance(known, _Refusal):
            raise RobotsUnreachableError(host, known.reason) from known.cause
        if not known.allows(request.url):
            message = f"robots.txt of {host} forbids {request.url}"
            raise IgnoreRequest(message)
        self._slow_down(request, known.crawl_delay)

    async def _read(self, origin: str, host: str) -> RobotsRules | _Refusal:
        """Return an origin's rules, from the archive if they are fresh there."""
        stored = self._session.pages.hosts.robots(host, origin)
        now = self._session.now()
        # In either direction: a run whose clock was ahead must not make its copy the word for years.
        if stored is not None and abs(now - stored.fetched_at) < FRESH:
            return RobotsRules(stored.body, USER_AGENT_NAME)
        outcome, reason, body, cause = await self._ask(origin, host)
        copy = RobotsCopy(outcome=outcome, body=body, fetched_at=now)
        self._session.save_robots(host, copy, key=_key(host))
        if copy.is_usable:
            return RobotsRules(body, USER_AGENT_NAME)
        return _Refusal(reason=reason, cause=cause, until=now + ROBOTS_HOLD)

    async def _ask(self, origin: str, host: str) -> tuple[str, str, bytes, Exception | None]:
        """Fetch robots.txt; return its outcome, a reason, its rules, and what went wrong."""
        request = Request(
            f"{origin}/robots.txt",
            meta={"is_robots": True, "capture_key": _key(host)},
            dont_filter=True,
        )
        engine = self._crawler.engine
        assert engine is not None  # noqa: S101 - Scrapy sets it before any request
        try:
            response = await engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - whatever it was, the host is held
            return failure_outcome(error).value, str(error) or type(error).__name__, b"", error
        return _outcome(response), f"HTTP {response.status}", _rules_of(response), None

    def _slow_down(self, request: Request, wanted: float | None) -> None:
        """Honour Crawl-delay before every request: AutoThrottle knows only the profile's delay."""
        engine = self._crawler.engine
        if wanted is None or engine is None:
            return
        slot = engine.downloader.slots.get(engine.downloader.get_slot_key(request))
        if slot is not None:
            slot.delay = max(slot.delay, min(wanted, LONGEST_CRAWL_DELAY))


def _key(host: str) -> str:
    return f"robots:{host}"


def _outcome(response: Response) -> str:
    status = response.status
    if status in range(200, 300):
        return "html" if looks_like_html(response.body) else "ok"
    if status in range(400, 500) and status != 429:  # noqa: PLR2004 - RFC 6585: Too Many Requests
        return "absent"
    return f"http_{status}"


def _rules_of(response: Response) -> bytes:
    if response.status not in range(200, 300) or looks_like_html(response.body):
        return b""
    return response.body[:MAX_BYTES]
