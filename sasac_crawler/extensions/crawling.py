"""One run: several spiders in one process, one session, one exit code."""

import gc
import logging
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from scrapy.crawler import CrawlerProcess
from scrapy.settings import Settings

from sasac_crawler import __version__
from sasac_crawler.archive.session import ArchiveSession
from sasac_crawler.archive.shared import close_shared_session, shared_session
from sasac_crawler.errors import ExitCode, NoSpaceError, StoreError
from sasac_crawler.extensions.json_log import log_as_json
from sasac_crawler.extensions.stopping import SignalStopper
from sasac_crawler.items import Outcome
from sasac_crawler.middlewares.address_guard import ResolveMap
from sasac_crawler.sites import SiteProfile
from sasac_crawler.spiders.loader import spider_class
from sasac_crawler.store.runs import RunCounts
from sasac_crawler.store.space import is_out_of_space, is_unwritable
from sasac_crawler.store.verdicts import Judgement, Verdict

_SHUT: Final = (Verdict.CHALLENGE, Verdict.GEO_BLOCKED, Verdict.HELD)
_COLLECT_AFTER: Final = 10_000
"""Objects that come to be between two looks of the collector; a page makes some thousands, and most go by themselves."""
_NAMED: Final = 3
"""Sites that the sentence about a run names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOptions:
    """How a run is to be done."""

    archive: Path
    site_folders: tuple[Path, ...] = ()
    full: bool = False
    probe: int = 0
    """Only so many list pages of each channel and one article; with 1 no article; 0 for all."""
    limit: int | None = None
    pages: int | None = None
    """Requests to each site, at most."""
    site_time: float | None = None
    """Seconds after which a site is left; a page that is being fetched is finished."""
    run_pages: int | None = None
    """Requests to all sites together; then the run stops in order."""
    channels: tuple[str, ...] = ()
    contact: str | None = None
    user_agent: str | None = None
    """Name before the contact in the User-Agent, in place of ours."""
    resolve: tuple[str, ...] = ()
    proxy: str | None = None
    """Address of a proxy through which sites are asked; may be a private one."""
    log_level: str = "WARNING"
    log_format: str = "text"
    """``text``, or ``json`` for one object a line."""
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
            "SASAC_PROXY": self.proxy or "",
            "SASAC_SESSION_IS_OURS": True,
            "USER_AGENT": f"{self.user_agent or f'sasac_crawler/{__version__}'} (research archive{contact})",
            "SASAC_TIME_LIMIT": self.time_limit,
            "SASAC_RUN_PAGES": self.run_pages or 0,
            "SASAC_PATIENCE": self.patience,
            "LOG_LEVEL": self.log_level.upper(),
            # Ours stands in its place, with another form of lines.
            "LOG_ENABLED": self.log_format == "text",
            "SASAC_LOG_FORMAT": self.log_format,
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
        NoSpaceError: the disk is full, or a quota is used up.
    """
    with _space_told(options.archive):
        return _crawl(profiles, options)


@contextmanager
def _sparing(log_level: str) -> Iterator[None]:
    """Leave out what Scrapy and Python do for every page and nobody asked for (measured: a tenth of a page's time).

    Scrapy makes a record of the log for every step, which every site's handler then refuses by its level. And what
    was made before the first page (modules, vocabularies) stays to the end: the collector need not look at it.
    """
    loggers = [logging.getLogger(name) for name in ("scrapy", "sasac_crawler")]
    levels, thresholds = [one.level for one in loggers], gc.get_threshold()
    for one in loggers:
        one.setLevel(log_level.upper())
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
        for one, level in zip(loggers, levels, strict=True):
            one.setLevel(level)


@contextmanager
def _space_told(archive: Path) -> Iterator[None]:
    """Call an error of the disk by its name, wherever it comes from."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        if is_out_of_space(error):
            raise NoSpaceError(str(archive), shutil.disk_usage(archive).free) from error
        if is_unwritable(error):
            why = "a quota, a limit of file sizes, a read-only or failing disk"
            message = f"{archive} cannot be written to: {error} ({why})"
            raise StoreError(message) from error
        raise


def _crawl(profiles: list[SiteProfile], options: CrawlOptions) -> CrawlResult:
    session = shared_session(options.archive)
    exit_code, reason = ExitCode.BUG, "crashed"
    try:
        process = CrawlerProcess(options.settings())
        if options.log_format == "json":
            log_as_json(options.log_level)
        for profile in profiles:
            process.crawl(
                spider_class(profile),
                full=options.full,
                probe=options.probe,
                limit=options.limit,
                pages=options.pages,
                site_time=options.site_time,
                channel=",".join(options.channels),
            )
        SignalStopper(process, session).install()
        with _sparing(options.log_level):
            process.start(install_signal_handlers=False)
            session.compare_texts()
        session.judge_drift()
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
    slips = sum(outcomes[Outcome.BUG.value] for outcomes in session.counts.outcomes.values())
    if slips:
        return ExitCode.BUG, f"our own code failed on {slips} pages; the log and their issues say how"
    code, reason = counts_verdict(session.counts)
    raised = session.judge_drift()
    if raised and code in (ExitCode.COMPLETE, ExitCode.TIME_LIMIT):
        return ExitCode.PARTIAL, f"{len(raised)} new alarms: {raised[0].sentence}"
    return code, reason


def counts_verdict(counts: RunCounts) -> tuple[ExitCode, str]:
    """Return the exit code of a run that came to its own end, and one sentence why.

    18 if no site let itself be asked, 9 if every channel failed, 20 if some site or channel did, 15 if
    all went well but some site's hours were over, 0 only if nothing was left undone.
    """
    judged = counts.judgements
    if judged and all(one.verdict in _SHUT for one in judged.values()):
        return ExitCode.BLOCKED, f"no site let itself be asked: {_reasons(judged)}"
    channels = [channel.verdict for channel in counts.channels.values()]
    if channels and all(verdict == "failed" for verdict in channels):
        return ExitCode.ALL_FAILED, f"every channel failed: {_reasons(judged)}"
    bad = {site: one for site, one in judged.items() if one.verdict not in (Verdict.OK, Verdict.NOT_DUE)}
    if bad:
        return ExitCode.PARTIAL, f"{len(bad)} of {len(judged)} sites are not well: {_reasons(bad)}"
    failed = sum(verdict != "ok" for verdict in channels)
    if failed:
        return ExitCode.PARTIAL, f"{failed} of {len(channels)} channels failed or fell below their floor"
    waiting = {site: one for site, one in judged.items() if one.verdict is Verdict.NOT_DUE}
    if waiting:
        return ExitCode.TIME_LIMIT, f"not every site may be asked at this hour: {_reasons(waiting)}"
    return ExitCode.COMPLETE, "complete"


def _reasons(judged: Mapping[str, Judgement]) -> str:
    return "; ".join(f"{site}: {one.reason}" for site, one in sorted(judged.items())[:_NAMED])
