"""URLs found on pages: which of them may become a link, and how they are shown."""

import re
from typing import Final
from urllib.parse import unquote, urlsplit

# What must not be shown as it is: control characters and those that turn the direction of writing.
# example: "\u202e" · counter-example: "国"
HIDDEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_LONG: Final = 80


def web_url(url: str | None) -> str | None:
    r"""Return a URL if it may be a link: a web address, and nothing a browser would run.

    Example:
        >>> web_url("http://gzw.shandong.gov.cn/a.html")
        'http://gzw.shandong.gov.cn/a.html'
        >>> web_url("javascript:alert(1)"), web_url(" java\tscript:x"), web_url("//evil.example/")
        (None, None, None)
    """
    if not url or HIDDEN.search(url) or any(one.isspace() for one in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def display_url(url: str | None) -> str:
    """Return a URL as a person reads it: decoded, without scheme, not longer than a line.

    Example:
        >>> display_url("http://gzw.example.gov.cn/%E5%9B%BD/a.html")
        'gzw.example.gov.cn/国/a.html'
    """
    text = HIDDEN.sub("", unquote(url or ""))
    for scheme in ("https://", "http://"):
        text = text.removeprefix(scheme)
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"
