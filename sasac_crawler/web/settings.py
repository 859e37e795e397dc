"""What a served archive is set to: kept beside the Datasette that serves it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from weakref import WeakKeyDictionary

from sasac_crawler.web.facets import Columns

DATABASE: Final = "sasac"
"""Name of the archive's database in Datasette, and the first part of its paths under ``--sql``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """How an archive is served."""

    root: Path
    """Folder of the archive."""

    allow_sql: bool = False
    """Whether Datasette's own pages, SQL among them, are there."""

    noindex: bool = False
    """Whether search engines are asked to stay away."""

    origin: str | None = None
    """Scheme and host readers use, e.g. ``https://archive.example.org``; ``None``: as they ask."""

    base_path: str = "/"
    """Path under which the pages are, with a slash at both ends."""

    columns: Columns = field(default_factory=Columns)
    """What facets are counted from."""


_SETTINGS: Final[WeakKeyDictionary[object, WebSettings]] = WeakKeyDictionary()


def remember_settings(datasette: object, settings: WebSettings) -> None:
    """Note the settings of a Datasette, so that the plugin knows it as one of ours."""
    _SETTINGS[datasette] = settings


def settings_of(datasette: object) -> WebSettings | None:
    """Return the settings of a Datasette, or ``None`` if it is not one of ours."""
    return _SETTINGS.get(datasette)
