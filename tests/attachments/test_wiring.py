"""Files of articles through the whole crawler: fetched, kept, read, found, shown, verified, rebuilt."""

import json
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sasac_crawler.archive.backup import back_up, restore
from sasac_crawler.archive.clock import utc_now
from sasac_crawler.archive.compare import compare_databases
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.reindex import reindex
from sasac_crawler.archive.verify import verify_archive
from sasac_crawler.query.archive import Archive
from tests.attachments import making
from tests.attachments.wiring_site import BARE, HANDED_OUT, HOST, LETTER, PDF, RUN, TEXTS, FileSite, Reply

BASE = f"http://{HOST}/wj/"


@dataclass(frozen=True)
class Crawled:
    """A site that has been crawled, and where."""

    site: FileSite
    folder: Path

    @property
    def archive(self) -> ArchiveFolder:
        return ArchiveFolder(self.folder / "archive")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("wired")
    with FileSite() as site:
        done = site.crawl(folder)
        assert done.returncode == 0, done.stderr[-3000:]
        yield Crawled(site, folder)


@pytest.fixture
def own(shared: Crawled, tmp_path: Path) -> Crawled:
    """A copy to be changed."""
    shutil.copytree(shared.folder, tmp_path / "own")
    return Crawled(shared.site, tmp_path / "own")


def rows(folder: ArchiveFolder, sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(f"file:{folder.database}?mode=ro", uri=True)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def sasac(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([*RUN, *arguments], capture_output=True, text=True, timeout=60, check=False)


def found(archive: Archive, words: str, **options: Any) -> list[tuple[str, str | None]]:
    return [(hit.title, hit.found_in) for hit in archive.search(words, **options)]


def test_every_file_has_an_outcome_and_none_is_silent(shared: Crawled) -> None:
    frontier = rows(shared.archive, "SELECT url, state, outcome FROM frontier WHERE kind = 'attachment'")
    assert {url.removeprefix(BASE): (state, outcome) for url, state, outcome in frontier} == {
        "banfa.pdf": ("done", "ok"),
        "biao.docx": ("done", "ok"),
        "mulu.ofd": ("done", "ok"),
        "all.zip": ("done", "ok"),
        "one.pdf": ("done", "ok"),
        "two.pdf": ("done", "ok"),
        "P0.pdf": ("done", "ok"),
        "broken.pdf": ("pending", "ok"),
        "busy.pdf": ("pending", "not_a_file"),
        "gone.pdf": ("excluded", "gone"),
        "http://files.elsewhere.test/a.pdf": ("excluded", "offsite"),
    }
    issues = rows(shared.archive, "SELECT url, code FROM issues WHERE code <> 'unknown_source' ORDER BY url")
    assert [(url.removeprefix(BASE), code) for url, code in issues] == [
        ("broken.pdf", "file_damaged"),
        ("busy.pdf", "page_not_a_file"),
        ("gone.pdf", "page_gone"),
    ]


def test_files_lie_under_their_digests_with_their_text(shared: Crawled) -> None:
    stored = rows(
        shared.archive,
        "SELECT x.url, x.name, f.kind, f.outcome, f.path, f.text, x.capture_id FROM attachment_fetches x"
        " JOIN files f USING (sha256)",
    )
    captures = dict(rows(shared.archive, "SELECT capture_id, url FROM captures"))
    kinds = {url.removeprefix(BASE): (name, kind, outcome) for url, name, kind, outcome, *_ in stored}
    assert kinds["banfa.pdf"] == ("banfa.pdf", "pdf", "extracted")
    assert kinds["biao.docx"] == ("报表.docx", "docx", "extracted")
    assert kinds["mulu.ofd"] == ("mulu.ofd", "ofd", "extracted")
    assert kinds["all.zip"] == ("all.zip", "zip", "extracted")
    assert kinds["broken.pdf"] == ("broken.pdf", "pdf", "damaged")
    for url, _, _, _, path, _, capture_id in stored:
        served = shared.site.routes[url.removeprefix(f"http://{HOST}")].body
        assert (shared.archive.attachments / path).read_bytes() == served
        assert captures[capture_id] == url
    texts = {url.removeprefix(BASE): text for url, *_, text, _ in stored}
    for name, key in (("banfa.pdf", "pdf"), ("biao.docx", "docx"), ("mulu.ofd", "ofd"), ("all.zip", "zip")):
        assert TEXTS[key] in texts[name]


def test_files_come_after_articles_and_the_other_host_is_never_asked(tmp_path: Path) -> None:
    with FileSite() as site:
        assert site.crawl(tmp_path).returncode == 0
        pages = [path for path in site.asked if path.endswith(".html")]
        files = [path for path in site.asked if path.endswith((".pdf", ".docx", ".ofd", ".zip", ".png"))]
    assert max(map(site.asked.index, pages)) < min(map(site.asked.index, files))
    assert len(files) == len(set(files)) == 10
    assert "/wj/a.png" not in files


def test_words_of_a_file_find_its_article(shared: Crawled) -> None:
    with Archive(shared.archive.root) as archive:
        for words in ("防范投资风险", "風險", "险", "每季度终了", "负面清单事项", "金额单位为万元"):
            assert [title for title, _ in found(archive, words)] == [LETTER], words
        assert found(archive, "防范投资风险") == [(LETTER, "附件1：办法")]
        [hit] = archive.search("负面清单")
        assert hit.snippet == "本目录所列【负面清单】事项，省属企业一律不得投资。"
        # A word of the page and a word of its file, of two files, and what must not be there.
        assert [title for title, _ in found(archive, "贯彻执行 负面清单")] == [LETTER]
        assert [title for title, _ in found(archive, "每季度 负面清单")] == [LETTER]
        assert found(archive, "贯彻执行 -负面清单") == [(LETTER, None)]
        assert found(archive, "防范投资风险 -省国资委") == []
        assert found(archive, "title:负面清单") == []
        assert found(archive, "不在任何地方") == []


def test_own_words_come_first_and_pages_are_stable(shared: Crawled) -> None:
    with Archive(shared.archive.root) as archive:
        ranked = found(archive, "通知 OR 乙集团")
        assert [name is None for _, name in ranked] == sorted((n is None for _, n in ranked), reverse=True)
        assert {name is None for _, name in ranked} == {True, False}
        for order in ("rank", "newest"):
            whole = found(archive, "企业", order=order)
            paged = [found(archive, "企业", order=order, limit=1, offset=at)[0] for at in range(len(whole))]
            assert paged == whole
        dates = [hit.date for hit in archive.search("企业 OR 集团", order="newest")]
        assert dates == ["2021-05-06", "2021-05-05", "2021-05-04", "2021-05-03", "2021-05-02"]


def test_pages_of_one_title_that_only_hand_out_a_file_stay_two(shared: Crawled) -> None:
    with Archive(shared.archive.root) as archive:
        hits = archive.search(BARE)
        assert [hit.date for hit in archive.search(BARE, order="newest")] == ["2021-05-04", "2021-05-03"]
        assert len({hit.id for hit in hits}) == 2
        [first] = archive.search("甲集团")
        shown = archive.article(first.id)
        assert [one["text"] for one in shown.documents_as_text()] == ["甲集团有限公司位于甲市。"]
        assert shown.record["body_text"] == HANDED_OUT
        [name] = [one["name"] for one in shown.documents_as_text()]
        assert shown.text == f"{HANDED_OUT}\n\n[{name}]\n甲集团有限公司位于甲市。"
    printed = sasac("show", first.id, "--archive", str(shared.archive.root)).stdout
    assert "甲集团有限公司位于甲市。" in printed
    assert "attachments/sha256/" in printed


def test_a_file_in_a_list_is_an_article_with_that_text(shared: Crawled) -> None:
    with Archive(shared.archive.root) as archive:
        [hit] = archive.search("经营指标汇总")
        assert (hit.title, hit.date, hit.found_in) == ("省属企业主要经营指标", "2021-05-02", "P0.pdf")
        article = archive.article(hit.id)
        assert [one["text"] for one in article.documents_as_text()] == [TEXTS["listed"]]


def test_show_tells_what_came_of_each(shared: Crawled) -> None:
    with Archive(shared.archive.root) as archive:
        [hit] = archive.search("防范投资风险")
    shown = json.loads(sasac("show", hit.id, "--json", "--archive", str(shared.archive.root)).stdout)
    outcomes = {one["name"]: (one["file_kind"], one["outcome"]) for one in shown["attachments"]}
    assert outcomes == {
        "附件1：办法": ("pdf", "extracted"),
        "附件2：报表": ("docx", "extracted"),
        "附件3：目录": ("ofd", "extracted"),
        "附件4：坏的": ("pdf", "damaged"),
        "附件5：错误页": (None, "not_a_file"),
        "附件6：全部": ("zip", "extracted"),
        "附件7：没有": (None, "gone"),
        "附件8：外站": (None, "offsite"),
    }
    assert TEXTS["pdf"] in next(one["text"] for one in shown["attachments"] if one["name"] == "附件1：办法")


def test_another_crawl_asks_no_file_again_and_a_full_one_doubles_none(own: Crawled) -> None:
    before = rows(own.archive, "SELECT * FROM files")
    asked = len(own.site.asked)
    assert own.site.crawl(own.folder).returncode == 0
    assert [path for path in own.site.asked[asked:] if "pdf" in path] == []
    assert own.site.crawl(own.folder, "--full").returncode == 0
    assert "/wj/banfa.pdf" in own.site.asked[asked:]
    assert rows(own.archive, "SELECT * FROM files") == before
    assert not verify_archive(own.archive, full=True).findings


def test_a_file_that_changed_is_kept_beside_what_it_was(own: Crawled) -> None:
    routes = dict(own.site.routes)
    own.site.routes["/wj/banfa.pdf"] = Reply(body=making.pdf("第一条 已经修改。"), kind=PDF)
    try:
        assert own.site.crawl(own.folder, "--full").returncode == 0
    finally:
        own.site.routes = routes
    with Archive(own.archive.root) as archive:
        assert [title for title, _ in found(archive, "已经修改")] == [LETTER]
        assert found(archive, "防范投资风险") == []
    fetched = rows(own.archive, "SELECT url, count(DISTINCT sha256) FROM attachment_fetches GROUP BY url")
    assert [url for url, count in fetched if count == 2] == [f"{BASE}banfa.pdf"]
    assert not verify_archive(own.archive, full=True).findings


def test_verify_says_what_is_missing_changed_or_too_many(own: Crawled) -> None:
    assert not verify_archive(own.archive, full=True).findings
    paths = list(own.archive.attachments.rglob("*.pdf"))
    paths[0].unlink()
    damaged = bytearray(paths[1].read_bytes())
    damaged[20] ^= 1
    paths[1].write_bytes(damaged)
    (own.archive.attachments / "stray.pdf").write_bytes(b"%PDF-")
    (own.archive.attachments / "incoming").mkdir(exist_ok=True)
    (own.archive.attachments / "incoming" / "a.part").write_bytes(b"%PDF-")
    assert [one.code for one in verify_archive(own.archive).findings] == ["attachment_missing"]
    full = verify_archive(own.archive, full=True)
    assert {one.code: one.is_error for one in full.findings} == {
        "attachment_missing": True,
        "attachment_changed": True,
        "attachment_extra": False,
        "attachment_unfinished": False,
    }
    assert full.exit_code == 23
    paths[1].unlink()
    # What is lost is made again from the captures, and the next crawl tidies up.
    reindex(own.archive, own.folder / "rebuilt.db", profiles={})
    (own.archive.attachments / "stray.pdf").unlink()
    assert own.site.crawl(own.folder).returncode == 0
    assert not verify_archive(own.archive, full=True).findings


def test_a_backup_holds_the_files_and_a_reindex_makes_the_same(own: Crawled) -> None:
    back_up(own.archive, own.folder / "backup", now=utc_now())
    restored = ArchiveFolder(own.folder / "restored")
    assert not restore(own.folder / "backup", restored).findings
    shutil.rmtree(restored.attachments)
    rebuilt = restored.root / "rebuilt.db"
    assert reindex(restored, rebuilt, profiles={}).problems == []
    assert [one for one in compare_databases(restored.database, rebuilt) if not one.is_equal] == []
    assert not verify_archive(restored, full=True).findings


def test_a_reparse_leaves_files_alone(shared: Crawled) -> None:
    profiles = str(shared.folder / "profiles")
    done = sasac("reparse", "--archive", str(shared.archive.root), "--sites-dir", profiles)
    assert done.returncode == 0, done.stderr
    assert "P0.pdf" not in done.stdout


@pytest.mark.parametrize(("size", "outcome"), [(33 << 20, "ok"), (65 << 20, "too_big")])
def test_files_may_be_larger_than_pages_and_not_without_bound(
    size: int, outcome: str, tmp_path: Path
) -> None:
    with FileSite() as site:
        site.routes["/wj/one.pdf"] = Reply(body=b"%PDF-1.7\n".ljust(size, b"\0"), kind=PDF)
        assert site.crawl(tmp_path).returncode == 0
    outcomes = dict(rows(ArchiveFolder(tmp_path / "archive"), "SELECT url, outcome FROM frontier"))
    assert outcomes[f"{BASE}one.pdf"] == outcome
