"""``sasac sites check``: does a profile still fit the site it speaks of?"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from sasac_crawler.cli.choosing import named_profiles
from sasac_crawler.cli.options import network_options, print_json, print_table, sites_option
from sasac_crawler.cli.probing import probed
from sasac_crawler.errors import ConfigurationError, ExitCode
from sasac_crawler.query.site_check import SiteCheck, check_site
from sasac_crawler.sites import SiteProfile, load_profiles
from sasac_crawler.sites.stamping import profile_path, stamp_verified
from sasac_crawler.store.connection import open_reader


@click.command()
@click.argument("slugs", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--write", is_flag=True, help="Write today's date as `verified` into the profiles that pass.")
@network_options
@sites_option
def check(
    slugs: tuple[str, ...],
    *,
    as_json: bool,
    write: bool,
    contact: str | None,
    resolve: tuple[str, ...],
    site_folders: tuple[Path, ...],
) -> None:
    """Probe sites live: robots, TLS, challenges, charset, lists, paging, one article of each list.

    Asks a few pages of each list, as politely as a crawl; nothing is kept. Without SLUG every site
    that can be crawled is probed. Exit code 0: all pass; 20: some do not; 9: none does.

    Example: sasac sites check shandong --contact me@example.org
    """
    profiles = load_profiles(site_folders)
    chosen = _chosen(slugs, profiles)
    with probed(
        [one.slug for one in chosen], site_folders=site_folders, contact=contact, resolve=resolve
    ) as folder:
        db = open_reader(folder.database)
        try:
            now = dt.datetime.now(dt.UTC)
            checks = [check_site(db, folder, site, now=now) for site in chosen]
        finally:
            db.conn.close()
    if as_json:
        print_json([_as_dict(one) for one in checks])
    else:
        _print(checks)
    if write:
        _stamp(checks, site_folders)
    raise SystemExit(_exit_code(checks))


def _chosen(slugs: tuple[str, ...], profiles: dict[str, SiteProfile]) -> list[SiteProfile]:
    if not slugs:
        return [one for one in profiles.values() if one.channels and not one.disabled]
    return named_profiles(slugs, profiles)


def _print(checks: Sequence[SiteCheck]) -> None:
    print_table(
        ("site", "channel", "list", "links", "pages", "platform", "charset", "article", "fields", "passes"),
        (
            (
                check.site,
                one.channel,
                one.outcome,
                f"{one.links}/{one.floor}",
                one.pages,
                one.platform_found or f"({one.platform})",
                one.charset_used,
                one.article_outcome,
                ", ".join(one.fields),
                "no" if one.problems else "yes",
            )
            for check in checks
            for one in check.channels
        ),
    )
    for check in checks:
        robots = ", ".join(f"{host} {outcome}" for host, outcome in check.robots.items())
        click.echo(f"{check.site}: robots.txt: {robots or 'not asked'}")
        for one in check.channels:
            for problem in one.problems:
                click.echo(f"{check.site}: {one.channel}: {problem}")


def _stamp(checks: Sequence[SiteCheck], site_folders: tuple[Path, ...]) -> None:
    for check in checks:
        if not check.has_passed:
            continue
        path = profile_path(check.site, site_folders)
        if path is None:
            message = f"the profile of {check.site} is not a file that can be written; use --sites-dir"
            raise ConfigurationError(message)
        stamp_verified(path, check.checked_at.date())
        click.echo(f"{path}: verified = {check.checked_at.date()}", err=True)


def _exit_code(checks: Sequence[SiteCheck]) -> ExitCode:
    passed = sum(check.has_passed for check in checks)
    if passed == len(checks):
        return ExitCode.COMPLETE
    return ExitCode.PARTIAL if passed else ExitCode.ALL_FAILED


def _as_dict(check: SiteCheck) -> dict[str, Any]:
    channels = [asdict(one) | {"problems": list(one.problems)} for one in check.channels]
    return asdict(check) | {"has_passed": check.has_passed, "channels": channels}
