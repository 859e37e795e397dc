"""``sasac merge``: bundles, archives made elsewhere, joined into this one.

Everything is checked before anything is adopted. Then the bytes come first (WARC files and attachments under
their own names, never changed), the rows last and in one transaction: killed in between, the archive is what it
was, and the same merge again completes it.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from sqlite_utils import Database

from sasac_crawler.archive import bundle as bundles
from sasac_crawler.archive.attachment_files import DRAFTS
from sasac_crawler.archive.copying import copy_tree, copy_warcs
from sasac_crawler.archive.durable import sync_path
from sasac_crawler.archive.folder import ArchiveFolder, ArchiveLock
from sasac_crawler.archive.manifest import read_manifest
from sasac_crawler.archive.sealing import seal_open_files
from sasac_crawler.archive.verify import verify_archive
from sasac_crawler.errors import BundleError, SchemaTooNewError
from sasac_crawler.sites import SiteProfile
from sasac_crawler.store.connection import open_reader, open_writer
from sasac_crawler.store.crash_points import crash_point
from sasac_crawler.store.joining import JoinReport, join
from sasac_crawler.store.migrations import migrate
from sasac_crawler.store.near_duplicates import compare_waiting
from sasac_crawler.store.organizations import save_organizations
from sasac_crawler.store.schema_version import refuse_newer
from sasac_crawler.store.search import index_waiting
from sasac_crawler.store.transaction import transaction

_STAGE: Final = ".merging-"


@dataclass(slots=True, kw_only=True)
class MergeReport:
    """What one bundle brought."""

    bundle: str
    digest: str
    """sha256 of its manifest."""

    bytes_copied: int = 0
    """Bytes of WARC files and attachments that were not here."""

    joined: JoinReport = field(default_factory=JoinReport)


def merge_bundle(
    folder: ArchiveFolder, bundle: Path, *, profiles: Mapping[str, SiteProfile], digest: str | None = None
) -> MergeReport:
    """Check a bundle in full and join it into an archive; the archive is made if it is not there.

    Args:
        folder: the archive.
        bundle: folder or tar file.
        profiles: the sites whose pages may come in, each from its own hosts only.
        digest: what the sha256 of the manifest must be, if that was told.

    Raises:
        BundleError: it is refused; nothing was adopted.
        SchemaTooNewError: a later release wrote it; nothing was adopted.
        ArchiveLockedError: a run writes to the archive.
        NoSpaceError: the disk is full; the same merge again completes it.
    """
    folder.create()
    with ArchiveLock(folder), closing(open_writer(folder.database).conn) as connection:
        db = Database(connection)
        migrate(db)
        save_organizations(db)
        seal_open_files(folder, connection)
        _clear(folder)
        with checked_bundle(bundle, profiles=profiles, digest=digest, scratch=folder.root) as checked:
            _refuse_contradictions(folder, checked)
            crash_point("merge_checked")
            report = MergeReport(bundle=bundle.name, digest=checked.digest)
            report.bytes_copied = copy_warcs(checked.folder.warc, folder.warc, hard_link=True)
            crash_point("merge_warcs_copied")
            report.bytes_copied += copy_tree(
                checked.folder.attachments, folder.attachments, leaving_out=DRAFTS
            )
            for place in (folder.warc, folder.root):
                sync_path(place)
            crash_point("merge_files_copied")
            report.joined = join(db, checked.folder.database)
            crash_point("merge_joined")
        with transaction(connection):
            index_waiting(connection)
        for _ in compare_waiting(connection):
            pass
        connection.execute("PRAGMA optimize")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return report


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedBundle:
    """A bundle that was found good, unpacked."""

    folder: ArchiveFolder
    """A copy of its parts, its database brought to the newest schema."""

    digest: str
    sites: tuple[str, ...]
    captures: int


@contextmanager
def checked_bundle(
    bundle: Path, *, profiles: Mapping[str, SiteProfile], digest: str | None, scratch: Path
) -> Iterator[CheckedBundle]:
    """Give a bundle's content for as long as the block runs, once all of it was checked.

    Args:
        bundle: folder or tar file.
        profiles: the sites whose pages may come in.
        digest: what the sha256 of the manifest must be, if that was told.
        scratch: where to unpack it.

    Raises:
        BundleError: something is wrong with it.
        SchemaTooNewError: a later release wrote it.
    """
    with tempfile.TemporaryDirectory(prefix=_STAGE, dir=scratch) as name:
        folder = ArchiveFolder(Path(name))
        parts = bundles.unpack(bundle, folder.root)
        found = bundles.manifest_digest(parts)
        if digest is not None and digest.lower() != found:
            raise BundleError(bundle.name, f"its digest is {found}, not {digest}")
        for part in (folder.warc, folder.attachments):
            part.mkdir(mode=0o750, exist_ok=True)
        _bring_up_to_date(folder, bundle.name)
        report = verify_archive(folder, full=True)
        if report.errors:
            raise BundleError(bundle.name, report.errors[0].message)
        with closing(open_reader(folder.database).conn) as connection:
            sites = _check_sites(connection, profiles, bundle.name)
        yield CheckedBundle(folder=folder, digest=found, sites=sites, captures=report.captures)


def _clear(folder: ArchiveFolder) -> None:
    """Remove what a merge left that was killed."""
    for stage in folder.root.glob(f"{_STAGE}*"):
        shutil.rmtree(stage)


def _bring_up_to_date(folder: ArchiveFolder, name: str) -> None:
    """Bring the database of a bundle to the newest schema; nothing in it may run by itself."""
    try:
        with closing(open_reader(folder.database).conn) as connection:
            refuse_newer(Database(connection))
            odd = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' LIMIT 1"
            ).fetchone()
        if odd is not None:
            raise BundleError(name, f"its database holds a trigger, {odd[0]!r}")
        with closing(open_writer(folder.database).conn) as connection:
            migrate(Database(connection))
            connection.execute("PRAGMA journal_mode = DELETE")
            _compare_schema(connection, name)
    except SchemaTooNewError:
        raise
    except sqlite3.Error as error:
        raise BundleError(name, f"its database cannot be read: {error}") from error


def _compare_schema(connection: sqlite3.Connection, name: str) -> None:
    """Refuse a database whose tables are not ours, column by column."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as model:
        migrate(Database(model))
        ours = {one for (one,) in model.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in sorted(ours):
            shapes = [
                [row[1:3] for row in side.execute(f'PRAGMA table_info("{table}")')]
                for side in (model, connection)
            ]
            kind = connection.execute("SELECT type FROM sqlite_master WHERE name = ?", (table,)).fetchone()
            if shapes[0] != shapes[1] or kind != ("table",):
                raise BundleError(name, f"its table {table} is not one of ours")


def _check_sites(
    connection: sqlite3.Connection, profiles: Mapping[str, SiteProfile], name: str
) -> tuple[str, ...]:
    """Refuse sites nobody here knows, and pages of theirs from hosts that are not theirs."""
    sites = tuple(
        sorted(
            slug
            for (slug,) in connection.execute(
                "SELECT slug FROM sites UNION SELECT site FROM frontier UNION SELECT site FROM appearances"
            )
        )
    )
    for slug in sites:
        if slug not in profiles:
            raise BundleError(name, f"it holds the site {slug!r}, which no profile here describes")
    own = {host for slug in sites for host in (*profiles[slug].hosts, *profiles[slug].historic_hosts)}
    for table in ("captures", "attachment_fetches"):
        for (url,) in connection.execute(f"SELECT DISTINCT url FROM {table}"):  # noqa: S608 - fixed names
            if (urlsplit(url).hostname or "") not in own:
                raise BundleError(name, f"it holds an answer of {url}, which is no host of its sites")
    for (host,) in connection.execute("SELECT host FROM hosts"):
        if host not in own:
            raise BundleError(name, f"it speaks of the host {host}, which is no host of its sites")
    rows = connection.execute(
        "SELECT site, url FROM appearances UNION"
        " SELECT site, url FROM frontier WHERE state <> 'excluded' OR outcome IS NOT 'offsite'"
    )
    for slug, url in rows:
        if not profiles[slug].is_own_host(urlsplit(url).hostname or ""):
            raise BundleError(name, f"it says that {url} is a page of {slug}, which has no such host")
    return sites


def _refuse_contradictions(folder: ArchiveFolder, checked: CheckedBundle) -> None:
    """Refuse a bundle that has other bytes under a name that is taken."""
    for path in sorted(checked.folder.warc.glob("*.warc.gz")):
        present = folder.warc / path.name
        if not present.exists():
            continue
        theirs, ours = read_manifest(path), read_manifest(present)
        if theirs is None or ours is None or theirs.warc != ours.warc:
            message = f"{path.name} is in the archive with other bytes"
            raise BundleError(checked.folder.root.name, message)
