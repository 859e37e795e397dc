"""A fetched page: what every reader takes."""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from sasac_crawler.items import Issue, PageRequest
from sasac_crawler.parse.decode import decode_body
from sasac_crawler.parse.tame import tame_markup

# The first tag, behind blanks and the byte order mark of every file that a template includes.
# example: "\ufeff\r\n\ufeff<html>" · counter-example: "国资委通知<br>"
MARKUP_START: Final = re.compile(r"\A[\s\ufeff\u200b]{0,100000}+<")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One answer of a site, decoded and parsed."""

    request: PageRequest
    """What was asked."""

    url: str
    """Where the answer came from, after redirects."""

    text: str
    """The decoded body."""

    content_type: str
    """Media type without parameters, lower case; empty if the server gave none."""

    seen_at: dt.datetime
    """When it was fetched, aware, UTC."""

    capture_id: str | None = None
    """The capture that holds it."""

    charset_declared: str | None = None
    """Charset by header or meta tag."""

    charset_used: str = "utf-8"
    """Charset it was decoded with."""

    charset_score: float = 1.0
    """1.0 when every byte made sense."""

    issues: tuple[Issue, ...] = ()
    """Doubts about the bytes."""

    tree: LexborHTMLParser = field(repr=False, compare=False)
    """The parsed HTML. Readers must not change it."""

    @property
    def is_copied_text(self) -> bool:
        """Whether it is no HTML but a text that was copied from a page."""
        return self.content_type.startswith("text/plain") or not begins_with_markup(self.text)


def read_page(  # noqa: PLR0913 - the facts of one HTTP exchange
    body: bytes,
    *,
    url: str,
    seen_at: dt.datetime,
    request: PageRequest | None = None,
    content_type: str | None = None,
    encoding: str | None = None,
    capture_id: str | None = None,
) -> Page:
    """Decode and parse one answer.

    Args:
        body: the payload, decompressed.
        url: its final URL.
        seen_at: when it was fetched (aware).
        request: what was asked, if not simply ``url``.
        content_type: the Content-Type header.
        encoding: charset the profile insists on.
        capture_id: the capture that holds it.

    Example:
        >>> page = read_page("<p>国资委".encode(), url="http://x.test/", seen_at=dt.datetime.now(dt.UTC))
        >>> page.tree.css_first("p").text()
        '国资委'
    """
    decoded = decode_body(body, content_type=content_type, override=encoding)
    text, doubts = tame_markup(decoded.text)
    asked = request or PageRequest(url=url)
    return Page(
        request=asked,
        url=url,
        text=text,
        content_type=(content_type or "").partition(";")[0].strip().lower(),
        seen_at=seen_at,
        capture_id=capture_id,
        charset_declared=decoded.declared,
        charset_used=decoded.used,
        charset_score=decoded.score,
        issues=(*decoded.issues, *doubts, *_transport_doubts(asked.url, url)),
        tree=LexborHTMLParser(text),
    )


def begins_with_markup(text: str) -> bool:
    r"""Return whether a text begins as HTML does, byte order marks of included files left out.

    Example:
        >>> begins_with_markup("\ufeff\r\n\ufeff<html>"), begins_with_markup("国资委通知")
        (True, False)
    """
    return MARKUP_START.match(text) is not None


def _transport_doubts(asked: str, answered: str) -> tuple[Issue, ...]:
    """Return the doubt about a page that was asked over TLS and came without."""
    if not (asked.startswith("https://") and answered.startswith("http://")):
        return ()
    message = "The page was asked for over TLS; a redirect led to it without."
    return (Issue(code="downgraded", message=message, evidence=(asked, answered)),)
