"""Opens the archive's session for ``scrapy crawl`` and closes it with the last spider.

``sasac crawl`` opens and closes the session itself, because it must know the exit code first.
"""

import logging

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from sasac_crawler.archive.shared import close_shared_session, shared_session
from sasac_crawler.errors import ConfigurationError, ExitCode
from sasac_crawler.middlewares.address_guard import ResolveMap

logger = logging.getLogger(__name__)


class SessionExtension:
    """Ties the archive's session to the crawler's life."""

    def __init__(self, crawler: Crawler) -> None:
        self._archive = crawler.settings["SASAC_ARCHIVE"]
        self._closes = not crawler.settings.getbool("SASAC_SESSION_IS_OURS")
        self._errors = 0
        _refuse_other_state(crawler.settings)
        if self._closes:
            _require_contact(crawler)
        self._session = shared_session(self._archive)
        crawler.signals.connect(self.spider_closed, signals.spider_closed)
        crawler.signals.connect(self.item_error, signals.item_error)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "SessionExtension":
        """Scrapy's constructor."""
        return cls(crawler)

    def item_error(self, failure: Failure) -> None:
        """Count an item that a pipeline could not take: its URL stays leased and is asked again."""
        self._errors += 1
        logger.error("An item was not stored: %s", failure.getErrorMessage())

    def spider_closed(self, spider: Spider, reason: str) -> None:
        """Close the session where nobody else does."""
        del spider
        if self._closes:
            # Why a run ended before its end is known to the session, not to Scrapy.
            code, why = self._session.stopped or (ExitCode.COMPLETE, reason)
            code, why = (ExitCode.BUG, reason) if self._errors else (code, why)
            close_shared_session(self._archive, exit_code=code, reason=why)


def _refuse_other_state(settings: BaseSettings) -> None:
    """Raise ConfigurationError for the places where Scrapy would keep state of its own, in pickles."""
    if settings.get("JOBDIR"):
        message = "JOBDIR loses pages when a crawl is killed; leave it unset: the archive keeps the state"
        raise ConfigurationError(message)
    if settings.getbool("HTTPCACHE_ENABLED"):
        message = "HTTPCACHE keeps pickles; leave it off: the archive keeps every answer"
        raise ConfigurationError(message)


def _require_contact(crawler: Crawler) -> None:
    """Raise ConfigurationError if a site would be asked without saying who asks."""
    profile = getattr(crawler.spidercls, "profile", None)
    if profile is None or crawler.settings["SASAC_CONTACT"]:
        return
    resolve_map = ResolveMap.parse(crawler.settings.getlist("SASAC_RESOLVE"))
    if not all(resolve_map.covers(host) for host in profile.hosts):
        message = "set SASAC_CONTACT to an address the site's operator can reach you at"
        raise ConfigurationError(message)
