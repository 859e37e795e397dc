"""The 39 profiles against a table read from the project's facts, not from the profiles.

`expected_sites.json` holds, per body, what is known of it: names, codes, hosts, the CMS and every
column ever recorded. `crawled` is a decision of ours: sites/README.md says by which rule.
"""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any, Final

import pytest

from sasac_crawler.normalize.identity import document_key
from sasac_crawler.normalize.sources import resolve_source
from sasac_crawler.parse.detection import detect_platform
from sasac_crawler.parse.page import read_page
from sasac_crawler.sites import SiteProfile, load_profiles, site_of_url
from sasac_crawler.vocab.divisions import divisions
from sasac_crawler.vocab.organisations import organisations

EXPECTED: Final[dict[str, Any]] = json.loads(
    Path(__file__).with_name("expected_sites.json").read_text("utf-8")
)
PROFILES: Final = load_profiles()

NO_ARTICLE: Final = "No article URL of this site is known."
NO_FULL_NAME: Final = "The full official name is not evidenced"
NO_LABEL: Final = "The label is not recorded"
PLATFORMS: Final = {
    "n-series": "n_series",
    "trs": "trs_wcm",
    "hanweb-jcms": "hanweb_jcms",
    "hanweb-jpaas": "hanweb_jpaas",
    "sd-channels": "sd_channels",
    "gd-post": "gd_post",
    "c-shtml": "ucap",
    "vsb": "vsb",
}
"""CMS key of the facts -> platform; a CMS that only one site has goes to the general list reader."""

CHANNELS: Final = {
    "sasac": 15, "beijing": 9, "tianjin": 3, "hebei": 4, "shanxi": 1, "nei_mongol": 2, "liaoning": 1,
    "jilin": 1, "heilongjiang": 0, "shanghai": 11, "jiangsu": 3, "zhejiang": 2, "anhui": 2, "fujian": 2,
    "jiangxi": 3, "shandong": 2, "henan": 0, "hubei": 1, "hunan": 5, "guangdong": 6, "guangxi": 2,
    "hainan": 1, "chongqing": 4, "sichuan": 4, "guizhou": 2, "yunnan": 1, "xizang": 0, "shaanxi": 4,
    "gansu": 1, "qinghai": 0, "ningxia": 3, "xinjiang": 3, "xpcc": 2, "dalian": 0, "qingdao": 1,
    "ningbo": 1, "xiamen": 0, "shenzhen": 6, "jinan": 1,
}  # fmt: skip
"""Counted by hand in the facts."""

# A URL as remarks write it. example: "政策 http://a.test/b/ (2020)" · counter-example: "gzw.a.test/b"
URL: Final = re.compile(r"https?://[^\s,]{1,300}?(?=[.,]?(?:\s|$))")

every_site = pytest.mark.parametrize("slug", list(EXPECTED))


def remarks_of(profile: SiteProfile) -> str:
    return "\n".join(profile.remarks)


def columns_of(slug: str, *, crawled: bool) -> list[dict[str, Any]]:
    return [column for column in EXPECTED[slug]["columns"] if column["crawled"] is crawled]


def test_there_is_one_profile_for_each_of_the_39_bodies() -> None:
    assert sorted(PROFILES) == sorted(EXPECTED) == sorted(CHANNELS)
    assert len(PROFILES) == 39


def test_the_table_holds_what_the_facts_count() -> None:
    assert sum(len(body["columns"]) for body in EXPECTED.values()) == 152
    assert sum(len(body["article_urls"]) for body in EXPECTED.values()) == 99
    assert sum(not body["article_urls"] for body in EXPECTED.values()) == 17
    assert sum(body["name_full"] is None for body in EXPECTED.values()) == 10
    levels = [body["level"] for body in EXPECTED.values()]
    assert [levels.count(level) for level in ("state", "province", "corps", "city")] == [1, 31, 1, 6]


@every_site
def test_identity(slug: str) -> None:
    profile, body = PROFILES[slug], EXPECTED[slug]
    assert profile.level == body["level"]
    assert profile.division_code == body["division_code"]
    assert profile.iso_3166_2 == body["iso_3166_2"]
    assert profile.name_short == body["name_short"]
    assert profile.name_en
    if body["name_full"] is None:
        assert profile.name_zh == max(body["names_seen"], key=len)
    else:
        assert profile.name_zh == body["name_full"]
    assert (NO_FULL_NAME in remarks_of(profile)) == (body["name_full"] is None)


@every_site
def test_a_short_name_nobody_printed_says_so(slug: str) -> None:
    profile, seen = PROFILES[slug], EXPECTED[slug]["names_seen"]
    said = "The short name is made by pattern, not seen." in remarks_of(profile)
    assert said == (profile.name_short not in seen)


@every_site
def test_codes_and_organisation_are_in_the_reference_tables(slug: str) -> None:
    profile = PROFILES[slug]
    assert profile.organisation in organisations()
    if profile.division_code is None:
        assert profile.organisation in ("sasac", "xpcc-sasac")
    else:
        assert profile.organisation == f"sasac-{profile.division_code}"
        assert divisions()[profile.division_code].level == (2 if profile.level == "city" else 1)


@every_site
def test_hosts_are_those_of_the_facts(slug: str) -> None:
    profile, body = PROFILES[slug], EXPECTED[slug]
    assert list(profile.hosts) == body["hosts"]
    assert list(profile.historic_hosts) == body["historic_hosts"]
    assert profile.ports == ()
    if body["hosts"]:
        assert profile.homepage == f"{body['scheme']}://{body['hosts'][0]}/"
    else:
        assert profile.homepage is None


@every_site
def test_former_places_a_host_name_cannot_say_stand_in_the_remarks(slug: str) -> None:
    for place in EXPECTED[slug]["historic_places"]:
        assert place in remarks_of(PROFILES[slug])


@every_site
def test_platform_and_how_sure_it_is(slug: str) -> None:
    profile, body = PROFILES[slug], EXPECTED[slug]
    assert profile.platform == PLATFORMS.get(body["cms"], "static_list")
    said = "The platform is inferred from sibling sites" in remarks_of(profile)
    assert said == (body["cms_status"] == "inferred")
    if body["cms_status"] in ("observed-2020", "unknown"):
        assert "The platform " in remarks_of(profile)


@every_site
def test_channels_are_the_crawled_columns_of_the_facts(slug: str) -> None:
    urls = [channel.url for channel in PROFILES[slug].channels]
    assert urls == [column["url"] for column in columns_of(slug, crawled=True)]
    assert len(urls) == CHANNELS[slug]


@every_site
def test_a_channel_says_how_sure_it_is(slug: str) -> None:
    columns = {column["url"]: column for column in columns_of(slug, crawled=True)}
    for channel in PROFILES[slug].channels:
        column, remark = columns[channel.url], channel.remark or ""
        assert (f"Basis: {column['basis']}" in remark) == (column["basis"] != "labelled")
        assert (f"Last seen in {column['era']}." in remark) == (column["era"] != "current")
        assert channel.name_zh in column["holds"] or (NO_LABEL in remark and channel.name_zh == channel.id)
        is_sure = column["basis"] == "labelled" and column["era"] == "current"
        assert channel.floor in ((1, 5) if is_sure else (1,))


@every_site
def test_an_id_is_a_segment_of_the_channels_own_path(slug: str) -> None:
    for channel in PROFILES[slug].channels:
        assert channel.id in re.split(r"[/?.]", channel.url)


@every_site
def test_columns_not_crawled_are_kept_in_the_remarks(slug: str) -> None:
    for column in columns_of(slug, crawled=False):
        assert column["url"] in remarks_of(PROFILES[slug])


@every_site
def test_no_url_is_invented(slug: str) -> None:
    profile = PROFILES[slug]
    known = {column["url"] for column in EXPECTED[slug]["columns"]}
    prose = [*profile.remarks, profile.blocking or "", *(c.remark or "" for c in profile.channels)]
    found = {url for text in prose for url in URL.findall(text)}
    assert found <= known
    assert {channel.url for channel in profile.channels} <= known


@every_site
def test_a_site_without_a_known_article_url_says_so(slug: str) -> None:
    assert (NO_ARTICLE in PROFILES[slug].remarks) == (not EXPECTED[slug]["article_urls"])


@every_site
def test_every_article_ever_recorded_finds_its_site_and_its_reader(slug: str) -> None:
    profile, patterns = PROFILES[slug], EXPECTED[slug]["article_url_patterns"]
    readers = {profile.platform, *(channel.platform for channel in profile.channels), None}
    for url in EXPECTED[slug]["article_urls"]:
        assert any(re.search(pattern, url) for pattern in patterns)
        assert site_of_url(PROFILES, url) is profile
        page = read_page(b"<html></html>", url=url, seen_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
        assert detect_platform(page).platform in readers


@every_site
def test_every_name_ever_printed_leads_to_the_body(slug: str) -> None:
    profile = PROFILES[slug]
    for name in EXPECTED[slug]["names_seen"]:
        assert resolve_source(name, site_org=profile.organisation).org_id == profile.organisation


def test_an_address_that_two_paths_share_is_one_document() -> None:
    urls = EXPECTED["sasac"]["article_urls"]
    keys = {document_key(url, PROFILES["sasac"]) for url in urls}
    assert [url for url in urls if "c14159097" in url] != []
    assert len(keys) == len(urls) - 1


@every_site
def test_a_site_without_a_channel_says_so(slug: str) -> None:
    profile = PROFILES[slug]
    said = "there is no channel yet" in remarks_of(profile)
    assert said == (not profile.channels and profile.disabled is None)


def test_no_profile_claims_to_have_been_seen_live() -> None:
    assert [slug for slug, profile in PROFILES.items() if profile.verified is not None] == []
    assert {profile.tls.mode for profile in PROFILES.values()} == {"strict"}
    assert {profile.encoding for profile in PROFILES.values()} == {None}


def test_only_bodies_without_a_confirmed_host_are_disabled() -> None:
    disabled = {slug: profile.disabled for slug, profile in PROFILES.items() if profile.disabled}
    assert disabled == {
        "dalian": "No host of this body is confirmed.",
        "xiamen": "No host of this body is confirmed.",
    }


@pytest.mark.parametrize(
    ("slug", "words"),
    [("hubei", "412"), ("gansu", "412"), ("qinghai", "412"), ("xizang", "502"), ("ningbo", "120 seconds")],
)
def test_known_blocks_are_named(slug: str, words: str) -> None:
    assert words in (PROFILES[slug].blocking or "")


def test_blocked_provinces_name_the_fallback() -> None:
    fallback = PROFILES["sasac"].channel("n2588129")
    assert fallback is not None
    assert fallback.name_zh == "地方扫描"
    named = [slug for slug, p in PROFILES.items() if "Fallback: channel n2588129" in remarks_of(p)]
    assert named == ["gansu", "hubei", "qinghai", "xizang"]


def test_only_the_slow_site_has_manners_of_its_own() -> None:
    assert {slug: p.politeness.timeout for slug, p in PROFILES.items() if p.politeness.timeout != 30.0} == {
        "ningbo": 120.0
    }
    assert {p.politeness.delay for p in PROFILES.values()} == {2.0}


def test_site_codes() -> None:
    codes = {slug: p.site_id_code for slug, p in PROFILES.items() if p.site_id_code}
    assert codes == {"sasac": "bm27000004", "shenzhen": "4403000052"}
