"""Lists of every replica, walked without a network: pages in order, links, the site's own count."""

import datetime as dt
import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from sasac_crawler.items import ListPage, PageRequest
from sasac_crawler.parse.listing import parse_list_page
from sasac_crawler.parse.page import read_page
from sasac_crawler.sites import Channel, SiteProfile
from sasac_crawler.sites.loading import parse_profile
from tests.replica.crawling import quick_profile
from tests.replica.model import Answer, Ask, ExpectedChannel, ReplicaSite
from tests.replica.registry import all_sites

SEEN = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
MOST_PAGES = 50
CHANNELS = [
    pytest.param(site, channel, id=f"{site.slug}-{channel.id}")
    for site in all_sites()
    for channel in site.channels
]


def _ask(site: ReplicaSite, request: PageRequest, earlier: frozenset[str]) -> Answer:
    parts = urlsplit(request.url)
    return site.respond(
        Ask(
            host=parts.hostname or "",
            method=request.method,
            path=parts.path,
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            form=dict(parse_qsl(request.body, keep_blank_values=True)),
            body=request.body.encode(),
            headers={"user-agent": "sasac_crawler"}
            | ({"referer": request.referer} if request.referer else {}),
            earlier=earlier,
        )
    )


def _walk(site: ReplicaSite, profile: SiteProfile, channel: Channel) -> tuple[list[str], list[ListPage]]:
    asked: list[str] = []
    pages: list[ListPage] = []
    request: PageRequest | None = PageRequest(url=channel.url)
    earlier: frozenset[str] = frozenset()
    while request is not None and len(asked) < MOST_PAGES:
        is_get = request.method == "GET"
        name = request.url if is_get else f"{request.method} {request.url} {request.body}"
        if name in asked:
            break
        asked.append(name)
        answer = _ask(site, request, earlier)
        earlier |= {urlsplit(request.url).path}
        if answer.status != 200 or not answer.body.strip():
            break
        page = read_page(
            answer.body,
            url=request.url,
            request=request,
            seen_at=SEEN,
            content_type=answer.content_type,
            encoding=profile.encoding,
        )
        first = pages[-1].links[0].url if pages and pages[-1].links else None
        pages.append(
            parse_list_page(page, site=profile, channel=channel, page_number=len(asked), previous_first=first)
        )
        request = next(iter(pages[-1].next_pages), None)
    return asked, pages


def _digits(date: str) -> tuple[int, ...]:
    """Return year, month and day of a printed or stored date."""
    return tuple(int(part) for part in re.findall(r"\d+", date)[:3])


@pytest.mark.parametrize(("site", "expected"), CHANNELS)
def test_lists_are_walked_to_their_end(site: ReplicaSite, expected: ExpectedChannel) -> None:
    profile = parse_profile(quick_profile(site.profile_text), file=f"{site.slug}.toml")
    channel = profile.channel(expected.id)
    assert channel is not None
    asked, pages = _walk(site, profile, channel)
    assert tuple(asked) == expected.pages
    links = {one.url: one.is_external for page in pages for one in page.links}
    assert {url for url, is_external in links.items() if not is_external} == expected.links
    assert {url for url, is_external in links.items() if is_external} == expected.offsite
    dates = {one.url: one.date_raw for page in pages for one in page.links if one.date_raw}
    wrong = {
        one.url: (dates[one.url], one.date)
        for one in site.articles
        if one.url in dates and one.date and _digits(dates[one.url]) != _digits(one.date)
    }
    assert wrong == {}
    if expected.total_items is None:
        return
    counted = [page.total_items for page in pages if page.total_items is not None]
    assert next(iter(counted), None) == expected.total_items
