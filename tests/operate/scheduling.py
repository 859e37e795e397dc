"""``sasac schedule`` as the tests of its forms call it."""

from typing import Any

from click.testing import CliRunner

from sasac_crawler.cli import cli


def schedule(*arguments: str, environment: dict[str, str] | None = None) -> Any:
    """Return what the command printed, its exit code and what it raised."""
    return CliRunner().invoke(cli, ["schedule", *arguments], env=environment)
