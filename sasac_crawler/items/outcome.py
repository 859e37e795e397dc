"""How an attempt to fetch a URL ended, when it did not end in a record."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from sasac_crawler.items.evidence import Issue
from sasac_crawler.items.listing import PageRequest


class Outcome(StrEnum):
    """The name of how a fetch ended; every URL ends in one."""

    OK = "ok"
    UNCHANGED = "unchanged"
    TRUNCATED = "truncated"
    CHALLENGE = "challenge"
    SOFT_404 = "soft404"
    GONE = "gone"
    MOVED = "moved"
    ROBOTS = "robots"
    ROBOTS_UNREACHABLE = "robots_unreachable"
    TLS = "tls"
    DNS = "dns"
    CONNECT = "connect"
    TIMEOUT = "timeout"
    TOO_BIG = "too_big"
    BAD_CHARSET = "bad_charset"
    REDIRECT_LOOP = "redirect_loop"
    OFFSITE = "offsite"
    BLOCKED_ADDRESS = "blocked_address"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    HTTP_ERROR = "http_error"
    NETWORK = "network"
    NOT_HTML = "not_html"
    NOT_A_FILE = "not_a_file"
    """A page where a file was promised: an error in place of it, most of the time."""
    EMPTY = "empty"
    PARSE_ERROR = "parse_error"
    BUG = "bug"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageUnchanged:
    """A page whose server said that it is what it was (304): the item that confirms what is stored."""

    site: str
    """Slug of the site."""

    channel: str | None
    """Id of the channel the URL belongs to."""

    request: PageRequest
    """The request that was made; the frontier entry it answers."""

    seen_at: dt.datetime
    """When the answer came, aware, UTC."""

    capture_id: str | None = None
    """The capture of the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFailure:
    """A fetch that gave no record: the item that tells the store why."""

    site: str
    """Slug of the site."""

    channel: str | None
    """Id of the channel the URL belongs to."""

    request: PageRequest
    """The request that was tried; the frontier entry it answers."""

    seen_at: dt.datetime
    """When it ended, aware, UTC."""

    outcome: Outcome
    """How it ended; never ``ok``."""

    detail: str
    """One sentence with the facts: status, marker, sizes."""

    capture_id: str | None = None
    """The capture of the answer, where there was one."""

    status: int | None = None
    """HTTP status, where there was one."""

    retry_after: float | None = None
    """Seconds the server asked to wait."""

    issues: tuple[Issue, ...] = ()
    """Doubts worth a person's look."""
