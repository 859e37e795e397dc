"""The manifest of a WARC file and its CDXJ index: their sha256, beside them, as ``sha256sum -c`` reads it.

Written when the file is closed, so that any byte that changes later is found, even where gzip has
no checksum (names, times and flags of a member's header).
"""

import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sasac_crawler.errors import IntegrityError

OPEN_SUFFIX: Final = ".open"
"""Ending of a WARC that is being written."""
SUFFIX: Final = ".sha256"
INDEX_SUFFIX: Final = ".cdxj"
_WARC_SUFFIX: Final = ".warc.gz"
# One line of a manifest. example: "<64 hexadecimal digits>  run-1-00001.warc.gz\n" ·
# counter-example: "d41d8cd9  run-1-00001.warc.gz\n"
_LINE: Final = re.compile(r"([0-9a-f]{64})  ([^\r\n/]{1,255})\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a manifest states."""

    warc: str
    """Hexadecimal sha256 of the WARC."""

    index: str | None
    """That of its CDXJ index; ``None`` if it had none when it was closed (or was closed before 0.2)."""


def manifest_path(warc: Path) -> Path:
    """Return where the manifest of a WARC lies.

    Example:
        >>> manifest_path(Path("warc/run-1-00001.warc.gz")).name
        'run-1-00001.warc.gz.sha256'
    """
    return warc.with_name(warc.name.removesuffix(OPEN_SUFFIX) + SUFFIX)


def index_path(warc: Path) -> Path:
    """Return where the CDXJ index of a WARC lies.

    Example:
        >>> index_path(Path("warc/run-1-00001.warc.gz.open")).name
        'run-1-00001.cdxj'
    """
    return warc.with_name(warc.name.removesuffix(OPEN_SUFFIX).removesuffix(_WARC_SUFFIX) + INDEX_SUFFIX)


def write_manifest(warc: Path, manifest: Manifest) -> Path:
    """Write the manifest of a WARC, whole or not at all, durably; return its path.

    Args:
        warc: the file, under its final name or still open.
        manifest: digests of the whole files.
    """
    path = manifest_path(warc)
    lines = f"{manifest.warc}  {path.name.removesuffix(SUFFIX)}\n"
    if manifest.index is not None:
        lines += f"{manifest.index}  {index_path(warc).name}\n"
    write_whole(path, (lines.encode("ascii"),))
    return path


def read_manifest(warc: Path) -> Manifest | None:
    """Return what the manifest of a WARC states, or ``None`` if there is none.

    Raises:
        IntegrityError: it is damaged.
    """
    path = manifest_path(warc)
    try:
        text = path.read_text("ascii")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        text = ""
    lines = [match.groups() for line in text.splitlines(keepends=True) if (match := _LINE.fullmatch(line))]
    stated = {name: digest for digest, name in lines}
    digest, index = stated.get(warc.name), stated.get(index_path(warc).name)
    if digest is None or text.count("\n") != 1 + (index is not None) or not text.endswith("\n"):
        message = f"the manifest of {warc.name} is damaged"
        raise IntegrityError(message)
    return Manifest(warc=digest, index=index)


def write_whole(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file, whole or not at all, durably but for its name (see ``sync_folder``)."""
    draft = path.with_name(path.name + ".tmp")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640), "wb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def file_sha256(path: Path) -> str:
    """Return the hexadecimal sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
