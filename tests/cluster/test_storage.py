"""Bundles on shared storage: a folder, and an S3 that moto plays on loopback."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest

from sasac_crawler.archive.bundle import pack
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.verify import verify_archive
from sasac_crawler.cluster.running import merge_stored
from sasac_crawler.cluster.storage import BundleStore
from sasac_crawler.errors import BundleError, ConfigurationError
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
