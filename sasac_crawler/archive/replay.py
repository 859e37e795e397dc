"""The journal of a WARC, played into a database: what a crawl did, done again without the network.

Pages are parsed and normalised by the same functions as in a crawl and stored by the same
``PageStore``, in the order in which they were stored then.
"""

import datetime as dt
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import Path

from sqlite_utils import Database

from sasac_crawler.archive.attachment_keeper import entry_of
from sasac_crawler.archive.journal import Entry
from sasac_crawler.archive.journal_reading import (
    as_unreadable,
    failure_of,
    final_capture,
    judgements_of,
    listed_of,
    unchanged_of,
)
from sasac_crawler.archive.profile_record import profile_of
from sasac_crawler.archive.replay_files import FileReplay, fetched_of
from sasac_crawler.archive.replay_payloads import ReplayPayloads
from sasac_crawler.errors import IntegrityError, SasacCrawlerError, UnknownSiteError
from sasac_crawler.items import Appearance, Capture, ListedLink, Outcome, PageRequest
from sasac_crawler.normalize.article import normalize_article, strip_article
from sasac_crawler.normalize.list_dates import infer_list_years
from sasac_crawler.parse.article import parse_article
from sasac_crawler.parse.listing import parse_list_page
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.parts import join_parts
from sasac_crawler.parse.robots import MAX_BYTES
from sasac_crawler.sites import SiteProfile
from sasac_crawler.store.alarms import UNJUDGED, judge_run
from sasac_crawler.store.hosts import RobotsCopy
from sasac_crawler.store.leases import frontier_key
from sasac_crawler.store.page_rows import PageRows
from sasac_crawler.store.pages import PageStore
from sasac_crawler.store.runs import RunCounts, end_run, start_run
from sasac_crawler.store.transaction import transaction


@dataclass(slots=True, kw_only=True)
class ReindexReport:
    """What a reindex did."""

    files: int = 0
    """WARC files read."""

    captures: int = 0
    """Captures that have a row now."""

    adopted: int = 0
    """Of these, captures nothing was ever concluded from (a crash came between)."""

    pages: int = 0
    """Pages replayed: lists, articles and failures."""

    problems: list[str] = field(default_factory=list)
    """What could not be rebuilt as it was, one sentence each."""


class Replay:
    """Plays journal entries into one database."""

    def __init__(
        self,
        db: Database,
        folder: Path,
        *,
        profiles: Mapping[str, SiteProfile],
        committed: Mapping[str, int],
        report: ReindexReport,
    ) -> None:
        """Begin a replay.

        Args:
            db: an empty database of the newest schema.
            folder: the archive's ``warc`` folder.
            profiles: today's profiles, for sites the journal does not describe.
            committed: for files of runs that died, up to which byte the database knew them.
            report: where problems are noted.
        """
        self._db = db
        self._payloads = ReplayPayloads(db, folder)
        self._files = FileReplay(folder)
        self._profiles = dict(profiles)
        self._committed = committed
        self._report = report
        self._run_id: str | None = None
        self._counts = RunCounts()
        self._pages: PageStore
        self._waiting: dict[str, Capture] = {}

    def close(self) -> None:
        """End what reads files."""
        self._files.close()

    def begin_run(self, run_id: str, *, started: dt.datetime, software: str) -> None:
        """Go on with another run; what the run before left open is closed."""
        if run_id == self._run_id:
            return
        self.adopt()
        self._run_id = run_id
        self._counts = RunCounts()
        self._pages = PageStore(self._db, run_id=run_id, counts=self._counts)
        with transaction(self._db.conn):
            start_run(self._db.conn, run_id, now=started, software=software)
            # The process that ran is not this one.
            self._db.execute("UPDATE runs SET pid = NULL WHERE run_id = ?", (run_id,))

    def hold(self, capture: Capture) -> None:
        """Keep a capture until the journal says what came of it."""
        self._waiting[capture.capture_id] = capture

    def set_method(self, capture_id: str, method: str) -> None:
        """Note the method of the request that led to a capture."""
        if capture_id in self._waiting:
            self._waiting[capture_id] = replace(self._waiting[capture_id], method=method)

    def apply(self, entry: Entry) -> None:
        """Do what an entry says was done."""
        match entry["entry"]:
            case "site":
                profile = profile_of(entry["profile"])
                self._profiles[profile.slug] = profile
                self._pages.save_site(profile)
            case "page" if not self._was_lost(entry):
                self._apply_page(entry)
            case "robots" if not self._was_lost(entry):
                self._apply_robots(entry)
            case "end":
                self._end_run(entry)
            case _:
                pass

    def adopt(self) -> None:
        """Give rows to the captures that nothing was concluded from."""
        waiting, self._waiting = list(self._waiting.values()), {}
        with transaction(self._db.conn):
            PageRows(self._db, run_id=self._run_id or "", counts=self._counts).save_captures(waiting, None)
        self._report.adopted += len(waiting)

    def _was_lost(self, entry: Entry) -> bool:
        """Return whether a crash came between an entry and its transaction: the page was asked again."""
        captures = [self._waiting[one] for one in entry.get("captures", ()) if one in self._waiting]
        ends = [self._committed.get(one.warc_file) for one in captures]
        return bool(captures) and all(
            end is not None and one.warc_offset >= end for one, end in zip(captures, ends, strict=True)
        )

    def _apply_page(self, entry: Entry) -> None:
        self._report.pages += 1
        request = PageRequest(**entry["request"])
        listed = listed_of(entry, request)
        self._lease(entry, request, listed)
        captures = self._taken(entry)
        if entry["outcome"] == Outcome.UNCHANGED:
            self._pages.save_unchanged(unchanged_of(entry, request), captures)
            return
        if entry["outcome"] != Outcome.OK:
            self._pages.save_failure(failure_of(entry, request), captures)
            return
        try:
            self._read(entry, request, listed, captures)
        except (sqlite3.Error, OSError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever a page does to our code, the others must be rebuilt
            why = str(error) if isinstance(error, SasacCrawlerError) else repr(error)
            self._report.problems.append(f"{request.url} gives no record any more: {why}")
            self._pages.save_failure(failure_of(as_unreadable(entry, error), request), captures)

    def _read(
        self, entry: Entry, request: PageRequest, listed: ListedLink | None, captures: Sequence[Capture]
    ) -> None:
        site = self._profiles.get(entry["site"])
        if site is None:
            raise UnknownSiteError(entry["site"], None)
        if entry.get("is_file"):
            self._read_file(entry, request, listed, captures, site)
            return
        page = self._payloads.page(
            final_capture(entry, captures),
            request=request,
            seen_at=dt.datetime.fromisoformat(entry["seen_at"]),
            encoding=site.encoding,
        )
        if entry["kind"] == "list":
            channel = site.channel(entry["channel"])
            if channel is None:
                message = f"the profile of {site.slug} has no channel {entry['channel']!r}"
                raise IntegrityError(message)
            listing = infer_list_years(
                parse_list_page(
                    page,
                    site=site,
                    channel=channel,
                    page_number=entry["page_number"],
                    previous_first=entry.get("previous_first"),
                )
            )
            self._pages.save_listing(listing, captures, full=entry["full"], floor=entry["floor"])
            return
        scraped = parse_article(page, site=site, channel=entry["channel"], listed=listed)
        if scraped.parts:
            scraped = join_parts(scraped, self._parts(entry, scraped.parts, captures, site), site=site)
        article = normalize_article(strip_article(scraped), site=site)
        known = self._pages.articles.id_of_text(article.content_digest)
        self._pages.save_appearance(Appearance(article=article, same_text_as=known), captures)

    def _read_file(
        self,
        entry: Entry,
        request: PageRequest,
        listed: ListedLink | None,
        captures: Sequence[Capture],
        site: SiteProfile,
    ) -> None:
        final = final_capture(entry, captures)
        stored = self._payloads.stored(final)
        body = self._payloads.decoded(final, stored)
        fetched = fetched_of(entry, request, listed=listed, capture=final, stored=stored, body=body)
        self._pages.save_file(
            fetched, self._files.file_of(fetched), captures, entry=entry_of(fetched, site=site)
        )

    def _parts(
        self, entry: Entry, urls: tuple[str, ...], captures: Sequence[Capture], site: SiteProfile
    ) -> dict[str, Page]:
        """Return the further pages of an article that were good when it was stored."""
        seen_at = dt.datetime.fromisoformat(entry["seen_at"])
        return {
            one.target_uri: self._payloads.page(one, seen_at=seen_at, encoding=site.encoding)
            for one in captures
            if one.target_uri in urls and one.status == HTTPStatus.OK
        }

    def _apply_robots(self, entry: Entry) -> None:
        captures = self._taken(entry)
        body = b""
        if entry["outcome"] == "ok" and captures:
            body = self._payloads.decoded(captures[-1], self._payloads.stored(captures[-1]))[:MAX_BYTES]
        copy = RobotsCopy(
            outcome=entry["outcome"], body=body, fetched_at=dt.datetime.fromisoformat(entry["fetched_at"])
        )
        self._pages.save_robots(entry["host"], copy, captures)

    def _end_run(self, entry: Entry) -> None:
        assert self._run_id is not None  # noqa: S101 - a run's WARC begins with its run
        self._counts.judgements = judgements_of(entry)
        ended = dt.datetime.fromisoformat(entry["ended"])
        verdicts = {site: one.verdict.value for site, one in self._counts.judgements.items()}
        with transaction(self._db.conn):
            self._pages.audit()
            end_run(
                self._db.conn,
                self._run_id,
                now=ended,
                exit_code=entry["exit_code"],
                reason=entry["reason"],
                counts=self._counts,
            )
            if entry["exit_code"] not in UNJUDGED:
                judge_run(self._db.conn, self._run_id, now=ended, verdicts=verdicts)

    def _taken(self, entry: Entry) -> list[Capture]:
        return [self._waiting.pop(one) for one in entry["captures"] if one in self._waiting]

    def _lease(self, entry: Entry, request: PageRequest, listed: ListedLink | None) -> None:
        """Bring the frontier to where it stood when the page was being fetched."""
        with transaction(self._db.conn):
            self._pages.frontier.discover(
                request,
                kind=entry["kind"],
                site=entry["site"],
                channel=entry["channel"],
                now=dt.datetime.fromisoformat(entry["discovered_at"]),
                page_number=entry["page_number"],
                found_on=entry["found_on"],
                listed=listed,
                previous_first=entry.get("previous_first"),
            )
            self._db.execute(
                "UPDATE frontier SET state = 'leased', run_id = ?, tries = ?, found_on = ? WHERE key = ?",
                (self._run_id, entry["tries"], entry["found_on"], frontier_key(request)),
            )
