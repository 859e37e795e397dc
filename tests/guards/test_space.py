"""A disk that is full, or a file that must not grow: a named end, nothing torn, resumed without loss."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.verify import verify_archive
from tests.faults.client import FaultServer
from tests.guards.crawls import FULL, command, run

SITE = 30
LIST = f"/site/{SITE}/index.html"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB; only root can make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    made = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if not made or made.returncode:
        pytest.skip("mounting needs root")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_is_3_and_does_not_hang(server: FaultServer, small_disk: Path) -> None:
    done = run(command(server, small_disk, path=LIST), small_disk / "archive")
    assert done.returncode == 3
    assert "free some and run again" in done.stderr or "MB are free" in done.stderr
    assert server.log(path="/site/") == []


@pytest.mark.parametrize("megabytes", [1, 2, 3, 4] if FULL else [1, 4])
def test_a_limit_of_file_sizes_is_named_and_loses_nothing(
    megabytes: int, server: FaultServer, tmp_path: Path
) -> None:
    started = command(server, tmp_path, path=LIST)
    limited = ["prlimit", f"--fsize={megabytes << 20}", *started]
    if shutil.which("prlimit") is None:
        pytest.skip("prlimit belongs to util-linux")
    done = subprocess.run(limited, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode in (3, 8), done.stderr
    archive = tmp_path / "archive"
    findings = verify_archive(ArchiveFolder(archive), full=True).findings
    assert [one for one in findings if one.is_error] == []
    resumed = run(started, archive)
    assert resumed.returncode == 0
    assert resumed.titles == {one.title for one in server.expected_site(SITE)}
