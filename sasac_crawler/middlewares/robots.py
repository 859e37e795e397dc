"""Downloader middleware 100: robots.txt by RFC 9309; what cannot be known is not asked.

2xx is read; 4xx but 429 means no rules; everything else (5xx, 429, time-out, DNS, TLS, challenge)
means the host is held, unless a good copy not older than a day is at hand.
"""

import asyncio
import datetime as dt
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from sasac_crawler.archive.shared import shared_session
from sasac_crawler.errors import RobotsUnreachableError
from sasac_crawler.parse.robots import MAX_BYTES, RobotsRules, looks_like_html
from sasac_crawler.store.hosts import RobotsCopy

FRESH: Final = dt.timedelta(hours=24)
USER_AGENT_NAME: Final = "sasac_crawler"


class RobotsMiddleware:
    """Asks robots.txt of a host once a day and obeys it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._session = shared_session(crawler.settings["SASAC_ARCHIVE"])
        self._rules: dict[str, RobotsRules] = {}
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
        origin = urlunsplit((parts.scheme, parts.netloc, "", "", ""))
        async with self._locks.setdefault(origin, asyncio.Lock()):
            if origin not in self._rules:
                body = await self._robots_body(origin, parts.hostname or "")
                self._rules[origin] = RobotsRules(body, USER_AGENT_NAME)
        rules = self._rules[origin]
        if not rules.allows(request.url):
            message = f"robots.txt of {parts.hostname} forbids {request.url}"
            raise IgnoreRequest(message)

    async def _robots_body(self, origin: str, host: str) -> bytes:
        known = self._session.pages.hosts.robots(host)
        now = self._session.now()
        if known is not None and now - known.fetched_at < FRESH:
            self._slow_down(known.body)
            return known.body
        request = Request(
            f"{origin}/robots.txt",
            meta={"is_robots": True, "capture_key": _key(host), "download_maxsize": 4 << 20},
            dont_filter=True,
        )
        engine = self._crawler.engine
        assert engine is not None  # noqa: S101 - Scrapy sets it before any request
        try:
            response = await engine.download_async(request)
        except Exception as error:
            raise RobotsUnreachableError(host, str(error) or type(error).__name__) from error
        copy = RobotsCopy(outcome=_outcome(host, response), body=_rules_of(response), fetched_at=now)
        self._session.save_robots(host, copy, key=_key(host))
        self._slow_down(copy.body)
        return copy.body

    def _slow_down(self, body: bytes) -> None:
        """Honour Crawl-delay where it asks for more than the profile's delay."""
        wanted = RobotsRules(body, USER_AGENT_NAME).crawl_delay
        engine = self._crawler.engine
        if wanted is None or engine is None:
            return
        for slot in engine.downloader.slots.values():
            slot.delay = max(slot.delay, min(wanted, 60.0))


def _key(host: str) -> str:
    return f"robots:{host}"


def _outcome(host: str, response: Response) -> str:
    status = response.status
    if status in range(200, 300):
        return "html" if looks_like_html(response.body) else "ok"
    if status in range(400, 500) and status != 429:  # noqa: PLR2004 - RFC 6585: Too Many Requests
        return "absent"
    raise RobotsUnreachableError(host, f"HTTP {status}")


def _rules_of(response: Response) -> bytes:
    if response.status not in range(200, 300) or looks_like_html(response.body):
        return b""
    return response.body[:MAX_BYTES]
