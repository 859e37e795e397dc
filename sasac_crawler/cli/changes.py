"""``sasac changes`` and ``sasac gone``: what became of pages since a day."""

from collections.abc import Callable
from pathlib import Path

import click

from sasac_crawler.cli.options import F, archive_option, format_option, print_rows, with_options
from sasac_crawler.query.archive import Archive
from sasac_crawler.query.history import changes_since, gone_since

_CHANGES = ("seen", "site", "changed", "cause", "id", "title")
_GONE = ("gone_since", "last_seen", "site", "id", "title", "still_elsewhere", "url")


def _since_options(what: str) -> Callable[[F], F]:
    """Add the options of a list of what happened since a day."""
    return with_options(
        click.option("--since", default="1970-01-01", help=f"First day (YYYY-MM-DD) on which {what}."),
        click.option("--site", help="Only this site."),
        click.option(
            "--limit", default=100, show_default=True, type=click.IntRange(1), help="At most so many."
        ),
        format_option("table", "json", "csv"),
        archive_option,
    )


@click.command()
@_since_options("a change was seen")
def changes(*, since: str, site: str | None, limit: int, form: str, archive: Path) -> None:
    """List the articles that changed, field by field; `sasac show ID --diff` shows how.

    Example: sasac changes --since 2026-11-01
    """
    with Archive(archive) as opened:
        found = changes_since(opened.db, since, site=site, limit=limit)
    _print(found, _CHANGES, form, nothing="Nothing changed.")


@click.command()
@_since_options("a page was found gone")
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
