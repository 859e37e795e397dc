"""A bundle: an archive that travels. Its parts, and a manifest with the sha256 of each.

``sasac.db`` (a snapshot), ``warc/``, ``attachments/`` and ``manifest-sha256.txt``, which ``sha256sum -c`` reads;
as a folder or as one tar file. The digest of the manifest stands for the whole: told over another way than the
bundle itself, it proves that nobody changed a byte.
"""

import hashlib
import os
import re
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from sasac_crawler.archive.backup import take_snapshot
from sasac_crawler.archive.copying import no_space_is_an_error
from sasac_crawler.archive.durable import pour, sync_path, write_whole
from sasac_crawler.archive.folder import ArchiveFolder, ArchiveLock
from sasac_crawler.archive.manifest import file_sha256
from sasac_crawler.archive.sealing import seal_open_files
from sasac_crawler.errors import BundleError, StoreError, UsageError
from sasac_crawler.store.connection import open_writer

MANIFEST: Final = "manifest-sha256.txt"
DATABASE: Final = "sasac.db"
_LARGEST_MANIFEST: Final = 256 << 20
# What a bundle may hold. example: "warc/run-20261123T080000-ab12cd-00001.warc.gz",
# "attachments/sha256/ab/cd/abcd….pdf" · counter-example: "warc/../../etc/passwd", "/sasac.db", "warc/.x"
_PART: Final = re.compile(
    r"sasac\.db"
    r"|warc/[A-Za-z0-9][A-Za-z0-9._-]{0,200}\.(?:warc\.gz|warc\.gz\.sha256|cdxj)"
    r"|attachments/sha256/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}\.[a-z0-9-]{1,16}"
)
# One line of the manifest. example: "<64 hexadecimal digits>  sasac.db\n" · counter-example: "d41d8cd9  sasac.db\n"
_LINE: Final = re.compile(r"([0-9a-f]{64})  ([^\r\n]{1,300})\n")

Parts = dict[str, str]
"""sha256 by path, with forward slashes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """What was packed."""

    digest: str
    """sha256 of the manifest."""

    parts: Parts
    size: int
    """Bytes of all parts."""


def pack(folder: ArchiveFolder, out: Path) -> Packed:
    """Make a bundle of an archive that nobody writes to; WARC files a crash left open are closed first.

    Args:
        folder: the archive.
        out: a folder that is empty or not there, or a name that ends in ``.tar`` or ``.tar.gz``.

    Raises:
        ArchiveLockedError: a run writes to it.
        UsageError: something is at ``out`` already, or it lies in the archive.
        StoreError: there is no archive.
        NoSpaceError: the disk is full.
    """
    if not folder.database.is_file():
        message = f"there is no archive at {folder.root}; `sasac crawl` makes one"
        raise StoreError(message)
    if out.absolute().is_relative_to(folder.root.absolute()):
        message = f"{out} lies in the archive itself; choose another place"
        raise UsageError(message)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        message = f"{out} is there already; a bundle is never written over"
        raise UsageError(message)
    is_file = _tar_mode(out) is not None
    draft = out.with_name(out.name + ".part") if is_file else out
    with no_space_is_an_error(out.parent), ArchiveLock(folder):
        place = out.with_name(out.name + ".parts") if is_file else out
        if is_file:
            shutil.rmtree(place, ignore_errors=True)
        place.mkdir(mode=0o750, parents=True, exist_ok=True)
        try:
            packed = _fill(folder, place)
            if is_file:
                _write_tar(place, draft, packed.parts, mode=_tar_mode(out) or "")
                draft.rename(out)
                sync_path(out.parent)
        finally:
            if is_file:
                shutil.rmtree(place, ignore_errors=True)
                draft.unlink(missing_ok=True)
    return packed


def _fill(folder: ArchiveFolder, place: Path) -> Packed:
    with closing(open_writer(folder.database).conn) as connection:
        seal_open_files(folder, connection)
    take_snapshot(folder.database, place / DATABASE)
    parts = {DATABASE: file_sha256(place / DATABASE)}
    for source in _files_of(folder):
        name = source.relative_to(folder.root).as_posix()
        if _PART.fullmatch(name) is None:
            continue  # an odd name is none of ours: ``verify`` names it
        (place / name).parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        with source.open("rb") as stream, (place / name).open("xb") as copy:
            parts[name], _ = pour(stream, copy)
    write_whole(place / MANIFEST, (manifest_text(parts).encode("ascii"),))
    size = sum((place / name).stat().st_size for name in parts)
    return Packed(digest=manifest_digest(parts), parts=parts, size=size)


def _files_of(folder: ArchiveFolder) -> Iterator[Path]:
    for top in (folder.warc, folder.attachments / "sha256"):
        yield from sorted(path for path in top.rglob("*") if path.is_file() and not path.is_symlink())


def manifest_text(parts: Parts) -> str:
    """Return the manifest of a bundle: one line a part, in order of name.

    Example:
        >>> manifest_text({"sasac.db": "0" * 64}).count("sasac.db")
        1
    """
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(parts.items()))


def manifest_digest(parts: Parts) -> str:
    """Return what stands for a bundle as a whole: the sha256 of its manifest."""
    return hashlib.sha256(manifest_text(parts).encode("ascii")).hexdigest()


def read_parts(text: str, *, name: str) -> Parts:
    """Return what a manifest states.

    Args:
        text: the manifest.
        name: of the bundle, for the error.

    Raises:
        BundleError: it is damaged, or names what a bundle never holds.
    """
    lines = text.splitlines(keepends=True)
    found = [match.groups() for line in lines if (match := _LINE.fullmatch(line)) is not None]
    parts = {part: digest for digest, part in found}
    if len(found) != len(lines) or len(parts) != len(lines):
        raise BundleError(name, "its manifest is damaged")
    for part in parts:
        if _PART.fullmatch(part) is None:
            raise BundleError(name, f"its manifest names {part!r}, which no bundle holds")
    if DATABASE not in parts:
        raise BundleError(name, "it has no database")
    return parts


def unpack(bundle: Path, place: Path) -> Parts:
    """Bring a bundle into a folder, every byte checked against the manifest; what is odd is refused.

    Args:
        bundle: folder or tar file.
        place: an empty folder.

    Returns:
        The parts that are in ``place`` now.

    Raises:
        BundleError: it is not what its manifest says, or it is no bundle.
        UsageError: nothing is there.
        NoSpaceError: the disk is full.
    """
    with no_space_is_an_error(place):
        if bundle.is_dir():
            return _from_folder(bundle, place)
        if bundle.is_file():
            return _from_tar(bundle, place)
    message = f"there is no bundle at {bundle}"
    raise UsageError(message)


def _from_folder(bundle: Path, place: Path) -> Parts:
    name = bundle.name
    if not (bundle / MANIFEST).is_file() or (bundle / MANIFEST).is_symlink():
        if (bundle / DATABASE).is_file():
            raise BundleError(name, f"it is an archive; `sasac bundle pack {bundle}` makes a bundle of it")
        raise BundleError(name, f"it has no {MANIFEST}")
    with (bundle / MANIFEST).open("rb") as stream:
        parts = read_parts(_ascii(stream.read(_LARGEST_MANIFEST), name), name=name)
    for path in sorted(bundle.rglob("*")):
        part = path.relative_to(bundle).as_posix()
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise BundleError(name, f"{part!r} is a link or no file at all")
        if path.is_file() and part not in parts and part != MANIFEST:
            raise BundleError(name, f"{part!r} is not in its manifest")
    for part, digest in sorted(parts.items()):
        try:
            stream = os.fdopen(os.open(bundle / part, os.O_RDONLY | os.O_NOFOLLOW), "rb")
        except OSError:
            raise BundleError(name, f"{part} is missing") from None
        with stream:
            _keep(stream, place, part, digest=digest, name=name)
    return parts


def _from_tar(bundle: Path, place: Path) -> Parts:
    """Read a tar once, in its order: the manifest stands first."""
    name = bundle.name
    parts: Parts | None = None
    missing: set[str] = set()
    try:
        with tarfile.open(bundle, "r:gz" if _is_gzip(bundle) else "r:") as tar:
            for member in tar:
                stream = tar.extractfile(member) if member.isreg() else None
                if stream is None:
                    raise BundleError(name, f"{member.name!r} is a link or no file at all")
                if parts is None:
                    if member.name != MANIFEST:
                        raise BundleError(name, f"it does not begin with {MANIFEST}")
                    parts = read_parts(_ascii(stream.read(_LARGEST_MANIFEST), name), name=name)
                    missing = set(parts)
                    continue
                if member.name not in missing:
                    raise BundleError(name, f"{member.name!r} is not in its manifest, or in it twice")
                missing.discard(member.name)
                _keep(stream, place, member.name, digest=parts[member.name], name=name)
    except (tarfile.TarError, EOFError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise BundleError(name, f"it is no tar file, or is cut off: {error}") from error
    if parts is None or missing:
        raise BundleError(name, f"{min(missing)} is missing" if missing else "it is empty")
    return parts


def _keep(stream: IO[bytes], place: Path, part: str, *, digest: str, name: str) -> None:
    path = place / part
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    with path.open("xb") as copy:
        found, _ = pour(stream, copy)
    if found != digest:
        raise BundleError(name, f"{part} is not what its manifest says")


def _ascii(content: bytes, name: str) -> str:
    try:
        return content.decode("ascii")
    except UnicodeDecodeError:
        raise BundleError(name, "its manifest is damaged") from None


def _tar_mode(out: Path) -> str | None:
    if out.name.endswith(".tar"):
        return "w"
    return "w:gz" if out.name.endswith((".tar.gz", ".tgz")) else None


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(2) == b"\x1f\x8b"


def _write_tar(place: Path, draft: Path, parts: Parts, *, mode: str) -> None:
    with draft.open("wb") as file:
        with tarfile.open(fileobj=file, mode=mode, format=tarfile.PAX_FORMAT) as tar:  # type: ignore[call-overload]  # a mode of _tar_mode
            for part in (MANIFEST, *sorted(parts)):
                member = tarfile.TarInfo(part)
                member.size, member.mode = (place / part).stat().st_size, 0o640
                with (place / part).open("rb") as stream:
                    tar.addfile(member, stream)
        file.flush()
        os.fsync(file.fileno())
