"""Indexes and manifests of closed WARC files, written anew where they are missing or wrong."""

from pathlib import Path

from sasac_crawler.archive.capture_rows import CaptureRows
from sasac_crawler.archive.cdxj import index_text, write_index
from sasac_crawler.archive.durable import sync_path
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.manifest import (
    Manifest,
    file_sha256,
    index_path,
    manifest_path,
    sound_manifest,
    write_manifest,
)
from sasac_crawler.archive.sealing import describe, quarantine
from sasac_crawler.archive.verify_warc import check_file

_OF_OTHER_FILES = frozenset(("no_manifest", "manifest", "no_index", "index", "index_manifest"))


def repair_manifests(folder: ArchiveFolder, rows: CaptureRows) -> list[str]:
    """Write a manifest where there is none that can be read and every record proves itself."""
    done = []
    for path in sorted(folder.warc.glob("*.warc.gz")):
        if sound_manifest(path) is None and _is_sound(path, rows):
            _put_away(folder, manifest_path(path))
            describe(path)
            done.append(f"{path.name} had no readable manifest; every record is whole, so one was written.")
    return _durable(folder, done)


def repair_indexes(folder: ArchiveFolder) -> list[str]:
    """Write the CDXJ index of every closed WARC that is as its manifest says and has another index or none."""
    done = []
    for path in sorted(folder.warc.glob("*.warc.gz")):
        stated, index = sound_manifest(path), index_path(path)
        text = index_text(path)
        if stated is None or text is None or file_sha256(path) != stated.warc:
            continue
        if not index.is_file() or index.read_bytes() != text.encode() or stated.index != file_sha256(index):
            _put_away(folder, index)
            write_manifest(path, Manifest(warc=stated.warc, index=write_index(path, (text,))))
            done.append(f"{index.name} was missing or wrong and was written from the records.")
    return _durable(folder, done)


def _is_sound(path: Path, rows: CaptureRows) -> bool:
    findings = check_file(path.parent, path.name, rows).findings
    return not any(one.is_error and one.code not in _OF_OTHER_FILES for one in findings)


def _put_away(folder: ArchiveFolder, path: Path) -> None:
    if path.exists():
        quarantine(folder, path)


def _durable(folder: ArchiveFolder, done: list[str]) -> list[str]:
    if done:
        sync_path(folder.warc)
    return done
