"""A run's WARC is closed when it is full, between pages if that can be."""

from pathlib import Path
from typing import Any

import pytest

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.session import ArchiveSession
from sasac_crawler.archive.shared import close_shared_session, shared_session
from sasac_crawler.archive.verify import verify_archive
from sasac_crawler.archive.warc_members import WarcBytes
from sasac_crawler.archive.warc_record import WarcRecord, parse_record
from sasac_crawler.errors import ConfigurationError
from tests.archive.small_archive import capture, crawl, take_leases, ticking

LIMIT = 4_000


def session_of(root: Path, *, limit: int) -> ArchiveSession:
    times = ticking()
    return ArchiveSession(root, clock=lambda: next(times), warc_bytes=limit)


def records(path: Path) -> list[WarcRecord]:
    with WarcBytes(path) as file:
        return [parse_record(member, path.name) for member in file.members()]


def test_full_files_are_closed_between_pages(tmp_path: Path) -> None:
    session = session_of(tmp_path, limit=LIMIT)
    crawl(session, articles=12)
    assert [path.suffix for path in sorted(tmp_path.glob("warc/*.open"))] == [".open"]
    session.close(exit_code=0, reason="complete")
    files = sorted(ArchiveFolder(tmp_path).warc.glob("*.warc.gz"))
    assert len(files) > 3
    assert all(LIMIT <= path.stat().st_size < LIMIT + 2_500 for path in files[:-1])
    assert not verify_archive(ArchiveFolder(tmp_path), full=True).findings
    for path in files:
        types = [one.record_type for one in records(path)]
        assert types[:2] == ["warcinfo", "metadata"]
        # What is said of a page stands behind its captures, in the same file.
        assert types[-1] == "metadata"


def test_captures_that_wait_keep_a_file_open_up_to_twice_its_size(tmp_path: Path) -> None:
    session = session_of(tmp_path, limit=LIMIT)
    crawl(session, articles=0)
    session.pages.frontier.release()
    lease = take_leases(session)[0]
    for number in range(40):
        capture(session, lease, body=bytes([number]) * 100)
    session.close(exit_code=0, reason="complete")
    files = sorted(ArchiveFolder(tmp_path).warc.glob("*.warc.gz"))
    assert len(files) > 2
    assert all(2 * LIMIT <= path.stat().st_size < 2 * LIMIT + 2_000 for path in files[:-1])
    report = verify_archive(ArchiveFolder(tmp_path), full=True)
    assert {one.code for one in report.findings} == {"orphan"}
    assert not report.errors


@pytest.mark.parametrize("stated", ["0", "1 GB", "-1", "1e9"])
def test_a_size_that_is_none_is_refused(stated: str, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("SASAC_WARC_BYTES", stated)
    with pytest.raises(ConfigurationError, match="SASAC_WARC_BYTES"):
        shared_session(tmp_path)


def test_the_environment_says_the_size(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("SASAC_WARC_BYTES", str(LIMIT))
    crawl(shared_session(tmp_path), articles=12)
    close_shared_session(tmp_path, exit_code=0, reason="complete")
    assert len(list(tmp_path.glob("warc/*.warc.gz"))) > 3
