"""Every kind of damage has a name, and a sound archive has none."""

from pathlib import Path

import pytest

from sasac_crawler.archive import verify_files
from sasac_crawler.archive.backup import take_snapshot
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.verify import verify_archive
from sasac_crawler.errors import ExitCode, SchemaTooNewError, StoreError
from sasac_crawler.items import PageRequest
from sasac_crawler.store.transaction import transaction
from tests.archive.damage import FULL, QUICK, flip, flip_inside, sql
from tests.archive.mutations import undetected
from tests.archive.small_archive import LIST_URL, capture, crawl, open_session, take_leases


def test_a_sound_archive_has_no_findings(folder: ArchiveFolder) -> None:
    for full, sample, read in ((False, 0.0, 0), (True, 0.0, 8), (False, 1.0, 8)):
        report = verify_archive(folder, full=full, sample=sample)
        assert (report.findings, report.exit_code, report.captures) == ([], ExitCode.COMPLETE, 8)
        assert report.captures_read == read


@pytest.mark.parametrize("name", QUICK)
def test_quick_finds(name: str, folder: ArchiveFolder, warc: Path) -> None:
    damage, code = QUICK[name]
    damage(folder, warc)
    report = verify_archive(folder)
    assert code in {one.code for one in report.errors}
    assert report.exit_code == ExitCode.INTEGRITY
    assert code in {one.code for one in verify_archive(folder, full=True).errors}


@pytest.mark.parametrize("name", FULL)
def test_full_finds(name: str, folder: ArchiveFolder, warc: Path) -> None:
    damage, code = FULL[name]
    damage(folder, warc)
    assert not verify_archive(folder).errors
    assert code in {one.code for one in verify_archive(folder, full=True).errors}


def test_random_byte_mutations_are_all_found(folder: ArchiveFolder) -> None:
    assert not undetected(folder, count=300, seed=20261123)


def test_damage_names_the_capture_and_leaves_the_others_readable(folder: ArchiveFolder, warc: Path) -> None:
    flip_inside(folder, warc, "%art_2.html")
    report = verify_archive(folder, full=True)
    [lost] = [one for one in report.errors if one.code == "capture_lost"]
    assert "art_2.html" in lost.message
    assert report.captures_read == 7


def test_a_sample_is_the_same_for_the_same_seed(folder: ArchiveFolder) -> None:
    first, second = (verify_archive(folder, sample=0.5, seed=7) for _ in range(2))
    assert first.captures_read == second.captures_read
    assert {verify_archive(folder, sample=0.5, seed=n).captures_read for n in range(9)} - {
        first.captures_read
    }


def test_a_sample_finds_a_flipped_bit(folder: ArchiveFolder, warc: Path) -> None:
    flip_inside(folder, warc, "%art_2.html")
    assert verify_archive(folder, sample=1.0).errors


@pytest.mark.parametrize("first_page", [1, 60])
def test_a_database_torn_apart_is_a_finding(folder: ArchiveFolder, first_page: int) -> None:
    size = folder.database.stat().st_size
    with folder.database.open("r+b") as file:
        for page in range(first_page * 4096, size, 4096):
            file.seek(page)
            file.write(b"\xff" * 2048)
    report = verify_archive(folder, full=True)
    assert {"database_damaged", "integrity_check"} & {one.code for one in report.errors}


NO_ROW_OF_3 = (
    "UPDATE articles SET capture_id = NULL",
    "UPDATE appearances SET capture_id = NULL",
    "UPDATE issues SET capture_id = NULL",
    "DELETE FROM captures WHERE url LIKE '%art_3.html'",
)


def orphans(folder: ArchiveFolder) -> list[tuple[str, bool]]:
    report = verify_archive(folder, full=True)
    return [(one.code, one.is_error) for one in report.findings if one.code in ("orphan", "row_missing")]


def test_a_row_the_database_lost_is_an_error(folder: ArchiveFolder) -> None:
    """The frontier says the page is finished, and its capture is the last one."""
    sql(*NO_ROW_OF_3)(folder, Path())
    assert orphans(folder) == [("row_missing", True)]


def test_bytes_of_a_page_that_was_never_acknowledged_are_a_remark(folder: ArchiveFolder) -> None:
    """As a kill between sync and commit leaves it, and a full disk at the commit."""
    sql(*NO_ROW_OF_3, "UPDATE frontier SET state = 'pending', done_at = NULL WHERE key LIKE '%art_3.html'")(
        folder, Path()
    )
    assert orphans(folder) == [("orphan", False)]


def test_bytes_of_a_page_that_was_asked_again_are_a_remark(folder: ArchiveFolder) -> None:
    """The list was captured in both runs; the row of the first capture is not there."""
    sql(
        "UPDATE issues SET capture_id = NULL",
        "DELETE FROM captures WHERE rowid = (SELECT min(rowid) FROM captures WHERE url LIKE '%/col1/index.html')",
    )(folder, Path())
    assert orphans(folder) == [("orphan", False)]


def test_a_database_older_than_the_files_is_a_remark(folder: ArchiveFolder, tmp_path: Path) -> None:
    """As a restored backup is."""
    old = tmp_path / "old.db"
    take_snapshot(folder.database, old)
    session = open_session(folder.root, days=2)
    crawl(session, articles=6)
    session.close(exit_code=0, reason="complete")
    report = verify_archive(folder, full=True, database=old)
    assert {one.code for one in report.findings} == {"orphan"}


def test_bytes_nothing_was_concluded_from_are_a_remark(folder: ArchiveFolder) -> None:
    session = open_session(folder.root, days=2)
    with transaction(session.connection):
        session.pages.frontier.ask_again(PageRequest(url=LIST_URL), now=session.now())
    lease = take_leases(session)[0]
    capture(session, lease, body=b"never read")
    session.close(exit_code=0, reason="stopped")
    assert orphans(folder) == [("orphan", False)]


def test_beside_a_writer_nothing_is_wrong(folder: ArchiveFolder) -> None:
    session = open_session(folder.root, days=2)
    try:
        crawl(session, articles=6)
        report = verify_archive(folder, full=True)
    finally:
        session.close(exit_code=0, reason="complete")
    assert not report.errors
    assert "open_file" in {one.code for one in report.findings}
    assert report.captures_read == report.captures > 8
    assert not verify_archive(folder, full=True).findings


def test_several_processes_find_what_one_finds(
    folder: ArchiveFolder, warc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_files, "WORTH_A_PROCESS", 0)
    flip(folder, warc)
    alone = verify_archive(folder, full=True)
    together = verify_archive(folder, full=True, processes=3)
    assert together.findings == alone.findings != []
    assert together.captures_read == alone.captures_read


def test_nothing_is_changed(folder: ArchiveFolder) -> None:
    def contents() -> dict[str, bytes]:
        return {
            str(p): p.read_bytes() for p in folder.root.rglob("*") if p.is_file() and "-shm" not in p.name
        }

    before = contents()
    verify_archive(folder, full=True)
    after = contents()
    assert {name for name, content in after.items() if content} == {n for n, c in before.items() if c}
    assert all(after[name] == content for name, content in before.items())


def test_no_archive_and_a_newer_one_are_told_apart(tmp_path: Path, folder: ArchiveFolder) -> None:
    with pytest.raises(StoreError, match="there is no archive"):
        verify_archive(ArchiveFolder(tmp_path / "none"))
    sql("PRAGMA user_version = 999")(folder, Path())
    with pytest.raises(SchemaTooNewError):
        verify_archive(folder)
