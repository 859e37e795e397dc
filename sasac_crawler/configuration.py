"""``sasac.toml`` and ``SASAC_*``: what an operator sets once.

Options of the command line win over the environment, the environment over the file. ``sasac`` reads it, and
so do Scrapy's settings, for ``scrapy crawl`` and Scrapyd.
"""

import math
import os
import sys
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from sasac_crawler.errors import ConfigurationError, ProfileError

FILE: Final = "sasac.toml"


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the file."""

    name: str
    """Dotted."""

    kinds: tuple[type, ...]
    parameter: str
    """The parameter of commands it is the default of."""

    what: str
    """What it takes, for the sentence about a wrong one."""


LOG_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_TEXTS: Final = (list,)
_NUMBER: Final = (int, float)
KEYS: Final = (
    Key("archive", (str,), "archive", "a folder"),
    Key("contact", (str,), "contact", "an address, like you@example.org"),
    Key("user_agent", (str,), "user_agent", "a name, to which the contact is added"),
    Key("sites_dirs", _TEXTS, "site_folders", "a list of folders"),
    Key("resolve", _TEXTS, "resolve", "a list like host:port:address:port"),
    Key("proxy", (str,), "proxy", "an http address, like http://10.0.0.5:3128"),
    Key("politeness.delay", _NUMBER, "least_delay", "seconds, at least, between two requests to a host"),
    Key("politeness.hours", _TEXTS, "hours", 'two times in Beijing, like ["22:00", "06:00"]'),
    Key("budget.pages", (int,), "pages", "requests to each site"),
    Key("budget.run_pages", (int,), "run_pages", "requests of a run"),
    Key("budget.site_time", _NUMBER, "site_time", "seconds for each site"),
    Key("budget.time_limit", _NUMBER, "time_limit", "seconds for a run"),
    Key("budget.patience", _NUMBER, "patience", "seconds to wait for a page that is due soon"),
    Key("hooks.command", (list, str), "hook", "a command and its arguments, as a list"),
    Key("hooks.webhook", (str,), "webhook", "an http or https address"),
    Key("log.level", (str,), "log_level", "DEBUG, INFO, WARNING, ERROR or CRITICAL"),
    Key("log.format", (str,), "log_format", '"text" or "json"'),
)
_BY_NAME: Final = {key.name: key for key in KEYS}


class Defaults(dict[str, Any]):
    """Defaults for the parameters of every command, nested ones too (click's ``default_map``)."""

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - click's own
        """Return the default of a parameter, or for the name of a command these defaults again."""
        return dict.get(self, name, self if name not in _PARAMETERS else default)


_PARAMETERS: Final = frozenset(key.parameter for key in KEYS)


def configuration_file(given: Path | None, environment: Mapping[str, str] = os.environ) -> Path | None:
    """Return the file to read: the one given, ``SASAC_CONFIG``, ``./sasac.toml``, or that of the XDG folder.

    Raises:
        ConfigurationError: one is named and not there.
    """
    named = given or (Path(environment["SASAC_CONFIG"]) if environment.get("SASAC_CONFIG") else None)
    if named is not None:
        if not named.is_file():
            message = f"there is no configuration {named} (--config or SASAC_CONFIG)"
            raise ConfigurationError(message)
        return named
    home = Path(environment.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return next((path for path in (Path(FILE), home / "sasac" / FILE) if path.is_file()), None)


def read_configuration(path: Path) -> Defaults:
    """Return the defaults a file sets.

    Raises:
        ConfigurationError: it is no TOML, a key is unknown, or a value is of the wrong kind. The message never
            holds a value: it may be a secret.
    """
    try:
        with path.open("rb") as file:
            tables = tomllib.load(file)
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path} cannot be read: {type(error).__name__}"
        raise ConfigurationError(message) from error
    except tomllib.TOMLDecodeError as error:
        message = f"{path} is not TOML: {error}"
        raise ConfigurationError(message) from error
    found = Defaults()
    for name, value in _flat(tables):
        key = _BY_NAME.get(name)
        if key is None:
            raise ConfigurationError(_unknown(path, name))
        found[key.parameter] = _checked(path, key, value)
    return found


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _unknown(path: Path, name: str) -> str:
    close = get_close_matches(name, _BY_NAME, n=1) or [
        one for one in _BY_NAME if one.rpartition(".")[2] == name.rpartition(".")[2]
    ]
    hint = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(_BY_NAME)}"
    return f"{path}: there is no key {name!r}; {hint}"


def _checked(path: Path, key: Key, value: object) -> object:
    is_right = isinstance(value, key.kinds) and not isinstance(value, bool)
    if isinstance(value, list):
        is_right = is_right and all(isinstance(one, str) for one in value)
    if not is_right:
        message = f"{path}: {key.name} takes {key.what}"
        raise ConfigurationError(message)
    return tuple(value) if isinstance(value, list) else value


def configured(environment: Mapping[str, str] = os.environ) -> Mapping[str, Any]:
    """Return what the file sets, by parameter, for those who have no options; empty where there is no file.

    Raises:
        ConfigurationError: as ``configuration_file`` and ``read_configuration``.
    """
    path = configuration_file(None, environment)
    return read_configuration(path) if path is not None else {}


def number(
    name: str, otherwise: float, *, is_whole: bool = False, environment: Mapping[str, str] = os.environ
) -> float:
    """Return a number from the environment, or what the file says.

    Raises:
        ConfigurationError: it is none, it is not finite, or less than nothing.

    Example:
        >>> number("SASAC_DELAY", 2.0, environment={"SASAC_DELAY": "3.5"}), number("SASAC_DELAY", 2.0, environment={})
        (3.5, 2.0)
    """
    said = environment.get(name) or otherwise
    try:
        found = float(int(said) if is_whole else said)
    except (ValueError, OverflowError):
        found = math.nan
    if not 0 <= found < math.inf:
        kind = "a whole number" if is_whole else "a number"
        message = f"{name} takes {kind}, 0 or more"
        raise ConfigurationError(message)
    return found


def one_of(
    name: str, words: tuple[str, ...], otherwise: str, *, environment: Mapping[str, str] = os.environ
) -> str:
    """Return a word from the environment, or what the file says, in capitals.

    Raises:
        ConfigurationError: it is none of the words.
    """
    said = (environment.get(name) or otherwise).upper()
    if said not in words:
        message = f"{name} takes one of {', '.join(words)}"
        raise ConfigurationError(message)
    return said


@contextmanager
def told_to_scrapy() -> Iterator[None]:
    """Let a slip in the configuration or in a profile end the command ``scrapy`` in one sentence, without a traceback.

    Whoever else reads the settings gets the error itself.
    """
    try:
        yield
    except (ConfigurationError, ProfileError) as error:
        if "scrapy.cmdline" not in sys.modules:
            raise
        sys.stderr.write(f"sasac_crawler: {error}\n")
        raise SystemExit(error.exit_code) from error
