"""``sasac parse``: one saved page -> the record as JSON. Nothing is stored."""

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

import click

from sasac_crawler.cli.options import host_of, print_json, sites_option, without_empty
from sasac_crawler.errors import UsageError
from sasac_crawler.normalize.article import normalize_article, strip_article
from sasac_crawler.parse.article import parse_article
from sasac_crawler.parse.page import read_page
from sasac_crawler.sites import load_profiles, site_of_url


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option(
    "--url", required=True, help="Where the page comes from: relative links and the site follow from it."
)
@click.option("--content-type", help="The Content-Type header the page came with.")
@click.option("--seen-at", type=click.DateTime(), help="When it was fetched (UTC); now if not given.")
@click.option("--full", is_flag=True, help="With candidates and steps.")
@sites_option
def parse(
    file: BinaryIO,
    *,
    url: str,
    content_type: str | None,
    seen_at: dt.datetime | None,
    full: bool,
    site_folders: tuple[Path, ...],
) -> None:
    """Read one saved page (FILE, or - for standard input) and print the record.

    Example: sasac parse page.html --url http://www.sasac.gov.cn/n2588025/n2588129/c1/content.html
    """
    host_of(url)
    body = file.read()
    if not body.strip():
        message = f"{file.name} is empty"
        raise UsageError(message)
    moment = (seen_at or dt.datetime.now(dt.UTC)).replace(tzinfo=dt.UTC)
    site = site_of_url(load_profiles(site_folders), url)
    encoding = site.encoding if site else None
    page = read_page(body, url=url, seen_at=moment, content_type=content_type, encoding=encoding)
    scraped = strip_article(parse_article(page, site=site))
    record = asdict(normalize_article(scraped, site=site))
    for name in ("request", *(() if full else ("candidates", "steps", "title_hans", "body_hans"))):
        del record[name]
    print_json(without_empty(record))
