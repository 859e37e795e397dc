"""``sasac sources``: which 来源 an archive has, and which the table does not know."""

from pathlib import Path

import click

from sasac_crawler.cli.options import archive_option, format_option, print_rows
from sasac_crawler.query.archive import Archive


@click.command()
@click.option("--unknown", is_flag=True, help="Only those the organisation table does not have.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1), help="At most so many.")
@format_option("table", "json", "csv")
@archive_option
def sources(*, unknown: bool, limit: int, form: str, archive: Path) -> None:
    """List the sources of an archive, most frequent first, so that the table can grow.

    Example: sasac sources --unknown
    """
    with Archive(archive) as opened:
        rows = opened.sources(unknown=unknown, limit=limit)
    columns = ("source", "id", "articles", "sites", "example")
    print_rows(columns, [[row[name] for name in columns] for row in rows], form)
