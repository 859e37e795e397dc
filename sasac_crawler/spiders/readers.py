"""Who reads the articles of a crawl: its own process, or one beside it once there is much to read.

Reading a page takes as long as storing it. A polite crawl waits for its sites most of the time and reads where it runs;
one that always has pages to read has them read on another core.
"""

import asyncio
import logging
import os
import time
from functools import partial
from typing import Final, Literal

from sasac_crawler.sites import SiteProfile
from sasac_crawler.spiders.answers import Answer
from sasac_crawler.spiders.reader_process import ReaderLostError, ReaderProcess
from sasac_crawler.spiders.reading import PageItem, no_article_page, read_answer, read_article_page

logger = logging.getLogger(__name__)

Reading = Literal["auto", "here", "beside"]
"""In which process articles are read; ``auto``: by how much there is to read."""

_ENOUGH: Final = 0.3
"""Seconds of parsing after which it is asked whether there is much to read; a demo is through before."""
_MUCH: Final = 0.1
"""Share of the time that goes into parsing from which on it is worth a process; a polite crawl of all sites has 0.04."""


class Readers:
    """Reads the articles of all spiders of a process.

    Example:
        >>> Readers("here").pid is None
        True
    """

    def __init__(self, reading: Reading) -> None:
        self._may_start = reading == "beside" or (reading == "auto" and _cores() > 1)
        self._is_wanted = self._waits = reading == "beside"
        self._beside: ReaderProcess | None = None
        self._starting: asyncio.Task[ReaderProcess] | None = None
        self._users = 0
        self.is_closed = False
        self._spent, self._since = 0.0, time.perf_counter()

    @property
    def pid(self) -> int | None:
        """The id of the process beside this one, or ``None`` if there is none."""
        return self._beside.pid if self._beside is not None and self._beside.is_alive else None

    async def read_article(self, answer: Answer, site: SiteProfile) -> PageItem:
        """Read an article page; one that was read beside has gone through the first two pipelines there."""
        early = read_answer(answer, no_article_page)
        if early is not None:
            return early
        beside = await self._reader()
        if beside is not None:
            try:
                return await beside.read(answer, site)
            except ReaderLostError as error:
                logger.warning("%s; %s is read here", error, answer.url)
        return self._read_here(answer, site)

    def enter(self) -> None:
        """Count one more spider."""
        self._users += 1

    def leave(self) -> None:
        """Count one spider less; without any the process beside ends."""
        self._users -= 1
        if self._users <= 0:
            self.close()

    def close(self) -> None:
        """End the process beside; what is still to be read is read here."""
        self.is_closed = True
        self._may_start = self._is_wanted = False
        if self._starting is not None and not self._starting.cancel() and not self._starting.exception():
            self._beside = self._starting.result()  # it came after the last page
        self._starting = None
        if self._beside is not None:
            self._beside.close()
            self._beside = None

    async def _reader(self) -> ReaderProcess | None:
        """Return the process that reads, if there is one; where one is wanted, see to it that there will be."""
        if self._beside is not None and self._beside.is_alive:
            return self._beside
        if not self._is_wanted:
            return None
        starting = self._starting = self._starting or asyncio.create_task(ReaderProcess.start())
        if not (self._waits or starting.done()):
            return None
        try:
            self._beside = await asyncio.shield(starting)
        except ReaderLostError as error:
            if self._is_wanted:
                logger.warning("%s; pages are read in the crawl's own process", error)
            self._may_start = self._is_wanted = False
        except asyncio.CancelledError:
            if not self.is_closed:
                raise
        self._starting = None
        return self._beside

    def _read_here(self, answer: Answer, site: SiteProfile) -> PageItem:
        begun = time.perf_counter()
        item = read_answer(answer, partial(read_article_page, site=site))
        now = time.perf_counter()
        self._spent += now - begun
        if self._spent > _ENOUGH:
            is_much = self._spent > _MUCH * (now - self._since)
            self._is_wanted = self._is_wanted or (self._may_start and is_much)
            self._spent, self._since = 0.0, now
        return item


_shared: Final[dict[Reading, Readers]] = {}


def shared_readers(reading: Reading) -> Readers:
    """Return the readers of this process, for one more spider; ``leave`` gives them back."""
    readers = _shared.get(reading)
    if readers is None or readers.is_closed:
        readers = _shared[reading] = Readers(reading)
    readers.enter()
    return readers


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
