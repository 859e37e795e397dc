"""Stopping a run on a signal: in order at the first, at once at the second.

Scrapy waits for the downloads in flight, which may take the whole download time-out, and returns 0
however it ended. Here a hung download is cut after ``GRACE`` seconds; its URL goes back to the
frontier, because nothing of it was stored.
"""

import signal
from types import FrameType
from typing import Any, Final

from scrapy.crawler import CrawlerProcess

from sasac_crawler.archive.session import ArchiveSession
from sasac_crawler.errors import ExitCode

GRACE: Final = 15.0
"""Seconds that downloads in flight get; with shutting down it stays below 25."""
_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class SignalStopper:
    """Turns signals into an orderly end of all spiders of a process."""

    def __init__(self, process: CrawlerProcess, session: ArchiveSession) -> None:
        self._process = process
        self._session = session
        self._signals = 0

    def install(self) -> None:
        """Take the signals over once the reactor runs. The first spider must be there: it installs it."""
        _reactor().callWhenRunning(self._install_now)

    def _install_now(self) -> None:
        for number in _SIGNALS:
            signal.signal(number, self._received)

    def _received(self, number: int, _frame: FrameType | None) -> None:
        self._signals += 1
        stop = self._stop_in_order if self._signals == 1 else self._stop_at_once
        _reactor().callFromThread(stop, signal.Signals(number).name)

    def _stop_in_order(self, name: str) -> None:
        self._session.stop(ExitCode.STOPPED, f"stopped by {name}")
        self._process.stop()
        _reactor().callLater(GRACE, self._stop_reactor)

    def _stop_at_once(self, name: str) -> None:
        self._session.stop(ExitCode.FORCED, f"forced by {name}")
        self._stop_reactor()

    def _stop_reactor(self) -> None:
        if _reactor().running:
            _reactor().stop()


def _reactor() -> Any:  # noqa: ANN401 - Twisted's module stands for whatever reactor is installed
    from twisted.internet import reactor  # noqa: PLC0415 - the import installs a reactor if none is

    return reactor
