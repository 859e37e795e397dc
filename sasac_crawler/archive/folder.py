"""The folder of an archive: its parts, its lock, its permissions."""

import fcntl
import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sasac_crawler.errors import ArchiveLockedError, NoSpaceError, StoreError
from sasac_crawler.store.space import is_out_of_space


@dataclass(frozen=True, slots=True)
class ArchiveFolder:
    """Where the parts of an archive lie."""

    root: Path

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.root / "sasac.db"

    @property
    def warc(self) -> Path:
        """The folder of WARC files."""
        return self.root / "warc"

    @property
    def attachments(self) -> Path:
        """The folder of attachments."""
        return self.root / "attachments"

    def create(self) -> None:
        """Make the folders, readable by the owner and the group only.

        Raises:
            NoSpaceError: there is no room.
            StoreError: the place cannot be written to, or others could change what is in it.
        """
        try:
            for folder in (self.root, self.warc, self.attachments):
                folder.mkdir(mode=0o750, parents=True, exist_ok=True)
            probe = self.root / ".write-probe"
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            if is_out_of_space(error):
                place = next(one for one in (self.root, *self.root.parents) if one.exists())
                raise NoSpaceError(str(self.root), shutil.disk_usage(place).free) from error
            message = f"the archive folder {self.root} cannot be written to: {error.strerror}"
            raise StoreError(message) from error
        if self.root.is_symlink() or self.root.stat().st_mode & stat.S_IWOTH:
            message = f"the archive folder {self.root} is a link or writable by everybody: refuse"
            raise StoreError(message)


class ArchiveLock:
    """The one writer's lock on an archive; it dies with the process, however that ends."""

    def __init__(self, folder: ArchiveFolder) -> None:
        self._path = folder.root / ".lock"
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            ArchiveLockedError: another process has it.
        """
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise ArchiveLockedError(str(self._path.parent)) from None
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock back."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
