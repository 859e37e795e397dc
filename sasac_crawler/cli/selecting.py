"""Which articles a command is about: the same options wherever articles are chosen, handed over as what they mean."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal

import click

from sasac_crawler.cli.options import with_options
from sasac_crawler.query.searching import Filters
from sasac_crawler.query.selection import Selection


def filter_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add ``--site``, ``--since``, ``--until``, ``--source``, ``--category``; the command gets them as ``filters``.

    Example:
        >>> command = click.command(filter_options(lambda *, filters: click.echo(filters.site)))
        >>> command.main(["--site", "shandong"], standalone_mode=False)
        shandong
    """

    @wraps(function)
    def with_filters(
        *,
        site: str | None,
        since: str | None,
        until: str | None,
        source: str | None,
        category: str | None,
        **others: Any,  # noqa: ANN401 - the command's own
    ) -> None:
        filters = Filters(site=site, since=since, until=until, source=source, category=category)
        function(filters=filters, **others)

    return with_options(
        click.option("--site", help="Only this site."),
        click.option("--since", help="Published on or after this day (YYYY-MM-DD)."),
        click.option("--until", help="Published on or before this day (YYYY-MM-DD)."),
        click.option("--source", help="Only this 来源, by name or id."),
        click.option("--category", help="Only this category."),
    )(with_filters)


def selection_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add WORDS, the filters, and which states and places of an article are rows; the command gets a ``selection``.

    Example:
        >>> command = click.command(selection_options(lambda *, selection: click.echo(selection.words)))
        >>> command.main(["复工", "复产", "--versions"], standalone_mode=False)
        复工 复产
    """

    @wraps(function)
    def with_selection(  # noqa: PLR0913 - the options
        *,
        words: tuple[str, ...],
        article: str | None,
        filters: Filters,
        script: Literal["printed", "hans"],
        duplicates: Literal["one", "appearances"],
        versions: bool,
        attachments_text: bool,
        since_run: str | None,
        **others: Any,  # noqa: ANN401 - the command's own
    ) -> None:
        selection = Selection(
            words=" ".join(words),
            article=article,
            filters=filters,
            script=script,
            duplicates=duplicates,
            versions=versions,
            since_run=since_run,
            attachments_text=attachments_text,
        )
        function(selection=selection, **others)

    which = with_options(
        click.argument("words", nargs=-1),
        click.option("--article", metavar="ID", help="Only this article."),
    )
    return which(filter_options(_row_options(with_selection)))


_row_options = with_options(
    click.option(
        "--script",
        type=click.Choice(("printed", "hans")),
        default="printed",
        show_default=True,
        help="Characters.",
    ),
    click.option(
        "--duplicates",
        type=click.Choice(("one", "appearances")),
        default="one",
        show_default=True,
        help="One row an article, or one for every place its text appeared in.",
    ),
    click.option("--versions", is_flag=True, help="Earlier states, too, each a row."),
    click.option("--attachments-text", is_flag=True, help="With the text of the attached documents."),
    click.option("--since-run", metavar="RUN", help="Only what changed since this run, with deleted ids."),
)
