"""``sasac search``: words -> articles, ranked, highlighted."""

from dataclasses import asdict
from pathlib import Path

import click

from sasac_crawler.cli.options import WordsCommand, archive_option, format_option, print_rows
from sasac_crawler.cli.selecting import filter_options
from sasac_crawler.query.archive import Archive
from sasac_crawler.query.searching import Filters


@click.command(cls=WordsCommand)
@click.argument("words", nargs=-1, required=True)
@filter_options
@click.option("--newest", is_flag=True, help="Newest first instead of best first.")
@click.option(
    "--page", default=1, show_default=True, type=click.IntRange(1, 500), help="Page of the results."
)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="At most so many.")
@format_option("table", "json", "csv")
@archive_option
def search(  # noqa: PLR0913 - the options
    words: tuple[str, ...],
    *,
    filters: Filters,
    newest: bool,
    page: int,
    limit: int,
    form: str,
    archive: Path,
) -> None:
    """Find articles that hold all WORDS, in either script, whatever the length of a word.

    OR between words, NOT (or -) before one, title: for the title only, "…" around words with blanks.

    Example: sasac search 复工复产 -招聘 --since 2021-01-01
    """
    with Archive(archive) as opened:
        hits = opened.search(
            " ".join(words),
            **asdict(filters),
            order="newest" if newest else "rank",
            limit=limit,
            offset=(page - 1) * limit,
        )
        if not hits and form == "table":
            click.echo("Nothing found.", err=True)
            return
        names = ["id", "date", "source", "title", "snippet"]
        if form != "table" or any(hit.found_in for hit in hits):
            names.append("found_in")
        print_rows(names, [[getattr(hit, name) for name in names] for hit in hits], form)
