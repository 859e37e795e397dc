"""Disks that are cut off, full of files, or not to be written to."""

import subprocess
from pathlib import Path

import pytest

from sasac_crawler.samplesite import SampleServer
from tests.crash.child import Crawler, write_fast_profiles
from tests.crash.invariants import articles_of, broken_invariants, contents_of
from tests.crash.reference import undisturbed
from tests.durability.disks import NoDisksError, make_image, mounted
from tests.durability.power_cut import cut_power


def _image(tmp_path: Path, *, inodes: int | None = None) -> Path:
    try:
        image = make_image(tmp_path / "disk.img", inodes=inodes)
        with mounted(image):
            return image
    except NoDisksError as error:
        pytest.skip(str(error))


def test_a_power_cut_loses_nothing_acknowledged(tmp_path: Path) -> None:
    _image(tmp_path)
    problems, acknowledged = cut_power(31, contents_of(undisturbed()))
    assert problems == []
    assert acknowledged >= 31


def test_no_inodes_left_is_3_and_loses_nothing(tmp_path: Path) -> None:
    image = _image(tmp_path, inodes=64)
    with SampleServer() as server, mounted(image) as disk:
        profiles = write_fast_profiles(tmp_path / "profiles")
        crawler = Crawler(server, disk / "archive", profiles)
        fillers = _fill(disk / "files")
        ended = crawler.run()
        assert ended.returncode == 3, ended.output[-1500:]
        assert "Traceback" not in ended.output
        for filler in fillers:
            filler.unlink()
        assert crawler.run().returncode == 0
        assert broken_invariants(crawler.archive, set()) == []
        assert articles_of(crawler.archive)


def _fill(folder: Path) -> list[Path]:
    """Use up every inode."""
    folder.mkdir()
    made: list[Path] = []
    while True:
        path = folder / str(len(made))
        try:
            path.touch()
        except OSError:
            return made
        made.append(path)


def test_a_disk_that_becomes_read_only_is_8_and_goes_on_later(tmp_path: Path) -> None:
    image = _image(tmp_path)
    with SampleServer() as server, mounted(image) as disk:
        crawler = Crawler(server, disk / "archive", write_fast_profiles(tmp_path / "profiles"))
        assert crawler.run(kill_after=20).acknowledged
        before = articles_of(crawler.archive)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        ended = crawler.run()
        assert ended.returncode == 8, ended.output[-1500:]
        assert "Traceback" not in ended.output
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        assert crawler.run().returncode == 0
        assert before < articles_of(crawler.archive)
