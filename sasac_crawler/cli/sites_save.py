"""``sasac sites save``: one live page -> a test page whose expected record a person must sign."""

import re
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import click

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.replay_payloads import ReplayPayloads
from sasac_crawler.cli.options import host_of, network_options, sites_option
from sasac_crawler.cli.probing import probed
from sasac_crawler.errors import UsageError
from sasac_crawler.query.captured_page import newest_capture
from sasac_crawler.query.saved_page import SavedPage, record_of, write_saved_page
from sasac_crawler.sites import Channel, SiteProfile, load_profiles, site_of_url
from sasac_crawler.sites.drafting import draft_profile, identify, profile_toml, provisional_slug
from sasac_crawler.store.connection import open_reader

# What is no part of a file's name. example: "/202405/" · counter-example: "t20240507_1"
_NOT_NAME: Final = re.compile(r"[^A-Za-z0-9_-]{1,200}")
_LONGEST_NAME: Final = 80


@click.command()
@click.argument("url")
@click.option("--name", help="Name of the two files; made from the URL if absent.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("tests/pages"),
    show_default=True,
    help="Folder of the test pages.",
)
@network_options
@sites_option
def save(
    url: str,
    *,
    name: str | None,
    out: Path,
    contact: str | None,
    resolve: tuple[str, ...],
    site_folders: tuple[Path, ...],
) -> None:
    """Save the page at URL, bytes and headers, with a drafted record that somebody must sign.

    Read NAME.json against the page in a browser, mend what is wrong, and write your name into
    "signed_by": until then the test of this page fails.

    Example: sasac sites save http://gzw.example.gov.cn/tzgg/202405/t20240507_1.html --contact me@example.org
    """
    host = host_of(url)
    site = site_of_url(load_profiles(site_folders), url)
    with tempfile.TemporaryDirectory(prefix="sasac-save-") as folder:
        asked = _one_page_profile(site, url, host)
        (Path(folder) / f"{asked.slug}.toml").write_text(profile_toml(asked), "utf-8")
        with probed(
            [asked.slug], site_folders=[Path(folder)], contact=contact, resolve=resolve, pages=1
        ) as archive:
            saved = _saved(archive, url, name=name or _name_of(url), site=site)
    for path in write_saved_page(out, saved):
        click.echo(path)
    click.echo('Read the record against the page, mend it, and sign it in "signed_by".', err=True)


def _one_page_profile(site: SiteProfile | None, url: str, host: str) -> SiteProfile:
    """Return a profile whose only list is the page: what a crawl asks is guarded and polite."""
    base = site or draft_profile(
        identify(None, host=host), slug=provisional_slug(host), homepage=url, platform="static_list"
    )
    return replace(
        base,
        hosts=tuple(dict.fromkeys((*base.hosts, host))),
        channels=(Channel(id="page", name_zh="页面", category="other", url=url),),
    )


def _saved(archive: ArchiveFolder, url: str, *, name: str, site: SiteProfile | None) -> SavedPage:
    db = open_reader(archive.database)
    try:
        found = newest_capture(db, archive.warc, url)
        if found is None:
            [(outcome, detail)] = db.execute(
                "SELECT outcome, detail FROM frontier WHERE url = ?", [url]
            ).fetchall()
            message = f"{url} gave no answer to save: {outcome}: {detail}"
            raise UsageError(message)
        capture, stored = found
        body = ReplayPayloads(db, archive.warc).decoded(capture, stored)
    finally:
        db.conn.close()
    draft = SavedPage(
        name=name,
        url=capture.target_uri,
        seen_at=capture.captured_at,
        signed_by=None,
        expected={},
        status=stored.status,
        headers=stored.headers,
        body=body,
    )
    return replace(draft, expected=record_of(draft.page(encoding=site.encoding if site else None), site))


def _name_of(url: str) -> str:
    parts = urlsplit(url)
    return _NOT_NAME.sub("_", f"{parts.hostname}{parts.path}")[-_LONGEST_NAME:].strip("_")
