"""``sasac merge``: archives made elsewhere -> this archive."""

from dataclasses import asdict
from pathlib import Path

import click

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.merge import MergeReport, merge_bundle
from sasac_crawler.cli.options import archive_option, print_json, sites_option
from sasac_crawler.errors import UsageError
from sasac_crawler.sites import load_profiles


@click.command()
@click.argument("bundles", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--digest", help="What the bundle's digest must be (one bundle only); `bundle pack` prints it.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@archive_option
@sites_option
def merge(
    bundles: tuple[Path, ...],
    *,
    digest: str | None,
    as_json: bool,
    archive: Path,
    site_folders: tuple[Path, ...],
) -> None:
    """Join BUNDLES, archives made elsewhere, into the archive.

    In any order and as often as you like: the result is the same. A bundle is checked in full first; one that
    is not what its manifest says, or holds what its sites cannot have said, is refused whole (exit code 23).

    Example: sasac merge guangdong.tar jiangsu.tar --archive data/archive
    """
    if digest is not None and len(bundles) > 1:
        message = "--digest is for one bundle"
        raise UsageError(message)
    profiles = load_profiles(site_folders)
    reports: list[MergeReport] = []
    try:
        for bundle in bundles:
            reports.append(merge_bundle(ArchiveFolder(archive), bundle, profiles=profiles, digest=digest))
            if not as_json:
                _print(reports[-1])
    finally:
        if as_json:
            print_json([asdict(one) for one in reports])


def _print(report: MergeReport) -> None:
    joined = report.joined
    if not joined.rows:
        click.echo(f"{report.bundle}: nothing new")
        return
    click.echo(
        f"{report.bundle}: {joined.captures} captures, {joined.observations} looks at {joined.documents}"
        f" documents, {report.bytes_copied} bytes"
    )
