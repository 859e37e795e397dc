"""The feed is Atom as RFC 4287 has it, whatever the articles hold."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from lxml import etree

from tests.web.conftest import Get
from tests.web.texts import TEXTS

ATOM = "{http://www.w3.org/2005/Atom}"
# A date construct (RFC 3339). example: "2026-11-20T08:00:00Z" · counter-example: "2026-11-20"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
# An IRI with its scheme. example: "urn:uuid:0" · counter-example: "/feed"
ABSOLUTE = re.compile(r"(?:https?://[^\s/]+/|urn:uuid:)\S*")
ONCE_A_FEED = ("id", "title", "updated")
ONCE_AN_ENTRY = ("id", "title", "updated")
AT_MOST_ONCE = ("published", "summary", "content", "rights", "source")


def feed_of(response: Any) -> Any:
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return etree.fromstring(response.content)


def check(feed: Any) -> None:
    """Assert what RFC 4287 section 4.1 demands of a feed and its entries."""
    assert feed.tag == f"{ATOM}feed"
    for name in ONCE_A_FEED:
        assert len(feed.findall(ATOM + name)) == 1, name
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        for name in ONCE_AN_ENTRY:
            assert len(entry.findall(ATOM + name)) == 1, name
        for name in AT_MOST_ONCE:
            assert len(entry.findall(ATOM + name)) <= 1, name
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
        links = [
            (link.get("rel"), link.get("type"), link.get("hreflang")) for link in entry.findall(f"{ATOM}link")
        ]
        assert len(set(links)) == len(links)
        assert any(rel == "alternate" for rel, _, _ in links)
    assert all(ABSOLUTE.fullmatch(one.text) for one in feed.iter(f"{ATOM}id"))
    assert all(ABSOLUTE.fullmatch(one.get("href")) for one in feed.iter(f"{ATOM}link"))
    assert all(INSTANT.fullmatch(one.text) for one in feed.iter(f"{ATOM}updated", f"{ATOM}published"))
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    assert not [one for one in feed.iter() if one.get("type") in {"html", "xhtml"}]
    kinds = {one.get("rel") for one in feed.findall(f"{ATOM}link")}
    assert kinds == {"self", "alternate"}


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?site=beihu",
        f"?q={quote('国有企业 OR 标题')}",
        "?category=policy",
        "?year=1999",
        f"?q={quote('企业')}&site=jiangdong&year=2020",
    ],
)
def test_a_feed_is_valid(get: Get, query: str) -> None:
    check(feed_of(get(f"/feed.atom{query}")))


def test_the_newest_come_first_and_only_what_was_asked_for(get: Get) -> None:
    feed = feed_of(get("/feed.atom?site=beihu"))
    dates = [one.text for one in feed.iter(f"{ATOM}published")]
    assert dates == sorted(dates, reverse=True)
    assert dates[0] == "2026-11-19T16:00:00Z"
    titles = {text.title for text in TEXTS if text.site == "beihu"}
    assert {one.findtext(f"{ATOM}title") for one in feed.findall(f"{ATOM}entry")} <= titles


def test_hostile_texts_are_text_in_a_feed_too(get: Get) -> None:
    feed = feed_of(get(f"/feed.atom?q={quote('标题')}"))
    [title] = [one.findtext(f"{ATOM}title") for one in feed.findall(f"{ATOM}entry")]
    assert title.startswith("<script>")
    assert "\x0b" not in title
    check(feed)


def test_an_entry_keeps_its_id_when_the_archive_is_served_elsewhere(get: Get) -> None:
    here, there = (
        feed_of(get("/feed.atom", headers={"host": host})) for host in ("a.example", "b.example:8001")
    )
    assert [one.text for one in here.iter(f"{ATOM}id")][1:] == [one.text for one in there.iter(f"{ATOM}id")][
        1:
    ]


def test_a_wrong_filter_is_said(get: Get) -> None:
    assert get("/feed.atom?category=x").status_code == 400
    assert get("/feed.atom?q=" + quote("国" * 301)).status_code == 400
