"""``sasac sites check|new|save`` against replicas of real platforms, under their profiles' hosts."""

import json
import os
import subprocess
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from sasac_crawler.query.saved_page import read_saved_page
from sasac_crawler.sites.drafting import profile_toml
from sasac_crawler.sites.loading import parse_profile
from tests.replica.crawling import RUN, quick_profile
from tests.replica.model import ReplicaSite
from tests.replica.registry import all_sites
from tests.replica.server import ReplicaServer


def _site(slug: str) -> ReplicaSite:
    return next(one for one in all_sites() if one.slug == slug)


def _sites(server: ReplicaServer, site: ReplicaSite, *arguments: str) -> subprocess.CompletedProcess[str]:
    resolve = [part for entry in server.resolve(site) for part in ("--resolve", entry)]
    return subprocess.run(
        [*RUN, "sites", *arguments, *resolve],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=os.environ | {"SASAC_REPLICA_DELAY": "0"},
    )


@pytest.mark.parametrize("slug", ["beijing", "zhejiang", "guangdong", "xinjiang", "boda"])
def test_a_profile_passes_against_its_replica(slug: str, tmp_path: Path) -> None:
    site = _site(slug)
    profile = parse_profile(quick_profile(site.profile_text), file=f"{slug}.toml")
    served = {channel.id for channel in site.channels}
    channels = tuple(one for one in profile.channels if one.id in served)
    (tmp_path / f"{slug}.toml").write_text(profile_toml(replace(profile, channels=channels)), "utf-8")
    with ReplicaServer([site]) as server:
        done = _sites(server, site, "check", slug, "--json", "--sites-dir", str(tmp_path))
    [check] = json.loads(done.stdout)
    assert [one["problems"] for one in check["channels"]] == [[] for _ in channels]
    assert (done.returncode, check["has_passed"]) == (0, True)


@pytest.mark.parametrize(
    ("slug", "platform"), [("beijing", "trs_wcm"), ("shandong", "sd_channels"), ("jiangsu", "hanweb_jcms")]
)
def test_a_home_page_is_drafted(slug: str, platform: str) -> None:
    site = _site(slug)
    with ReplicaServer([site]) as server:
        done = _sites(server, site, "new", f"http://{site.hosts[0]}/", "--slug", "draft")
    draft = tomllib.loads(done.stdout)
    wanted = {one["url"].replace("https://", "http://") for one in site.profile["channels"]}
    assert (done.returncode, draft["platform"]) == (0, platform)
    assert draft["name_zh"] == site.profile["name_zh"]
    assert len(draft["channels"]) >= 2
    assert {one["url"] for one in draft["channels"]} <= wanted
    assert "verified" not in draft


def test_an_article_is_saved_with_its_record(tmp_path: Path) -> None:
    site = _site("shanghai")
    wanted = max(site.articles, key=lambda one: len(one.body))
    with ReplicaServer([site]) as server:
        done = _sites(server, site, "save", wanted.url, "--name", "page", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    saved = read_saved_page(tmp_path / "page.json")
    assert saved.signed_by is None
    assert saved.expected["title"] == wanted.title
    assert (saved.expected["date_published"], saved.expected["source_raw"]) == (wanted.date, wanted.source)
    assert saved.expected["body_text"] == wanted.body
