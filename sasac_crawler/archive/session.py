"""One writing session on an archive: bytes before records, and one writer at a time.

All spiders of a process share the session; it opens with the first and ends with the last.
"""

import datetime as dt
import logging
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Final

from sasac_crawler import __version__
from sasac_crawler.archive import journal
from sasac_crawler.archive.attachment_keeper import AttachmentKeeper
from sasac_crawler.archive.clock import Clock, utc_now
from sasac_crawler.archive.exchange import Exchange
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.health import write_health
from sasac_crawler.archive.opening import take
from sasac_crawler.archive.run_warcs import WARC_BYTES, RunWarcs
from sasac_crawler.errors import ExitCode
from sasac_crawler.items import Appearance, Capture, FetchedFile, ListPage, PageFailure, PageUnchanged
from sasac_crawler.sites import SiteProfile
from sasac_crawler.store.alarms import UNJUDGED, Alarm, judge_run, open_alarms
from sasac_crawler.store.articles import Stored
from sasac_crawler.store.crash_points import crash_point
from sasac_crawler.store.files import ReadFile
from sasac_crawler.store.grouping import CommitGroup
from sasac_crawler.store.hosts import HOST_TROUBLE, RobotsCopy
from sasac_crawler.store.near_duplicates import compare_waiting
from sasac_crawler.store.pages import PageStore
from sasac_crawler.store.readings import forget_old
from sasac_crawler.store.runs import RunCounts, end_run, start_run
from sasac_crawler.store.search import index_waiting
from sasac_crawler.store.transaction import transaction

logger = logging.getLogger(__name__)

_SOFTWARE: Final = f"sasac_crawler {__version__}"


class ArchiveSession:
    """The one writer of an archive, for the length of a run."""

    def __init__(
        self, root: Path, *, clock: Clock = utc_now, warc_bytes: int = WARC_BYTES, together: int = 1
    ) -> None:
        """Lock the archive, bring it up to date, tidy after a crash and begin a run.

        Args:
            root: the archive's folder; made if it is not there.
            clock: where the run takes its time from.
            warc_bytes: size past which a WARC is closed and another begun.
            together: pages of one commit. With more than one ``commit_due`` must be called now and then.

        Raises:
            ArchiveLockedError: another run writes to it.
            StoreError: it cannot be written to.
        """
        self.folder = ArchiveFolder(root)
        self._lock, self._db, self._sealed = take(self.folder)
        self.files = AttachmentKeeper(self.folder)
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
        self.acknowledged = 0
        """Pages of which this run said that they are safe."""
        self._stored: list[str] = []
        self._captures: dict[str, list[Capture]] = {}
        self._group = CommitGroup(self._db.conn, most=together, before_commit=self._sync_bytes)
        self.pages = PageStore(self._db, run_id=self.run_id, counts=self.counts, unit=self._group.unit)
        with transaction(self._db.conn):
            start_run(self._db.conn, self.run_id, now=now, software=_SOFTWARE)

    def stop(self, code: ExitCode, reason: str) -> None:
        """Ask every spider to come to an end. The first cause stands, unless a stop is forced."""
        if self.stopped is None or code is ExitCode.FORCED:
            self.stopped = (code, reason)

    @property
    def connection(self) -> sqlite3.Connection:
        """The writer's connection: what is not committed yet is seen here and nowhere else."""
        connection: sqlite3.Connection = self._db.conn
        return connection

    @contextmanager
    def unit(self) -> Iterator[None]:
        """Run calls of the frontier as one unit, which is committed with the pages about it."""
        with self._group.unit():
            yield
        self.commit_due()

    def commit_due(self) -> None:
        """Commit what was written if there is enough of it, or it has waited long enough."""
        if self._group.is_due:
            self.commit()

    def commit(self) -> None:
        """Make what was written durable, bytes before records, and say of every page that it is safe.

        If that fails nothing of it is stored: its pages are asked again by the next run.

        Raises:
            OSError: the bytes could not be synced.
            sqlite3.Error: the records could not be committed.
        """
        stored, self._stored = self._stored, []
        if not self._group.commit():
            return
        crash_point("after_commit")
        for key in stored:
            self.acknowledged += 1
            logger.info("ack %d %s", self.acknowledged, key)

    def capture(self, key: str, exchange: Exchange) -> Capture:
        """Write an exchange to the WARC; it is committed with the page it belongs to.

        Args:
            key: frontier key of the page, under which redirects and retries gather.
            exchange: what was sent and received.
        """
        crash_point("before_warc_write")
        self._warcs.turn_if_full(is_between_pages=not self._captures)
        capture = self._warcs.current().write(exchange, revisit_of=self._earlier(key, exchange))
        crash_point("after_warc_write")
        self._captures.setdefault(key, []).append(capture)
        return capture

    def save_site(self, site: SiteProfile) -> None:
        """Store what a profile says, for readers of the database and for a reindex."""
        self._warcs.current().note(journal.site_entry(site), url=site.homepage or "", at=self.now())
        self.pages.save_site(site)
        self.commit_due()

    def save_listing(self, page: ListPage, *, key: str, full: bool, floor: int) -> int:
        """Store a list page with its bytes; return how many links were new."""
        captures = self._noted(key, journal.listing_entry(page, full=full, floor=floor))
        new = self.pages.save_listing(page, captures, full=full, floor=floor)
        self._will_acknowledge(key)
        return new

    def save_appearance(self, appearance: Appearance, *, key: str) -> Stored:
        """Store an article's page with its bytes."""
        captures = self._noted(key, journal.appearance_entry(appearance))
        stored = self.pages.save_appearance(appearance, captures)
        self._will_acknowledge(key)
        return stored

    def save_file(
        self, fetched: FetchedFile, file: ReadFile, *, key: str, entry: Appearance | None = None
    ) -> None:
        """Store a file that ``files`` has taken, with its exchange.

        Args:
            fetched: what was fetched.
            file: the file with its text.
            key: frontier key of its URL.
            entry: the article it is, where a list names it like one.
        """
        captures = self._noted(key, journal.file_entry(fetched))
        self.pages.save_file(fetched, file, captures, entry=entry)
        self._will_acknowledge(key)

    def save_unchanged(self, page: PageUnchanged, *, key: str) -> None:
        """Store that what is known of a page still stands, with the answer that said so."""
        self.pages.save_unchanged(page, self._noted(key, journal.unchanged_entry(page)))
        self._will_acknowledge(key)

    def save_failure(self, failure: PageFailure, *, key: str) -> None:
        """Store that a page gave no record, with its bytes; trouble of a host is committed at once.

        How long a host is to be left alone holds for a run that begins after a kill, too.
        """
        self.pages.save_failure(failure, self._noted(key, journal.failure_entry(failure)))
        self._stored.append(key)
        if failure.outcome in HOST_TROUBLE:
            self.commit()
        self.commit_due()

    def save_robots(self, host: str, copy: RobotsCopy, *, key: str) -> None:
        """Store what a host's robots.txt said, with the answer's bytes."""
        self.pages.save_robots(host, copy, self._noted(key, journal.robots_entry(host, copy)))
        self.commit_due()

    def compare_texts(self) -> None:
        """Find the near duplicates of what is new; what a stop leaves over is compared by the next run."""
        self.commit()
        for _ in compare_waiting(self.connection):
            if self.stopped is not None:
                return

    def judge_drift(self) -> list[Alarm]:
        """Raise and end alarms by what this run read; return those it raised."""
        if self.stopped is not None and self.stopped[0] in UNJUDGED:
            return []
        if self._alarms is None:
            self.commit()
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
            self.commit()
            entry = journal.end_entry(
                ended=ended, exit_code=exit_code, reason=reason, judgements=self.counts.judgements
            )
            if self._warcs.close(entry, at=ended):
                crash_point("after_seal")
            self._end_run(ended, exit_code=exit_code, reason=reason)
            crash_point("after_end_run")
            # After the end is on record: whatever is found here, the run is over.
            self.judge_drift()
            self._db.execute("PRAGMA optimize")
            # A reader that stays open must not hold up the end: what it keeps is copied at the next run's.
            self._db.execute("PRAGMA busy_timeout = 500")
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

    def _end_run(self, ended: dt.datetime, *, exit_code: int, reason: str) -> None:
        connection = self.connection
        with transaction(connection):
            index_waiting(connection)
            self.pages.frontier.release(run_id=self.run_id)
            self.pages.audit()
            end_run(
                connection, self.run_id, now=ended, exit_code=exit_code, reason=reason, counts=self.counts
            )

    def _will_acknowledge(self, key: str) -> None:
        """Say that a page is safe once it is: from then on it is not lost, whatever happens."""
        self._stored.append(key)
        self.commit_due()

    def _noted(self, key: str, entry: journal.Entry) -> Sequence[Capture]:
        """Write in the journal what came of a URL and hand over its captures: durable before their rows are."""
        captures = self._captures.pop(key, [])
        self._warcs.current().note(
            journal.with_frontier(entry, self.connection, key, captures),
            url=captures[-1].target_uri if captures else key,
            at=self.now(),
            about=captures[-1].capture_id if captures else None,
        )
        return captures

    def _sync_bytes(self) -> None:
        crash_point("before_warc_sync")
        if self._warcs.sync():
            crash_point("after_warc_sync")

    def _earlier(self, key: str, exchange: Exchange) -> Capture | None:
        if exchange.status == HTTPStatus.NOT_MODIFIED:
            return self.pages.confirmed_capture(key, exchange.url)
        return self.pages.earlier_capture(exchange.url, exchange.payload_digest)
