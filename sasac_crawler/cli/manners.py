"""What an operator adds to the manners of every site: more time between requests, fewer hours, a name."""

import shlex
from collections.abc import Callable
from typing import Any, TypeVar

import click

from sasac_crawler.cli.options import with_options
from sasac_crawler.errors import ConfigurationError
from sasac_crawler.sites.manners import hours_of

F = TypeVar("F", bound=Callable[..., Any])


def _words(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list | tuple) else ()


class CommandType(click.ParamType[tuple[str, ...]]):
    """A command with its arguments: a list in the configuration, one line in the environment."""

    name = "command"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the words of a command."""
        del param, ctx
        try:
            return tuple(shlex.split(value)) if isinstance(value, str) else _words(value)
        except ValueError as error:
            message = "hooks.command (SASAC_HOOK) is no command line: a quotation mark is not closed"
            raise ConfigurationError(message) from error


class HoursType(click.ParamType[tuple[str, ...]]):
    """A time of day in which sites may be asked."""

    name = "hours"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the two times."""
        del param, ctx
        return hours_of(value) if isinstance(value, str) else _words(value)


def operator_options(function: F) -> F:
    """Add what the configuration or the environment sets and nobody types: manners, hooks, the log."""
    return with_options(
        click.option("--user-agent", envvar="SASAC_USER_AGENT", hidden=True),
        click.option(
            "--least-delay",
            type=click.FloatRange(0, 3600),
            default=0.0,
            envvar="SASAC_DELAY",
            help="Seconds, at least, between two requests to a host; a profile may ask for more.",
        ),
        click.option(
            "--hours",
            type=HoursType(),
            default=(),
            envvar="SASAC_HOURS",
            help="Ask only at these hours of Beijing, like 22:00-06:00; a profile's own hours stand.",
        ),
        # Not for a command line: everybody on the machine can read those.
        click.option("--hook", type=CommandType(), default=(), envvar="SASAC_HOOK", hidden=True),
        click.option("--webhook", envvar="SASAC_WEBHOOK", hidden=True),
        click.option(
            "--log-level",
            type=click.Choice(("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"), case_sensitive=False),
            default="WARNING",
            show_default=True,
            envvar="SASAC_LOG_LEVEL",
            help="Of Scrapy's log, on stderr.",
        ),
        click.option(
            "--log-format",
            type=click.Choice(("text", "json")),
            default="text",
            show_default=True,
            envvar="SASAC_LOG_FORMAT",
            help="One line of text or one JSON object for every message.",
        ),
    )(function)
