"""``sasac merge`` and ``sasac bundle``: real archives, real bundles, real deaths."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from itertools import permutations
from pathlib import Path

import pytest

from sasac_crawler.archive.bundle import MANIFEST, pack
from sasac_crawler.archive.compare import compare_databases
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.merge import merge_bundle
from sasac_crawler.archive.reindex import reindex
from sasac_crawler.archive.verify import verify_archive
from sasac_crawler.errors import BundleError, SasacCrawlerError
from sasac_crawler.items import PageRequest
from sasac_crawler.sites import Channel, SiteProfile
from sasac_crawler.store.crash_points import MERGE_POINTS
from sasac_crawler.store.transaction import transaction
from tests.archive.poisons import POISONS, warc
from tests.archive.small_archive import CHANNEL, HOST, LIST_URL, SITE, fetch_due, fetch_list, open_session

PROFILE = SiteProfile(
    slug=SITE, name_zh="江东省国资委", name_short="江东省国资委", name_en="Jiangdong SASAC", level="province",
    homepage=f"{HOST}/", hosts=("gzw.jiangdong.test",),
    channels=(Channel(id=CHANNEL, name_zh="要闻", category="news", url=LIST_URL),),
)  # fmt: skip
PROFILES = {SITE: PROFILE}
SITE_FILE = """
slug = "jiangdong"
name_zh = "江东省国资委"
name_short = "江东省国资委"
name_en = "Jiangdong SASAC"
level = "province"
homepage = "http://gzw.jiangdong.test/"
hosts = ["gzw.jiangdong.test"]
platform = "static_list"

[[channels]]
id = "col1"
name_zh = "要闻"
category = "news"
url = "http://gzw.jiangdong.test/col/col1/index.html"
"""


def make(root: Path, *, days: int, articles: int) -> ArchiveFolder:
    """Make an archive of one run: a list and its articles."""
    session = open_session(root, days=days)
    session.save_site(PROFILE)
    with transaction(session.connection):
        session.pages.frontier.discover(
            PageRequest(url=LIST_URL), kind="list", site=SITE, channel=CHANNEL, now=session.now()
        )
    fetch_list(session, articles=articles)
    fetch_due(session)
    session.close(exit_code=0, reason="complete")
    return ArchiveFolder(root)


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three bundles of one site, made on three days by machines that know nothing of each other."""
    folder = tmp_path_factory.mktemp("bundles")
    made = []
    for days, suffix in ((0, ".tar"), (3, ".tar.gz"), (5, "")):
        archive = make(folder / f"archive{days}", days=days, articles=3 + days)
        made.append(folder / f"bundle{days}{suffix}")
        pack(archive, made[-1])
    return made


def merged(root: Path, bundles: list[Path]) -> ArchiveFolder:
    folder = ArchiveFolder(root)
    for bundle in bundles:
        merge_bundle(folder, bundle, profiles=PROFILES)
    return folder


@pytest.fixture(scope="module")
def one_merged(bundles: list[Path]) -> Path:
    """An archive that the first bundle was merged into; to be copied."""
    return merged(bundles[0].parent / "one-merged", bundles[:1]).root


def must_be_equal(one: ArchiveFolder, other: ArchiveFolder) -> None:
    differences = [found for found in compare_databases(one.database, other.database) if not found.is_equal]
    assert not differences, differences
    assert _files(one) == _files(other)


def _files(folder: ArchiveFolder) -> dict[str, str]:
    return {
        path.relative_to(folder.root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for top in (folder.warc, folder.attachments)
        for path in top.rglob("*")
        if path.is_file()
    }


def test_any_order_gives_the_same_archive_and_it_is_whole(tmp_path: Path, bundles: list[Path]) -> None:
    first = merged(tmp_path / "first", bundles)
    for number, order in enumerate(list(permutations(bundles))[3:]):
        must_be_equal(first, merged(tmp_path / f"order{number}", [*order, order[0]]))
    report = verify_archive(first, full=True)
    assert not report.findings
    assert report.captures == (1 + 3) + (1 + 6) + (1 + 8)


def test_what_was_merged_can_be_made_again_from_its_warc_files(tmp_path: Path, bundles: list[Path]) -> None:
    folder = merged(tmp_path / "merged", bundles[:1])
    report = reindex(folder, tmp_path / "rebuilt.db", profiles=PROFILES)
    # These pages are no pages of any platform; only that every record was found is to be seen here. Whole crawls
    # are compared in tests/cluster.
    assert report.captures == verify_archive(folder).captures


@pytest.mark.parametrize("point", MERGE_POINTS)
def test_a_merge_that_was_killed_changes_nothing_and_is_completed_by_the_next(
    point: str, tmp_path: Path, bundles: list[Path], one_merged: Path
) -> None:
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites/jiangdong.toml").write_text(SITE_FILE, "utf-8")
    for name in ("wanted", "archive"):
        shutil.copytree(one_merged, tmp_path / name)
    wanted = merged(tmp_path / "wanted", bundles[1:2])
    folder = ArchiveFolder(tmp_path / "archive")
    command = [
        sys.executable, "-c", "from sasac_crawler.cli import main; main()", "merge", str(bundles[1]),
        "--archive", str(folder.root), "--sites-dir", str(tmp_path / "sites"),
    ]  # fmt: skip
    died = subprocess.run(command, env=os.environ | {"SASAC_CRASH": point}, capture_output=True, check=False)
    assert died.returncode == 137, died.stderr
    assert not verify_archive(folder, full=True).errors
    merged(folder.root, bundles[1:2])
    must_be_equal(wanted, folder)
    assert not list(folder.root.glob(".merging-*"))


@pytest.mark.parametrize("poison", POISONS)
def test_a_poisoned_bundle_is_refused_and_nothing_of_it_adopted(
    poison: str, tmp_path: Path, bundles: list[Path], one_merged: Path
) -> None:
    bundle = tmp_path / "bundle"
    shutil.copytree(bundles[2], bundle)
    apply, said = POISONS[poison]
    apply(bundle)
    folder, before = ArchiveFolder(tmp_path / "archive"), ArchiveFolder(one_merged)
    shutil.copytree(one_merged, folder.root)
    with pytest.raises(SasacCrawlerError) as refusal:
        merge_bundle(folder, bundle, profiles=PROFILES)
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)
    must_be_equal(before, folder)
    assert not list(folder.root.glob(".merging-*"))
    assert not (tmp_path / "outside.warc.gz").exists()


def test_a_tar_that_climbs_or_links_or_is_cut_is_refused(tmp_path: Path, bundles: list[Path]) -> None:
    manifest = f"{hashlib.sha256(b'').hexdigest()}  sasac.db\n".encode()
    for number, (name, kind) in enumerate(
        (("../../evil", tarfile.REGTYPE), ("sasac.db", tarfile.SYMTYPE), ("/sasac.db", tarfile.REGTYPE))
    ):
        path = tmp_path / f"{number}.tar"
        with tarfile.open(path, "w") as tar:
            for member_name, content in ((MANIFEST, manifest), (name, b"")):
                member = tarfile.TarInfo(member_name)
                member.size = len(content)
                member.type = kind if content == b"" else tarfile.REGTYPE
                member.linkname = "/etc/passwd"
                tar.addfile(member, io.BytesIO(content))
        with pytest.raises(BundleError):
            merge_bundle(ArchiveFolder(tmp_path / "archive"), path, profiles=PROFILES)
    cut = tmp_path / "cut.tar"
    cut.write_bytes(bundles[0].read_bytes()[:-20_000])
    with pytest.raises(BundleError):
        merge_bundle(ArchiveFolder(tmp_path / "archive"), cut, profiles=PROFILES)


def test_other_bytes_under_a_name_that_is_taken_are_refused(tmp_path: Path, bundles: list[Path]) -> None:
    folder = merged(tmp_path / "archive", bundles[2:])
    run = warc(folder.root)
    shutil.copy(min(ArchiveFolder(bundles[2].parent / "archive0").warc.glob("*.warc.gz")), run)
    manifest = run.with_name(run.name + ".sha256")
    digest = hashlib.sha256(run.read_bytes()).hexdigest()
    manifest.write_text(f"{digest}  {run.name}\n")
    with pytest.raises(BundleError, match="with other bytes"):
        merge_bundle(folder, bundles[2], profiles=PROFILES)


def test_the_digest_told_over_another_way_is_compared(tmp_path: Path, bundles: list[Path]) -> None:
    with pytest.raises(BundleError, match="its digest is"):
        merge_bundle(ArchiveFolder(tmp_path / "a"), bundles[0], profiles=PROFILES, digest="0" * 64)


def test_commands_pack_verify_and_refuse(tmp_path: Path, bundles: list[Path]) -> None:
    (tmp_path / "jiangdong.toml").write_text(SITE_FILE, "utf-8")
    archive = bundles[0].parent / "archive0"

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-W", "error", "-c", "from sasac_crawler.cli import main; main()", *words]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    packed = run("bundle", "pack", str(archive), "--out", str(tmp_path / "b.tar"), "--json")
    digest = json.loads(packed.stdout)["digest"]
    good = run("bundle", "verify", str(tmp_path / "b.tar"), "--digest", digest, "--sites-dir", str(tmp_path))
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.startswith("good: 4 captures of jiangdong")
    unknown = run("bundle", "verify", str(tmp_path / "b.tar"))
    assert unknown.returncode == 23
    assert "which no profile here describes" in unknown.stderr
    raw = run("merge", str(archive), "--archive", str(tmp_path / "x"), "--sites-dir", str(tmp_path))
    assert raw.returncode == 23
    assert "sasac bundle pack" in raw.stderr
    absent = run("merge", str(tmp_path / "none.tar"), "--archive", str(tmp_path / "x"))
    assert (absent.returncode, absent.stderr.count("\n")) == (2, 1)
