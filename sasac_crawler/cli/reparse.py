"""``sasac reparse``: what today's rules make of the archived bytes."""

import os
from collections.abc import Sequence
from pathlib import Path

import click

from sasac_crawler.archive.folder import ArchiveFolder, ArchiveLock
from sasac_crawler.archive.reparse import ReparseReport, apply_rules, compare_rules
from sasac_crawler.cli.demo import sample_profiles
from sasac_crawler.cli.long_work import long_work
from sasac_crawler.cli.options import archive_option, print_json, print_table, sites_option
from sasac_crawler.errors import StoreError
from sasac_crawler.sites import load_profiles
from sasac_crawler.store.connection import open_reader, open_writer
from sasac_crawler.store.migrations import migrate
from sasac_crawler.store.schema_version import refuse_newer


@click.command()
@click.option("--apply", "is_applied", is_flag=True, help="Store what differs, as versions of their own.")
@click.option("--jobs", "-j", type=click.IntRange(1), help="Worker processes; one a core if absent.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@archive_option
@sites_option
def reparse(
    *, is_applied: bool, jobs: int | None, as_json: bool, archive: Path, site_folders: tuple[Path, ...]
) -> None:
    """Read every archived page by today's rules and show, by site and field, what would change.

    Nothing is stored without --apply. A version made so is marked as a change of rules, not of the
    site. A page that today's rules cannot read keeps what it has. Interrupted, it goes on next time.

    Example: sasac reparse
    """
    folder = ArchiveFolder(archive)
    if not folder.database.is_file():
        message = f"there is no archive at {archive}; --archive FOLDER names another"
        raise StoreError(message)
    # The demo's sites are in no folder that is looked through by itself, and its archive is the first one tried.
    profiles, jobs = sample_profiles() | load_profiles(site_folders), jobs or os.cpu_count() or 1
    with long_work("reading again") as tell:

        def progress(done: int) -> None:
            tell(done, None)

        if is_applied:
            with ArchiveLock(folder):
                db = open_writer(folder.database)
                try:
                    migrate(db)
                    report = apply_rules(db, folder.warc, profiles=profiles, jobs=jobs, progress=progress)
                finally:
                    db.conn.close()
        else:
            db = open_reader(folder.database)
            try:
                refuse_newer(db)
                report = compare_rules(db, folder.warc, profiles=profiles, jobs=jobs, progress=progress)
            finally:
                db.conn.close()
    _print(report, is_applied=is_applied, as_json=as_json)


Row = tuple[str, str, int, list[tuple[str, str, str]]]
"""Site, field, how many captures differ in it, examples: address, before, after."""


def _print(report: ReparseReport, *, is_applied: bool, as_json: bool) -> None:
    ordered = sorted(report.fields.items(), key=lambda item: (item[0][0], -item[1].count))
    rows = [(site, name, changes.count, changes.examples) for (site, name), changes in ordered]
    if as_json:
        print_json(_as_dict(report, rows))
    else:
        _print_table(report, rows, is_applied=is_applied)


def _as_dict(report: ReparseReport, rows: Sequence[Row]) -> dict[str, object]:
    return {
        "looks": report.looks,
        "differing": report.differing,
        "applied": report.applied,
        "fields": [
            {"site": site, "field": name, "count": count, "examples": [list(one) for one in examples]}
            for site, name, count, examples in rows
        ],
        "unknown": dict(report.unknown),
        "worse": dict(report.worse),
        "worse_examples": report.worse_examples,
    }


def _print_table(report: ReparseReport, rows: Sequence[Row], *, is_applied: bool) -> None:
    if rows:
        print_table(
            ("site", "field", "captures", "before", "after", "at"),
            ((site, name, count, e[0][1], e[0][2], e[0][0]) for site, name, count, e in rows),
        )
    for site, count in sorted(report.worse.items()):
        click.echo(f"{site}: {count} articles are read as none by today's rules; they keep what they have.")
    for example in report.worse_examples:
        click.echo(f"  {example}")
    for site, count in sorted(report.unknown.items()):
        click.echo(
            f"{site}: {count} captures were not read again: there is no profile {site};"
            " --sites-dir FOLDER names where it is."
        )
    done = f"{report.applied} stored" if is_applied else "nothing stored; --apply stores it"
    click.echo(
        f"{report.looks - report.unknown.total()} captures read again, {report.differing} differ, {done}."
    )
