"""A backup is consistent while a crawl writes, sound before it is called one, and can be restored."""

import datetime as dt
import os
import sqlite3
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasac_crawler.archive.backup import back_up, restore
from sasac_crawler.archive.compare import compare_databases
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.retention import kept_snapshots
from sasac_crawler.archive.verify import verify_archive
from sasac_crawler.errors import ExitCode, IntegrityError, StoreError, UsageError
from tests.archive.small_archive import NOW, crawl, fetch, open_session, take_leases

LATER = NOW + dt.timedelta(days=5)


def same(left: Path, right: Path) -> bool:
    return all(table.is_equal for table in compare_databases(left, right))


@pytest.mark.parametrize("hard_link", [False, True])
def test_what_is_restored_is_what_was_backed_up(
    folder: ArchiveFolder, tmp_path: Path, hard_link: bool
) -> None:
    (folder.attachments / "2026").mkdir()
    (folder.attachments / "2026" / "附件.pdf").write_bytes(b"%PDF-")
    done = back_up(folder, tmp_path / "backup", now=LATER, hard_link=hard_link)
    assert stat.S_IMODE(done.snapshot.stat().st_mode) == 0o600
    assert done.captures == 8
    restored = ArchiveFolder(tmp_path / "restored")
    report = restore(tmp_path / "backup", restored)
    # A file that no row speaks of is copied too; it is a remark.
    assert [(one.code, one.is_error) for one in report.findings] == [("attachment_extra", False)]
    assert report.captures_read == 8
    assert same(folder.database, restored.database)
    assert (restored.attachments / "2026" / "附件.pdf").read_bytes() == b"%PDF-"
    links = {path.stat().st_nlink for path in (tmp_path / "backup" / "warc").glob("*.warc.gz")}
    assert links == ({2} if hard_link else {1})
    # A restored archive is an archive like any other.
    session = open_session(restored.root, days=6)
    crawl(session, articles=6)
    session.close(exit_code=0, reason="complete")
    assert not verify_archive(restored, full=True).errors


def test_a_backup_beside_a_writer_holds_every_acknowledged_page(
    folder: ArchiveFolder, tmp_path: Path
) -> None:
    target = tmp_path / "backup"
    session = open_session(folder.root, days=2)
    crawl(session, articles=6)
    back_up(folder, target, now=LATER)
    for lease in take_leases(session)[:1]:
        fetch(session, lease)
    restored = ArchiveFolder(tmp_path / "restored")
    report = restore(target, restored)
    assert not report.errors
    assert report.captures_read == report.captures > 8
    session.close(exit_code=0, reason="complete")
    # The next backup replaces the half file by the whole one; the older snapshot is still right.
    first = sorted((target / "snapshots").iterdir())
    back_up(folder, target, now=LATER + dt.timedelta(days=1))
    assert not list((target / "warc").glob("*.open"))
    again = ArchiveFolder(tmp_path / "again")
    assert not restore(target, again, snapshot=first[0].name).errors
    assert not restore(target, ArchiveFolder(tmp_path / "newest")).findings
    assert same(folder.database, tmp_path / "newest" / "sasac.db")


def test_a_second_backup_copies_only_what_is_new(folder: ArchiveFolder, tmp_path: Path) -> None:
    first = back_up(folder, tmp_path / "backup", now=LATER)
    assert back_up(folder, tmp_path / "backup", now=LATER + dt.timedelta(hours=1)).bytes_copied == 0
    session = open_session(folder.root, days=6)
    crawl(session, articles=4)
    session.close(exit_code=0, reason="complete")
    third = back_up(folder, tmp_path / "backup", now=LATER + dt.timedelta(hours=2))
    assert 0 < third.bytes_copied < first.bytes_copied


def test_a_damaged_file_never_replaces_a_good_copy(folder: ArchiveFolder, tmp_path: Path, warc: Path) -> None:
    back_up(folder, tmp_path / "backup", now=LATER)
    good = warc.read_bytes()
    warc.write_bytes(good[:-1] + b"\x55")
    back_up(folder, tmp_path / "backup", now=LATER + dt.timedelta(days=1))
    assert (tmp_path / "backup" / "warc" / warc.name).read_bytes() == good
    with pytest.raises(IntegrityError, match="not what its manifest says"):
        back_up(folder, tmp_path / "elsewhere", now=LATER)
    # The sound file of the two got there all the same.
    assert len(list((tmp_path / "elsewhere" / "warc").glob("*.warc.gz"))) == 1


def test_a_damaged_database_is_no_backup_and_costs_no_older_one(
    folder: ArchiveFolder, tmp_path: Path
) -> None:
    for day in range(3):
        back_up(folder, tmp_path / "backup", now=LATER + dt.timedelta(days=day))
    connection = sqlite3.connect(folder.database)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    [page] = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'articles'").fetchone()
    connection.close()
    with folder.database.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(os.urandom(4096))
    with pytest.raises(IntegrityError):
        back_up(folder, tmp_path / "backup", now=LATER + dt.timedelta(days=400))
    assert len(list((tmp_path / "backup" / "snapshots").glob("*.sqlite"))) == 3


def test_restore_writes_over_nothing(folder: ArchiveFolder, tmp_path: Path) -> None:
    back_up(folder, tmp_path / "backup", now=LATER)
    before = folder.database.read_bytes()
    with pytest.raises(UsageError, match="not empty"):
        restore(tmp_path / "backup", folder)
    assert folder.database.read_bytes() == before
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(UsageError, match=r"db-20261128T080000Z\.sqlite"):
        restore(tmp_path / "backup", ArchiveFolder(empty), snapshot="db-2020")
    with pytest.raises(UsageError, match="holds no backup"):
        restore(tmp_path / "nothing", ArchiveFolder(empty))
    assert list(empty.iterdir()) == []


def test_a_backup_with_damage_is_restored_with_exit_code_23(folder: ArchiveFolder, tmp_path: Path) -> None:
    back_up(folder, tmp_path / "backup", now=LATER)
    copy = min((tmp_path / "backup" / "warc").glob("*.warc.gz"))
    copy.write_bytes(copy.read_bytes()[:-1] + b"\x55")
    report = restore(tmp_path / "backup", ArchiveFolder(tmp_path / "restored"))
    assert report.exit_code == ExitCode.INTEGRITY
    assert {one.file for one in report.errors} == {copy.name}
    assert report.captures_read == 8


def test_impossible_places_are_refused(folder: ArchiveFolder, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="lies in the archive"):
        back_up(folder, folder.root / "backup", now=LATER)
    with pytest.raises(StoreError, match="no archive"):
        back_up(ArchiveFolder(tmp_path / "none"), tmp_path / "backup", now=LATER)
    back_up(folder, tmp_path / "backup", now=LATER)
    with pytest.raises(StoreError, match="never written over"):
        back_up(folder, tmp_path / "backup", now=LATER)


def test_old_snapshots_go_and_warc_files_stay(folder: ArchiveFolder, tmp_path: Path) -> None:
    snapshots = tmp_path / "backup" / "snapshots"
    snapshots.mkdir(parents=True)
    for day in range(1, 60):
        moment = LATER - dt.timedelta(days=day)
        (snapshots / moment.strftime("db-%Y%m%dT%H%M%SZ.sqlite")).touch()
    (snapshots / "notes.txt").touch()
    done = back_up(folder, tmp_path / "backup", now=LATER)
    left = sorted(path.name for path in snapshots.iterdir())
    # 22 to 28 November; the Sundays 8, 15, 22 (and the week under way); the last of October and before.
    assert [name[3:11] for name in left[:-1]] == [
        "20260930", "20261031", "20261108", "20261115",
        "20261122", "20261123", "20261124", "20261125", "20261126", "20261127", "20261128",
    ]  # fmt: skip
    assert left[-1] == "notes.txt"
    assert len(done.removed) == 60 - 11
    assert len(list((tmp_path / "backup" / "warc").glob("*.warc.gz"))) == 2


MOMENTS = st.lists(
    st.datetimes(min_value=dt.datetime(2020, 1, 1), max_value=dt.datetime(2030, 1, 1)),  # noqa: DTZ001 - only their order counts
    min_size=1,
    unique=True,
)


@given(MOMENTS)
def test_the_newest_snapshot_is_always_kept_and_there_are_never_too_many(moments: list[dt.datetime]) -> None:
    kept = kept_snapshots(moments)
    assert max(moments) in kept <= set(moments)
    assert len(kept) <= 7 + 4 + 12
    assert kept_snapshots(kept) == kept
    days = sorted({one.date() for one in moments})[-7:]
    assert {one.date() for one in kept} >= set(days)
