"""``sasac query``: read-only SQL on an archive, and questions that have a name."""

import re
from pathlib import Path
from typing import Final

import click

from sasac_crawler.cli.options import archive_option, format_option, print_rows, refuse_idle
from sasac_crawler.errors import UsageError
from sasac_crawler.query.named_questions import Question, named_question, named_questions
from sasac_crawler.query.sql import run_query

# The name of a question, or one that is mistyped; not SQL. example: "top-sources" · counter-example: "SELECT 1"
_NAME: Final = re.compile(r"[A-Za-z][\w-]{0,60}")


@click.command()
@click.argument("question", metavar="SQL|NAME", required=False)
@click.option("--list", "is_listing", is_flag=True, help="List the named questions and their parameters.")
@click.option(
    "-p", "--parameter", "parameters", multiple=True, metavar="NAME=VALUE", help="Tell a named question more."
)
@click.option("--show", is_flag=True, help="Print the SQL of a named question instead of running it.")
@click.option(
    "--timeout", default=10.0, show_default=True, type=click.FloatRange(0.01), help="Seconds it may take."
)
@click.option("--limit", default=10_000, show_default=True, type=click.IntRange(1), help="Rows at most.")
@format_option("table", "json", "csv")
@click.option(
    "--csv-raw", is_flag=True, help="Leave cells as they are that a spreadsheet takes for formulas."
)
@archive_option
def query(  # noqa: PLR0913 - the options
    question: str | None,
    *,
    is_listing: bool,
    parameters: tuple[str, ...],
    show: bool,
    timeout: float,
    limit: int,
    form: str,
    csv_raw: bool,
    archive: Path,
) -> None:
    """Run one SELECT on the archive, or a named question. Nothing can be written, whatever the SQL says.

    Example: sasac query top-sources -p limit=10

    Example: sasac query "SELECT site, count(*) FROM articles GROUP BY site"
    """
    if form != "csv":
        refuse_idle("csv_raw", because=f"goes with csv, not with {form}")
    if is_listing:
        refuse_idle("question", "parameters", "show", because="does not go with --list, which lists them all")
        _print_list(form)
        return
    if question is None:
        message = "what is asked? `sasac query --list` shows the named questions; any SELECT will do"
        raise UsageError(message)
    named = named_question(question) if _NAME.fullmatch(question.strip()) else None
    if named is None:
        refuse_idle("show", because="goes with a named question; this is SQL already")
    elif show:
        click.echo(named.sql)
        return
    given = dict(_pair(one) for one in parameters)
    if named is None:
        _refuse_unused(given, question)
    values = named.bind(given) if named else given
    columns, rows = run_query(archive, named.sql if named else question, values, timeout=timeout, limit=limit)
    print_rows(columns, rows, form, is_raw=csv_raw)


def _refuse_unused(given: dict[str, str], sql: str) -> None:
    for name in given:
        if not re.search(rf"[:@$]{re.escape(name)}\b", sql):
            message = f"-p {name} does nothing: the SQL has no :{name}"
            raise UsageError(message)


def _print_list(form: str) -> None:
    rows = [(one.name, one.description, _told(one)) for one in named_questions().values()]
    print_rows(("name", "question", "parameters"), rows, form)


def _told(question: Question) -> str:
    return "\n".join(
        f"{one.name}={'' if one.default is None else one.default}  {one.description}"
        for one in question.parameters
    )


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        message = f"-p takes NAME=VALUE, not {text!r}"
        raise UsageError(message)
    return name, value
