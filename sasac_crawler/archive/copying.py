"""Copying files of an archive: whole or not at all, checked against their manifests."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sasac_crawler.archive.durable import pour, sync_path
from sasac_crawler.archive.manifest import (
    OPEN_SUFFIX,
    Manifest,
    file_sha256,
    index_path,
    sound_manifest,
    write_manifest,
)
from sasac_crawler.errors import IntegrityError, NoSpaceError


def copy_warcs(source: Path, target: Path, *, hard_link: bool = False, as_they_are: bool = False) -> int:
    """Bring every WARC of a folder into another; what is there already is left alone.

    A closed file never changes, so it is copied once and checked against its manifest on the way; a
    file that is still being written is copied anew every time, as far as it goes.

    Args:
        source: a ``warc`` folder; a crawl may be writing to it.
        target: where to; made if it is not there.
        hard_link: link closed files where source and target are on one disk. A link is no second
            copy: damage to the one is damage to the other.
        as_they_are: copy damaged files too, for a restore that saves what can be saved.

    Returns:
        Bytes copied.

    Raises:
        IntegrityError: a file is not what its manifest says.
        NoSpaceError: the disk is full.
    """
    target.mkdir(mode=0o750, parents=True, exist_ok=True)
    copied = 0
    with no_space_is_an_error(target):
        for path in sorted(source.glob(f"*.warc.gz{OPEN_SUFFIX}")):
            # It may be closed and renamed at any moment; then the loop below finds it.
            if (stream := _opened(path)) is not None:
                copied += _copy(stream, target / path.name)
        damaged: list[IntegrityError] = []
        for path in sorted(source.glob("*.warc.gz")):
            try:
                copied += _bring_closed(
                    path, target / path.name, hard_link=hard_link, is_checked=not as_they_are
                )
            except IntegrityError as error:
                damaged.append(error)
        sync_path(target)
    if damaged:
        # After the others: one bad file must not keep the good ones out of the backup.
        raise damaged[0]
    return copied


def copy_tree(source: Path, target: Path, *, leaving_out: str) -> int:
    """Bring every file below a folder into another, where its size differs; return bytes copied.

    Args:
        source: where from; a crawl may be adding files whole, it never changes one.
        target: where to.
        leaving_out: folder at its top whose files come and go.
    """
    copied = 0
    with no_space_is_an_error(target.parent):
        for path in sorted(source.rglob("*")) if source.is_dir() else ():
            place = target / path.relative_to(source)
            if leaving_out in path.relative_to(source).parts[:1]:
                continue
            if path.is_file() and not (place.is_file() and place.stat().st_size == path.stat().st_size):
                place.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
                copied += _copy(os.open(path, os.O_RDONLY), place)
    return copied


@contextmanager
def no_space_is_an_error(folder: Path) -> Iterator[None]:
    """Turn a full disk into the error that says so.

    Raises:
        NoSpaceError: the disk is full.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise NoSpaceError(str(folder), shutil.disk_usage(folder).free) from error


def _bring_closed(path: Path, place: Path, *, hard_link: bool, is_checked: bool) -> int:
    stated = sound_manifest(path)
    copied = 0
    if not (_is_there(path, place, stated) or (hard_link and _link(path, place))):
        copied = _copy(
            os.open(path, os.O_RDONLY), place, sha256=stated.warc if stated and is_checked else None
        )
    copied += _bring_index(path, place, sha256=stated.index if stated else None, is_checked=is_checked)
    if stated:
        write_manifest(place, stated)
    place.with_name(place.name + OPEN_SUFFIX).unlink(missing_ok=True)
    return copied


def _bring_index(path: Path, place: Path, *, sha256: str | None, is_checked: bool) -> int:
    copy = index_path(place)
    if sha256 and copy.is_file() and file_sha256(copy) == sha256:
        return 0
    stream = _opened(index_path(path))
    return 0 if stream is None else _copy(stream, copy, sha256=sha256 if is_checked else None)


def _is_there(path: Path, place: Path, stated: Manifest | None) -> bool:
    """Return whether a copy made earlier is of the same file; its bytes are not read again."""
    return bool(
        stated
        and place.is_file()
        and sound_manifest(place) == stated
        and place.stat().st_size == path.stat().st_size
    )


def _link(path: Path, place: Path) -> bool:
    draft = place.with_name(place.name + ".part")
    draft.unlink(missing_ok=True)
    try:
        os.link(path, draft)
    except OSError:
        return False  # another disk, or a file system without links
    draft.replace(place)
    return True


def _opened(path: Path) -> int | None:
    try:
        return os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None


def _copy(descriptor: int, place: Path, *, sha256: str | None = None) -> int:
    """Copy a file, whole or not at all, durably; return how many bytes it has."""
    draft = place.with_name(place.name + ".part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    with os.fdopen(descriptor, "rb") as source, os.fdopen(os.open(draft, flags, 0o640), "wb") as target:
        digest, size = pour(source, target)
    if sha256 is not None and digest != sha256:
        draft.unlink()
        message = f"{place.name} is not what its manifest says; `sasac verify --full` tells more"
        raise IntegrityError(message)
    draft.replace(place)
    return size
