"""``--config``: the configuration every command looks into before its options."""

import os
from collections.abc import Callable
from pathlib import Path

import click

from sasac_crawler.configuration import FILE, configuration_file, read_configuration


def config_option(ctx: click.Context, _parameter: click.Parameter, given: Path | None) -> Path | None:
    """Read the configuration before any command looks at its options (a callback of ``--config``)."""
    path = configuration_file(given)
    if path is not None:
        ctx.default_map = read_configuration(path)
        ctx.call_on_close(_name_file(path))
        ctx.meta[FILE] = path
    return path


def _name_file(path: Path) -> Callable[[], None]:
    """Let Scrapy's settings, which look for the file too, find this one; return what takes that back."""
    before = os.environ.get("SASAC_CONFIG")
    os.environ["SASAC_CONFIG"] = str(path.absolute())

    def restore() -> None:
        if before is None:
            os.environ.pop("SASAC_CONFIG", None)
        else:
            os.environ["SASAC_CONFIG"] = before

    return restore
