"""Bundles on shared storage: a folder, and an S3 that moto plays on loopback."""

import errno
import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest

from sasac_crawler.archive.bundle import pack
from sasac_crawler.archive.folder import ArchiveFolder, ArchiveLock
from sasac_crawler.archive.verify import verify_archive
from sasac_crawler.cluster.running import SiteOutcome, crawl_cluster, merge_stored
from sasac_crawler.cluster.storage import BundleStore
from sasac_crawler.cluster.tasks import SiteResult
from sasac_crawler.errors import BundleError, ConfigurationError, ExitCode
from sasac_crawler.store import connection
from tests.archive.test_merge import PROFILES, make

SLUG = "jiangdong"


@contextmanager
def object_store() -> Iterator[str]:
    """Start an S3 on loopback with one bucket; yield its URL. The environment leads s3fs and workers to it."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415 - slow to import

    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # a line a request
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    setting = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    try:
        with mock.patch.dict(os.environ, setting):
            import s3fs  # noqa: PLC0415 - slow to import

            s3fs.S3FileSystem(skip_instance_cache=True).mkdir("sasac")
            yield "s3://sasac/bundles"
    finally:
        server.stop()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> ArchiveFolder:
    return make(tmp_path_factory.mktemp("made") / "archive", days=0, articles=3)


def _stored(store: BundleStore, archive: ArchiveFolder, place: Path) -> str:
    packed = pack(archive, place)
    digest = store.put(SLUG, place, packed.parts)
    assert digest == packed.digest
    return digest


def _round_trip(url: str, archive: ArchiveFolder, folder: Path) -> None:
    store = BundleStore(url)
    assert store.latest(SLUG) is None
    digest = _stored(store, archive, folder / "packed")
    assert BundleStore(url).latest(SLUG) == digest
    goal = ArchiveFolder(folder / "goal")
    assert merge_stored(goal, SLUG, digest, storage=url, profiles=PROFILES) == 4
    assert merge_stored(goal, SLUG, digest, storage=url, profiles=PROFILES) == 0
    assert not verify_archive(goal, full=True).errors


def test_a_bundle_goes_to_a_folder_and_comes_back(tmp_path: Path, archive: ArchiveFolder) -> None:
    _round_trip(str(tmp_path / "store"), archive, tmp_path)


@pytest.mark.filterwarnings("ignore")  # the peers' own
def test_a_bundle_goes_to_an_object_store_and_comes_back(tmp_path: Path, archive: ArchiveFolder) -> None:
    with object_store() as url:
        _round_trip(url, archive, tmp_path)


@pytest.mark.parametrize("what", ["objects", "bundles", "latest"])
def test_what_was_changed_on_the_storage_is_refused(
    what: str, tmp_path: Path, archive: ArchiveFolder
) -> None:
    store = BundleStore(str(tmp_path / "store"))
    digest = _stored(store, archive, tmp_path / "packed")
    place = tmp_path / "store" / SLUG / what
    target = place if place.is_file() else max(place.iterdir(), key=lambda path: path.stat().st_size)
    content = bytearray(target.read_bytes())
    content[len(content) // 2] ^= 1
    target.write_bytes(content)
    goal = ArchiveFolder(tmp_path / "goal")
    with pytest.raises(BundleError):
        merge_stored(goal, SLUG, store.latest(SLUG) or digest, storage=store.url, profiles=PROFILES)
    assert not list(goal.warc.glob("*.warc.gz"))


def test_a_storage_nobody_knows_is_one_sentence() -> None:
    with pytest.raises(ConfigurationError, match="the storage nowhere://x cannot be used"):
        BundleStore("nowhere://x")


class _Finished:
    """A cluster on which every site is crawled already, each into the bundle that is on the storage."""

    status = "running"

    def __init__(self, digests: dict[str, str]) -> None:
        self._digests = digests

    def scheduler_info(self, **_: object) -> dict[str, Any]:
        return {"workers": {}}

    def submit(self, _work: object, task: Any, **_how: object) -> Any:
        slug = task.profile.slug
        result = SiteResult(site=slug, digest=self._digests[slug], exit_code=0, reason="finished", slices=1)
        return SimpleNamespace(status="finished", result=lambda: result)


def _crawled(goal: ArchiveFolder, storage: str, digest: str) -> list[SiteOutcome]:
    client: Any = _Finished({SLUG: digest})
    return list(crawl_cluster(client, [PROFILES[SLUG]], goal, storage=storage, options={}, checkpoint=1))


@contextmanager
def _writing(goal: ArchiveFolder) -> Iterator[None]:
    with closing(sqlite3.connect(goal.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def _full(_: ArchiveFolder) -> AbstractContextManager[object]:
    return mock.patch.object(
        BundleStore, "fetch", side_effect=OSError(errno.ENOSPC, "No space left on device")
    )


def _out_of_reach(_: ArchiveFolder) -> AbstractContextManager[object]:
    return mock.patch.object(BundleStore, "parts", side_effect=ConnectionError("the storage does not answer"))


@pytest.mark.parametrize(
    ("obstacle", "code", "said"),
    [
        (ArchiveLock, ExitCode.LOCKED, "another run is writing to"),
        (_writing, ExitCode.LOCKED, "database is locked"),
        (_full, ExitCode.NO_SPACE, "No space left on device"),
        (_out_of_reach, ExitCode.STORE_UNAVAILABLE, "the storage does not answer"),
    ],
)
def test_a_bundle_that_cannot_be_merged_now_stays_is_named_and_merged_the_next_time(
    obstacle: Callable[[ArchiveFolder], AbstractContextManager[object]],
    code: ExitCode,
    said: str,
    tmp_path: Path,
    archive: ArchiveFolder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = BundleStore(str(tmp_path / "store"))
    digest = _stored(store, archive, tmp_path / "packed")
    goal = make(tmp_path / "goal", days=9, articles=1)
    monkeypatch.setattr(connection, "BUSY_TIMEOUT_MS", 50)
    with obstacle(goal):
        [outcome] = _crawled(goal, store.url, digest)
    assert (outcome.verdict, outcome.exit_code) == ("not merged", code)
    assert said in outcome.reason
    assert f"its bundle {digest[:12]} stays at {store.url}/{SLUG}" in outcome.reason
    assert store.latest(SLUG) == digest
    [outcome] = _crawled(goal, store.url, digest)
    assert (outcome.verdict, outcome.exit_code) == ("merged", 0)
    assert outcome.captures > 0
    assert not verify_archive(goal, full=True).errors
