"""The manifest of a WARC file and its CDXJ index: their sha256, beside them, as ``sha256sum -c`` reads it.

Written when the file is closed, so that any byte that changes later is found, even where gzip has
no checksum (names, times and flags of a member's header).
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sasac_crawler.archive.durable import write_whole
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


def sound_manifest(warc: Path) -> Manifest | None:
    """Return the manifest of a WARC; a damaged one counts as none, ``verify`` says so."""
    try:
        return read_manifest(warc)
    except IntegrityError:
        return None


def file_sha256(path: Path) -> str:
    """Return the hexadecimal sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
