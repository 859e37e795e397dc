"""What a probe of a site found, channel by channel, against what its profile says.

The probe is an ordinary crawl of the first list pages and one article of each channel, into an
archive of its own; everything here is read from that archive.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlite_utils import Database

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.errors import IntegrityError
from sasac_crawler.normalize.urls import canonical_url
from sasac_crawler.parse.detection import detect_platform
from sasac_crawler.parse.listing import parse_list_page
from sasac_crawler.parse.page import Page
from sasac_crawler.query.captured_page import captured_page
from sasac_crawler.sites import Channel, SiteProfile

FIELDS: Final = ("title", "date_published", "source_name", "body_text")
"""What an article page should give."""
NEEDED: Final = ("title", "date_published", "body_text")
"""What it must give for a channel to pass: not every site names a source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCheck:
    """What the probe of one list found."""

    channel: str
    url: str
    outcome: str
    """How the first list page ended: ``ok`` or what went wrong; ``not asked`` if the probe never came so far."""

    links: int
    """Articles listed on the first page that lists any."""

    floor: int
    pages: int
    """List pages that were read."""

    platform: str
    """Platform by the profile."""

    platform_found: str | None
    """Platform by the page; ``None`` where it shows no marks of one."""

    charset_declared: str | None
    charset_used: str | None
    article_url: str | None
    article_outcome: str | None
    fields: tuple[str, ...]
    """Which of ``FIELDS`` the article gave."""

    issues: tuple[str, ...]
    """Codes of the doubts about the list and the article."""

    detail: str | None = None
    """What went wrong with the list or the article, in words."""

    @property
    def problems(self) -> tuple[str, ...]:
        """What keeps the channel from passing, one sentence each."""
        if self.outcome != "ok":
            return (f"the list ended as {self.outcome}: {self.detail or 'no more is known'}",)
        found = []
        if self.links < self.floor:
            found.append(f"{self.links} links where at least {self.floor} are expected")
        if self.platform_found not in (None, self.platform):
            found.append(f"the page looks like {self.platform_found}, the profile says {self.platform}")
        if self.article_outcome is None:
            found.append("no article of it could be asked")
        elif self.article_outcome != "ok":
            found.append(f"its article ended as {self.article_outcome}: {self.detail or 'no more is known'}")
        else:
            found += [f"its article has no {name}" for name in NEEDED if name not in self.fields]
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCheck:
    """What the probe of one site found."""

    site: str
    checked_at: dt.datetime
    robots: Mapping[str, str] = field(default_factory=dict)
    """Outcome of robots.txt by host."""

    channels: tuple[ChannelCheck, ...] = ()

    @property
    def has_passed(self) -> bool:
        """Whether every channel passed."""
        return bool(self.channels) and not any(one.problems for one in self.channels)


def check_site(db: Database, folder: ArchiveFolder, site: SiteProfile, *, now: dt.datetime) -> SiteCheck:
    """Compare the probe of a site with its profile.

    Args:
        db: the probe's database.
        folder: the probe's archive.
        site: the profile that was probed.
        now: the time of the check, aware.
    """
    robots = {
        row["host"]: row["robots_outcome"] or "not asked"
        for row in db.query("SELECT host, robots_outcome FROM hosts ORDER BY host")
        if row["host"] in site.hosts
    }
    channels = tuple(_check_channel(db, folder, site, channel) for channel in site.channels)
    return SiteCheck(site=site.slug, checked_at=now, robots=robots, channels=channels)


def _check_channel(db: Database, folder: ArchiveFolder, site: SiteProfile, channel: Channel) -> ChannelCheck:
    rows = list(
        db.query(
            "SELECT * FROM frontier WHERE site = ? AND channel = ? ORDER BY page_number, rowid",
            [site.slug, channel.id],
        )
    )
    lists = [row for row in rows if row["kind"] == "list"]
    articles = [row for row in rows if row["kind"] == "article" and row["outcome"] != "offsite"]
    asked = next((row for row in articles if row["outcome"]), None)
    page = _page(db, folder, site, channel.url)
    article = _page(db, folder, site, asked["url"]) if asked else None
    final_url = article.url if article else asked["url"] if asked else None
    return ChannelCheck(
        channel=channel.id,
        url=channel.url,
        outcome=(lists[0]["outcome"] if lists else None) or "not asked",
        links=_links_of_first_page(page, site, channel) or _links_of_interface(rows),
        floor=channel.floor,
        pages=sum(row["outcome"] == "ok" for row in lists),
        platform=channel.platform or site.platform,
        platform_found=detect_platform(page).platform if page else None,
        charset_declared=page.charset_declared if page else None,
        charset_used=page.charset_used if page else None,
        article_url=asked["url"] if asked else None,
        article_outcome=asked["outcome"] if asked else None,
        fields=_fields(db, final_url) if final_url else (),
        issues=_issues(db, [*(row["url"] for row in lists), *([final_url] if final_url else [])]),
        detail=next((row["detail"] for row in (*lists[:1], asked) if row and row["detail"]), None),
    )


def _page(db: Database, folder: ArchiveFolder, site: SiteProfile, url: str) -> Page | None:
    try:
        return captured_page(db, folder.warc, url, encoding=site.encoding)
    except IntegrityError:
        # Bytes that are in no known encoding: the outcome of the page says so.
        return None


def _links_of_first_page(page: Page | None, site: SiteProfile, channel: Channel) -> int:
    return len(parse_list_page(page, site=site, channel=channel).links) if page else 0


def _links_of_interface(rows: list[dict[str, Any]]) -> int:
    """Count what the first page that lists anything lists: a column may leave that to its interface."""
    articles = [row for row in rows if row["kind"] == "article"]
    lists = [row["url"] for row in rows if row["kind"] == "list"]
    counts = {url: sum(row["found_on"] == url for row in articles) for url in lists}
    return next((count for count in counts.values() if count), 0)


def _fields(db: Database, url: str) -> tuple[str, ...]:
    rows = db.query(
        "SELECT p.title, p.date_published, p.source_name, a.body_text FROM appearances p"
        " JOIN articles a ON a.id = p.article_id WHERE p.url = ?",
        [canonical_url(url)],
    )
    record: dict[str, Any] = next(iter(rows), {})
    return tuple(name for name in FIELDS if record.get(name))


def _issues(db: Database, urls: list[str]) -> tuple[str, ...]:
    wanted = {*urls, *(canonical_url(url) for url in urls)}
    rows = db.query(
        f"SELECT DISTINCT code FROM issues WHERE url IN ({', '.join('?' * len(wanted))}) ORDER BY code",  # noqa: S608 - placeholders only
        sorted(wanted),
    )
    return tuple(row["code"] for row in rows)
