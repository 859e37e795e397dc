"""``sasac reindex``: the database, rebuilt from the WARC files alone. The last resort, and a drill.

What cannot be rebuilt, because no WARC holds it: ``runs.pid``; runs that asked nothing; URLs that were
waiting and never answered in a list nobody fetched; ``article_versions`` a ``reparse`` made; what later
commands work out (``near_duplicate_of``): they can be run again.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from sasac_crawler.archive.durable import sync_path
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.journal import Entry, from_fields
from sasac_crawler.archive.manifest import OPEN_SUFFIX
from sasac_crawler.archive.replay import ReindexReport, Replay
from sasac_crawler.archive.warc_members import WarcBytes
from sasac_crawler.archive.warc_record import WarcRecord, parse_http, parse_record
from sasac_crawler.errors import IntegrityError, UsageError
from sasac_crawler.items import Capture
from sasac_crawler.sites import SiteProfile
from sasac_crawler.store.connection import open_writer
from sasac_crawler.store.migrations import migrate
from sasac_crawler.store.near_duplicates import compare_waiting
from sasac_crawler.store.organizations import save_organizations
from sasac_crawler.store.search import index_waiting
from sasac_crawler.store.transaction import transaction

_GZIP_MAGIC = b"\x1f\x8b\x08"
_HEAD_RECORDS = 3
"""Records at the beginning of a file among which the run's entry stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _RunFile:
    """One WARC file and the run that wrote it."""

    path: Path
    run_id: str
    started: dt.datetime
    software: str
    sealed: Mapping[str, int]

    @property
    def name(self) -> str:
        return self.path.name.removesuffix(OPEN_SUFFIX)


def reindex(
    folder: ArchiveFolder,
    database: Path,
    *,
    profiles: Mapping[str, SiteProfile],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> ReindexReport:
    """Build a new database from an archive's WARC files.

    Args:
        folder: the archive; the caller holds its lock.
        database: file to make.
        profiles: today's profiles, for sites the WARC files do not describe.
        progress: told how many WARC files are read, of how many.

    Raises:
        UsageError: the file is there already, or there are no WARC files.
    """
    if database.exists():
        message = f"{database} is there already; a database is never written over"
        raise UsageError(message)
    report = ReindexReport()
    files = _run_files(folder.warc, report)
    if not files:
        message = f"there are no WARC files in {folder.warc}"
        raise UsageError(message)
    with _drafted(database) as db:
        save_organizations(db)
        committed = {name: end for one in files for name, end in one.sealed.items()}
        replay = Replay(db, folder.warc, profiles=profiles, committed=committed, report=report)
        with closing(replay):
            for number, file in enumerate(files, start=1):
                _replay_file(file, replay, report)
                progress(number, len(files))
            replay.adopt()
        _work_out_rest(db)
        [report.captures] = db.execute("SELECT count(*) FROM captures").fetchone()
    return report


@contextmanager
def _drafted(database: Path) -> Iterator[Database]:
    """Yield a new, empty database beside the one wanted; it gets that name once it is whole and durable."""
    draft = database.with_name(database.name + ".part")
    for suffix in ("", "-wal", "-shm"):
        draft.with_name(draft.name + suffix).unlink(missing_ok=True)
    db = open_writer(draft)
    with closing(db.conn):
        # Nothing is lost if this dies: it begins anew. Made durable as a whole at the end.
        db.execute("PRAGMA synchronous = OFF")
        migrate(db)
        yield db
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sync_path(draft)
    draft.rename(database)
    sync_path(database.parent)


def _work_out_rest(db: Database) -> None:
    """Index and compare what a crawl indexes and compares as it goes."""
    with transaction(db.conn):
        index_waiting(db.conn)
    for _ in compare_waiting(db.conn):
        pass


def _replay_file(file: _RunFile, replay: Replay, report: ReindexReport) -> None:
    report.files += 1
    replay.begin_run(file.run_id, started=file.started, software=file.software)
    for record in _records(file.path, report):
        if record.is_capture:
            replay.hold(_capture(record, file.name))
        elif record.record_type == "request":
            replay.set_method(record.identifier("warc-concurrent-to"), parse_http(record, file.name).method)
        elif (entry := _entry(record)) is not None:
            replay.apply(entry)


def _run_files(folder: Path, report: ReindexReport) -> list[_RunFile]:
    """Return the WARC files in the order in which they were written."""
    paths = [*folder.glob("*.warc.gz"), *folder.glob(f"*.warc.gz{OPEN_SUFFIX}")]
    found = [one for path in paths if (one := _run_file(path, report)) is not None]
    return sorted(found, key=lambda one: (one.started, one.name))


def _run_file(path: Path, report: ReindexReport) -> _RunFile | None:
    """Return what the first records of a file say of the run that wrote it."""
    run: Entry = {}
    for number, record in zip(range(_HEAD_RECORDS), _records(path, ReindexReport()), strict=False):
        entry = _entry(record)
        if entry is not None and entry["entry"] == "run":
            run |= entry
        elif number == 0:
            info = _warcinfo(record)
            run |= {
                "run_id": info.get("isPartOf") or path.name.partition(".")[0],
                "started": record.fields.get("warc-date", ""),
                "software": info.get("software", ""),
                "sealed": {},
            }
    if not run:
        report.problems.append(f"{path.name} holds no whole record")
        return None
    return _RunFile(
        path=path,
        run_id=run["run_id"],
        started=dt.datetime.fromisoformat(run["started"]),
        software=run["software"],
        sealed=run["sealed"],
    )


def _records(path: Path, report: ReindexReport) -> Iterator[WarcRecord]:
    """Yield every whole record of a file; where bytes are damaged, go on with the next one."""
    with WarcBytes(path) as file:
        offset, size = 0, file.size
        while offset < size:
            try:
                member = file.member(offset)
                yield parse_record(member, path.name)
                offset = member.end
            except IntegrityError as error:
                following = _next_member(file, offset + 1)
                if following < size or not path.name.endswith(OPEN_SUFFIX):
                    report.problems.append(str(error))
                offset = following


def _next_member(file: WarcBytes, start: int) -> int:
    """Return where the next record begins behind damage, or the size of the file."""
    position, size = start, file.size
    while position < size:
        window = bytes(file.window(position, 1 << 16))
        found = window.find(_GZIP_MAGIC)
        if found < 0:
            position += max(len(window) - len(_GZIP_MAGIC) + 1, 1)
            continue
        position += found
        try:
            parse_record(file.member(position), file.path.name)
        except IntegrityError:
            position += 1
        else:
            return position
    return size


def _capture(record: WarcRecord, name: str) -> Capture:
    http = parse_http(record, name)
    return Capture(
        capture_id=record.record_id,
        target_uri=record.target_uri,
        captured_at=dt.datetime.fromisoformat(record.fields["warc-date"]),
        method="GET",
        status=http.status,
        payload_digest=record.payload_digest,
        warc_file=name,
        warc_offset=record.offset,
        warc_length=record.length,
        is_revisit=record.record_type == "revisit",
        etag=http.header("ETag"),
        last_modified=http.header("Last-Modified"),
    )


def _entry(record: WarcRecord) -> Entry | None:
    return from_fields(bytes(record.block)) if record.record_type == "metadata" else None


def _warcinfo(record: WarcRecord) -> dict[str, str]:
    lines = bytes(record.block).decode("utf-8", "replace").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return {name.strip(): value.strip() for name, _, value in pairs}
