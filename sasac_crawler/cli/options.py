"""Options that several commands share, and how they print."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import click

from sasac_crawler.errors import UsageError

F = TypeVar("F", bound=Callable[..., Any])


def with_options(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Return the decorator that adds several options, shown by ``--help`` in the order given."""

    def add(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return add


class OutFile(click.ParamType[Path]):
    """A file to write, refused before any work is done where its folder is not there."""

    name = "file"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path."""
        path = Path(str(value))
        if path.is_dir():
            self.fail(f"{path} is a folder; give a file", param, ctx)
        if not path.parent.is_dir():
            self.fail(f"the folder {path.parent} does not exist; make it first", param, ctx)
        return path


DEFAULT_ARCHIVE = Path("data/archive")


def archive_option(function: F) -> F:
    """Add ``--archive DIR``, which SASAC_ARCHIVE sets too."""
    return click.option(
        "--archive",
        type=click.Path(path_type=Path, file_okay=False),
        default=DEFAULT_ARCHIVE,
        show_default=True,
        envvar="SASAC_ARCHIVE",
        help="Folder of the archive.",
    )(function)


def sites_option(function: F) -> F:
    """Add ``--sites-dir DIR``, which SASAC_SITES sets too."""
    return click.option(
        "--sites-dir",
        "site_folders",
        type=click.Path(path_type=Path, file_okay=False, exists=True),
        multiple=True,
        envvar="SASAC_SITES",
        help="Folder with further site profiles; may be given more than once.",
    )(function)


def network_options(function: F) -> F:
    """Add ``--contact`` and ``--resolve``, which everything that asks sites needs."""
    contact = click.option(
        "--contact", envvar="SASAC_CONTACT", help="Address a site's operator can reach you at."
    )
    resolve = click.option(
        "--resolve",
        multiple=True,
        envvar="SASAC_RESOLVE",
        metavar="HOST:PORT:ADDRESS:PORT",
        help="Connect to this address for this host; for replicas on this machine.",
    )
    return contact(resolve(function))


def format_option(*formats: str) -> Callable[[F], F]:
    """Add ``--format`` with a table for people and other forms for programs; ``--json`` as elsewhere."""
    choice = click.option(
        "--format",
        "form",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="Form of the output.",
    )
    short = click.option("--json", "form", flag_value="json", help="The same as --format json.")
    return lambda function: choice(short(function))


class WordsCommand(click.Command):
    """A command of words to look for: what begins like an option, but with a character none has, is one of them."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Give the parser `-招聘` as the two words `NOT 招聘`.

        Example:
            >>> WordsCommand("search", params=[click.Argument(["words"], nargs=-1)]).make_context(
            ...     "search", ["复工复产", "-招聘"]
            ... ).params["words"]
            ('复工复产', 'NOT', '招聘')
        """
        words = [part for word in args for part in (("NOT", word[1:]) if _is_left_out(word) else (word,))]
        return super().parse_args(ctx, words)


def _is_left_out(word: str) -> bool:
    return word.startswith("-") and word[1:2] not in ("", "-") and not word[1].isascii()


def refuse_idle(*names: str, because: str) -> None:
    """Refuse an option that was typed and would do nothing.

    What the environment or ``sasac.toml`` says holds for many commands and is no slip.

    Args:
        names: parameters of the command that is running.
        because: what follows the option in the sentence, like ``goes with scrapyd``.

    Raises:
        UsageError: one of them was typed.
    """
    context = click.get_current_context()
    for parameter in context.command.params:
        if (
            parameter.name in names
            and context.get_parameter_source(parameter.name) is click.core.ParameterSource.COMMANDLINE
        ):
            is_option = isinstance(parameter, click.Option)
            name = max(parameter.opts, key=len) if is_option else parameter.human_readable_name
            message = f"{name} {because}"
            raise UsageError(message)


def print_json(value: object) -> None:
    """Print one JSON document, Chinese as Chinese."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def print_rows(
    columns: Sequence[str], rows: Iterable[Sequence[object]], form: str, *, is_raw: bool = False
) -> None:
    """Print rows as a table, JSON or CSV; in CSV what a spreadsheet takes for a formula is text, unless raw."""
    if form == "json":
        print_json([dict(zip(columns, row, strict=True)) for row in rows])
    elif form == "csv":
        _print_csv(columns, rows, is_raw=is_raw)
    else:
        print_table(columns, rows)


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], title: str | None = None, *, err: bool = False
) -> None:
    """Print a table, as wide as the terminal or, in a pipe, as wide as it needs."""
    from rich.console import Console  # noqa: PLC0415 - rich takes 60 ms that --help need not pay
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(title=title, title_justify="left", header_style="bold")
    for name in columns:
        # Chinese has no spaces to break at: by default what does not fit would be cut.
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    width = None if (sys.stderr if err else sys.stdout).isatty() else 200
    Console(width=width, stderr=err).print(table)


def _print_csv(columns: Sequence[str], rows: Iterable[Sequence[object]], *, is_raw: bool) -> None:
    import csv  # noqa: PLC0415 - only for this form

    from sasac_crawler.export.spreadsheet import without_formula  # noqa: PLC0415

    writer = csv.writer(sys.stdout, lineterminator=os.linesep)
    writer.writerow(columns)
    if not is_raw:
        rows = ([without_formula(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    writer.writerows(rows)


def without_empty(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record without the fields that say nothing."""
    return {name: value for name, value in record.items() if value not in (None, "", [], (), {})}


def host_of(url: str, *, what: str = "a page") -> str:
    """Return the host of an address that was given on the command line.

    Args:
        url: the address.
        what: what it should be the address of, for the sentence.

    Raises:
        UsageError: it is no ``http`` or ``https`` address.

    Example:
        >>> host_of("http://gzw.example.gov.cn/tzgg/")
        'gzw.example.gov.cn'
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.scheme in ("http", "https") else None
    except ValueError:  # half an IPv6 address
        host = None
    if not host:
        message = f"{url!r} is not the address of {what}, such as http://gzw.example.gov.cn/"
        raise UsageError(message)
    return host
