"""What a crash leaves is put in order, and no byte is lost by it."""

import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sasac_crawler.archive.folder import ArchiveFolder, ArchiveLock
from sasac_crawler.archive.repair import repair_archive
from sasac_crawler.archive.sealing import seal_open_files
from sasac_crawler.archive.verify import verify_archive
from sasac_crawler.archive.warc_members import whole_length
from sasac_crawler.errors import ArchiveLockedError, StoreError
from sasac_crawler.store.connection import open_writer
from sasac_crawler.store.migrations import migrate
from tests.archive.small_archive import LIST_URL, crawl, open_session


def reopen(warc: Path, *, tail: bytes = b"") -> bytes:
    """Make a file look as a crash leaves it; return its content."""
    content = warc.read_bytes() + tail
    warc.with_name(warc.name + ".sha256").unlink()
    warc.rename(warc.with_name(warc.name + ".open"))
    warc.with_name(warc.name + ".open").write_bytes(content)
    return content


def quarantined(folder: ArchiveFolder) -> bytes:
    place = folder.root / "quarantine"
    return b"".join(path.read_bytes() for path in sorted(place.iterdir())) if place.exists() else b""


@pytest.mark.parametrize("tail", [b"", b"\x1f\x8b\x08\0\0\0\0\0\0\xff torn", b"\0" * 5000])
def test_an_open_file_is_closed_and_its_tail_kept(folder: ArchiveFolder, warc: Path, tail: bytes) -> None:
    content = reopen(warc, tail=tail)
    repairs = repair_archive(folder)
    assert warc.name in repairs[0]
    assert warc.read_bytes() + quarantined(folder) == content
    assert quarantined(folder) == tail
    assert not verify_archive(folder, full=True).findings


def test_an_open_file_with_nothing_whole_goes_to_quarantine(folder: ArchiveFolder) -> None:
    stray = folder.warc / "run-x-00001.warc.gz.open"
    stray.write_bytes(b"\x1f\x8b\x08 nothing")
    repair_archive(folder)
    assert not stray.exists()
    assert quarantined(folder) == b"\x1f\x8b\x08 nothing"
    assert not verify_archive(folder, full=True).findings


def test_damage_before_the_last_row_costs_no_other_capture(folder: ArchiveFolder, warc: Path) -> None:
    """Cutting at the first damage would throw acknowledged captures away."""
    content = bytearray(reopen(warc))
    content[600] ^= 0xFF
    warc.with_name(warc.name + ".open").write_bytes(content)
    repair_archive(folder)
    assert len(warc.read_bytes()) + len(quarantined(folder)) == len(content)
    report = verify_archive(folder, full=True)
    assert "damaged" in {one.code for one in report.errors}
    assert report.captures_read == report.captures


@settings(max_examples=60, deadline=None)
@given(damage=st.binary(min_size=1, max_size=20), place=st.floats(0, 1), cut=st.floats(0, 1))
def test_any_damage_leaves_a_valid_prefix_and_no_byte_is_lost(
    pristine: Path, damage: bytes, place: float, cut: float
) -> None:
    """Of a file no row speaks of, what is kept can be read from end to end by any tool."""
    content = min((pristine / "warc").glob("*.warc.gz")).read_bytes()
    content = content[: int(cut * len(content))]
    at = int(place * len(content))
    content = content[:at] + damage + content[at + len(damage) :]
    with tempfile.TemporaryDirectory() as scratch:
        folder = ArchiveFolder(Path(scratch))
        folder.create()
        (folder.warc / "run-x-00001.warc.gz.open").write_bytes(content)
        db = open_writer(folder.database)
        migrate(db)
        seal_open_files(folder, db.conn)
        db.conn.close()
        kept = folder.warc / "run-x-00001.warc.gz"
        assert (kept.read_bytes() if kept.exists() else b"") + quarantined(folder) == content
        if kept.exists():
            assert whole_length(kept) == kept.stat().st_size
        assert not verify_archive(folder, full=True).errors


def test_the_next_run_repairs_by_itself(folder: ArchiveFolder, warc: Path) -> None:
    reopen(warc, tail=b"torn")
    session = open_session(folder.root, days=3)
    session.close(exit_code=0, reason="complete")
    assert warc.exists()
    assert not verify_archive(folder, full=True).errors


def test_leases_of_a_dead_run_are_taken_back(folder: ArchiveFolder) -> None:
    connection = sqlite3.connect(folder.database)
    connection.execute(
        "UPDATE frontier SET state = 'leased', run_id = 'dead', tries = 1 WHERE url = ?", (LIST_URL,)
    )
    connection.commit()
    assert [one.code for one in verify_archive(folder).findings] == ["leases"]
    assert repair_archive(folder) == ["1 leases of dead runs were taken back."]
    assert connection.execute("SELECT state, tries FROM frontier WHERE url = ?", (LIST_URL,)).fetchone() == (
        "pending",
        0,
    )
    connection.close()


@pytest.mark.parametrize("manifest", [None, b"\xff\xfe", b"0" * 64 + b"  another.warc.gz\n"])
def test_a_manifest_is_made_anew_where_every_record_proves_itself(
    folder: ArchiveFolder, warc: Path, manifest: bytes | None
) -> None:
    path = warc.with_name(warc.name + ".sha256")
    path.unlink() if manifest is None else path.write_bytes(manifest)
    assert verify_archive(folder, full=True).errors
    assert "so one was written" in repair_archive(folder)[0]
    assert quarantined(folder) == (manifest or b"")
    assert not verify_archive(folder, full=True).findings


def test_a_damaged_file_gets_no_manifest_that_says_it_is_sound(folder: ArchiveFolder, warc: Path) -> None:
    warc.with_name(warc.name + ".sha256").unlink()
    content = bytearray(warc.read_bytes())
    content[len(content) // 2] ^= 0xFF
    warc.write_bytes(content)
    assert repair_archive(folder) == []
    assert verify_archive(folder, full=True).errors


def test_a_changed_file_keeps_the_manifest_that_accuses_it(folder: ArchiveFolder, warc: Path) -> None:
    content = bytearray(warc.read_bytes())
    content[4] ^= 0xFF  # the time in a gzip header, which no checksum covers
    warc.write_bytes(content)
    assert repair_archive(folder) == []
    assert [one.code for one in verify_archive(folder, full=True).errors] == ["manifest"]


def test_repair_waits_for_no_one_and_makes_nothing_up(folder: ArchiveFolder, tmp_path: Path) -> None:
    with ArchiveLock(folder), pytest.raises(ArchiveLockedError):
        repair_archive(folder)
    with pytest.raises(StoreError, match="no archive"):
        repair_archive(ArchiveFolder(tmp_path / "none"))
    assert not (tmp_path / "none").exists()


def test_a_repaired_archive_goes_on(folder: ArchiveFolder, warc: Path) -> None:
    reopen(warc, tail=b"torn")
    repair_archive(folder)
    session = open_session(folder.root, days=3)
    crawl(session, articles=6)
    session.close(exit_code=0, reason="complete")
    report = verify_archive(folder, full=True)
    assert not report.findings
    assert report.captures > 8
