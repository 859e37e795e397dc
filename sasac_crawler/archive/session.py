"""One writing session on an archive: bytes before records, and one writer at a time.

All spiders of a process share the session; it opens with the first and ends with the last.
"""

import logging
import os
import secrets
import sqlite3
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Final

from sasac_crawler import __version__
from sasac_crawler.archive import journal
from sasac_crawler.archive.attachment_keeper import AttachmentKeeper
from sasac_crawler.archive.clock import Clock, utc_now
from sasac_crawler.archive.exchange import Exchange
from sasac_crawler.archive.folder import ArchiveFolder, ArchiveLock
from sasac_crawler.archive.health import write_health
from sasac_crawler.archive.run_warcs import WARC_BYTES, RunWarcs
from sasac_crawler.archive.sealing import files_of_dead_runs, seal_open_files
from sasac_crawler.archive.syncing import BackgroundSync
from sasac_crawler.errors import ExitCode
from sasac_crawler.items import Appearance, Capture, FetchedFile, ListPage, PageFailure, PageUnchanged
from sasac_crawler.sites import SiteProfile
from sasac_crawler.store.alarms import UNJUDGED, Alarm, judge_run, open_alarms
from sasac_crawler.store.articles import Stored
from sasac_crawler.store.connection import open_writer
from sasac_crawler.store.crash_points import crash_point
from sasac_crawler.store.files import ReadFile
from sasac_crawler.store.hosts import RobotsCopy
from sasac_crawler.store.migrations import migrate
from sasac_crawler.store.near_duplicates import compare_waiting
from sasac_crawler.store.organizations import save_organizations
from sasac_crawler.store.pages import PageStore
from sasac_crawler.store.readings import forget_old
from sasac_crawler.store.runs import RunCounts, end_run, start_run
from sasac_crawler.store.search import index_waiting
from sasac_crawler.store.transaction import transaction

logger = logging.getLogger(__name__)

_SOFTWARE: Final = f"sasac_crawler {__version__}"


class ArchiveSession:
    """The one writer of an archive, for the length of a run."""

    def __init__(self, root: Path, *, clock: Clock = utc_now, warc_bytes: int = WARC_BYTES) -> None:
        """Lock the archive, bring it up to date, tidy after a crash and begin a run.

        Args:
            root: the archive's folder; made if it is not there.
            clock: where the run takes its time from.
            warc_bytes: size past which a WARC is closed and another begun.

        Raises:
            ArchiveLockedError: another run writes to it.
            StoreError: it cannot be written to.
        """
        self.folder = ArchiveFolder(root)
        os.umask(0o027)
        self.folder.create()
        self._lock = ArchiveLock(self.folder)
        self._lock.acquire()
        try:
            self._db = open_writer(self.folder.database)
            migrate(self._db)
            save_organizations(self._db)
            seal_open_files(self.folder, self._db.conn)
            self._sealed = files_of_dead_runs(self.folder, self._db.conn)
            self.files = AttachmentKeeper(self.folder)
            self.files.discard_unfinished()
        except BaseException:
            self._lock.release()
            raise
        self.now = clock
        now = clock()
        self.run_id = f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        self.counts = RunCounts()
        self.asked = 0
        """Pages this run asked for, all sites together."""
        self.stopped: tuple[ExitCode, str] | None = None
        self._alarms: list[Alarm] | None = None
        self._warcs = RunWarcs(
            self.folder.warc,
            run_id=self.run_id,
            started=now,
            limit=warc_bytes,
            opening=lambda: journal.run_entry(
                self.run_id, started=now, software=_SOFTWARE, sealed=self._sealed
            ),
        )
        self._acknowledged = 0
        self._captures: dict[str, list[Capture]] = {}
        self._syncs = BackgroundSync()
        self.pages = PageStore(
            self._db, run_id=self.run_id, counts=self.counts, before_commit=self._wait_for_bytes
        )
        with transaction(self._db.conn):
            # Under the lock, a lease of another run is a lease of a dead run.
            self.pages.frontier.release()
            index_waiting(self._db.conn)
            start_run(self._db.conn, self.run_id, now=now, software=_SOFTWARE)

    def stop(self, code: ExitCode, reason: str) -> None:
        """Ask every spider to come to an end. The first cause stands, unless a stop is forced."""
        if self.stopped is None or code is ExitCode.FORCED:
            self.stopped = (code, reason)

    @property
    def connection(self) -> sqlite3.Connection:
        """The writer's connection, for grouping frontier calls in a transaction."""
        connection: sqlite3.Connection = self._db.conn
        return connection

    def capture(self, key: str, exchange: Exchange) -> Capture:
        """Write an exchange to the WARC; it is committed with the page it belongs to.

        Args:
            key: frontier key of the page, under which redirects and retries gather.
            exchange: what was sent and received.
        """
        crash_point("before_warc_write")
        self._syncs.wait()  # of a page that could not be stored: its file may be closed now
        self._warcs.turn_if_full(is_between_pages=not self._captures)
        capture = self._warcs.current().write(exchange, revisit_of=self._earlier(key, exchange))
        crash_point("after_warc_write")
        self._captures.setdefault(key, []).append(capture)
        return capture

    def save_site(self, site: SiteProfile) -> None:
        """Store what a profile says, for readers of the database and for a reindex."""
        self._warcs.current().note(journal.site_entry(site), url=site.homepage or "", at=self.now())
        self.pages.save_site(site)

    def save_listing(self, page: ListPage, *, key: str, full: bool, floor: int) -> int:
        """Make the page's bytes durable, then store it; return how many links were new."""
        captures = self._durable(key, journal.listing_entry(page, full=full, floor=floor))
        new = self.pages.save_listing(page, captures, full=full, floor=floor)
        self._acknowledge(key)
        return new

    def save_appearance(self, appearance: Appearance, *, key: str) -> Stored:
        """Make the page's bytes durable, then store it."""
        captures = self._durable(key, journal.appearance_entry(appearance))
        stored = self.pages.save_appearance(appearance, captures)
        self._acknowledge(key)
        return stored

    def save_file(
        self, fetched: FetchedFile, file: ReadFile, *, key: str, entry: Appearance | None = None
    ) -> None:
        """Store a file that ``files`` has taken, once its exchange is durable too.

        Args:
            fetched: what was fetched.
            file: the file with its text.
            key: frontier key of its URL.
            entry: the article it is, where a list names it like one.
        """
        captures = self._durable(key, journal.file_entry(fetched))
        self.pages.save_file(fetched, file, captures, entry=entry)
        self._acknowledge(key)

    def save_unchanged(self, page: PageUnchanged, *, key: str) -> None:
        """Make the answer durable, then store that what is known of the page still stands."""
        self.pages.save_unchanged(page, self._durable(key, journal.unchanged_entry(page)))
        self._acknowledge(key)

    def save_failure(self, failure: PageFailure, *, key: str) -> None:
        """Make the page's bytes durable, then store that it gave no record."""
        self.pages.save_failure(failure, self._durable(key, journal.failure_entry(failure)))
        self._acknowledge(key)

    def save_robots(self, host: str, copy: RobotsCopy, *, key: str) -> None:
        """Make the answer's bytes durable, then store what a host's robots.txt said."""
        self.pages.save_robots(host, copy, self._durable(key, journal.robots_entry(host, copy)))

    def compare_texts(self) -> None:
        """Find the near duplicates of what is new; what a stop leaves over is compared by the next run."""
        for _ in compare_waiting(self.connection):
            if self.stopped is not None:
                return

    def judge_drift(self) -> list[Alarm]:
        """Raise and end alarms by what this run read; return those it raised."""
        if self.stopped is not None and self.stopped[0] in UNJUDGED:
            return []
        if self._alarms is None:
            verdicts = {site: one.verdict.value for site, one in self.counts.judgements.items()}
            now = self.now()
            with transaction(self.connection):
                self._alarms = judge_run(self.connection, self.run_id, now=now, verdicts=verdicts)
                forget_old(self.connection, now=now)
        return self._alarms

    def close(self, *, exit_code: int, reason: str) -> None:
        """End the run: seal the WARC, return leases, write the counts, give the lock back."""
        crash_point("before_close")
        self.files.close()
        ended = self.now()
        try:
            self._syncs.close()
            entry = journal.end_entry(
                ended=ended, exit_code=exit_code, reason=reason, judgements=self.counts.judgements
            )
            if self._warcs.close(entry, at=ended):
                crash_point("after_seal")
            with transaction(self._db.conn):
                index_waiting(self._db.conn)
                self.pages.frontier.release(run_id=self.run_id)
                self.pages.audit()
                end_run(
                    self._db.conn,
                    self.run_id,
                    now=ended,
                    exit_code=exit_code,
                    reason=reason,
                    counts=self.counts,
                )
            crash_point("after_end_run")
            # After the end is on record: whatever is found here, the run is over.
            self.judge_drift()
            self._db.execute("PRAGMA optimize")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            write_health(
                self.folder,
                run_id=self.run_id,
                ended=ended.isoformat(),
                exit_code=exit_code,
                reason=reason,
                counts=self.counts,
                alarms=open_alarms(self.connection),
            )
        finally:
            self._db.conn.close()
            self._lock.release()

    def _acknowledge(self, key: str) -> None:
        """Say that a page is safe: from here on it is not lost, whatever happens."""
        crash_point("after_commit")
        self._acknowledged += 1
        logger.info("ack %d %s", self._acknowledged, key)

    def _durable(self, key: str, entry: journal.Entry) -> Sequence[Capture]:
        """Journal what came of a URL, begin to sync the WARC, hand over its captures.

        Bytes before records: the transaction that stores them commits when the sync is done.
        """
        captures = self._captures.pop(key, [])
        warc = self._warcs.current()
        warc.note(
            journal.with_frontier(entry, self.connection, key, captures),
            url=captures[-1].target_uri if captures else key,
            at=self.now(),
            about=captures[-1].capture_id if captures else None,
        )
        crash_point("before_warc_sync")
        self._syncs.begin(warc.prepare_sync())
        return captures

    def _wait_for_bytes(self) -> None:
        if self._syncs.wait():
            crash_point("after_warc_sync")

    def _earlier(self, key: str, exchange: Exchange) -> Capture | None:
        if exchange.status == HTTPStatus.NOT_MODIFIED:
            return self.pages.confirmed_capture(key, exchange.url)
        return self.pages.earlier_capture(exchange.url, exchange.payload_digest)
