"""``sasac backup``: a consistent copy while a crawl runs."""

import datetime as dt
from pathlib import Path

import click

from sasac_crawler.archive.backup import back_up
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.cli.options import archive_option, print_json


@click.command()
@click.argument("path", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--hard-link",
    is_flag=True,
    help="Link WARC files where PATH is on the same disk: no second copy, but no space either.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@archive_option
def backup(path: Path, *, hard_link: bool, as_json: bool, archive: Path) -> None:
    """Copy the archive to the folder PATH; a crawl may be writing meanwhile.

    Each call adds a checked snapshot of the database and the WARC files that are new. Of the
    snapshots the newest of 7 days, 4 weeks and 12 months are kept; WARC files are never removed.

    Example: sasac backup /mnt/backup/sasac
    """
    done = back_up(ArchiveFolder(archive), path, now=dt.datetime.now(dt.UTC), hard_link=hard_link)
    if as_json:
        print_json(
            {
                "snapshot": str(done.snapshot),
                "captures": done.captures,
                "bytes_copied": done.bytes_copied,
                "removed": list(done.removed),
            }
        )
        return
    click.echo(f"{done.snapshot} is sound; the bytes of its {done.captures} captures are beside it.")
    click.echo(f"{done.bytes_copied / 1e6:.1f} MB were copied, {len(done.removed)} old snapshots removed.")
    click.echo(f"\nNext: sasac restore {path} --archive EMPTY_FOLDER")
