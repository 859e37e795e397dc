"""``sasac sites check|new|save`` against sites on this machine that answer like real ones."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from sasac_crawler.query.saved_page import read_saved_page, record_of
from sasac_crawler.samplesite import SampleServer
from sasac_crawler.samplesite.truth import truth
from sasac_crawler.sites.loading import parse_profile

SASAC = [sys.executable, "-W", "error", "-c", "from sasac_crawler.cli import main; main()"]
PROFILES = Path(str(files("sasac_crawler.samplesite").joinpath("profiles")))
HOME = "http://gzw.jiangdong.test/"


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer() as running:
        yield running


@pytest.fixture
def profiles(tmp_path: Path) -> Path:
    """Return a folder of our own with the sample profiles, to be written to."""
    return Path(shutil.copytree(PROFILES, tmp_path / "profiles"))


def sasac(server: SampleServer, *arguments: str) -> tuple[int, str, str]:
    resolve = [part for entry in server.resolve for part in ("--resolve", entry)]
    done = subprocess.run(
        [*SASAC, *arguments, *resolve],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=os.environ | {"SASAC_REPLICA_DELAY": "0"},
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


def test_a_profile_that_fits_passes_and_is_stamped(server: SampleServer, profiles: Path) -> None:
    code, out, _ = sasac(
        server, "sites", "check", "jiangdong", "--json", "--write", "--sites-dir", str(profiles)
    )
    [check] = json.loads(out)
    assert (code, check["has_passed"], check["robots"]) == (0, True, {"gzw.jiangdong.test": "absent"})
    for channel in check["channels"]:
        assert channel["platform_found"] == channel["platform"] == "hanweb_jcms"
        assert channel["fields"] == ["title", "date_published", "source_name", "body_text"]
        assert channel["links"] >= channel["floor"]
        assert channel["pages"] > 1
    stamped = (profiles / "jiangdong.toml").read_text("utf-8")
    profile = parse_profile(stamped, file="jiangdong.toml")
    assert profile.verified is not None
    assert check["checked_at"].startswith(profile.verified.isoformat())


def test_a_profile_that_does_not_fit_says_where(server: SampleServer, profiles: Path) -> None:
    path = profiles / "jiangdong.toml"
    text = path.read_text("utf-8")
    first = tomllib.loads(text)["channels"][0]["id"]
    text = text.replace('platform = "hanweb_jcms"', 'platform = "trs_wcm"').replace(
        f"/col/{first}/", "/col/col404/"
    )
    path.write_text(text, "utf-8")
    code, out, _ = sasac(server, "sites", "check", "jiangdong", "--write", "--sites-dir", str(profiles))
    assert code == 9
    assert f"jiangdong: {first}: the list ended as gone: HTTP 404" in out
    assert "the page looks like hanweb_jcms, the profile says trs_wcm" in out
    assert "verified" not in path.read_text("utf-8")


def test_a_home_page_becomes_a_profile_that_passes_its_own_check(
    server: SampleServer, tmp_path: Path
) -> None:
    out = tmp_path / "drafts" / "jiangdong_draft.toml"
    out.parent.mkdir()
    code, _, shown = sasac(server, "sites", "new", HOME, "--slug", "jiangdong_draft", "--out", str(out))
    assert code == 0
    draft = parse_profile(out.read_text("utf-8"), file=out.name)
    assert draft.name_zh == "江东省人民政府国有资产监督管理委员会"
    assert (draft.name_short, draft.platform, draft.verified) == ("江东省国资委", "hanweb_jcms", None)
    wanted = {one.channel for one in truth() if one.site == "jiangdong"}
    assert {channel.id for channel in draft.channels} == wanted
    newest = next(one.title for one in truth() if one.site == "jiangdong")
    assert newest in shown


def test_a_saved_page_is_the_page_and_waits_for_a_signature(server: SampleServer, tmp_path: Path) -> None:
    wanted = next(one for one in truth() if one.site == "jiangdong" and one.source)
    code, out, said = sasac(server, "sites", "save", wanted.url, "--name", "one", "--out", str(tmp_path))
    assert code == 0
    assert out.split() == [str(tmp_path / "one.http"), str(tmp_path / "one.json")]
    assert "sign" in said
    saved = read_saved_page(tmp_path / "one.json")
    assert (saved.signed_by, saved.url) == (None, wanted.url)
    assert saved.expected["title"] == wanted.title
    assert saved.expected["date_published"][:10] == wanted.date.isoformat()
    assert saved.expected["body_text"] == "\n".join(wanted.paragraphs)
    assert record_of(saved.page(), None)["title"] == wanted.title
    again, _, complaint = sasac(server, "sites", "save", wanted.url, "--name", "one", "--out", str(tmp_path))
    assert (again, "is there already" in complaint) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["new", "gzw.jiangdong.test"], "is not the address of a home page"),
        (["new", "http://gzw.jiangdong.test/nothing"], "could not be read"),
        (["save", "http://gzw.jiangdong.test:99/x"], "gave no answer to save"),
        (["check", "dalian"], "dalian is disabled"),
        (["check", "nowhere"], "no site is called 'nowhere'"),
    ],
)
def test_a_slip_is_one_sentence(
    server: SampleServer, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    out = ["--out", str(tmp_path / "x")] if arguments[0] == "save" else []
    code, _, said = sasac(server, "sites", *arguments, *out)
    assert (code, sentence in said) == (2, True), said
