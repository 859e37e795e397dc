"""The lists of a home page have ids of their own, however many have one and the same name in their path."""

import datetime as dt

from sasac_crawler.parse.navigation import find_channels
from sasac_crawler.parse.page import read_page

MANY = 1200


def test_more_lists_than_anyone_has_still_have_ids_of_their_own() -> None:
    links = "".join(f"<li><a href=/{number}/tzgg/index.html>通知公告</a></li>" for number in range(MANY))
    page = read_page(
        f"<ul>{links}</ul>".encode(), url="http://x.test/", seen_at=dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
    )
    found = find_channels(page, hosts=("x.test",))
    assert [one.id for one in found[:3]] == ["tzgg", "tzgg_2", "tzgg_3"]
    assert len({one.id for one in found}) == MANY
