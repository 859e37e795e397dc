"""Has what was written committed in time, and stops a run in good order: disk almost full, time up, nothing stored."""

import shutil
import time
from typing import Final

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.utils.defer import deferred_from_coro
from twisted.internet.task import LoopingCall
from twisted.python.failure import Failure

from sasac_crawler.archive.shared import shared_session
from sasac_crawler.errors import ExitCode
from sasac_crawler.store.space import is_out_of_space, is_unwritable

CHECK_EVERY: Final = 10.0
"""Seconds between two looks at the disk and the clock."""
COMMIT_EVERY: Final = 0.25
"""Seconds between two looks whether pages wait to be committed."""
STOP_BELOW: Final = 512 << 20
"""Free bytes below which a run stops: recovery itself needs room."""


class GuardianExtension:
    """Looks at the disk and the clock, and at items that could not be stored."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._session = shared_session(crawler.settings["SASAC_ARCHIVE"])
        self._limit = crawler.settings.getfloat("SASAC_TIME_LIMIT", 0.0)
        self._started = time.monotonic()
        self._loop = LoopingCall(self._look)
        self._commits = LoopingCall(self._commit_due)
        crawler.signals.connect(self.spider_opened, signals.spider_opened)
        crawler.signals.connect(self.spider_closed, signals.spider_closed)
        crawler.signals.connect(self.item_error, signals.item_error)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "GuardianExtension":
        """Scrapy's constructor."""
        return cls(crawler)

    def spider_opened(self, spider: Spider) -> None:
        """Begin to look."""
        del spider
        trouble = self._trouble()
        if trouble is not None:
            # The engine is still opening and must not be stopped; it finds nothing to do and ends.
            self._session.stop(*trouble)
        self._loop.start(min(CHECK_EVERY, self._limit or CHECK_EVERY), now=False)
        self._commits.start(COMMIT_EVERY, now=False)

    def spider_closed(self, spider: Spider) -> None:
        """Look no more."""
        del spider
        for loop in (self._loop, self._commits):
            if loop.running:
                loop.stop()

    def item_error(self, failure: Failure) -> None:
        """Stop when a record cannot be written: going on would only fetch what cannot be kept."""
        self._fail(failure.value)

    def _commit_due(self) -> None:
        try:
            self._session.commit_due()
        except Exception as error:  # noqa: BLE001 - whatever it was, pages were not stored
            self._fail(error)

    def _fail(self, error: BaseException | None) -> None:
        code = ExitCode.STORE_UNAVAILABLE if is_unwritable(error) else ExitCode.BUG
        code = ExitCode.NO_SPACE if is_out_of_space(error) else code
        self._stop(code, f"an item was not stored: {error}")

    def _look(self) -> None:
        trouble = self._trouble()
        if trouble is not None:
            self._stop(*trouble)

    def _trouble(self) -> tuple[ExitCode, str] | None:
        free = shutil.disk_usage(self._session.folder.root).free
        if free < STOP_BELOW:
            return ExitCode.NO_SPACE, f"only {free >> 20} MB are free"
        if self._limit and time.monotonic() - self._started > self._limit:
            return ExitCode.TIME_LIMIT, f"the time limit of {self._limit:g} s is reached"
        return None

    def _stop(self, code: ExitCode, reason: str) -> None:
        self._session.stop(code, reason)
        if self._crawler.crawling:
            deferred_from_coro(self._crawler.stop_async())
