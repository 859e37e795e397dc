"""``sasac crawl``: sites -> archive."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from sasac_crawler.cli.choosing import chosen_profiles, due_profiles, refuse_false_clock, require_contact
from sasac_crawler.cli.manners import operator_options
from sasac_crawler.cli.notifying import Hooks, changes_of, notify
from sasac_crawler.cli.options import archive_option, network_options, print_table, sites_option
from sasac_crawler.errors import UsageError
from sasac_crawler.query.archive import Archive
from sasac_crawler.sites import SiteProfile, load_profiles
from sasac_crawler.sites.manners import mannerly
from sasac_crawler.store.runs import RunCounts


@click.command()
@click.argument("slugs", nargs=-1)
@click.option(
    "--all", "all_sites", is_flag=True, help="Every site that is not disabled and has a known list."
)
@click.option("--due", is_flag=True, help="Of these only the sites that are due, the most behind first.")
@click.option("--full", is_flag=True, help="Ask every known page again.")
@click.option(
    "--probe",
    type=click.IntRange(0),
    default=0,
    help="Only so many pages of each list and one article of it; with 1 no article.",
)
@click.option("--limit", type=click.IntRange(1), help="At most so many articles of each site.")
@click.option(
    "--pages",
    type=click.IntRange(1),
    envvar="SASAC_PAGES",
    help="At most so many requests to each site; the rest waits.",
)
@click.option(
    "--site-time",
    type=click.FloatRange(1),
    envvar="SASAC_SITE_TIME",
    help="Leave each site after so many seconds; the rest waits.",
)
@click.option(
    "--run-pages",
    type=click.IntRange(1),
    envvar="SASAC_RUN_PAGES",
    help="Stop in order after so many requests to all sites together.",
)
@click.option("--channel", "channels", multiple=True, help="Only this channel; may be repeated.")
@network_options
# Not for a command line: it may hold a password.
@click.option("--proxy", envvar="SASAC_PROXY", hidden=True)
@click.option(
    "--time-limit",
    type=click.FloatRange(0),
    envvar="SASAC_TIME_LIMIT",
    default=0.0,
    help="Stop in order after so many seconds.",
)
@click.option(
    "--patience",
    type=click.FloatRange(0),
    envvar="SASAC_PATIENCE",
    default=90.0,
    show_default=True,
    help="Seconds to wait for a page that is due again soon.",
)
@click.option(
    "--replica-delay",
    type=click.FloatRange(0),
    envvar="SASAC_REPLICA_DELAY",
    hidden=True,
    help="Seconds between requests, where every host is a replica on this machine (--resolve).",
)
@operator_options
@archive_option
@sites_option
def crawl(  # noqa: PLR0913 - the options of the command
    slugs: tuple[str, ...],
    *,
    all_sites: bool,
    due: bool,
    least_delay: float,
    hours: tuple[str, ...],
    hook: tuple[str, ...],
    webhook: str | None,
    replica_delay: float | None,
    archive: Path,
    site_folders: tuple[Path, ...],
    **crawl_options: Any,  # noqa: ANN401 - what goes to CrawlOptions as it is
) -> None:
    """Crawl the sites SLUG…, or all of them; only what is new unless --full.

    Example: sasac crawl shandong jiangsu --contact me@example.org
    """
    from sasac_crawler.extensions.crawling import CrawlOptions, crawl_sites  # noqa: PLC0415 - imports Scrapy

    profiles = chosen_profiles(slugs, load_profiles(site_folders), all_sites=all_sites)
    profiles = mannerly(profiles, least_delay=least_delay, hours=hours)
    if due:
        profiles = due_profiles(profiles, archive)
        if not profiles:
            click.echo("No site is due.")
            return
    crawl_options["channels"] = _known_channels(crawl_options["channels"], profiles)
    options = CrawlOptions(archive=archive, site_folders=site_folders, **crawl_options)
    asked = options.unmapped_hosts(profiles)
    require_contact(options.contact, asked)
    refuse_false_clock(asked)
    if replica_delay is not None and not asked:
        # No site is hurried by this: every host is led to a replica.
        options = replace(options, delay=replica_delay)
    result = crawl_sites(profiles, options)
    print_counts(result.counts)
    # A probe is somebody's trial, which must not look like news.
    hooks = Hooks() if options.probe else Hooks(command=hook, webhook=webhook)
    _tell_changes(archive, result.run_id, hooks)
    if result.exit_code:
        click.echo(f"sasac: exit code {int(result.exit_code)}: {result.reason}", err=True)
    raise SystemExit(result.exit_code)


def _tell_changes(archive: Path, run_id: str, hooks: Hooks) -> None:
    """Say which alarms a run raised; tell the hooks what changed."""
    with Archive(archive) as opened:
        changes = changes_of(opened.db, run_id)
    for sentence in (*changes.alarms_raised, *notify(changes, hooks)):
        click.echo(f"sasac: {sentence}", err=True)


def print_counts(counts: RunCounts) -> None:
    """Print what a run did, per channel."""
    print_table(
        ("site", "channel", "listed", "new", "changed", "unchanged", "failed", "verdict"),
        (
            (site, channel, c.listed, c.new, c.changed, c.unchanged, c.failed, c.verdict)
            for (site, channel), c in sorted(counts.channels.items())
        ),
    )
    print_table(
        ("site", "verdict", "why"),
        ((site, one.verdict.value, one.reason) for site, one in sorted(counts.judgements.items())),
    )


def _known_channels(channels: tuple[str, ...], profiles: list[SiteProfile]) -> tuple[str, ...]:
    known = {channel.id for profile in profiles for channel in profile.channels}
    for channel in channels:
        if channel not in known:
            message = f"none of these sites has a channel {channel!r}; there are {', '.join(sorted(known))}"
            raise UsageError(message)
    return channels
