"""The key of a URL, against cases read one by one and, where it is installed, against ``surt``.

``surt`` is under the AGPL and therefore no dependency; ``pip install surt`` makes the last test run.
"""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sasac_crawler.archive.url_key import url_key

CASES = json.loads(Path(__file__).with_name("url_keys.json").read_text("utf-8"))
PIECES = [
    *("a", "A", "b", "col", "国", "é", "1", "%E5%9B%BD", "%25", "%2F", "%20", "%zz", "+", "&", "=", "?"),
    *("/", "//", "/../", "/./", ".", "..", "-", "_", ";", ",", "~", "!", "'", "(", ")", "[", "]", ":", "@"),
    *("sid=", "jsessionid=", "0123456789abcdef0123456789abcdef", "cfid=1&cftoken=2", "#"),
]
URLS = st.builds(
    "http://{}/{}".format,
    st.sampled_from(
        ["x.test", "www.X.gov.cn", "www1.x.cn:8080", "国资.cn", "a-b.c:443", "www.com", "m.x.cn."]
    ),
    st.lists(st.sampled_from(PIECES), max_size=10).map("".join),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_a_url_has_the_key_that_replay_tools_give_it(case: dict[str, str]) -> None:
    assert url_key(case["url"]) == case["key"]


@given(URLS)
def test_a_key_is_one_ascii_word(url: str) -> None:
    key = url_key(url)
    assert key.isascii()
    assert not any(character.isspace() for character in key)


@given(URLS)
def test_the_short_way_leads_to_the_same_key(url: str) -> None:
    assert url_key(url) == url_key(f"\t{url}")


@given(URLS)
@settings(max_examples=2000, deadline=None)
def test_the_library_gives_the_same_key(url: str) -> None:
    surt = pytest.importorskip("surt", reason="AGPL, no dependency of ours")
    assert url_key(url) == surt.surt(url)
