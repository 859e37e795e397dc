"""``sasac changes`` and ``sasac gone``: what became of pages since a day."""

from pathlib import Path

import click

from sasac_crawler.cli.options import archive_option, format_option, print_rows
from sasac_crawler.query.archive import Archive
from sasac_crawler.query.history import changes_since, gone_since

_CHANGES = ("seen", "site", "changed", "cause", "id", "title")
_GONE = ("gone_since", "last_seen", "site", "id", "title", "still_elsewhere", "url")


@click.command()
@click.option("--since", default="1970-01-01", help="First day (YYYY-MM-DD) on which a change was seen.")
@click.option("--site", help="Only this site.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1), help="At most so many.")
@format_option("table", "json", "csv")
@archive_option
def changes(*, since: str, site: str | None, limit: int, form: str, archive: Path) -> None:
    """List the articles that changed, field by field; `sasac show ID --diff` shows how.

    Example: sasac changes --since 2026-11-01
    """
    with Archive(archive) as opened:
        found = changes_since(opened.db, since, site=site, limit=limit)
    _print(found, _CHANGES, form, nothing="Nothing changed.")


@click.command()
@click.option("--since", default="1970-01-01", help="First day (YYYY-MM-DD) on which a page was found gone.")
@click.option("--site", help="Only this site.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1), help="At most so many.")
@format_option("table", "json", "csv")
@archive_option
def gone(*, since: str, site: str | None, limit: int, form: str, archive: Path) -> None:
    """List the pages that were withdrawn: found gone twice, at least a day apart. Their text is kept.

    Example: sasac gone --since 2026-01-01
    """
    with Archive(archive) as opened:
        found = gone_since(opened.db, since, site=site, limit=limit)
    _print(found, _GONE, form, nothing="Nothing was withdrawn.")


def _print(found: list[dict[str, object]], columns: tuple[str, ...], form: str, *, nothing: str) -> None:
    if not found and form == "table":
        click.echo(nothing, err=True)
        return
    print_rows(columns, ([row[name] for name in columns] for row in found), form)
