"""List page -> links and the next page: one reader per platform, one signature."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sasac_crawler.items import Issue, ListPage
from sasac_crawler.parse.detection import detect_platform
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.platforms import (
    gd_post,
    hanweb_jcms,
    hanweb_jpaas,
    n_series,
    sd_channels,
    static_list,
    trs_wcm,
    ucap,
    vsb,
)
from sasac_crawler.parse.platforms.reading import ListContext, ListReading
from sasac_crawler.sites import Channel, SiteProfile

ListReader = Callable[[Page, ListContext], ListReading]

LIST_READERS: Mapping[str, ListReader] = MappingProxyType(
    {
        "static_list": static_list.read_list,
        "n_series": n_series.read_list,
        "trs_wcm": trs_wcm.read_list,
        "hanweb_jcms": hanweb_jcms.read_list,
        "hanweb_jpaas": hanweb_jpaas.read_list,
        "sd_channels": sd_channels.read_list,
        "gd_post": gd_post.read_list,
        "ucap": ucap.read_list,
        "vsb": vsb.read_list,
    }
)
"""Readers by platform name; the names are ``sites.PLATFORM_NAMES``."""


def parse_list_page(
    page: Page,
    *,
    site: SiteProfile,
    channel: Channel,
    page_number: int = 1,
    previous_first: str | None = None,
) -> ListPage:
    """Read one list page with the reader of the channel's platform.

    A first page with fewer links than the channel's floor carries an issue ``below_floor``: the
    store keeps the page, the run's verdict is no longer ok.

    Args:
        page: the answer.
        site: the profile.
        channel: the list.
        page_number: 1 for the newest page.
        previous_first: URL of the first link of the page before, where the caller knows it: an
            interface that answers every number with the same page is stopped by it.
    """
    context = ListContext(site=site, channel=channel, page_number=page_number, previous_first=previous_first)
    platform, doubts = _platform(page, channel.platform or site.platform)
    reading = LIST_READERS[platform](page, context)
    issues = [*page.issues, *doubts, *reading.issues]
    floor = channel.floor if page_number == 1 else 1
    if len(reading.links) < floor and not reading.is_loader and not reading.is_past_end:
        issues.append(_below_floor(len(reading.links), floor, page.url))
    return ListPage(
        site=site.slug,
        channel=channel.id,
        request=page.request,
        capture_id=page.capture_id,
        seen_at=page.seen_at,
        page_number=page_number,
        links=reading.links,
        next_pages=reading.next_pages,
        total_pages=reading.total_pages,
        total_items=reading.total_items,
        is_loader=reading.is_loader,
        charset=page.charset_used,
        issues=tuple(issues),
    )


def _platform(page: Page, expected: str) -> tuple[str, tuple[Issue, ...]]:
    """Return the platform a list is read by: what the page shows; a difference to the profile is an issue."""
    detection = detect_platform(page)
    if detection.platform in (None, expected):
        return expected, ()
    message = f"The page looks like {detection.platform}; the profile says {expected}."
    evidence = (detection.evidence or "", page.url)
    return detection.platform, (Issue(code="platform_differs", message=message, evidence=evidence),)


def _below_floor(found: int, floor: int, url: str) -> Issue:
    return Issue(
        code="below_floor",
        message=f"The list page has {found} links, at least {floor} are expected.",
        evidence=(url,),
    )
