"""``sasac query``: read-only SQL on an archive."""

from pathlib import Path

import click

from sasac_crawler.cli.options import archive_option, format_option, print_rows
from sasac_crawler.query.sql import run_query


@click.command()
@click.argument("sql")
@click.option("--timeout", default=10.0, show_default=True, help="Seconds a query may take.")
@click.option("--limit", default=10_000, show_default=True, help="Rows at most.")
@format_option("table", "json", "csv")
@archive_option
def query(sql: str, *, timeout: float, limit: int, form: str, archive: Path) -> None:
    """Run one SELECT on the archive. Nothing can be written, whatever the SQL says.

    Example: sasac query "SELECT site, count(*) FROM articles GROUP BY site"
    """
    columns, rows = run_query(archive, sql, timeout=timeout, limit=limit)
    print_rows(columns, rows, form)
