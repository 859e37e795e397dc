"""The readers of ``parse`` against the truth: every list page followed, every article compared."""

import datetime as dt
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from sasac_crawler.items import ListedLink, PageRequest
from sasac_crawler.parse.article import parse_article
from sasac_crawler.parse.listing import parse_list_page
from sasac_crawler.parse.page import Page, read_page
from sasac_crawler.samplesite import ExpectedArticle, truth
from sasac_crawler.sites import load_profiles

Get = Callable[..., Any]
SLUGS = ("sasac_test", "jiangdong")
PROFILES = load_profiles([Path(__file__).parents[2] / "sasac_crawler/samplesite/profiles"])
KNOWN_FAILURES: dict[str, str] = {}


def fetch(get: Get, request: PageRequest) -> Page:
    parts = urlsplit(request.url)
    got = get(parts.netloc, f"{parts.path}?{parts.query}" if parts.query else parts.path)
    assert got.status == 200, request
    return read_page(
        got.body,
        url=request.url,
        request=request,
        seen_at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC),
        content_type=got.content_type,
        encoding=None,
    )


@pytest.fixture(scope="session")
def listed(get: Get) -> dict[str, ListedLink]:
    found: dict[str, ListedLink] = {}
    for site in (PROFILES[slug] for slug in SLUGS):
        for channel in site.channels:
            requests = [PageRequest(url=channel.url)]
            for number in count(1):
                if not requests:
                    break
                page = fetch(get, requests.pop(0))
                answer = parse_list_page(page, site=site, channel=channel, page_number=number)
                assert answer.issues == ()
                found |= {link.url: link for link in answer.links}
                requests += answer.next_pages
    return found


def articles() -> list[Any]:
    return [pytest.param(one, id=one.url.removeprefix("http://"), marks=marks(one.url)) for one in truth()]


def marks(url: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(reason=why, strict=True) for part, why in KNOWN_FAILURES.items() if part in url]


def test_following_the_lists_finds_every_article_and_one_external_page(listed: dict[str, ListedLink]) -> None:
    assert {url for url, link in listed.items() if not link.is_external} == {one.url for one in truth()}
    assert [link.url for link in listed.values() if link.is_external] == [
        "http://www.gov.test/zhengce/content/202603/content_6940000.htm"
    ]


@pytest.mark.parametrize("expected", articles())
def test_an_article_is_read_as_printed(
    expected: ExpectedArticle, get: Get, listed: dict[str, ListedLink]
) -> None:
    link = listed[expected.url]
    assert link.title == expected.title
    assert (link.date_raw or "").strip("[]") == expected.date.isoformat()
    page = fetch(get, PageRequest(url=expected.url))
    read = parse_article(page, site=PROFILES[expected.site], channel=expected.channel, listed=link)
    assert read.title == expected.title
    assert read.source_raw == expected.source
    assert read.date_published_raw == expected.date.isoformat()
    assert read.editor_raw == expected.editor
    assert read.body_text.split("\n") == list(expected.printed_paragraphs)
    assert [(one.url, one.name, one.kind) for one in read.attachments] == [
        (one.url, one.name, one.kind) for one in expected.attachments
    ]
