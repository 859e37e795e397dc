"""``sasac reprints``: who had a text first, who printed it again, how much later, and what was cut."""

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from sasac_crawler.cli.options import archive_option, print_json, print_rows, print_table
from sasac_crawler.query.archive import Archive
from sasac_crawler.query.reprints import Copy, Reprints, most_reprinted, reprints_of

_HOURS: Final = dt.timedelta(days=2)


@click.command()
@click.argument("article_id", required=False)
@click.option("--passages", is_flag=True, help="Print what each copy cut and put in.")
@click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(1), help="Without ID: at most so many."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@archive_option
def reprints(article_id: str | None, *, passages: bool, limit: int, as_json: bool, archive: Path) -> None:
    """Show every page that prints an article's text, as it is or nearly; without ID the most reprinted.

    Example: sasac reprints bdd700bd8e54
    """
    with Archive(archive) as opened:
        if article_id is None:
            rows = most_reprinted(opened.db, limit=limit)
            columns = ("id", "pages", "sites", "wordings", "days", "date", "title")
            print_rows(
                columns, ([row[name] for name in columns] for row in rows), "json" if as_json else "table"
            )
            return
        found = reprints_of(opened.db, opened.article(article_id).record["id"])
    if as_json:
        print_json(_plain(found))
        return
    _print(found, passages=passages)


def _print(found: Reprints, *, passages: bool) -> None:
    first = found.original
    how = (
        "the others name it as their source"
        if found.resolved_by == "source"
        else "the earliest in the archive"
    )
    click.echo(f"First: {first.site} {first.date or 'no date'} {first.title} ({how})\n       {first.url}")
    if found.named_source:
        click.echo(f"       The source the pages name, {found.named_source}, is not in the archive.")
    if not found.copies:
        click.echo("No other page prints it.")
        return
    print_table(
        ("site", "date", "later by", "kept", "added", "source", "title", "url"),
        (_row(copy) for copy in found.copies),
    )
    for copy in found.copies if passages else ():
        click.echo(f"\n{copy.place.site} {copy.place.url}")
        for mark, texts in (("-", copy.cut), ("+", copy.put_in)):
            for text in texts:
                click.echo(f"  {mark} {text}")


def _row(copy: Copy) -> tuple[object, ...]:
    place = copy.place
    return (
        place.site, place.date, _said(copy.delay), f"{copy.kept:.0%}", f"{copy.added:.0%}", place.source_name,
        place.title, place.url,
    )  # fmt: skip


def _said(delay: dt.timedelta | None) -> str | None:
    """Return a delay in words: hours if it is short and the hours are known."""
    if delay is None:
        return None
    if delay.seconds and abs(delay) < _HOURS:
        return f"{delay / dt.timedelta(hours=1):.1f} h"
    return f"{delay.days} d"


def _plain(found: Reprints) -> dict[str, object]:
    plain = asdict(found)
    for copy, made in zip(plain["copies"], found.copies, strict=True):
        copy["delay"] = None if made.delay is None else made.delay.total_seconds()
    return plain
