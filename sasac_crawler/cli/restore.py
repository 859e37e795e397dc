"""``sasac restore``: a backup -> an archive in an empty folder."""

from pathlib import Path

import click

from sasac_crawler.archive.backup import restore as restore_backup
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.cli.options import archive_option, print_json
from sasac_crawler.cli.verify import print_report


@click.command()
@click.argument("path", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--snapshot", metavar="NAME", help="Another snapshot than the newest.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@archive_option
def restore(path: Path, *, snapshot: str | None, as_json: bool, archive: Path) -> None:
    """Make an archive from the backup in PATH and verify it in full.

    Only into an empty folder: nothing is ever written over. Exit code 23 if the result is not sound.

    Example: sasac restore /mnt/backup/sasac --archive data/restored
    """
    report = restore_backup(path, ArchiveFolder(archive), snapshot=snapshot)
    if as_json:
        print_json(report.as_dict())
    else:
        print_report(report)
        click.echo(f"The archive is {archive}.")
    raise SystemExit(report.exit_code)
