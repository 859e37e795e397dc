"""Progress on a terminal: one line a site, with rate and time; nothing in a pipe."""

import sys
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn
from rich.progress import TimeElapsedColumn as Elapsed
from rich.progress import TimeRemainingColumn as Remaining
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from sasac_crawler.archive.shared import shared_session


class _Display:
    """The one display all spiders of a process share; it ends with the last of them."""

    def __init__(self) -> None:
        self.progress: Progress | None = None
        self.tasks: dict[str, TaskID] = {}

    def begin(self, site: str) -> None:
        if self.progress is None:
            self.progress = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("pages"),
                Elapsed(),
                Remaining(),
                console=Console(stderr=True),
                transient=True,
            )
            self.progress.start()
        self.tasks[site] = self.progress.add_task(site, total=None)

    def update(self, site: str, *, done: int, known: int) -> None:
        if self.progress is not None:
            self.progress.update(self.tasks[site], completed=done, total=max(known, done))

    def end(self, site: str) -> None:
        self.tasks.pop(site, None)
        if self.progress is not None and not self.tasks:
            self.progress.stop()
            self.progress = None


_display: Final = _Display()


class ProgressExtension:
    """Counts the pages of one site as they are stored."""

    def __init__(self, crawler: Crawler) -> None:
        if not sys.stderr.isatty():
            raise NotConfigured
        self._session = shared_session(crawler.settings["SASAC_ARCHIVE"])
        self._frontier = self._session.pages.frontier
        self._done = 0
        crawler.signals.connect(self.spider_opened, signals.spider_opened)
        crawler.signals.connect(self.item_scraped, signals.item_scraped)
        crawler.signals.connect(self.spider_closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ProgressExtension":
        """Scrapy's constructor."""
        return cls(crawler)

    def spider_opened(self, spider: Spider) -> None:
        """Show the site's line."""
        _display.begin(spider.name)

    def item_scraped(self, spider: Spider) -> None:
        """Move the site's bar: every item is one page done."""
        self._done += 1
        waiting = self._frontier.waiting(spider.name, until=self._session.now())
        _display.update(spider.name, done=self._done, known=self._done + waiting)

    def spider_closed(self, spider: Spider) -> None:
        """Take the site's line away."""
        _display.end(spider.name)
