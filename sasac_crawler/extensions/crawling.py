"""One run: several spiders in one process, one session, one exit code."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scrapy.crawler import CrawlerProcess
from scrapy.settings import Settings

from sasac_crawler import __version__
from sasac_crawler.archive.session import ArchiveSession
from sasac_crawler.archive.shared import close_shared_session, shared_session
from sasac_crawler.errors import ExitCode
from sasac_crawler.extensions.stopping import SignalStopper
from sasac_crawler.items import Outcome
from sasac_crawler.middlewares.address_guard import ResolveMap
from sasac_crawler.sites import SiteProfile
from sasac_crawler.spiders.loader import spider_class
from sasac_crawler.store.runs import RunCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOptions:
    """How a run is to be done."""

    archive: Path
    site_folders: tuple[Path, ...] = ()
    full: bool = False
    probe: int = 0
    """Only so many list pages of each channel and one article; with 1 no article; 0 for all."""
    limit: int | None = None
    channels: tuple[str, ...] = ()
    contact: str | None = None
    resolve: tuple[str, ...] = ()
    log_level: str = "WARNING"
    time_limit: float = 0.0
    """Seconds after which the run stops in order; 0 for no limit."""
    patience: float = 90.0
    """Seconds to wait for a page that is due again soon before it is left to the next run."""
    delay: float | None = None
    """Seconds between requests instead of the profile's; for replicas only."""

    def unmapped_hosts(self, profiles: list[SiteProfile]) -> list[str]:
        """Return the hosts that would be asked over the network."""
        resolve_map = ResolveMap.parse(self.resolve)
        return [host for profile in profiles for host in profile.hosts if not resolve_map.covers(host)]

    def settings(self) -> Settings:
        """Return the Scrapy settings of the run."""
        settings = Settings()
        settings.setmodule("sasac_crawler.settings", priority="project")
        contact = f"; contact: {self.contact}" if self.contact else ""
        overrides: dict[str, Any] = {
            "SASAC_ARCHIVE": str(self.archive),
            "SASAC_RESOLVE": list(self.resolve),
            "SASAC_SESSION_IS_OURS": True,
            "USER_AGENT": f"sasac_crawler/{__version__} (research archive{contact})",
            "SASAC_TIME_LIMIT": self.time_limit,
            "SASAC_PATIENCE": self.patience,
            "LOG_LEVEL": self.log_level.upper(),
        }
        if self.delay is not None:
            overrides |= {"DOWNLOAD_DELAY": self.delay, "AUTOTHROTTLE_ENABLED": False}
        settings.setdict(overrides, priority="cmdline")
        return settings


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlResult:
    """What a run did and what its command must return."""

    run_id: str
    counts: RunCounts
    exit_code: ExitCode
    reason: str
    """One sentence: why this exit code."""


def crawl_sites(profiles: list[SiteProfile], options: CrawlOptions) -> CrawlResult:
    """Crawl sites side by side, one request at a time for each host.

    Raises:
        ArchiveLockedError: another run writes to the archive.
        StoreError: the archive cannot be written to.
    """
    session = shared_session(options.archive)
    exit_code, reason = ExitCode.BUG, "crashed"
    try:
        process = CrawlerProcess(options.settings())
        for profile in profiles:
            process.crawl(
                spider_class(profile),
                full=options.full,
                probe=options.probe,
                limit=options.limit,
                channel=",".join(options.channels),
            )
        SignalStopper(process, session).install()
        process.start(install_signal_handlers=False)
        exit_code, reason = run_verdict(session, crashed=process.bootstrap_failed)
    finally:
        close_shared_session(options.archive, exit_code=exit_code, reason=reason)
    return CrawlResult(run_id=session.run_id, counts=session.counts, exit_code=exit_code, reason=reason)


def run_verdict(session: ArchiveSession, *, crashed: bool) -> tuple[ExitCode, str]:
    """Return the exit code of a run and one sentence why."""
    if crashed:
        return ExitCode.BUG, "a spider could not be started"
    if session.stopped is not None:
        return session.stopped
    counts = session.counts
    if counts.outcomes and all(_is_blocked(outcomes) for outcomes in counts.outcomes.values()):
        return ExitCode.BLOCKED, "every site answered with challenges or asked to come back later"
    verdicts = [channel.verdict for channel in counts.channels.values()]
    if verdicts and all(verdict == "failed" for verdict in verdicts):
        return ExitCode.ALL_FAILED, "every channel failed"
    bad = sum(verdict != "ok" for verdict in verdicts)
    if bad:
        return ExitCode.PARTIAL, f"{bad} of {len(verdicts)} channels failed or fell below their floor"
    return ExitCode.COMPLETE, "complete"


def _is_blocked(outcomes: Counter[str]) -> bool:
    refused = outcomes[Outcome.CHALLENGE.value] + outcomes[Outcome.RATE_LIMITED.value]
    return refused > 0 and not outcomes[Outcome.OK.value]
