"""A closed WARC and its index against their manifest, and the index against the records."""

from pathlib import Path

from sasac_crawler.archive.file_check import FileCheck
from sasac_crawler.archive.manifest import Manifest, file_sha256, index_path, read_manifest
from sasac_crawler.errors import IntegrityError


def check_manifest(path: Path, check: FileCheck) -> Manifest | None:
    """Compare a closed WARC with its manifest; return it if it can be read."""
    try:
        stated = read_manifest(path)
    except IntegrityError as error:
        check.add("manifest", str(error), file=path.name)
        return None
    if stated is None:
        check.add("no_manifest", f"{path.name} has no manifest", file=path.name)
    elif file_sha256(path) != stated.warc:
        check.add("manifest", f"{path.name} has changed since it was closed", file=path.name)
    return stated


def check_index(path: Path, stated: Manifest | None, expected: str, check: FileCheck) -> None:
    """Compare the CDXJ index of a closed WARC with its manifest and with what the records give.

    Args:
        path: the WARC.
        stated: its manifest, if that can be read.
        expected: the index as the records give it.
        check: where findings go.
    """
    index = index_path(path)
    is_listed = stated is not None and stated.index is not None
    if not index.is_file():
        message = f"{path.name} has no CDXJ index; `sasac verify --repair` writes one"
        # An older release wrote none: that is no damage.
        check.add("no_index", message, file=path.name, is_error=is_listed)
    elif index.read_bytes() != expected.encode():
        message = f"{index.name} is not the index of {path.name}; `sasac verify --repair` writes it anew"
        check.add("index", message, file=path.name)
    elif stated is not None and stated.index != file_sha256(index):
        check.add(
            "index_manifest", f"the manifest of {path.name} has another digest of its index", file=path.name
        )
