"""The database rebuilt from the WARC files alone equals the one the crawl wrote."""

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sasac_crawler.archive import replay
from sasac_crawler.archive.compare import compare_databases
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.reindex import reindex
from sasac_crawler.archive.repair import repair_archive
from sasac_crawler.archive.replay import ReindexReport
from sasac_crawler.archive.verify import verify_archive
from sasac_crawler.errors import UsageError
from sasac_crawler.items import ScrapedArticle
from sasac_crawler.parse.article import parse_article
from sasac_crawler.parse.page import Page
from sasac_crawler.samplesite import SampleServer
from sasac_crawler.store.crash_points import KILLED
from tests.archive.small_archive import crawl, open_session
from tests.crash.child import Crawler, write_fast_profiles
from tests.crash.invariants import articles_of


@dataclass(frozen=True)
class Crawled:
    """An archive of the sample sites, and what it takes to crawl them on."""

    server: SampleServer
    profiles: Path
    archive: Path

    def crawler(self, archive: Path) -> Crawler:
        return Crawler(self.server, archive, self.profiles)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """A crawl that died, one that resumed it, one that found nothing new; in many small WARC files."""
    root = tmp_path_factory.mktemp("crawled")
    with SampleServer() as server, pytest.MonkeyPatch.context() as environment:
        environment.setenv("SASAC_WARC_BYTES", "20000")
        samples = Crawled(server, write_fast_profiles(root / "profiles"), root / "archive")
        crawler = samples.crawler(samples.archive)
        assert crawler.run(crash="inside_transaction:12").returncode == KILLED
        assert crawler.run().returncode == 0
        assert crawler.run().returncode == 0
        yield samples


@pytest.fixture
def crawled(samples: Crawled, tmp_path: Path) -> ArchiveFolder:
    shutil.copytree(samples.archive, tmp_path / "archive")
    return ArchiveFolder(tmp_path / "archive")


def rebuilt(folder: ArchiveFolder) -> tuple[Path, ReindexReport]:
    """Rebuild from nothing but the ``warc`` folder, without a single profile."""
    alone = ArchiveFolder(folder.root.parent / "alone")
    shutil.copytree(folder.warc, alone.warc)
    return alone.database, reindex(alone, alone.database, profiles={})


def differences(original: Path, copy: Path) -> dict[str, str | None]:
    return {one.table: one.example for one in compare_databases(original, copy) if not one.is_equal}


def test_every_table_equals_the_original(crawled: ArchiveFolder) -> None:
    database, report = rebuilt(crawled)
    assert differences(crawled.database, database) == {}
    assert report.problems == []
    sizes = {one.table: one.rows for one in compare_databases(crawled.database, database)}
    assert sizes["articles"] > 50
    assert sizes["appearances"] > sizes["articles"]
    assert sizes["captures"] == report.captures - report.adopted
    assert sizes["runs"] == 3


def test_the_files_of_a_run_are_numbered_and_each_tells_of_its_run(crawled: ArchiveFolder) -> None:
    numbers: dict[str, list[str]] = {}
    for path in sorted(crawled.warc.glob("*.warc.gz")):
        run, _, number = path.name.removesuffix(".warc.gz").rpartition("-")
        numbers.setdefault(run, []).append(number)
    assert len(numbers) == 3
    assert max(len(one) for one in numbers.values()) > 3
    assert all(one == [f"{number:05}" for number in range(1, len(one) + 1)] for one in numbers.values())


def test_a_page_that_was_not_acknowledged_is_not_believed_after_a_repair(
    samples: Crawled, tmp_path: Path
) -> None:
    """Its journal entry is durable, its transaction is not; ``--repair`` closed the file, not a run."""
    folder = ArchiveFolder(tmp_path / "archive")
    crawler = samples.crawler(folder.root)
    assert crawler.run(crash="after_warc_sync:4").returncode == KILLED
    assert repair_archive(folder)
    assert crawler.run().returncode == 0
    database, _ = rebuilt(folder)
    assert differences(folder.database, database) == {}


def test_what_a_crash_kept_from_being_committed_is_adopted_as_a_capture_only(crawled: ArchiveFolder) -> None:
    orphans = [one for one in verify_archive(crawled, full=True).findings if one.code == "orphan"]
    database, report = rebuilt(crawled)
    connection = sqlite3.connect(database)
    [adopted] = connection.execute("SELECT count(*) FROM captures WHERE outcome IS NULL").fetchone()
    connection.close()
    assert adopted == report.adopted == len(orphans)


def test_a_rebuilt_archive_is_sound_and_the_crawl_goes_on(crawled: ArchiveFolder, samples: Crawled) -> None:
    database, _ = rebuilt(crawled)
    alone = ArchiveFolder(database.parent)
    assert not verify_archive(alone, full=True).findings
    before = articles_of(alone.root)
    assert samples.crawler(alone.root).run().returncode == 0
    assert articles_of(alone.root) == before == articles_of(samples.archive)
    assert not verify_archive(alone, full=True).findings


def test_damage_costs_the_damaged_page_and_no_other(crawled: ArchiveFolder) -> None:
    connection = sqlite3.connect(crawled.database)
    url, name, offset, length = connection.execute(
        "SELECT c.url, c.warc_file, c.warc_offset, c.warc_length FROM captures c JOIN appearances p"
        " USING (capture_id) WHERE p.article_id IN (SELECT article_id FROM appearances GROUP BY 1"
        " HAVING count(*) = 1) ORDER BY c.captured_at DESC LIMIT 1"
    ).fetchone()
    connection.close()
    path = crawled.warc / name
    content = bytearray(path.read_bytes())
    content[offset + length // 2] ^= 0xFF
    path.write_bytes(content)
    database, report = rebuilt(crawled)
    assert len(report.problems) == 2  # the record, and the page that was in it
    assert url in report.problems[1]
    [lost] = [one for one in compare_databases(crawled.database, database) if one.table == "captures"]
    assert (lost.missing, lost.added) == (1, 0)
    [places] = [one for one in compare_databases(crawled.database, database) if one.table == "appearances"]
    assert (places.missing, places.added) == (1, 0)


def test_a_slip_of_ours_on_one_page_costs_that_page(
    crawled: ArchiveFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slips(page: Page, **options: Any) -> ScrapedArticle:
        if page.url.endswith("c13858389/content.html"):
            raise IndexError(page.url)
        return parse_article(page, **options)

    monkeypatch.setattr(replay, "parse_article", slips)
    database, report = rebuilt(crawled)
    [problem] = report.problems
    assert "c13858389/content.html gives no record any more: IndexError" in problem
    [places] = [one for one in compare_databases(crawled.database, database) if one.table == "appearances"]
    assert (places.missing, places.added) == (1, 0)


def test_an_open_file_is_read_as_far_as_it_is_whole(crawled: ArchiveFolder) -> None:
    last = max(crawled.warc.glob("*.warc.gz"))
    torn = last.with_name(last.name + ".open")
    last.rename(torn)
    torn.write_bytes(torn.read_bytes() + b"\x1f\x8b\x08 torn")
    database, report = rebuilt(crawled)
    assert report.problems == []
    assert differences(crawled.database, database) == {}


def test_captures_have_rows_even_where_no_page_can_be_read(folder: ArchiveFolder) -> None:
    database, report = rebuilt(folder)  # nobody knows the profile of these pages
    assert len(report.problems) == 6
    columns = "capture_id, url, method, captured_at, status, payload_digest, warc_file, warc_offset, run_id"
    connection = sqlite3.connect(folder.database)
    connection.execute("ATTACH ? AS copy", (str(database),))
    missing = connection.execute(
        f"SELECT {columns} FROM captures EXCEPT SELECT {columns} FROM copy.captures"  # noqa: S608 - fixed names
    ).fetchall()
    connection.close()
    assert missing == []


def test_a_database_is_never_written_over(folder: ArchiveFolder, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="never written over"):
        reindex(folder, folder.database, profiles={})
    empty = ArchiveFolder(tmp_path / "empty")
    empty.warc.mkdir(parents=True)
    with pytest.raises(UsageError, match="no WARC files"):
        reindex(empty, empty.database, profiles={})
    assert not empty.database.exists()


def test_a_stopped_reindex_begins_anew(folder: ArchiveFolder) -> None:
    session = open_session(folder.root, days=4)
    crawl(session, articles=4)
    session.close(exit_code=0, reason="complete")
    draft = folder.root / "again.db.part"
    draft.write_bytes(b"half a database")
    assert reindex(folder, folder.root / "again.db", profiles={}).captures > 8
    assert not draft.exists()
