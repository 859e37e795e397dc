"""The submitter: a task a due site, then their bundles into the archive, each as soon as it is there."""

import logging
import sqlite3
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from distributed import Client, LocalCluster

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.manifest import read_manifest
from sasac_crawler.archive.merge import merge_bundle
from sasac_crawler.cluster.storage import BundleStore
from sasac_crawler.cluster.tasks import SiteTask, crawl_site
from sasac_crawler.errors import ClusterError, ExitCode, IntegrityError, SasacCrawlerError
from sasac_crawler.sites import SiteProfile
from sasac_crawler.store.space import is_out_of_space

RETRIES: Final = 3
_POLL: Final = 0.1
_GRACE: Final = 10.0
"""Seconds a scheduler may be out of reach."""
_CONNECT: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteOutcome:
    """How one site fared."""

    site: str
    verdict: str
    """``merged``, ``refused`` or ``not merged`` (its bundle), ``failed`` (its task) or ``not asked``."""

    reason: str
    exit_code: int = 0
    captures: int = 0
    """Captures that came into the archive."""


@contextmanager
def cluster_client(
    *, scheduler: str | None, local: int | None, resources: Mapping[str, float]
) -> Iterator[Client]:
    """Give a client of a running scheduler, or of a cluster of this machine's own.

    Args:
        scheduler: ``tcp://HOST:PORT``.
        local: so many worker processes on this machine instead.
        resources: of each of those, e.g. ``{"cn": 1}``.

    Raises:
        ClusterError: no scheduler answers.
    """
    if local is not None:
        with (
            LocalCluster(
                n_workers=local,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address=None,
                resources=dict(resources),
            ) as cluster,
            Client(cluster) as client,
        ):
            yield client
        return
    try:
        client = Client(scheduler, timeout=_CONNECT)
    except (OSError, TimeoutError, ValueError) as error:
        message = f"no Dask scheduler answers at {scheduler}: {error}"
        raise ClusterError(message) from error
    try:
        yield client
    finally:
        # A client that is closed while it looks for its scheduler logs a traceback; ours is told in one sentence.
        logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
        client.close(timeout=2)


def crawl_cluster(  # noqa: PLR0913 - how and where
    client: Client,
    profiles: Sequence[SiteProfile],
    folder: ArchiveFolder,
    *,
    storage: str,
    options: Mapping[str, Any],
    checkpoint: int,
    anywhere: bool = False,
) -> Iterator[SiteOutcome]:
    """Crawl sites on a cluster, merge what comes back and yield how each site fared, as it is known.

    A site is one task, so that one worker at a time asks it. A task whose worker dies runs again elsewhere from
    the last good bundle; so does a site whose task failed, the next time.

    Args:
        client: of the cluster.
        profiles: the sites.
        folder: the archive here.
        storage: URL every worker and this machine can reach.
        options: options of ``CrawlOptions``, but for the archive.
        checkpoint: requests to a site between two stored bundles.
        anywhere: ask sites from workers that do not stand where the profile wants them to, too.

    Raises:
        ClusterError: the scheduler is gone; what came before is merged.
    """
    offered = _resources(client)
    waiting: dict[str, Any] = {}
    for profile in profiles:
        vantage = None if anywhere else profile.vantage
        if vantage is not None and vantage not in offered:
            reason = f"it answers only in {vantage!r}, and no worker offers --resources {vantage}=1"
            yield SiteOutcome(
                site=profile.slug, verdict="not asked", reason=reason, exit_code=ExitCode.PARTIAL
            )
            continue
        task = SiteTask(profile=profile, storage=storage, options=dict(options), checkpoint=checkpoint)
        waiting[profile.slug] = _submitted(client, task, vantage)
    by_slug = {profile.slug: profile for profile in profiles}
    for slug, future in _finished(client, waiting):
        yield _take(slug, future, folder, storage=storage, profiles=by_slug)


def _submitted(client: Client, task: SiteTask, vantage: str | None) -> Any:  # noqa: ANN401 - distributed is untyped
    """Return the future of a site's task, on a worker that offers the vantage point."""
    return client.submit(
        crawl_site,
        task,
        key=f"crawl-{task.profile.slug}-{uuid.uuid4().hex[:8]}",
        pure=False,
        retries=RETRIES,
        resources={vantage: 1} if vantage else None,
    )


def _resources(client: Client) -> set[str]:
    workers = client.scheduler_info(n_workers=-1)["workers"].values()
    return {name for one in workers for name in one.get("resources", {})}


def _finished(client: Client, waiting: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield sites as their tasks end.

    Raises:
        ClusterError: the scheduler is gone.
    """
    left = dict(waiting)
    away_since: float | None = None
    while left:
        done = [slug for slug, future in left.items() if future.status in ("finished", "error")]
        for slug in done:
            yield slug, left.pop(slug)
        lost = client.status != "running" or any(one.status in ("cancelled", "lost") for one in left.values())
        away_since = (away_since or time.monotonic()) if lost else None
        if away_since is not None and time.monotonic() - away_since > _GRACE:
            names = ", ".join(sorted(left))
            message = (
                f"the Dask scheduler is gone; run again to go on with {names} from their last good bundles"
            )
            raise ClusterError(message)
        if not done:
            time.sleep(_POLL)


def _take(
    slug: str,
    future: Any,  # noqa: ANN401 - distributed is untyped
    folder: ArchiveFolder,
    *,
    storage: str,
    profiles: Mapping[str, SiteProfile],
) -> SiteOutcome:
    try:
        result = future.result()
    except Exception as error:  # noqa: BLE001 - whatever a worker raised is this site's outcome
        code = error.exit_code if isinstance(error, SasacCrawlerError) else ExitCode.PARTIAL
        return SiteOutcome(site=slug, verdict="failed", reason=str(error) or repr(error), exit_code=code)
    try:
        captures = merge_stored(folder, slug, result.digest, storage=storage, profiles=profiles)
    except IntegrityError as error:
        return SiteOutcome(site=slug, verdict="refused", reason=str(error), exit_code=error.exit_code)
    except (SasacCrawlerError, OSError, sqlite3.OperationalError) as error:
        # Another run holds the archive, the disk is full, the storage is out of reach: the other bundles may fare better.
        reason = (
            f"{error}; its bundle {result.digest[:12]} stays at {storage}/{slug},"
            " and the next cluster crawl goes on from it and merges it"
        )
        return SiteOutcome(site=slug, verdict="not merged", reason=reason, exit_code=_code_of(error))
    return SiteOutcome(
        site=slug, verdict="merged", reason=result.reason, exit_code=result.exit_code, captures=captures
    )


def _code_of(error: Exception) -> ExitCode:
    """Return the exit code for what kept a bundle from being merged."""
    if isinstance(error, SasacCrawlerError):
        return error.exit_code
    if is_out_of_space(error):
        return ExitCode.NO_SPACE
    is_busy = getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return ExitCode.LOCKED if is_busy else ExitCode.STORE_UNAVAILABLE


def merge_stored(
    folder: ArchiveFolder, slug: str, digest: str, *, storage: str, profiles: Mapping[str, SiteProfile]
) -> int:
    """Merge a bundle from shared storage; parts that are here already are not fetched. Return new captures.

    Raises:
        BundleError: it is refused.
    """
    folder.create()
    store = BundleStore(storage)
    parts = store.parts(slug, digest)

    def is_here(part: str, wanted: str) -> Path | None:
        path = folder.root / part
        if not path.is_file() or path.is_symlink():
            return None
        if part.startswith("attachments/"):
            return path if path.name.startswith(wanted) else None
        stated = read_manifest(path) if part.endswith(".warc.gz") else None
        return path if stated is not None and stated.warc == wanted else None

    with tempfile.TemporaryDirectory(prefix=".fetching-", dir=folder.root) as name:
        store.fetch(slug, parts, Path(name), is_here=is_here)
        report = merge_bundle(folder, Path(name), profiles=profiles, digest=digest)
    return report.joined.captures
