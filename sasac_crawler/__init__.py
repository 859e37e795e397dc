"""Crawler and archive for the websites of China's state-asset regulators (国资委).

Example:
    >>> from sasac_crawler import clean
    >>> clean("復(fu)(fu)工(gong)")
    '復工'
    >>> from sasac_crawler import Archive
    >>> with Archive("data/archive") as archive:  # doctest: +SKIP
    ...     for article in archive.articles(words="国企改革", since="2020-01-01"):
    ...         print(article["date_published"], article["title"])
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sasac_crawler.hidden_imports import hidden

if TYPE_CHECKING:
    from sasac_crawler.query.archive import Archive
    from sasac_crawler.query.functions import clean, parse_page

__version__ = "0.1.0"
__all__ = ["Archive", "__version__", "clean", "parse_page"]

# Loaded when they are asked for: importing the package has no effect and takes no time.
_PLACES = {
    "Archive": "sasac_crawler.query.archive",
    "clean": "sasac_crawler.query.functions",
    "parse_page": "sasac_crawler.query.functions",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - one of three
    """Import what is asked for."""
    if name not in _PLACES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    with hidden():
        return getattr(import_module(_PLACES[name]), name)
