"""``sasac cluster``: the same work on a Dask cluster."""

from contextlib import AbstractContextManager, closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from sqlite_utils import Database

from sasac_crawler.archive.folder import ArchiveFolder, ArchiveLock
from sasac_crawler.cli.choosing import chosen_profiles, due_profiles, refuse_false_clock, require_contact
from sasac_crawler.cli.manners import operator_options
from sasac_crawler.cli.options import (
    archive_option,
    network_options,
    print_json,
    print_table,
    refuse_idle,
    sites_option,
    with_options,
)
from sasac_crawler.errors import ConfigurationError, ExitCode, StoreError, UsageError
from sasac_crawler.sites import SiteProfile, load_profiles
from sasac_crawler.sites.manners import mannerly
from sasac_crawler.store.connection import open_reader, open_writer
from sasac_crawler.store.migrations import migrate
from sasac_crawler.store.schema_version import refuse_newer

if TYPE_CHECKING:
    from sasac_crawler.cluster.running import SiteOutcome

_cluster_options = with_options(
    click.option("--scheduler", metavar="ADDRESS", help="A running Dask scheduler: tcp://HOST:PORT."),
    click.option("--local", type=click.IntRange(1), help="Or so many worker processes on this machine."),
    click.option(
        "--resources", default="", metavar="NAME=N", help="What the --local workers offer: cn=1 inside China."
    ),
)


@click.group()
def cluster() -> None:
    """Crawl or reparse on a Dask cluster; start one with `dask scheduler` and `dask worker ADDRESS`.

    Example: sasac cluster crawl --all --local 4 --storage /tmp/bundles --contact me@example.org
    """


@cluster.command()
@click.argument("slugs", nargs=-1)
@click.option("--all", "all_sites", is_flag=True, help="Every site that is due.")
@_cluster_options
@click.option("--storage", required=True, metavar="URL", help="Folder all can reach: a path, file://, s3://.")
@click.option("--full", is_flag=True, help="Ask every known page again.")
@click.option("--pages", type=click.IntRange(1), help="At most so many requests to each site.")
@click.option(
    "--checkpoint",
    type=click.IntRange(1),
    default=300,
    show_default=True,
    help="Requests after which a site's bundle is stored; a dead worker costs no more than that.",
)
@click.option(
    "--anywhere", is_flag=True, help="Ask sites from workers that do not stand where they should, too."
)
@network_options
@operator_options
@click.option("--patience", type=click.FloatRange(0), default=90.0, show_default=True, help="As in `crawl`.")
@click.option("--replica-delay", type=click.FloatRange(0), envvar="SASAC_REPLICA_DELAY", hidden=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@archive_option
@sites_option
def crawl(  # noqa: PLR0913 - the options of the command
    slugs: tuple[str, ...],
    *,
    all_sites: bool,
    scheduler: str | None,
    local: int | None,
    resources: str,
    storage: str,
    checkpoint: int,
    anywhere: bool,
    least_delay: float,
    hours: tuple[str, ...],
    as_json: bool,
    archive: Path,
    site_folders: tuple[Path, ...],
    **crawl_options: Any,  # noqa: ANN401 - what goes to the workers as it is
) -> None:
    """Crawl the sites SLUG…, or all that are due, a task each, and merge what comes back into the archive.

    Every worker crawls into a bundle on the storage; a site whose worker dies goes on elsewhere from its last
    good bundle.

    Example: sasac cluster crawl --all --scheduler tcp://10.0.0.1:8786 --storage s3://sasac/bundles
    """
    refuse_idle("log_level", "log_format", because="does nothing here: a worker's log is Dask's")
    profiles = chosen_profiles(slugs, load_profiles(site_folders), all_sites=all_sites)
    profiles = mannerly(profiles, least_delay=least_delay, hours=hours)
    if all_sites:
        profiles = due_profiles(profiles, archive)
    options = _worker_options(profiles, crawl_options)
    running = _running()
    with _client(scheduler, local, resources) as client:
        outcomes = []
        for outcome in running.crawl_cluster(
            client, profiles, ArchiveFolder(archive), storage=storage, options=options, checkpoint=checkpoint,
            anywhere=anywhere,
        ):  # fmt: skip
            click.echo(f"{outcome.site}: {outcome.verdict}, {outcome.reason}", err=True)
            outcomes.append(outcome)
    _print_outcomes(outcomes, as_json=as_json)
    codes = {one.exit_code for one in outcomes}
    raise SystemExit(codes.pop() if len(codes) == 1 else ExitCode.PARTIAL if codes else ExitCode.COMPLETE)


def _print_outcomes(outcomes: "list[SiteOutcome]", *, as_json: bool) -> None:
    if as_json:
        print_json([asdict(one) for one in outcomes])
        return
    names = ("site", "verdict", "captures", "reason")
    print_table(names, [[getattr(one, name) for name in names] for one in outcomes])


def _worker_options(profiles: list[SiteProfile], given: dict[str, Any]) -> dict[str, Any]:
    """Return the options of ``CrawlOptions`` for every worker; a worker's log is Dask's, and it has no hooks.

    Raises:
        ConfigurationError: a site would be asked without a contact address, or by a rehearsal's clock.
    """
    options = {name: given[name] for name in ("full", "pages", "contact", "patience", "user_agent")}
    options["resolve"] = list(given["resolve"])
    asked = _unmapped(profiles, given["resolve"])
    require_contact(given["contact"], asked)
    refuse_false_clock(asked)
    if given["replica_delay"] is not None and not asked:
        options["delay"] = given["replica_delay"]
    return options


@cluster.command()
@_cluster_options
@click.option("--out", metavar="URL", help="Folder for Parquet files; a path, file:// or s3://.")
@click.option(
    "--apply", "is_applied", is_flag=True, help="Store what differs instead, as `reparse --apply` does."
)
@archive_option
@sites_option
def reparse(  # noqa: PLR0913 - the options of the command
    *,
    scheduler: str | None,
    local: int | None,
    resources: str,
    out: str | None,
    is_applied: bool,
    archive: Path,
    site_folders: tuple[Path, ...],
) -> None:
    """Read every archived page by today's rules on a cluster that sees the archive under the same path.

    Example: sasac cluster reparse --scheduler tcp://10.0.0.1:8786 --out s3://sasac/records
    """
    if (out is None) != is_applied:
        message = "say --out URL for Parquet files, or --apply for the archive itself"
        raise UsageError(message)
    folder = ArchiveFolder(Path(archive).absolute())
    if not folder.database.is_file():
        message = f"there is no archive at {archive}"
        raise StoreError(message)
    profiles = load_profiles(site_folders)
    _running()
    from sasac_crawler.cluster import rereading  # noqa: PLC0415 - imports Dask

    with _client(scheduler, local, resources) as client:
        if out is None:
            with ArchiveLock(folder), closing(open_writer(folder.database).conn) as connection:
                db = Database(connection)
                migrate(db)
                done = rereading.reparse_into_store(client, db, folder.warc, profiles=profiles)
            click.echo(f"{done.looks} captures read, {done.differing} differ, {done.applied} stored")
            return
        with closing(open_reader(folder.database).conn) as connection:
            db = Database(connection)
            refuse_newer(db)
            report = rereading.reparse_to_parquet(client, db, folder.warc, out, profiles=profiles)
    click.echo(f"{report.rows} records in {report.files} files; {report.unread} captures gave none")


def _unmapped(profiles: list[Any], resolve: tuple[str, ...]) -> list[str]:
    from sasac_crawler.extensions.crawling import CrawlOptions  # noqa: PLC0415 - imports Scrapy

    return CrawlOptions(archive=Path(), resolve=resolve).unmapped_hosts(profiles)


def _running() -> Any:  # noqa: ANN401 - a module
    """Return the module that needs Dask.

    Raises:
        ConfigurationError: Dask is not installed.
    """
    try:
        from sasac_crawler.cluster import running  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        message = f"the cluster needs {error.name}: pip install 'sasac-crawler[cluster]'"
        raise ConfigurationError(message) from error
    return running


def _client(scheduler: str | None, local: int | None, resources: str) -> AbstractContextManager[Any]:
    if (scheduler is None) == (local is None):
        message = "say --scheduler ADDRESS or --local N"
        raise UsageError(message)
    if local is None:
        refuse_idle("resources", because="goes with --local; `dask worker` has its own")
    offered: dict[str, float] = {}
    for part in filter(None, resources.split(",")):
        name, _, number = part.partition("=")
        if not name or not number.replace(".", "", 1).isdigit():
            message = f"--resources takes NAME=N, like cn=1, not {part!r}"
            raise UsageError(message)
        offered[name] = float(number)
    client: AbstractContextManager[Any] = _running().cluster_client(
        scheduler=scheduler, local=local, resources=offered
    )
    return client
