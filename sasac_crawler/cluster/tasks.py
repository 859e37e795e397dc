"""What a Dask worker does for one site: last good bundle -> crawl -> next good bundle."""

import json
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sasac_crawler.archive.bundle import DATABASE, Parts, pack
from sasac_crawler.archive.clock import utc_now
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.journal import site_entry, to_fields
from sasac_crawler.cluster.storage import BundleStore
from sasac_crawler.errors import ExitCode, StoreError
from sasac_crawler.sites import SiteProfile

_POLL: Final = 0.1
_ENDINGS: Final = (ExitCode.COMPLETE, ExitCode.PARTIAL, ExitCode.TIME_LIMIT)
"""Exit codes after which what is left over may be asked for in another slice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTask:
    """One site to be crawled by one worker."""

    profile: SiteProfile
    storage: str
    """URL of the shared storage."""

    options: Mapping[str, Any] = field(default_factory=dict)
    """Options of ``CrawlOptions``, but for the archive."""

    checkpoint: int = 300
    """Requests after which the bundle so far is stored; a dead worker costs no more than that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteResult:
    """What came of it."""

    site: str
    digest: str
    """The bundle that was stored."""

    exit_code: int
    reason: str
    slices: int
    """How many crawls it took."""


def crawl_site(task: SiteTask) -> SiteResult:
    """Crawl one site from its last good bundle to the next; run by a worker.

    Raises:
        StoreError: the crawl ended without a result.
        BundleError: the bundle in the storage is not what it says.
    """
    is_wanted, folder = _of_the_worker()
    store = BundleStore(task.storage)
    slug = task.profile.slug
    with tempfile.TemporaryDirectory(prefix=f"sasac-{slug}-", dir=folder) as name:
        archive, parts = Path(name) / "archive", _begin(store, slug, Path(name) / "archive")
        slices, budget = 0, task.options.get("pages")
        before = _left_over(archive, slug)[1]
        while True:
            pages = min(task.checkpoint, budget) if budget else task.checkpoint
            answer = _crawl(task, archive, pages=pages, is_first=not slices, is_wanted=is_wanted)
            slices += 1
            parts = _kept(archive, Path(name) / f"bundle{slices}", parts)
            digest = store.put(slug, Path(name) / f"bundle{slices}", parts)
            left, captures = _left_over(archive, slug)
            budget = budget and budget - (captures - before)
            is_spent = budget is not None and budget <= 0
            if not left or captures == before or is_spent or answer["exit_code"] not in _ENDINGS:
                return SiteResult(site=slug, digest=digest, slices=slices, **answer)
            before = captures


def _of_the_worker() -> tuple[Callable[[], bool], str | None]:
    """Return what tells whether the worker is still wanted, and its own folder."""
    try:
        from distributed import get_worker  # noqa: PLC0415 - an extra

        worker = get_worker()
    except (ImportError, ValueError):
        return lambda: True, None
    return lambda: worker.status.name == "running", str(worker.local_directory)


def _begin(store: BundleStore, slug: str, archive: Path) -> Parts:
    """Bring what a crawl needs of the last good bundle: the database. Bytes that were stored stay where they are."""
    archive.mkdir()
    digest = store.latest(slug)
    if digest is None:
        return {}
    parts = store.parts(slug, digest)
    store.fetch(slug, parts, archive, is_wanted=lambda part: part == DATABASE)
    return parts


def _crawl(
    task: SiteTask, archive: Path, *, pages: int, is_first: bool, is_wanted: Callable[[], bool]
) -> dict[str, Any]:
    options = dict(task.options) | {"pages": pages}
    if not is_first:
        options["full"] = False
    order = {
        "site": to_fields(site_entry(task.profile)).decode(),
        "archive": str(archive),
        "options": options,
    }
    command = [sys.executable, "-m", "sasac_crawler.cluster.child"]
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        assert child.stdin is not None  # noqa: S101 - asked for above
        output: list[str] = []
        reader = threading.Thread(target=_read_all, args=(child, output))
        child.stdin.write(json.dumps(order) + "\n")
        child.stdin.flush()
        reader.start()
        while child.poll() is None:
            if not is_wanted():
                child.kill()
            time.sleep(_POLL)
        reader.join()
    try:
        answer: dict[str, Any] = json.loads(output[0].strip().rpartition("\n")[2])
    except (ValueError, IndexError):
        last = (output[1] if len(output) > 1 else "").strip().rpartition("\n")[2]
        message = f"the crawl of {task.profile.slug} ended with {child.returncode} and no result: {last}"
        raise StoreError(message) from None
    return answer


def _read_all(child: "subprocess.Popen[str]", output: list[str]) -> None:
    assert child.stdout is not None  # noqa: S101 - asked for
    assert child.stderr is not None  # noqa: S101 - asked for
    errors: list[str] = []
    other = threading.Thread(target=lambda: errors.append(child.stderr.read() if child.stderr else ""))
    other.start()
    output.append(child.stdout.read())
    other.join()
    output += errors


def _kept(archive: Path, place: Path, earlier: Parts) -> Parts:
    """Pack an archive that holds only what is new; the rest of the bundle is what it was."""
    packed = pack(ArchiveFolder(archive), place)
    return {part: digest for part, digest in earlier.items() if part != DATABASE} | packed.parts


def _left_over(archive: Path, slug: str) -> tuple[int, int]:
    """Return how many URLs are due now, and how many captures there are."""
    if not (archive / DATABASE).is_file():
        return 0, 0
    with closing(sqlite3.connect(archive / DATABASE)) as connection:
        now = utc_now().isoformat()
        [left] = connection.execute(
            "SELECT count(*) FROM frontier WHERE site = ? AND state = 'pending'"
            " AND (next_at IS NULL OR next_at <= ?)"
            " AND host NOT IN (SELECT host FROM hosts WHERE next_at > ?)",
            (slug, now, now),
        ).fetchone()
        [captures] = connection.execute("SELECT count(*) FROM captures").fetchone()
    return int(left), int(captures)
