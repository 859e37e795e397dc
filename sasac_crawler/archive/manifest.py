"""The manifest of a WARC file: its sha256, beside it, in the form ``sha256sum -c`` reads.

Written when the file is closed, so that any byte that changes later is found, even where gzip has
no checksum (names, times and flags of a member's header).
"""

import hashlib
import os
import re
from pathlib import Path
from typing import Final

OPEN_SUFFIX: Final = ".open"
"""Ending of a WARC that is being written."""
SUFFIX: Final = ".sha256"
# One line of a manifest. example: "<64 hexadecimal digits>  run-1-00001.warc.gz\n" ·
# counter-example: "d41d8cd9  run-1-00001.warc.gz\n"
_LINE: Final = re.compile(r"([0-9a-f]{64})  ([^\r\n/]{1,255})\n")


def manifest_path(warc: Path) -> Path:
    """Return where the manifest of a WARC lies.

    Example:
        >>> manifest_path(Path("warc/run-1-00001.warc.gz")).name
        'run-1-00001.warc.gz.sha256'
    """
    return warc.with_name(warc.name.removesuffix(OPEN_SUFFIX) + SUFFIX)


def write_manifest(warc: Path, sha256: str) -> Path:
    """Write the manifest of a WARC, whole or not at all, durably; return its path.

    Args:
        warc: the file, under its final name or still open.
        sha256: hexadecimal digest of the whole file.
    """
    path = manifest_path(warc)
    name = path.name.removesuffix(SUFFIX)
    draft = path.with_name(path.name + ".tmp")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640), "w") as file:
        file.write(f"{sha256}  {name}\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return path


def read_manifest(warc: Path) -> str | None:
    """Return the digest a WARC's manifest states; empty if the manifest is damaged, ``None`` if absent."""
    try:
        text = manifest_path(warc).read_text("ascii")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        return ""
    match = _LINE.fullmatch(text)
    return match[1] if match and match[2] == warc.name else ""


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
