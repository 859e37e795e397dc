"""The files of attachments: content-addressed, whole or not there at all, provable."""

import hashlib
import os
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Self

from sasac_crawler.archive.durable import sync_path
from sasac_crawler.archive.manifest import file_sha256
from sasac_crawler.errors import IntegrityError

DRAFTS: Final = "incoming"
"""Folder of files that are arriving."""
# A suffix that may be part of a path. example: "pdf" · counter-example: "../x"
SUFFIX: Final = re.compile(r"^[a-z0-9-]{1,16}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """Where the bytes of an attachment lie."""

    sha256: str
    """Hexadecimal digest of the bytes."""

    size: int
    """Bytes."""

    path: str
    """Path below the folder of attachments, with forward slashes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFinding:
    """One thing that is wrong in the folder of attachments."""

    path: str
    """Path below the folder."""

    problem: str
    """``missing``, ``changed``, ``extra`` or ``unfinished``."""


class AttachmentFiles:
    """Writer and checker of ``attachments/sha256/ab/cd/<hex>.<kind>``. One writer at a time."""

    def __init__(self, folder: Path, *, largest: int = 200 << 20) -> None:
        """Take a folder that exists.

        Args:
            folder: the archive's ``attachments``.
            largest: bytes; a longer file is refused while it arrives.
        """
        self.folder = folder
        self.largest = largest

    def begin(self) -> "IncomingFile":
        """Return a file that takes pieces as they arrive; use it as a context manager."""
        return IncomingFile(self)

    def discard_unfinished(self) -> int:
        """Remove what a killed writer left; return how many files. Only for the holder of the lock."""
        drafts = list((self.folder / DRAFTS).glob("*.part"))
        for draft in drafts:
            draft.unlink()
        return len(drafts)

    def path_of(self, stored: StoredFile) -> Path:
        """Return where a stored file lies."""
        return self.folder / stored.path


class IncomingFile:
    """A file that is arriving: hashed and counted as it is written, gone unless it is kept."""

    def __init__(self, files: AttachmentFiles) -> None:
        self._files = files
        self._path = files.folder / DRAFTS / f"{uuid.uuid4().hex}.part"
        self._hash = hashlib.sha256()
        self.size = 0

    def __enter__(self) -> Self:
        self._path.parent.mkdir(mode=0o750, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        self._file: BinaryIO = os.fdopen(os.open(self._path, flags, 0o640), "w+b")
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)

    def write(self, piece: bytes) -> bool:
        """Append a piece; return False, and write nothing, if the file grows beyond the largest size."""
        if self.size + len(piece) > self._files.largest:
            return False
        self._file.write(piece)
        self._hash.update(piece)
        self.size += len(piece)
        return True

    @property
    def stream(self) -> BinaryIO:
        """What has arrived, for ``find_kind``; ``keep`` may follow, ``write`` may not."""
        self._file.flush()
        return self._file

    def keep(self, suffix: str) -> StoredFile:
        """Give the file its final name, durably; the same bytes twice are one file.

        Args:
            suffix: value of its ``Kind``.

        Raises:
            ValueError: the suffix could not be part of a name.
            IntegrityError: other bytes lie under the name; ``verify`` says more.
        """
        if not SUFFIX.fullmatch(suffix):
            message = f"{suffix!r} is no suffix"
            raise ValueError(message)
        digest = self._hash.hexdigest()
        relative = Path("sha256", digest[:2], digest[2:4], f"{digest}.{suffix}")
        final = self._files.folder / relative
        self._file.flush()
        os.fsync(self._file.fileno())
        if final.exists():
            _must_be_same(final, self.size)
        else:
            _make_folders(self._files.folder, relative.parent)
            self._path.replace(final)
        sync_path(final.parent)
        return StoredFile(sha256=digest, size=self.size, path=relative.as_posix())


def verify_attachments(folder: Path, expected: Iterable[StoredFile]) -> list[FileFinding]:
    """Return what is missing, changed, extra or unfinished, in order of path; reads every byte.

    Args:
        folder: the archive's ``attachments``.
        expected: what the database says is there.
    """
    wanted = {stored.path: stored for stored in expected}
    present = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    findings = [FileFinding(path=path, problem="missing") for path in wanted.keys() - present.keys()]
    findings += [FileFinding(path=path, problem=_stray(path)) for path in present.keys() - wanted.keys()]
    findings += _changed(wanted, present)
    return sorted(findings, key=lambda finding: (finding.path, finding.problem))


def _changed(wanted: Mapping[str, StoredFile], present: Mapping[str, Path]) -> list[FileFinding]:
    both = wanted.keys() & present.keys()
    return [FileFinding(path=p, problem="changed") for p in both if not _is_whole(present[p], wanted[p])]


def _is_whole(path: Path, stored: StoredFile) -> bool:
    return path.stat().st_size == stored.size and file_sha256(path) == stored.sha256


def _stray(path: str) -> str:
    return "unfinished" if path.startswith(f"{DRAFTS}/") else "extra"


def _must_be_same(path: Path, size: int) -> None:
    if path.is_symlink() or path.stat().st_size != size:
        message = f"{path} is not the file its name says: run verify"
        raise IntegrityError(message)


def _make_folders(root: Path, relative: Path) -> None:
    """Make each missing folder and make its name durable in the folder above."""
    for part in [*reversed(relative.parents), relative]:
        place = root / part
        if not place.exists():
            place.mkdir(mode=0o750)
            sync_path(place.parent)
