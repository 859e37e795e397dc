"""Phrases that mirror sites write into breadcrumbs, titles and keyword lines."""

from functools import cache
from importlib.resources import files


@cache
def spam_phrases() -> tuple[str, ...]:
    """Return the phrases, in simplified characters.

    Example:
        >>> "app下载" in spam_phrases()
        True
    """
    return tuple(
        files("sasac_crawler.vocab").joinpath("spam_phrases.txt").read_text("utf-8").split("\n")[:-1]
    )
