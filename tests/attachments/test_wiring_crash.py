"""A crawl that dies over a file loses none and doubles none."""

from pathlib import Path

import pytest

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.verify import verify_archive
from sasac_crawler.store.crash_points import KILLED
from tests.attachments.test_wiring import rows
from tests.attachments.wiring_site import FileSite

FILES = "SELECT x.url, f.sha256, f.outcome, f.text FROM files f JOIN attachment_fetches x USING (sha256) ORDER BY 1"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[object, ...]]:
    folder = tmp_path_factory.mktemp("whole")
    with FileSite() as site:
        assert site.crawl(folder).returncode == 0
    return rows(ArchiveFolder(folder / "archive"), FILES)


@pytest.mark.parametrize(
    "point", ["after_file_kept:1", "after_file_kept:4", "inside_transaction:16", "after_warc_sync:2"]
)
def test_death_between_file_and_row(point: str, whole: list[tuple[object, ...]], tmp_path: Path) -> None:
    folder = ArchiveFolder(tmp_path / "archive")
    with FileSite() as site:
        assert site.crawl(tmp_path, crash=point).returncode == KILLED
        died = verify_archive(folder, full=True)
        assert died.errors == []
        assert "attachment_extra" in {one.code for one in died.findings}
        assert site.crawl(tmp_path).returncode == 0
    assert rows(folder, FILES) == whole
    left = verify_archive(folder, full=True)
    assert left.errors == []
    assert {one.code for one in left.findings} <= {"orphan"}
    assert len(list((folder.attachments / "sha256").rglob("*.*"))) == len({row[1] for row in whole})
