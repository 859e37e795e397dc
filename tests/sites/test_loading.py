"""A broken profile gets one sentence: file: table[index]: key: what is wrong."""

from pathlib import Path

import pytest

from sasac_crawler.errors import ProfileError, UnknownSiteError
from sasac_crawler.sites import find_profile, load_profiles, parse_profile, site_of_url
from sasac_crawler.sites.drafting import profile_toml

GOOD = """
slug = "example"
name_zh = "示例市国有资产监督管理委员会"
name_short = "示例市国资委"
name_en = "Example SASAC"
level = "city"
platform = "static_list"
hosts = ["gzw.example.test"]

[[channels]]
id = "gzdt"
name_zh = "工作动态"
category = "news"
url = "http://gzw.example.test/gzdt/index.html"
floor = 15
"""


def test_a_good_profile_is_read() -> None:
    profile = parse_profile(GOOD, file="example.toml")
    assert profile.channels[0].floor == 15
    assert profile.politeness.delay == 2.0
    assert profile.tls.mode == "strict"
    assert profile.verified is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('name_zh = "工作动态"', 'name_cn = "工作动态"'), "example.toml: channels[0]: name_zh: is missing"),
        (("floor = 15", "flor = 15"), "example.toml: channels[0]: flor: unknown key"),
        (
            ("floor = 15", 'floor = "15"'),
            "example.toml: channels[0]: floor: must be a whole number, not '15'",
        ),
        (('level = "city"', "level = 3"), "example.toml: level: must be text in quotes, not 3"),
        (('level = "city"', 'level = "village"'), "example.toml: level: 'village' is not one of "),
        (
            ('category = "news"', 'category = "gossip"'),
            "example.toml: channels[0]: category: 'gossip' is not",
        ),
        (
            ("gzw.example.test/", "other.test/"),
            "example.toml: channels[0]: url: host 'other.test' is not in hosts",
        ),
        (('slug = "example"', 'slug = "sample"'), "example.toml: slug: 'sample' must equal the file's name"),
        (('hosts = ["gzw.example.test"]', "hosts = ["), "example.toml: not valid TOML: "),
        (('hosts = ["gzw.example.test"]', "hosts = [1]"), "example.toml: hosts: must hold text only, not 1"),
        (
            ('hosts = ["gzw.example.test"]', 'ports = ["8080"]'),
            "example.toml: ports: must hold numbers up to",
        ),
        (
            ('level = "city"', 'level = "city"\nencoding = "gbx"'),
            "example.toml: encoding: Python knows no charset",
        ),
        (
            ("floor = 15", '[[layouts]]\nid = "now"\nbody = ".a >"'),
            "example.toml: layouts[0]: body: '.a >' is no CSS selector",
        ),
        (
            ("floor = 15", '[[layouts]]\nid = "now"\ndrop = ["p", "[["]'),
            "example.toml: layouts[0]: drop: '[[' is no CSS selector",
        ),
        (("floor = 15", "floor = -1"), "example.toml: channels[0]: floor: must not be negative: -1"),
        (("floor = 15", "[politeness]\ndelay = -1"), "example.toml: politeness: delay: must not be negative"),
        (
            ("floor = 15", '[politeness]\nwindow = ["22:00Z", "06:00Z"]'),
            "example.toml: politeness: window: must be two times",
        ),
        (
            ("[[channels]]", 'channels = ["a"]\n[x]'),
            "example.toml: channels: must be tables, each under [[channels]]",
        ),
        (("http://gzw.example.test/", "http://[x/"), "example.toml: channels[0]: url: 'http://[x/gzdt"),
        (("floor = 15", 'floor = 15\n[tls]\nmode = "unverified"'), "example.toml: tls: reason: is missing"),
    ],
)
def test_a_slip_is_named_with_file_table_and_key(change: tuple[str, str], message: str) -> None:
    text = GOOD.replace(*change)
    assert text != GOOD
    with pytest.raises(ProfileError) as caught:
        parse_profile(text, file="example.toml")
    assert str(caught.value).startswith(message)


def test_a_channel_id_may_be_used_once_only() -> None:
    twice = GOOD + GOOD[GOOD.index("[[channels]]") :]
    with pytest.raises(ProfileError, match=r"channels\[1\]: id: 'gzdt' is used twice"):
        parse_profile(twice, file="example.toml")


def test_a_profile_in_another_charset_is_named(tmp_path: Path) -> None:
    (tmp_path / "example.toml").write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(ProfileError, match=r"example.toml: not UTF-8 at byte 31: save it as UTF-8"):
        load_profiles([tmp_path])


def test_a_profile_written_and_read_keeps_its_manners() -> None:
    text = f'{GOOD}[politeness]\ndelay = 5.0\nwindow = ["22:00", "06:30"]\n'
    profile = parse_profile(text, file="example.toml")
    assert parse_profile(profile_toml(profile), file="example.toml") == profile


def test_an_unknown_slug_names_the_closest() -> None:
    profiles = {"shandong": parse_profile(GOOD, file="example.toml")}
    with pytest.raises(UnknownSiteError, match="did you mean 'shandong'"):
        find_profile(profiles, "shangdong")


def test_a_folder_of_ones_own_adds_sites_without_code(tmp_path: Path) -> None:
    (tmp_path / "example.toml").write_text(GOOD, "utf-8")
    profiles = load_profiles([tmp_path])
    assert profiles["example"].name_short == "示例市国资委"
    found = site_of_url(profiles, "http://gzw.example.test/gzdt/1.html")
    assert found is not None
    assert found.slug == "example"
