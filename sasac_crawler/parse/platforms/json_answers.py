"""JSON that list interfaces answer with, read without trusting its shape."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser

from sasac_crawler.items import Issue, ListedLink
from sasac_crawler.parse.links import absolute_url
from sasac_crawler.parse.page import Page

_BEIJING: Final = dt.timezone(dt.timedelta(hours=8))
_MILLISECONDS_FROM: Final = 100_000_000_000
"""A later epoch than this many seconds (year 5138) is counted in milliseconds."""
_DAY_TEXT: Final = 10


def is_json(page: Page) -> bool:
    """Return whether an answer is JSON by its first character."""
    return page.text.lstrip("\ufeff \r\n\t")[:1] in ("{", "[")


def json_object(page: Page) -> dict[str, Any] | None:
    """Return the object of an answer, ``None`` if it is broken or no object."""
    try:
        value = json.loads(page.text.lstrip("\ufeff"), strict=False)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def unread_json(page: Page) -> Issue:
    """Return the issue of an answer that cannot be read."""
    message = "The list interface answered with JSON that cannot be read."
    return Issue(code="json_unread", message=message, evidence=(page.text[:80],))


def whole_number(value: object) -> int | None:
    """Return a count, also where the interface writes it as text.

    Example:
        >>> whole_number("120"), whole_number(True), whole_number("12页")
        (120, None, None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if value >= 0 else None
    is_digits = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < _DAY_TEXT
    return int(value) if is_digits and isinstance(value, str) else None


def json_link(
    entry: Mapping[str, Any],
    *,
    titles: tuple[str, ...],
    urls: tuple[str, ...],
    page: Page,
    hosts: tuple[str, ...],
) -> ListedLink | None:
    """Return what one entry lists, without its date; ``None`` if it has no address or no title.

    Args:
        entry: the entry.
        titles: keys of the title, best first.
        urls: keys of the address, best first.
        page: the answer; addresses without a host are relative to it.
        hosts: the site's own hosts.
    """
    title = next((text for key in titles if (text := plain_words(entry.get(key)))), "")
    href = next((value for key in urls if isinstance(value := entry.get(key), str) and value), "")
    url = absolute_url(href, page.url)
    if url is None or not title:
        return None
    host = url.split("/", 3)[2].rpartition("@")[2].partition(":")[0].lower()
    return ListedLink(url=url, title=title, is_external=host not in hosts)


def plain_words(value: object) -> str:
    """Return a text without markup and folded blanks; empty for anything else.

    Example:
        >>> plain_words("关于<em>国资</em>的 通知"), plain_words(None)
        ('关于国资的 通知', '')
    """
    if not isinstance(value, str):
        return ""
    text = LexborHTMLParser(value).text() if "<" in value or "&" in value else value
    return " ".join(text.split())


def day_of(value: object) -> str | None:
    """Return a date as printed, or the Beijing day of an epoch in seconds or milliseconds.

    Example:
        >>> day_of("2024-05-07 10:30:00"), day_of(1715049000), day_of(None)
        ('2024-05-07 10:30:00', '2024-05-07', None)
    """
    if isinstance(value, str):
        number = whole_number(value)
        return day_of(number) if number is not None else (value.strip() or None)
    if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
        return None
    seconds = value / 1000 if value > _MILLISECONDS_FROM else value
    try:
        return dt.datetime.fromtimestamp(seconds, _BEIJING).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return None
