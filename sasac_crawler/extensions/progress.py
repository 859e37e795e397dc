"""Progress: a line a site on a terminal, a line a minute in a log, nothing in a pipe."""

import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn
from rich.progress import TimeElapsedColumn as Elapsed
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from twisted.internet.task import LoopingCall

from sasac_crawler.archive.shared import shared_session
from sasac_crawler.archive.telling import EVERY, Form, as_time, form_of


@dataclass(slots=True)
class SiteProgress:
    """How far one site is."""

    begun: float
    """Monotonic seconds."""

    done: int = 0
    waiting: int = 0
    failed: int = 0
    state: str = "begins"
    """``begins``, ``works``, ``waits`` (for a page that is due soon) or ``done``."""

    def rate(self, now: float) -> float:
        """Return the pages a minute."""
        return 60 * self.done / max(now - self.begun, 1.0)

    def left(self, now: float) -> float | None:
        """Return the seconds that what is known will take, or ``None`` while nothing tells."""
        return None if not self.done else (now - self.begun) / self.done * self.waiting


def sentence(sites: Mapping[str, SiteProgress], now: float) -> str:
    """Return how far a run is, in one line.

    Example:
        >>> sentence({"a": SiteProgress(begun=0.0, done=120, waiting=60, state="works")}, 240.0)
        '120 pages, 60 known to come, 30.0 pages/min, about 2 min left; a works 120/180'
    """
    done, waiting = sum(one.done for one in sites.values()), sum(one.waiting for one in sites.values())
    at_work = [one for one in sites.values() if one.state != "done"]
    rate = sum(one.rate(now) for one in at_work or sites.values())
    # Sites are asked side by side: the slowest says when the run is over.
    left = max((one.left(now) or 0.0 for one in sites.values()), default=0.0)
    each = ", ".join(f"{name} {one.state} {one.done}/{one.done + one.waiting}" for name, one in sites.items())
    return f"{done} pages, {waiting} known to come, {rate:.1f} pages/min, about {as_time(left)} left; {each}"


class _Display:
    """The one display all spiders of a process share; it ends with the last of them."""

    def __init__(self) -> None:
        self.sites: dict[str, SiteProgress] = {}
        self._form: Form = "none"
        self._progress: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._loop: LoopingCall | None = None

    def begin(self, site: str, form: Form) -> None:
        if not self._is_on():
            self.sites, self._form = {}, form
            self._start()
        self.sites[site] = SiteProgress(begun=time.monotonic())
        if self._progress is not None:
            self._tasks[site] = self._progress.add_task(site, total=None, facts="begins")

    def update(self, site: str) -> None:
        if self._progress is None:
            return
        one, now = self.sites[site], time.monotonic()
        left = one.left(now)
        facts = f"{one.state}, {one.rate(now):.0f}/min" + (f", {as_time(left)} left" if left else "")
        self._progress.update(
            self._tasks[site], completed=one.done, total=one.done + one.waiting, facts=facts
        )

    def end(self, site: str) -> None:
        self.sites[site].state = "done"
        self.update(site)
        if all(one.state == "done" for one in self.sites.values()):
            self._stop()

    def _is_on(self) -> bool:
        return self._progress is not None or self._loop is not None

    def _start(self) -> None:
        if self._form == "terminal":
            self._progress = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(bar_width=24),
                MofNCompleteColumn(),
                TextColumn("{task.fields[facts]}"),
                Elapsed(),
                console=Console(stderr=True),
                transient=True,
            )
            self._progress.start()
        else:
            self._loop = LoopingCall(self._say)
            self._loop.start(EVERY, now=False)

    def _stop(self) -> None:
        if self._progress is not None:
            self._progress.stop()
            self._progress, self._tasks = None, {}
        if self._loop is not None:
            self._say()
            self._loop.stop()
            self._loop = None

    def _say(self) -> None:
        now = time.monotonic()
        line = sentence(self.sites, now)
        if self._form == "json":
            facts = {
                name: {"state": one.state, "done": one.done, "waiting": one.waiting, "failed": one.failed,
                       "per_minute": round(one.rate(now), 1)}
                for name, one in self.sites.items()
            }  # fmt: skip
            moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            entry = {"time": moment, "level": "info", "logger": __name__, "message": line, "sites": facts}
            line = json.dumps(entry, ensure_ascii=False)
        else:
            line = f"{time.strftime('%Y-%m-%d %H:%M:%S')} progress: {line}"
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


_display: Final = _Display()


class ProgressExtension:
    """Counts the pages of one site as they are stored."""

    def __init__(self, crawler: Crawler) -> None:
        self._form = form_of(sys.stderr, crawler.settings.get("SASAC_LOG_FORMAT", "text"))
        if self._form == "none":
            raise NotConfigured
        self._session = shared_session(crawler.settings["SASAC_ARCHIVE"])
        self._frontier = self._session.pages.frontier
        crawler.signals.connect(self.spider_opened, signals.spider_opened)
        crawler.signals.connect(self.item_scraped, signals.item_scraped)
        crawler.signals.connect(self.spider_idle, signals.spider_idle)
        crawler.signals.connect(self.spider_closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ProgressExtension":
        """Scrapy's constructor."""
        return cls(crawler)

    def spider_opened(self, spider: Spider) -> None:
        """Show the site's line."""
        _display.begin(spider.name, self._form)

    def item_scraped(self, item: object, spider: Spider) -> None:
        """Move the site's bar: every item is one page done."""
        one = _display.sites[spider.name]
        one.done += 1
        one.failed += hasattr(item, "outcome")
        one.waiting = self._frontier.waiting(spider.name, until=self._session.now())
        one.state = "works"
        _display.update(spider.name)

    def spider_idle(self, spider: Spider) -> None:
        """Note that the site waits for what is due soon."""
        _display.sites[spider.name].state = "waits"
        _display.update(spider.name)

    def spider_closed(self, spider: Spider) -> None:
        """Take the site's line away."""
        if spider.name in _display.sites:
            _display.end(spider.name)
