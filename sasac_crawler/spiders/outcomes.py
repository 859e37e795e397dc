"""Exceptions and HTTP statuses -> outcomes, each told apart as far as the evidence goes."""

import datetime as dt
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import aiohttp
from scrapy import exceptions as scrapy_errors
from scrapy.http import Response

from sasac_crawler.errors import (
    BlockedAddressError,
    ChallengeError,
    CompressionBombError,
    RobotsUnreachableError,
    TruncatedBodyError,
)
from sasac_crawler.items import Issue, Outcome, PageFailure, PageUnchanged
from sasac_crawler.parse.decode import TRUSTED_SCORE
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.shells import redirect_target, soft_404_marker
from sasac_crawler.store.hosts import ROBOTS_DOUBT

if TYPE_CHECKING:
    from sasac_crawler.store.leases import Lease

MAX_DETAIL: Final = 300
"""Characters of a failure's sentence: libraries quote whole pages in theirs."""
MAX_PARSED: Final = 8 << 20
"""Bytes of a page that is parsed; a larger one is kept as bytes and named, not read in part."""
_OK: Final = range(200, 300)
_GONE: Final = (404, 410)
_RATE_LIMITED: Final = (429, 503)
_SERVER_ERROR: Final = 500
_MAX_RETRY_AFTER_DIGITS: Final = 6


# The first class an exception is an instance of decides.
_OUTCOMES: Final[tuple[tuple[type[BaseException], Outcome], ...]] = (
    (ChallengeError, Outcome.CHALLENGE),
    (BlockedAddressError, Outcome.BLOCKED_ADDRESS),
    (RobotsUnreachableError, Outcome.ROBOTS_UNREACHABLE),
    (TruncatedBodyError, Outcome.TRUNCATED),
    (CompressionBombError, Outcome.TOO_BIG),
    (scrapy_errors.CannotResolveHostError, Outcome.DNS),
    (scrapy_errors.DownloadTimeoutError, Outcome.TIMEOUT),
    (scrapy_errors.DownloadConnectionRefusedError, Outcome.CONNECT),
    (scrapy_errors.DownloadCancelledError, Outcome.TOO_BIG),
    (scrapy_errors.ResponseDataLossError, Outcome.TRUNCATED),
    (scrapy_errors.DownloadFailedError, Outcome.NETWORK),
)


# Why Scrapy or we let a request go, by a word of the reason.
_IGNORED: Final = (
    ("robots.txt", Outcome.ROBOTS),
    ("exceeded", Outcome.TOO_BIG),
    ("edirect", Outcome.REDIRECT_LOOP),
)


# What keeps a robots.txt from being had and is then the outcome of the pages, too. An HTTP status is
# not among them: it is about robots.txt alone.
_NO_WAY_TO_HOST: Final = frozenset(
    (Outcome.DNS, Outcome.CONNECT, Outcome.TLS, Outcome.TIMEOUT, Outcome.NETWORK, Outcome.CHALLENGE)
)


def failure_outcome(error: BaseException) -> Outcome:
    """Return the outcome that an exception of the download means; an unknown one is a bug.

    A page that was not asked because robots.txt could not be had ends as what kept robots.txt away,
    where that is about the host (no name, no connection, no TLS, a challenge).

    Example:
        >>> failure_outcome(scrapy_errors.CannotResolveHostError("gzw.fault.test"))
        <Outcome.DNS: 'dns'>
    """
    if isinstance(error, RobotsUnreachableError) and error.__cause__ is not None:
        cause = failure_outcome(error.__cause__)
        return cause if cause in _NO_WAY_TO_HOST else Outcome.ROBOTS_UNREACHABLE
    if isinstance(error, scrapy_errors.IgnoreRequest):
        reason = str(error)
        return next((outcome for word, outcome in _IGNORED if word in reason), Outcome.BUG)
    for kind, outcome in _OUTCOMES:
        if isinstance(error, kind):
            return Outcome.TLS if _is_tls(error) else outcome
    return Outcome.BUG


def unchanged(response: Response) -> PageUnchanged | None:
    """Return that a page is what it was, or ``None``: only where that was asked, and of this address."""
    lease: Lease = response.meta["lease"]
    is_answer = response.status == HTTPStatus.NOT_MODIFIED and response.url == lease.request.url
    if not is_answer or not response.meta.get("is_conditional"):
        return None
    return PageUnchanged(
        site=lease.site,
        channel=lease.channel,
        request=lease.request,
        seen_at=seen_at(response),
        capture_id=response.meta.get("capture_id"),
    )


def unreadable(response: Response) -> PageFailure | None:
    """Return why an answer is not even to be parsed, or ``None`` if it is."""
    if response.status not in _OK:
        return failure_of(response, _status_outcome(response.status), f"HTTP {response.status}")
    if not response.body.strip():
        return failure_of(response, Outcome.EMPTY, "The answer has no body.")
    if len(response.body) > MAX_PARSED:
        return failure_of(response, Outcome.TOO_BIG, f"The page has {len(response.body)} bytes.")
    return None


def unusable(response: Response, page: Page) -> PageFailure | None:
    """Return why a parsed answer cannot be read as a page, or ``None`` if it can."""
    if page.text.startswith(("%PDF-", "PK\x03\x04", "\x89PNG")) or not _is_text(page.content_type):
        return failure_of(response, Outcome.NOT_HTML, f"The answer is {page.content_type or 'a file'}.")
    if page.charset_score < TRUSTED_SCORE:
        detail = (
            f"The bytes fit no charset (declared {page.charset_declared}, best {page.charset_used},"
            f" score {page.charset_score:.3f})."
        )
        return failure_of(response, Outcome.BAD_CHARSET, detail)
    if _ends_without_end(response, page):
        return failure_of(response, Outcome.TRUNCATED, "The answer has neither a length nor an end.")
    marker = soft_404_marker(response.body, page.text)
    if marker is not None:
        return failure_of(response, Outcome.SOFT_404, f"The page says {marker!r}.")
    target = redirect_target(response.body, page.text, url=page.url)
    if target is not None:
        return failure_of(response, Outcome.MOVED, f"The page only leads to {target}.")
    return None


def failure_of(response: Response, outcome: Outcome, detail: str) -> PageFailure:
    """Return the item for an answer that gives no record."""
    lease: Lease = response.meta["lease"]
    moment = seen_at(response)
    header = (response.headers.get("Retry-After") or b"").decode("latin-1")
    return PageFailure(
        site=lease.site,
        channel=lease.channel,
        request=lease.request,
        seen_at=moment,
        outcome=outcome,
        detail=one_line(detail),
        capture_id=response.meta.get("capture_id"),
        status=response.status,
        retry_after=parse_retry_after(header, now=moment),
    )


def robots_doubts(error: BaseException | None) -> tuple[Issue, ...]:
    """Return the doubt that a page was not asked because robots.txt could not be had."""
    if not isinstance(error, RobotsUnreachableError):
        return ()
    return (Issue(code=ROBOTS_DOUBT, message=one_line(str(error))),)


def one_line(sentence: str) -> str:
    r"""Return a sentence for the record: on one line, not longer than ``MAX_DETAIL``.

    Example:
        >>> one_line("Data after Connection:\n  close")
        'Data after Connection: close'
    """
    line = " ".join(sentence[: 10 * MAX_DETAIL].split())
    return line if len(line) <= MAX_DETAIL else f"{line[: MAX_DETAIL - 1]}…"


def seen_at(response: Response) -> dt.datetime:
    """Return when an answer was captured: the time of its WARC record."""
    moment: dt.datetime = response.meta["captured_at"]
    return moment


def _ends_without_end(response: Response, page: Page) -> bool:
    """Return whether an HTML page of unknown length just stops: the connection may have been cut."""
    has_length = any(name in response.headers for name in ("Content-Length", "Transfer-Encoding"))
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


def _is_tls(error: BaseException) -> bool:
    """Return whether TLS failed: a certificate, an alert, or an end in the middle of the handshake."""
    causes = [cause for cause in (error.__cause__, getattr(error.__cause__, "__cause__", None)) if cause]
    if any("SSL" in type(cause).__name__ or "Certificate" in type(cause).__name__ for cause in causes):
        return True
    # TCP refuses or times out; a reset while connecting can only come after it, from the handshake.
    return any(
        isinstance(cause, aiohttp.ClientConnectorError)
        and isinstance(cause.os_error, ConnectionResetError | ConnectionAbortedError)
        for cause in causes
    )
