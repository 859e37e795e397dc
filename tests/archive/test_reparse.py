"""Today's rules over yesterday's bytes: a diff first, then versions that say that the rules changed."""

import datetime as dt
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from sasac_crawler.archive import rereading
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.reparse import ReparseReport, apply_rules, compare_rules
from sasac_crawler.items import ScrapedArticle
from sasac_crawler.parse.article import parse_article
from sasac_crawler.parse.page import Page
from sasac_crawler.sites import Layout, SiteProfile, load_profiles
from sasac_crawler.store.connection import open_reader, open_writer

SASAC = [sys.executable, "-W", "error", "-c", "from sasac_crawler.cli import main; main()"]
PROFILES = Path(str(files("sasac_crawler.samplesite").joinpath("profiles")))
RECORDS = ("articles", "appearances", "article_versions", "attachments", "citations", "mentions")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the archive of the sample sites."""
    root = tmp_path_factory.mktemp("reparse") / "archive"
    subprocess.run([*SASAC, "demo", "--archive", str(root)], check=True, capture_output=True, timeout=120)
    return root


@pytest.fixture
def folder(crawled: Path, tmp_path: Path) -> ArchiveFolder:
    shutil.copytree(crawled, tmp_path / "archive")
    return ArchiveFolder(tmp_path / "archive")


@pytest.fixture
def profiles() -> dict[str, SiteProfile]:
    return load_profiles([PROFILES])


def _with_layout(profiles: dict[str, SiteProfile], slug: str, layout: Layout) -> dict[str, SiteProfile]:
    return profiles | {slug: replace(profiles[slug], layouts=(layout,))}


def _apply(
    folder: ArchiveFolder, profiles: dict[str, SiteProfile], *, stop_after: int | None = None
) -> ReparseReport:
    def progress(done: int) -> None:
        if stop_after is not None and done >= stop_after:
            raise KeyboardInterrupt

    db = open_writer(folder.database)
    try:
        return apply_rules(db, folder.warc, profiles=profiles, progress=progress)
    finally:
        db.conn.close()


def _compare(folder: ArchiveFolder, profiles: dict[str, SiteProfile], *, jobs: int = 1) -> ReparseReport:
    db = open_reader(folder.database)
    try:
        return compare_rules(db, folder.warc, profiles=profiles, jobs=jobs)
    finally:
        db.conn.close()


def _records(folder: ArchiveFolder) -> dict[str, list[str]]:
    db = Database(folder.database)
    try:
        return {name: sorted(json.dumps(row, default=str) for row in db.table(name).rows) for name in RECORDS}
    finally:
        db.conn.close()


NO_FIRST_PARAGRAPH = Layout(id="2027", drop=("p:first-of-type",))


def test_the_same_rules_read_the_same(folder: ArchiveFolder, profiles: dict[str, SiteProfile]) -> None:
    report = _compare(folder, profiles)
    assert (report.looks, report.differing, report.worse.total()) == (91, 0, 0)


def test_workers_find_what_one_process_finds(folder: ArchiveFolder, profiles: dict[str, SiteProfile]) -> None:
    changed = _with_layout(profiles, "jiangdong", NO_FIRST_PARAGRAPH)
    assert _compare(folder, changed, jobs=2) == _compare(folder, changed, jobs=1)


def test_a_dry_run_says_by_site_and_field_what_would_change_and_stores_nothing(
    folder: ArchiveFolder, profiles: dict[str, SiteProfile]
) -> None:
    before = _records(folder)
    report = _compare(folder, _with_layout(profiles, "jiangdong", NO_FIRST_PARAGRAPH))
    assert {site for site, _ in report.fields} == {"jiangdong"}
    assert report.fields["jiangdong", "body_text"].count > 10
    url, old, new = report.fields["jiangdong", "body_text"].examples[0]
    assert url.startswith("http://gzw.jiangdong.test/")
    assert old != new
    assert _records(folder) == before


def test_an_applied_change_is_a_version_of_the_rules_not_of_the_site(
    folder: ArchiveFolder, profiles: dict[str, SiteProfile]
) -> None:
    changed = _with_layout(profiles, "jiangdong", NO_FIRST_PARAGRAPH)
    report = _apply(folder, changed)
    assert report.applied == report.differing > 0
    db = Database(folder.database)
    causes = {row["cause"] for row in db.query("SELECT DISTINCT cause FROM article_versions")}
    assert causes == {"rules"}
    [version] = db.query(
        "SELECT v.body_text AS old, a.body_text AS new FROM article_versions v JOIN articles a"
        " ON a.id = v.article_id WHERE a.site = 'jiangdong' ORDER BY v.article_id LIMIT 1"
    )
    assert version["old"].endswith(version["new"])
    assert version["old"] != version["new"]
    db.conn.close()
    assert _compare(folder, changed).differing == 0


def test_going_back_to_the_old_rules_reads_the_old_text_again(
    folder: ArchiveFolder, profiles: dict[str, SiteProfile]
) -> None:
    texts = "SELECT url, body_text FROM articles ORDER BY url"
    db = Database(folder.database)
    before = list(db.query(texts))
    _apply(folder, _with_layout(profiles, "jiangdong", NO_FIRST_PARAGRAPH))
    _apply(folder, profiles)
    assert list(db.query(texts)) == before
    db.conn.close()


def test_interrupted_and_resumed_it_ends_like_an_undisturbed_run(
    crawled: Path, tmp_path: Path, profiles: dict[str, SiteProfile]
) -> None:
    changed = _with_layout(profiles, "jiangdong", NO_FIRST_PARAGRAPH)
    whole, broken = (ArchiveFolder(Path(shutil.copytree(crawled, tmp_path / name))) for name in "ab")
    _apply(whole, changed)
    with pytest.raises(KeyboardInterrupt):
        _apply(broken, changed, stop_after=50)
    rest = _apply(broken, changed)
    assert rest.looks == 41
    assert _records(broken) == _records(whole)


def test_a_page_that_new_rules_cannot_read_keeps_what_it_has(
    folder: ArchiveFolder, profiles: dict[str, SiteProfile]
) -> None:
    before = _records(folder)
    report = _apply(folder, profiles | {"sasac_test": replace(profiles["sasac_test"], encoding="latin-1")})
    assert report.worse["sasac_test"] > 0
    assert report.worse_examples
    assert _records(folder) == before


def test_a_slip_of_ours_on_one_page_costs_that_page(
    folder: ArchiveFolder, profiles: dict[str, SiteProfile], monkeypatch: pytest.MonkeyPatch
) -> None:
    def slips(page: Page, **options: Any) -> ScrapedArticle:
        if page.url.endswith("c13858389/content.html"):
            raise IndexError(page.url)
        return parse_article(page, **options)

    whole = _compare(folder, profiles)
    monkeypatch.setattr(rereading, "parse_article", slips)
    report = _compare(folder, profiles)
    assert (report.looks, dict(report.worse)) == (whole.looks, {"sasac_test": 1})
    assert "our own code failed: IndexError" in report.worse_examples[0]


def test_an_old_layout_is_chosen_by_the_day_of_the_capture(
    folder: ArchiveFolder, profiles: dict[str, SiteProfile]
) -> None:
    yesterday = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=2)
    old = replace(NO_FIRST_PARAGRAPH, valid_until=yesterday)
    site = replace(profiles["jiangdong"], layouts=(Layout(id="now"), old))
    report = _compare(folder, profiles | {"jiangdong": site})
    assert {name for _, name in report.fields} == {"layout"}


def test_the_command_prints_the_diff_and_says_what_to_do(folder: ArchiveFolder, tmp_path: Path) -> None:
    text = (PROFILES / "jiangdong.toml").read_text("utf-8")
    (tmp_path / "jiangdong.toml").write_text(
        text + '\n[[layouts]]\nid = "2027"\ndrop = ["p:first-of-type"]\n', "utf-8"
    )
    common = ["--archive", str(folder.root), "--sites-dir", str(PROFILES), "--sites-dir", str(tmp_path)]
    done = subprocess.run(
        [*SASAC, "reparse", "-j", "1", *common], capture_output=True, text=True, timeout=60, check=True
    )
    assert "body_text" in done.stdout
    assert "nothing stored; --apply stores it" in done.stdout


def test_a_site_without_a_profile_is_said_to_be_unread_not_to_be_worse(
    folder: ArchiveFolder, profiles: dict[str, SiteProfile]
) -> None:
    report = _compare(folder, {slug: one for slug, one in profiles.items() if slug != "jiangdong"})
    assert (dict(report.unknown), dict(report.worse)) == ({"jiangdong": 27}, {})


def test_the_demo_is_read_again_as_the_readme_says_it(folder: ArchiveFolder) -> None:
    done = subprocess.run(
        [*SASAC, "reparse", "-j", "1", "--archive", str(folder.root)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stdout == "91 captures read again, 0 differ, nothing stored; --apply stores it.\n"
