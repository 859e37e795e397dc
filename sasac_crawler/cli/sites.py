"""``sasac sites``: which regulators there are, and what their profiles say."""

from dataclasses import asdict
from pathlib import Path

import click

from sasac_crawler.cli.options import print_json, print_table, sites_option, without_empty
from sasac_crawler.sites import SiteProfile, find_profile, load_profiles


@click.command()
@click.argument("slug", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@sites_option
def sites(slug: str | None, *, as_json: bool, site_folders: tuple[Path, ...]) -> None:
    """List the sites, or show the profile of one.

    Example: sasac sites shandong
    """
    profiles = load_profiles(site_folders)
    if slug:
        _show(find_profile(profiles, slug), as_json=as_json)
    elif as_json:
        print_json([without_empty(asdict(profile)) for profile in profiles.values()])
    else:
        print_table(
            ("slug", "name", "platform", "channels", "status"),
            ((p.slug, p.name_short, p.platform, len(p.channels), _status(p)) for p in profiles.values()),
        )


def _show(profile: SiteProfile, *, as_json: bool) -> None:
    if as_json:
        print_json(without_empty(asdict(profile)))
        return
    click.echo(f"{profile.name_zh} ({profile.name_en})")
    click.echo(
        f"{profile.slug} · {profile.platform} · {_status(profile)} · {profile.homepage or 'no host known'}"
    )
    for remark in (profile.blocking, *profile.remarks):
        if remark:
            click.echo(f"  {remark}")
    print_table(
        ("channel", "name", "category", "floor", "url"),
        ((c.id, c.name_zh, c.category, c.floor, c.url) for c in profile.channels),
    )


def _status(profile: SiteProfile) -> str:
    if profile.disabled:
        return "disabled"
    return f"verified {profile.verified}" if profile.verified else "unverified"
