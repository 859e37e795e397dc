"""``sasac sites``: which regulators there are, and what their profiles say."""

from dataclasses import asdict
from pathlib import Path

import click

from sasac_crawler.cli.lazy import LazyGroup
from sasac_crawler.cli.options import print_json, print_table, sites_option, without_empty
from sasac_crawler.sites import SiteProfile, find_profile, load_profiles

COMMANDS = {
    "check": ("sasac_crawler.cli.sites_check:check", "Probe sites live against their profiles."),
    "new": ("sasac_crawler.cli.sites_new:new", "Draft a profile from a home page."),
    "save": ("sasac_crawler.cli.sites_save:save", "Save one page as a test page."),
}


class SitesGroup(LazyGroup):
    """A group whose first word may also be the slug of a site."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take what names no command as a slug: ``sasac sites shandong``."""
        at = next((i for i, one in enumerate(args) if not self._is_option(args, i)), None)
        if at is not None and args[at] not in COMMANDS:
            args = [*args[:at], "--slug", *args[at:]]
        return super().parse_args(ctx, args)

    @staticmethod
    def _is_option(args: list[str], index: int) -> bool:
        return args[index].startswith("-") or (index > 0 and args[index - 1] == "--sites-dir")


@click.group(
    cls=SitesGroup,
    lazy_commands=COMMANDS,
    invoke_without_command=True,
    subcommand_metavar="[SLUG | COMMAND [ARGS]...]",
)
@click.option("--slug", hidden=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@sites_option
@click.pass_context
def sites(ctx: click.Context, *, slug: str | None, as_json: bool, site_folders: tuple[Path, ...]) -> None:
    """List the sites, show the profile of one, or check, draft and save.

    Example: sasac sites shandong
    """
    if ctx.invoked_subcommand:
        return
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
