"""robots.txt as RFC 9309 reads it, with the project's rule for what is not robots.txt at all."""

import re
from typing import Final

from protego import Protego

MAX_BYTES: Final = 500 * 1024
"""RFC 9309 §2.5: at least this much must be read; more is not."""
# The beginning of a page. example: "<!DOCTYPE html>" · counter-example: "User-agent: *"
_HTML: Final = re.compile(rb"\s{0,200}(?:<!doctype|<html|<head|<body|<script|<\?xml)", re.IGNORECASE)


class RobotsRules:
    """What one host allows."""

    def __init__(self, body: bytes, user_agent: str) -> None:
        """Read a robots.txt.

        Args:
            body: its bytes; a web page in its place holds no rules.
            user_agent: our name, as in the User-Agent header.
        """
        text = "" if looks_like_html(body) else _whole_lines(body).decode("utf-8-sig", "replace")
        self._rules = Protego.parse(text)
        self._user_agent = user_agent

    def allows(self, url: str) -> bool:
        r"""Return whether a URL may be asked.

        Example:
            >>> rules = RobotsRules(b"User-agent: *\nDisallow: /cgi-bin/", "sasac_crawler")
            >>> rules.allows("http://x.test/a.html"), rules.allows("http://x.test/cgi-bin/a")
            (True, False)
        """
        return bool(self._rules.can_fetch(url, self._user_agent))

    @property
    def crawl_delay(self) -> float | None:
        """Seconds between requests the host asks for."""
        delay = self._rules.crawl_delay(self._user_agent)
        return float(delay) if delay is not None else None


def _whole_lines(body: bytes) -> bytes:
    """Cut what is too long after a line: half a line (``Disallow: /``) would mean another thing."""
    if len(body) < MAX_BYTES:
        return body
    return body[:MAX_BYTES].rpartition(b"\n")[0]


def looks_like_html(body: bytes) -> bool:
    """Return whether bytes are a web page: several government sites answer so for robots.txt.

    Example:
        >>> looks_like_html(b"<!DOCTYPE html><title>404</title>"), looks_like_html(b"User-agent: *")
        (True, False)
    """
    return _HTML.match(body) is not None
