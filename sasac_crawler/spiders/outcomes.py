"""Exceptions of a download -> outcomes, each told apart as far as the evidence goes."""

from typing import Final

import aiohttp
from scrapy import exceptions as scrapy_errors

from sasac_crawler.errors import (
    BlockedAddressError,
    ChallengeError,
    CompressionBombError,
    RobotsUnreachableError,
    TruncatedBodyError,
)
from sasac_crawler.items import Issue, Outcome
from sasac_crawler.spiders.answers import one_line
from sasac_crawler.store.hosts import ROBOTS_DOUBT

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


def robots_doubts(error: BaseException | None) -> tuple[Issue, ...]:
    """Return the doubt that a page was not asked because robots.txt could not be had."""
    if not isinstance(error, RobotsUnreachableError):
        return ()
    return (Issue(code=ROBOTS_DOUBT, message=one_line(str(error))),)


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
