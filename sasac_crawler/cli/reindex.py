"""``sasac reindex``: the database from the WARC files alone."""

import tempfile
from pathlib import Path

import click

from sasac_crawler.archive.compare import TableDifference, compare_databases
from sasac_crawler.archive.folder import ArchiveFolder, ArchiveLock
from sasac_crawler.archive.reindex import reindex as rebuild
from sasac_crawler.archive.repair_files import repair_indexes
from sasac_crawler.archive.replay import ReindexReport
from sasac_crawler.archive.sealing import replace_database
from sasac_crawler.cli.long_work import long_work
from sasac_crawler.cli.options import archive_option, print_json, print_table, sites_option
from sasac_crawler.errors import ExitCode, UsageError
from sasac_crawler.sites import load_profiles


@click.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write this file instead.")
@click.option("--replace", is_flag=True, help="Put the present database into quarantine/ first.")
@click.option("--compare", is_flag=True, help="Keep nothing; say how the present database differs.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@archive_option
@sites_option
def reindex(
    *,
    out: Path | None,
    replace: bool,
    compare: bool,
    as_json: bool,
    archive: Path,
    site_folders: tuple[Path, ...],
) -> None:
    """Rebuild the database from the WARC files: the last resort, and a drill with --compare.

    Every page is parsed and normalised again, by the profiles in force when it was stored; CDXJ indexes that
    are missing or wrong are written, too. Exit code
    23 if a page cannot be read any more or, with --compare, if anything differs.

    Example: sasac reindex --compare
    """
    folder = ArchiveFolder(archive)
    _check_options(folder, out=out, replace=replace, compare=compare)
    profiles = load_profiles(site_folders)
    with (
        ArchiveLock(folder),
        tempfile.TemporaryDirectory(dir=archive) as scratch,
        long_work("WARC files") as tell,
    ):
        made = Path(scratch) / "rebuilt.db"
        differences: list[TableDifference] = []
        if compare:
            report = rebuild(folder, made, profiles=profiles, progress=tell)
            differences = compare_databases(folder.database, made)
        elif replace:
            report = rebuild(folder, made, profiles=profiles, progress=tell)
            replace_database(folder, made)
        else:
            report = rebuild(folder, out or folder.database, profiles=profiles, progress=tell)
        repairs = [] if compare or out else repair_indexes(folder)
    _print(report, differences, repairs, as_json=as_json)
    wrong = report.problems or any(one.is_loss for one in differences)
    raise SystemExit(ExitCode.INTEGRITY if wrong else ExitCode.COMPLETE)


def _check_options(folder: ArchiveFolder, *, out: Path | None, replace: bool, compare: bool) -> None:
    if sum((out is not None, replace, compare)) > 1:
        message = "choose one of --out, --replace and --compare"
        raise UsageError(message)
    if not folder.root.is_dir():
        message = f"there is no archive at {folder.root}"
        raise UsageError(message)
    if compare and not folder.database.is_file():
        message = f"there is no database at {folder.database} to compare with"
        raise UsageError(message)
    if folder.database.exists() and out is None and not replace and not compare:
        message = f"{folder.database} is there; say --replace, --compare or --out FILE"
        raise UsageError(message)


def _print(
    report: ReindexReport, differences: list[TableDifference], repairs: list[str], *, as_json: bool
) -> None:
    names = ("table", "rows", "missing", "added", "example")
    if as_json:
        print_json(
            {name: getattr(report, name) for name in report.__slots__}
            | {"repairs": repairs}
            | {"tables": [{name: getattr(one, name) for name in names} for one in differences]}
        )
        return
    for line in repairs:
        click.echo(f"repaired: {line}")
    for problem in report.problems:
        click.echo(f"wrong: {problem}")
    if differences:
        print_table(names, ([getattr(one, name) for name in names] for one in differences))
    click.echo(
        f"{report.files} WARC files gave {report.captures} captures and {report.pages} pages;"
        f" {report.adopted} captures were never acknowledged; {len(report.problems)} problems."
    )
