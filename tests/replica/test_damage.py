"""Damaged pages of every replica: a reader may say little, it never raises and never leaves the web."""

import datetime as dt
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sasac_crawler.errors import NotAnArticleError
from sasac_crawler.parse.article import parse_article
from sasac_crawler.parse.listing import parse_list_page
from sasac_crawler.parse.page import Page, read_page
from sasac_crawler.parse.platforms import gd_post, hanweb_jcms, n_series, sd_channels, trs_wcm, ucap, vsb
from sasac_crawler.sites import SiteProfile
from sasac_crawler.sites.loading import parse_profile
from tests.replica.model import Ask, ReplicaSite
from tests.replica.registry import all_sites

SEEN = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
ARTICLE_READERS = tuple(
    one.read_article for one in (n_series, sd_channels, gd_post, ucap, vsb, hanweb_jcms, trs_wcm)
)
SLOW = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])


def _profile(site: ReplicaSite) -> SiteProfile:
    return parse_profile(site.profile_text, file=f"{site.slug}.toml")


def _body(site: ReplicaSite, url: str) -> tuple[bytes, str | None]:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    answer = site.respond(Ask(host=parts.hostname or "", method="GET", path=parts.path, query=query))
    return answer.body, answer.content_type


@st.composite
def _damaged(draw: st.DrawFn, body: bytes) -> bytes:
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(body)))
        end = min(len(body), start + draw(st.integers(0, 300)))
        body = (
            body[:start]
            + draw(st.one_of(st.just(b""), st.just(body[start:end] * 2), st.binary(max_size=8)))
            + body[end:]
        )
    return body


def _page(data: st.DataObject, site: ReplicaSite, url: str) -> Page:
    body, content_type = _body(site, url)
    return read_page(data.draw(_damaged(body)), url=url, seen_at=SEEN, content_type=content_type)


@pytest.mark.parametrize("site", all_sites(), ids=lambda site: site.slug)
@SLOW
@given(data=st.data())
def test_damaged_lists(site: ReplicaSite, data: st.DataObject) -> None:
    profile = _profile(site)
    expected = data.draw(st.sampled_from(site.channels))
    url = data.draw(st.sampled_from([one for one in expected.pages if one.startswith("http")]))
    channel = profile.channel(expected.id)
    assert channel is not None
    found = parse_list_page(_page(data, site, url), site=profile, channel=channel)
    urls = [one.url for one in found.next_pages] + [one.url for one in found.links]
    assert all(url.startswith(("http://", "https://")) for url in urls)


@pytest.mark.parametrize("site", all_sites(), ids=lambda site: site.slug)
@SLOW
@given(data=st.data())
def test_damaged_articles(site: ReplicaSite, data: st.DataObject) -> None:
    url = data.draw(st.sampled_from([one.url for one in site.articles]))
    page = _page(data, site, url)
    for read_article in ARTICLE_READERS:
        read_article(page.tree)
    try:
        article = parse_article(page, site=_profile(site))
    except NotAnArticleError:
        return
    assert article.title
