"""Every kind of damage has a name, and a sound archive has none."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from sasac_crawler.archive import verify_files
from sasac_crawler.archive.backup import take_snapshot
from sasac_crawler.archive.cdxj import write_index
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.manifest import Manifest, file_sha256, index_path, write_manifest
from sasac_crawler.archive.verify import verify_archive
from sasac_crawler.errors import ExitCode, SchemaTooNewError, StoreError
from sasac_crawler.items import PageRequest
from sasac_crawler.store.transaction import transaction
from tests.archive.mutations import undetected
from tests.archive.small_archive import LIST_URL, capture, crawl, open_session, take_leases

Damage = Callable[[ArchiveFolder, Path], None]


def _sql(*statements: str, foreign_keys: bool = False) -> Damage:
    def damage(folder: ArchiveFolder, _warc: Path) -> None:
        connection = sqlite3.connect(folder.database, isolation_level=None)
        connection.execute(f"PRAGMA foreign_keys = {int(foreign_keys)}")
        for statement in statements:
            connection.execute(statement)
        connection.close()

    return damage


def _cut(folder: ArchiveFolder, warc: Path) -> None:
    del folder
    warc.write_bytes(warc.read_bytes()[:-2000])


def _remove(folder: ArchiveFolder, warc: Path) -> None:
    del folder
    warc.unlink()


def _flip(folder: ArchiveFolder, warc: Path) -> None:
    del folder
    content = bytearray(warc.read_bytes())
    content[len(content) // 2] ^= 1
    warc.write_bytes(content)


def _flip_and_new_manifest(folder: ArchiveFolder, warc: Path) -> None:
    _flip(folder, warc)
    write_manifest(warc, Manifest(warc=file_sha256(warc), index=None))


def _no_index(folder: ArchiveFolder, warc: Path) -> None:
    del folder
    index_path(warc).unlink()


def _other_index(folder: ArchiveFolder, warc: Path) -> None:
    """Another index, and a manifest that fits it."""
    del folder
    digest = write_index(warc, index_path(warc).read_text().splitlines(keepends=True)[1:])
    write_manifest(warc, Manifest(warc=file_sha256(warc), index=digest))


def _other_index_digest(folder: ArchiveFolder, warc: Path) -> None:
    del folder
    write_manifest(warc, Manifest(warc=file_sha256(warc), index="0" * 64))


def _no_manifest(folder: ArchiveFolder, warc: Path) -> None:
    del folder
    warc.with_name(warc.name + ".sha256").unlink()


def _swapped_places(folder: ArchiveFolder, warc: Path) -> None:
    """Two rows of one file that each point at the other's record."""
    connection = sqlite3.connect(folder.database, isolation_level=None)
    rows = connection.execute(
        "SELECT capture_id, warc_offset, warc_length FROM captures WHERE warc_file = ? LIMIT 2", (warc.name,)
    ).fetchall()
    connection.execute("UPDATE captures SET warc_offset = -warc_offset")
    for (capture_id, *_), (_, offset, length) in zip(rows, reversed(rows), strict=True):
        connection.execute(
            "UPDATE captures SET warc_offset = ?, warc_length = ? WHERE capture_id = ?",
            (offset, length, capture_id),
        )
    connection.execute("UPDATE captures SET warc_offset = abs(warc_offset)")
    connection.close()


QUICK: dict[str, tuple[Damage, str]] = {
    "file gone": (_remove, "file_missing"),
    "file short": (_cut, "file_short"),
    "place twice": (
        _sql(
            "DROP INDEX idx_captures_warc_file_warc_offset",
            "UPDATE captures SET warc_offset = (SELECT min(warc_offset) FROM captures)",
        ),
        "overlap",
    ),
    "overlap": (_sql("UPDATE captures SET warc_length = warc_length + 2000"), "overlap"),
    "negative place": (_sql("UPDATE captures SET warc_length = 0 WHERE is_revisit"), "capture_row"),
    "no digest": (_sql("UPDATE captures SET payload_digest = 'sha1:0'"), "capture_row"),
    "foreign key": (_sql("UPDATE captures SET run_id = 'nobody'"), "foreign_key"),
    "unknown state": (_sql("UPDATE frontier SET state = 'lost' WHERE kind = 'list'"), "frontier_state"),
    "done without time": (
        _sql("UPDATE frontier SET done_at = NULL WHERE state = 'done'"),
        "frontier_state",
    ),
    "record without bytes": (
        _sql("DELETE FROM captures WHERE url LIKE '%art_1.html'"),
        "capture_missing",
    ),
}
FULL: dict[str, tuple[Damage, str]] = {
    "flipped bit": (_flip, "damaged"),
    "flipped bit, manifest made to fit": (_flip_and_new_manifest, "damaged"),
    "manifest gone": (_no_manifest, "no_manifest"),
    "index gone": (_no_index, "no_index"),
    "index of other records": (_other_index, "index"),
    "digest of another index": (_other_index_digest, "index_manifest"),
    "rows swapped": (_swapped_places, "record_id"),
    "other url": (_sql("UPDATE captures SET url = url || '?'"), "url"),
    "other status": (_sql("UPDATE captures SET status = 201"), "status"),
    "other time": (_sql("UPDATE captures SET captured_at = '2020-01-01T00:00:00+00:00'"), "captured_at"),
    "other digest": (
        _sql("UPDATE captures SET payload_digest = 'sha256:' || hex(zeroblob(32))"),
        "payload_digest",
    ),
    "shifted": (_sql("UPDATE captures SET warc_offset = warc_offset + 1"), "no_record"),
    "other text": (_sql("UPDATE articles SET body_hans = body_hans || '改'"), "text_digest"),
    "not in the index": (_sql("DELETE FROM articles_fts_docsize WHERE id = 1"), "search_index"),
    "revisit of nothing": (
        _sql(
            "UPDATE captures SET is_revisit = 1 WHERE url LIKE '%gone%'",
        ),
        "record_type",
    ),
}


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


def flip_inside(folder: ArchiveFolder, warc: Path, url: str) -> None:
    """Flip a byte in the record of one capture."""
    connection = sqlite3.connect(folder.database)
    [offset, length] = connection.execute(
        "SELECT warc_offset, warc_length FROM captures WHERE url LIKE ?", (url,)
    ).fetchone()
    connection.close()
    content = bytearray(warc.read_bytes())
    content[offset + length // 2] ^= 0xFF
    warc.write_bytes(content)


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
    _sql(*NO_ROW_OF_3)(folder, Path())
    assert orphans(folder) == [("row_missing", True)]


def test_bytes_of_a_page_that_was_never_acknowledged_are_a_remark(folder: ArchiveFolder) -> None:
    """As a kill between sync and commit leaves it, and a full disk at the commit."""
    _sql(*NO_ROW_OF_3, "UPDATE frontier SET state = 'pending', done_at = NULL WHERE key LIKE '%art_3.html'")(
        folder, Path()
    )
    assert orphans(folder) == [("orphan", False)]


def test_bytes_of_a_page_that_was_asked_again_are_a_remark(folder: ArchiveFolder) -> None:
    """The list was captured in both runs; the row of the first capture is not there."""
    _sql(
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
    _flip(folder, warc)
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
    _sql("PRAGMA user_version = 999")(folder, Path())
    with pytest.raises(SchemaTooNewError):
        verify_archive(folder)
