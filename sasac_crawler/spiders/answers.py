"""What came back for a URL of the frontier, freed from Scrapy, and what is said of it before it is read.

An ``Answer`` is plain data: it can be handed to another process, which needs neither Scrapy nor a reactor to read it.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from sasac_crawler.items import Outcome, PageFailure, PageUnchanged
from sasac_crawler.parse.decode import TRUSTED_SCORE
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.shells import redirect_target, soft_404_marker
from sasac_crawler.store.leases import Lease

if TYPE_CHECKING:
    from scrapy.http import Response

MAX_DETAIL: Final = 300
"""Characters of a failure's sentence: libraries quote whole pages in theirs."""
MAX_PARSED: Final = 8 << 20
"""Bytes of a page that is parsed; a larger one is kept as bytes and named, not read in part."""
OK: Final = range(200, 300)
_GONE: Final = (404, 410)
_RATE_LIMITED: Final = (429, 503)
_SERVER_ERROR: Final = 500
_MAX_RETRY_AFTER_DIGITS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer of a site and what it answers."""

    lease: Lease
    """What was asked."""

    url: str
    """Where the answer came from, after redirects."""

    status: int
    headers: Mapping[str, str]
    """The last value of each, by its name in small letters."""

    body: bytes = field(repr=False)
    """Decompressed."""

    seen_at: dt.datetime
    """When it was captured: the time of its WARC record, aware, UTC."""

    capture_id: str | None = None
    is_conditional: bool = False
    """Whether the page was asked for only if it changed."""

    def header(self, name: str) -> str:
        """Return a header by its name in small letters; empty if it is not there."""
        return self.headers.get(name, "")


def answer_of(response: "Response") -> Answer:
    """Take from Scrapy's response what reading it needs."""
    meta = response.meta
    return Answer(
        lease=meta["lease"],
        url=response.url,
        status=response.status,
        headers={
            name.decode("latin-1").lower(): values[-1].decode("latin-1")
            for name, values in response.headers.items()
            if values
        },
        body=response.body,
        seen_at=meta["captured_at"],
        capture_id=meta.get("capture_id"),
        is_conditional=bool(meta.get("is_conditional")),
    )


def unchanged(answer: Answer) -> PageUnchanged | None:
    """Return that a page is what it was, or ``None``: only where that was asked, and of this address."""
    lease = answer.lease
    is_answer = answer.status == HTTPStatus.NOT_MODIFIED and answer.url == lease.request.url
    if not is_answer or not answer.is_conditional:
        return None
    return PageUnchanged(
        site=lease.site,
        channel=lease.channel,
        request=lease.request,
        seen_at=answer.seen_at,
        capture_id=answer.capture_id,
    )


def unreadable(answer: Answer) -> PageFailure | None:
    """Return why an answer is not even to be parsed, or ``None`` if it is."""
    if answer.status not in OK:
        return failure_of(answer, _status_outcome(answer.status), f"HTTP {answer.status}")
    if not answer.body.strip():
        return failure_of(answer, Outcome.EMPTY, "The answer has no body.")
    if len(answer.body) > MAX_PARSED:
        return failure_of(answer, Outcome.TOO_BIG, f"The page has {len(answer.body)} bytes.")
    return None


def unusable(answer: Answer, page: Page) -> PageFailure | None:
    """Return why a parsed answer cannot be read as a page, or ``None`` if it can."""
    if page.text.startswith(("%PDF-", "PK\x03\x04", "\x89PNG")) or not _is_text(page.content_type):
        return failure_of(answer, Outcome.NOT_HTML, f"The answer is {page.content_type or 'a file'}.")
    if page.charset_score < TRUSTED_SCORE:
        detail = (
            f"The bytes fit no charset (declared {page.charset_declared}, best {page.charset_used},"
            f" score {page.charset_score:.3f})."
        )
        return failure_of(answer, Outcome.BAD_CHARSET, detail)
    if _ends_without_end(answer, page):
        return failure_of(answer, Outcome.TRUNCATED, "The answer has neither a length nor an end.")
    marker = soft_404_marker(answer.body, page.text)
    if marker is not None:
        return failure_of(answer, Outcome.SOFT_404, f"The page says {marker!r}.")
    target = redirect_target(answer.body, page.text, url=page.url)
    if target is not None:
        return failure_of(answer, Outcome.MOVED, f"The page only leads to {target}.")
    return None


def failure_of(answer: Answer, outcome: Outcome, detail: str) -> PageFailure:
    """Return the item for an answer that gives no record."""
    lease = answer.lease
    return PageFailure(
        site=lease.site,
        channel=lease.channel,
        request=lease.request,
        seen_at=answer.seen_at,
        outcome=outcome,
        detail=one_line(detail),
        capture_id=answer.capture_id,
        status=answer.status,
        retry_after=parse_retry_after(answer.header("retry-after"), now=answer.seen_at),
    )


def one_line(sentence: str) -> str:
    r"""Return a sentence for the record: on one line, not longer than ``MAX_DETAIL``.

    Example:
        >>> one_line("Data after Connection:\n  close")
        'Data after Connection: close'
    """
    line = " ".join(sentence[: 10 * MAX_DETAIL].split())
    return line if len(line) <= MAX_DETAIL else f"{line[: MAX_DETAIL - 1]}…"


def parse_retry_after(header: str, *, now: dt.datetime) -> float | None:
    """Return the seconds a Retry-After header asks for, or ``None`` if it says nothing.

    Both forms of RFC 9110 §10.2.3; negative and absurd values say nothing.

    Example:
        >>> now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        >>> parse_retry_after("120", now=now)
        120.0
        >>> parse_retry_after("Thu, 01 Jan 2026 00:01:00 GMT", now=now)
        60.0
    """
    header = header.strip()
    if header.isascii() and header.isdigit():
        return float(header) if len(header) <= _MAX_RETRY_AFTER_DIGITS else None
    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, OverflowError):  # no date, or one of a number without end
        return None
    if moment.tzinfo is None:
        return None
    seconds = (moment - now).total_seconds()
    return seconds if seconds > 0 else None


def _ends_without_end(answer: Answer, page: Page) -> bool:
    """Return whether an HTML page of unknown length just stops: the connection may have been cut."""
    has_length = any(name in answer.headers for name in ("content-length", "transfer-encoding"))
    begins = "<html" in page.text[:2000].lower()
    return not has_length and begins and "</html" not in page.text[-5000:].lower()


def _status_outcome(status: int) -> Outcome:
    if status in _GONE:
        return Outcome.GONE
    if status in _RATE_LIMITED:
        return Outcome.RATE_LIMITED
    return Outcome.SERVER_ERROR if status >= _SERVER_ERROR else Outcome.HTTP_ERROR


def _is_text(content_type: str) -> bool:
    return not content_type or content_type.startswith("text/") or content_type.endswith(("xml", "json"))
