"""``sasac bundle``: an archive that travels."""

import tempfile
from pathlib import Path

import click

from sasac_crawler.archive.bundle import pack as pack_archive
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.merge import checked_bundle
from sasac_crawler.cli.options import DEFAULT_ARCHIVE, print_json, sites_option
from sasac_crawler.sites import load_profiles


@click.group()
def bundle() -> None:
    """Pack an archive to be sent elsewhere, or check one that came.

    Example: sasac bundle pack data/archive --out guangdong.tar
    """


@bundle.command()
@click.argument(
    "archive",
    metavar="[FOLDER]",
    type=click.Path(path_type=Path, file_okay=False),
    default=DEFAULT_ARCHIVE,
    envvar="SASAC_ARCHIVE",
    required=False,
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="A name that ends in .tar or .tar.gz, or a folder.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def pack(archive: Path, *, out: Path, as_json: bool) -> None:
    """Make a bundle of the archive FOLDER: its parts and a manifest with the sha256 of each.

    The digest it prints is the sha256 of the manifest. Tell it to the receiver over another way than the
    bundle: `sasac merge --digest` then proves that nothing was changed.

    Example: sasac bundle pack data/archive --out guangdong.tar
    """
    packed = pack_archive(ArchiveFolder(archive), out)
    if as_json:
        print_json({"digest": packed.digest, "parts": len(packed.parts), "bytes": packed.size})
    else:
        click.echo(f"{len(packed.parts)} parts, {packed.size} bytes; digest {packed.digest}")


@bundle.command()
@click.argument("path", type=click.Path(path_type=Path), metavar="BUNDLE")
@click.option("--digest", help="What the digest must be; `bundle pack` printed it.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@sites_option
def verify(path: Path, *, digest: str | None, as_json: bool, site_folders: tuple[Path, ...]) -> None:
    """Check BUNDLE as `sasac merge` would, and adopt nothing. Exit code 23 if it would be refused.

    Example: sasac bundle verify guangdong.tar
    """
    with (
        tempfile.TemporaryDirectory() as scratch,
        checked_bundle(
            path, profiles=load_profiles(site_folders), digest=digest, scratch=Path(scratch)
        ) as checked,
    ):
        facts = {"digest": checked.digest, "sites": list(checked.sites), "captures": checked.captures}
    if as_json:
        print_json({"ok": True} | facts)
    else:
        click.echo(
            f"good: {checked.captures} captures of {', '.join(checked.sites)}; digest {checked.digest}"
        )
