"""One form for each URL."""

from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from w3lib.url import canonicalize_url

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


@lru_cache(maxsize=1000)  # a page's address is asked for by every stage it goes through
def canonical_url(url: str) -> str:
    """Return the form of a URL that rows are keyed by.

    Fragment and default port go, host in lower case, query sorted, escapes unified (w3lib). Scheme and
    path stay: whether ``http`` and ``https`` are one page is for the store to say, not for a string.

    Example:
        >>> canonical_url("HTTP://WWW.sasac.test:80/n2588025/c1/content.html#top")
        'http://www.sasac.test/n2588025/c1/content.html'
    """
    try:
        parts = urlsplit(canonicalize_url(url))
        port = parts.port
    except ValueError:
        return url
    host = parts.hostname or ""
    if not host:
        return url  # no address of a page, and escapes and dots mean other things there
    if port is not None and _DEFAULT_PORTS.get(parts.scheme) != port:
        host = f"{host}:{port}"
    return urlunsplit(parts._replace(netloc=host))
