"""Bytes and names that survive a power cut."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Final

_PIECE: Final = 1 << 20


def sync_path(path: Path) -> None:
    """Make the bytes of a file, or the names in a folder, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_whole(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file, whole or not at all, durably but for its name (see ``sync_path``)."""
    draft = path.with_name(path.name + ".tmp")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640), "wb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def pour(source: IO[bytes], target: IO[bytes]) -> tuple[str, int]:
    """Copy a stream to its end, durably but for the target's name.

    Args:
        source: read from where it stands.
        target: a file.

    Returns:
        The hexadecimal sha256 of what was copied, and how many bytes that are.

    Example:
        >>> import io, tempfile
        >>> with tempfile.TemporaryFile() as target:
        ...     digest, size = pour(io.BytesIO("国资委".encode()), target)
        >>> digest[:12], size
        ('6a6cf59a102b', 9)
    """
    digest, size = hashlib.sha256(), 0
    while piece := source.read(_PIECE):
        digest.update(piece)
        size += target.write(piece)
    target.flush()
    os.fsync(target.fileno())
    return digest.hexdigest(), size
