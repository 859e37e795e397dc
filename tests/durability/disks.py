"""Small disks of our own on loop devices; only root can make them."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEGABYTE = 1 << 20
_TRIES = 20


class NoDisksError(Exception):
    """This machine lets nobody mount anything."""


@contextmanager
def mounted(image: Path, *, options: str = "loop") -> Iterator[Path]:
    """Mount an image of a file system and yield where."""
    folder = Path(tempfile.mkdtemp(prefix="disk-"))
    _run("mount", "-o", options, str(image), str(folder))
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()


def make_image(path: Path, *, megabytes: int = 700, inodes: int | None = None) -> Path:
    """Make an ext4 file system in a file.

    Args:
        path: the file; it is sparse.
        megabytes: its size; a crawl stops below 512 MB of free space.
        inodes: files it can hold.

    Raises:
        NoDisksError: we are not root, or there are no loop devices.
    """
    if os.geteuid() != 0 or shutil.which("mkfs.ext4") is None:
        message = "making disks needs root and mkfs.ext4"
        raise NoDisksError(message)
    with path.open("wb") as file:
        file.truncate(megabytes * MEGABYTE)
    number = ["-N", str(inodes)] if inodes else []
    _run("mkfs.ext4", "-q", "-E", "lazy_itable_init=0", *number, str(path))
    return path


def snapshot(image: Path, copy: Path) -> Path:
    """Copy what a disk holds at this moment: what the file system has not written out is not in it.

    The copy is taken until it equals the disk, so that no write falls between its first and its last
    block.
    """
    for _ in range(_TRIES):
        _run("cp", "--sparse=always", str(image), str(copy))
        if subprocess.run(["cmp", "--quiet", str(image), str(copy)], check=False).returncode == 0:
            return copy
    message = f"{image} does not come to rest"
    raise RuntimeError(message)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        message = f"{command[0]}: {done.stderr.strip()}"
        raise NoDisksError(message)
