"""What is looked for before a page is parsed for its visible text leaves out no soft 404."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasac_crawler.parse.challenge import visible_length
from sasac_crawler.parse.shells import SOFT_404, redirect_target, soft_404_marker

MATCHES = st.from_regex(SOFT_404, fullmatch=True)


@given(match=MATCHES)
def test_a_page_that_says_nothing_else_is_one(match: str) -> None:
    page = f"<html><body><p>{match}</p></body></html>"
    assert soft_404_marker(page.encode("utf-8", "replace"), page) is not None


def test_a_page_with_text_of_its_own_sends_nobody_elsewhere() -> None:
    said = (
        "<p>" + "省国资委召开会议，部署下一步工作。" * 9 + "<script>location.href='http://x.test/'</script>"
    )
    assert redirect_target(said.encode(), said, url="http://x.test/a") is None
    shell = "<p><script>location.href='/b'</script>"
    assert redirect_target(shell.encode(), shell, url="http://x.test/a") == "http://x.test/b"


@pytest.mark.parametrize(
    "tag",
    [
        '<meta http-equiv="refresh" content="0;url=/b">',
        '<meta content="0; url=/b" http-equiv="refresh">',
        "<META CONTENT=0;URL=/b HTTP-EQUIV=Refresh>",
    ],
)
def test_a_refresh_is_read_whatever_the_order_of_its_attributes(tag: str) -> None:
    assert redirect_target(tag.encode(), tag, url="http://x.test/a") == "http://x.test/b"


@pytest.mark.parametrize(
    ("script", "target"),
    [
        ("location.assign('/b')", "http://x.test/b"),
        ("top.location.replace('https://y.test/')", "https://y.test/"),
        ("location.href='javascript:history.back()'", None),
        ("location.href='about:blank'", None),
    ],
)
def test_only_another_address_is_a_target(script: str, target: str | None) -> None:
    shell = f"<p><script>{script}</script>"
    assert redirect_target(shell.encode(), shell, url="http://x.test/a") == target


def test_an_address_in_another_tag_is_no_refresh() -> None:
    tags = '<meta property="og:url" content="url=/b"><meta http-equiv="refresh" content="300">'
    assert redirect_target(tags.encode(), tags, url="http://x.test/a") is None


@pytest.mark.parametrize("before", [0, 1, 2])
def test_a_page_that_is_read_in_part_is_not_taken_for_another_charset(before: int) -> None:
    """A million bytes are looked at: where they end is in the middle of a character twice of three times."""
    body = f"<p>省国资委</p>{' ' * before}<script>{'国' * 400_000}</script>".encode()
    assert visible_length(body) == len("省国资委")
