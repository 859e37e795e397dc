"""``sasac sites new``: a home page -> a drafted profile, and what it would collect."""

import datetime as dt
import tempfile
from collections import Counter
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import click

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.cli.options import OutFile, host_of, network_options, print_table, sites_option
from sasac_crawler.cli.probing import probed
from sasac_crawler.errors import UsageError
from sasac_crawler.parse.detection import detect_platform
from sasac_crawler.parse.listing import parse_list_page
from sasac_crawler.parse.navigation import ChannelDraft, find_channels, read_site_facts
from sasac_crawler.parse.page import Page
from sasac_crawler.query.captured_page import captured_page
from sasac_crawler.query.site_check import SiteCheck, check_site
from sasac_crawler.sites import Channel, SiteProfile, load_profiles, site_of_url
from sasac_crawler.sites.drafting import draft_profile, identify, profile_toml, provisional_slug
from sasac_crawler.store.connection import open_reader

_FEWEST_LINKS = 3
_GENERAL = "static_list"


class _Prober:
    """Probes drafts: each is written to a folder of its own, as a profile must be."""

    def __init__(self, folder: Path, *, contact: str | None, resolve: tuple[str, ...]) -> None:
        self._folder = folder
        self._contact = contact
        self._resolve = resolve

    def pages(self, draft: SiteProfile) -> dict[str, Page]:
        """Return the first page of every channel that answered, by channel."""
        self._write(draft)
        with self._probed(draft, pages=1) as archive:
            return _pages(archive, draft)

    def check(self, draft: SiteProfile) -> tuple[SiteCheck, list[tuple[str, str, str]]]:
        """Return how a draft fares, and a few articles it lists as ``(channel, date, title)``."""
        self._write(draft)
        with self._probed(draft, pages=3) as archive:
            db = open_reader(archive.database)
            try:
                check = check_site(db, archive, draft, now=dt.datetime.now(dt.UTC))
                listed = [
                    (row["channel"], row["listed_date"] or "", row["listed_title"] or "")
                    for row in db.query(
                        "SELECT channel, listed_date, listed_title FROM (SELECT *, row_number() OVER"
                        " (PARTITION BY channel ORDER BY page_number, rowid) AS place FROM frontier"
                        " WHERE kind = 'article') WHERE place <= 2 ORDER BY channel, place"
                    )
                ]
            finally:
                db.conn.close()
        return check, listed

    def _write(self, draft: SiteProfile) -> None:
        (self._folder / f"{draft.slug}.toml").write_text(profile_toml(draft), "utf-8")

    def _probed(self, draft: SiteProfile, *, pages: int) -> AbstractContextManager[ArchiveFolder]:
        return probed(
            [draft.slug],
            site_folders=[self._folder],
            contact=self._contact,
            resolve=self._resolve,
            pages=pages,
        )


@click.command()
@click.argument("url")
@click.option("--slug", help="Name of the site; without it one is made from the host, to be replaced.")
@click.option("--most", type=click.IntRange(1), default=20, show_default=True, help="Lists to look at.")
@click.option("--out", type=OutFile(), help="File to write; stdout if absent.")
@network_options
@sites_option
def new(  # noqa: PLR0913 - the options of the command
    url: str,
    *,
    slug: str | None,
    most: int,
    out: Path | None,
    contact: str | None,
    resolve: tuple[str, ...],
    site_folders: tuple[Path, ...],
) -> None:
    """Draft a profile for the site whose home page is URL, and show what it would collect.

    Reads the home page, takes the lists its menu names, probes each, and keeps those that list
    articles. The draft is unverified; what could not be found out is in its comments.

    Example: sasac sites new http://gzw.example.gov.cn/ --contact me@example.org --out example.toml
    """
    host = host_of(url, what="a home page")
    known = site_of_url(load_profiles(site_folders), url)
    if known is not None:
        click.echo(f"sasac: {host} is the site {known.slug} already; drafting it anew", err=True)
    with tempfile.TemporaryDirectory(prefix="sasac-draft-") as folder:
        prober = _Prober(Path(folder), contact=contact, resolve=resolve)
        draft, dropped = _draft(prober, url, slug=slug or provisional_slug(host), most=most)
        check, listed = prober.check(draft)
    text = profile_toml(draft, remarks=_remarks(draft, dropped, is_named=slug is not None))
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, "utf-8")
    _report(check, listed)


def _draft(prober: _Prober, url: str, *, slug: str, most: int) -> tuple[SiteProfile, list[str]]:
    """Return a profile with the lists that list something, and what was left out, in words."""
    home_channel = Channel(id="home", name_zh="首页", category="other", url=url)
    stub = draft_profile(
        identify(None, host=urlsplit(url).hostname or ""), slug=slug, homepage=url, platform=_GENERAL
    )
    home = prober.pages(replace(stub, channels=(home_channel,))).get("home")
    if home is None:
        message = f"the home page {url} could not be read; `sasac crawl --log-level INFO` says more"
        raise UsageError(message)
    facts = read_site_facts(home)
    found = find_channels(home, hosts=stub.hosts)[:most]
    if not found:
        message = f"{url} names no list in its menu (通知公告, 政策文件 …); give a page that does"
        raise UsageError(message)
    site = draft_profile(
        identify(facts.name_zh, host=stub.hosts[0]), slug=slug, homepage=url, platform=_GENERAL
    )
    site = replace(site, site_id_code=facts.site_id_code, channels=tuple(_channel(one) for one in found))
    return _kept(site, prober.pages(site))


def _channel(one: ChannelDraft) -> Channel:
    return Channel(id=one.id, name_zh=one.name_zh, category=one.category, url=one.url)


def _kept(site: SiteProfile, pages: dict[str, Page]) -> tuple[SiteProfile, list[str]]:
    """Give every list its platform and floor; drop those that list nothing."""
    kept: list[Channel] = []
    dropped = []
    for channel in site.channels:
        page = pages.get(channel.id)
        platform = (detect_platform(page).platform if page else None) or _GENERAL
        reading = (
            parse_list_page(page, site=site, channel=replace(channel, platform=platform)) if page else None
        )
        links = len(reading.links) if reading else 0
        if links < _FEWEST_LINKS and not (reading and reading.next_pages):
            why = f"lists {links} articles" if page else "could not be read"
            dropped.append(f"{channel.name_zh} {channel.url}: {why}")
            continue
        # Half of what is there today: less is a list that broke, not a slow month.
        kept.append(replace(channel, platform=platform, floor=max(1, links // 2)))
    common = Counter(one.platform for one in kept).most_common(1)
    platform = common[0][0] if common and common[0][0] else _GENERAL
    channels = tuple(replace(one, platform=None) if one.platform == platform else one for one in kept)
    return replace(site, platform=platform, channels=channels), dropped


def _pages(archive: ArchiveFolder, draft: SiteProfile) -> dict[str, Page]:
    db = open_reader(archive.database)
    try:
        answered = {
            row["channel"]
            for row in db.query("SELECT channel FROM frontier WHERE kind = 'list' AND outcome = 'ok'")
        }
        found = (
            (channel.id, captured_page(db, archive.warc, channel.url))
            for channel in draft.channels
            if channel.id in answered
        )
        return {id_: page for id_, page in found if page is not None}
    finally:
        db.conn.close()


def _remarks(draft: SiteProfile, dropped: list[str], *, is_named: bool) -> tuple[str, ...]:
    return (
        *(() if is_named else (f"slug: {draft.slug} is made from the host; choose the place's own name.",)),
        "name_en, iso_3166_2 and organisation are to be filled in; see sites/README.md.",
        *(() if draft.division_code else ("division_code: the site's name begins with no place we know.",)),
        *(f"left out: {one}" for one in dropped),
    )


def _report(check: SiteCheck, listed: list[tuple[str, str, str]]) -> None:
    """Show what the draft would collect, on stderr: stdout may be the profile."""
    print_table(
        ("channel", "links", "pages read", "article", "fields", "problems"),
        (
            (
                one.channel,
                one.links,
                one.pages,
                one.article_outcome,
                ", ".join(one.fields),
                "; ".join(one.problems),
            )
            for one in check.channels
        ),
        err=True,
    )
    print_table(("channel", "date", "title"), listed, err=True)
