"""What the frontier hands out."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Literal

from sasac_crawler.items import Capture, ListedLink, PageRequest

Kind = Literal["list", "article", "attachment"]
LEASE_COLUMNS: Final = (
    "key, url, method, body, referer, kind, site, channel, page_number, tries, listed_title, listed_date,"
    " listed_date_inferred, previous_first, etag, last_modified, body_capture, body_at"
)
# Lists, new articles, new files, then what is looked at again: a budget is spent on what is not known yet.
RANK: Final = (
    "(CASE kind WHEN 'list' THEN 0 WHEN 'article' THEN 1 ELSE 2 END"
    " + CASE WHEN kind = 'list' OR done_at IS NULL THEN 0 ELSE 2 END)"
)
ORDER_INDEX: Final = (
    f"CREATE INDEX idx_frontier_order ON frontier (site, state, {RANK}, page_number, next_at)"
)
"""What lets a lease read the rows it takes and no others, however many wait."""
HELD_HOSTS: Final = "SELECT host FROM hosts WHERE next_at > ?"
_ARTICLE_ASKED: Final = (
    "EXISTS (SELECT 1 FROM frontier other WHERE other.site = frontier.site"
    " AND other.channel IS frontier.channel AND other.kind = 'article' AND other.state <> 'pending'"
    " AND other.outcome IS NOT 'offsite')"
)
_ANEW_AFTER: Final = {"list": dt.timedelta(days=7), "article": dt.timedelta(days=90)}
"""Time after which a page is fetched in full again: a server's word that nothing changed may be wrong, and
a list may be read by other rules since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave to ask by whether a page changed (RFC 9110, section 8.8), and of which body."""

    etag: str | None
    last_modified: str | None
    capture_id: str
    """Capture that holds the body."""

    at: dt.datetime
    """When the body came."""

    def headers(self, kind: Kind, *, now: dt.datetime) -> dict[str, str]:
        """Return the headers of a conditional request; none if it is time for the whole page.

        Example:
            >>> day = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
            >>> known = Validators(etag='"a1"', last_modified=None, capture_id="urn:uuid:1", at=day)
            >>> known.headers("article", now=day + dt.timedelta(days=30))
            {'If-None-Match': '"a1"'}
            >>> known.headers("list", now=day + dt.timedelta(days=30))
            {}
        """
        longest = _ANEW_AFTER.get(kind)
        if longest is None or now - self.at > longest:
            return {}
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}


def validators_of(request: PageRequest, captures: Sequence[Capture]) -> Validators | None:
    """Return by what a page can be asked for again, or ``None``: only a single, direct answer tells.

    An answer behind a redirect, an article on several pages or a form is always fetched in full.
    """
    if request.method != "GET" or len(captures) != 1:
        return None
    [one] = captures
    is_direct = one.target_uri == request.url and one.status == HTTPStatus.OK
    if not is_direct or not (one.etag or one.last_modified):
        return None
    return Validators(
        etag=one.etag, last_modified=one.last_modified, capture_id=one.capture_id, at=one.captured_at
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """One URL handed out to be fetched."""

    key: str
    request: PageRequest
    kind: Kind
    site: str
    channel: str | None
    page_number: int
    tries: int
    listed: ListedLink | None
    previous_first: str | None = None
    """For a list page: the first link of the page before it, where that was read just now."""
    validators: Validators | None = None


def frontier_key(request: PageRequest) -> str:
    """Return the row key of a request: its URL, and for a POST a digest of its body.

    Example:
        >>> frontier_key(PageRequest(url="http://x.test/a"))
        'http://x.test/a'
    """
    if request.method == "GET":
        return request.url
    return f"{request.url}#{request.method}:{hashlib.sha256(request.body.encode()).hexdigest()[:16]}"


def lease_of(row: tuple[Any, ...]) -> Lease:
    """Return a row of ``LEASE_COLUMNS``, as it stood before, as a lease: one try more."""
    key, url, method, body, referer, kind, site, channel, page, tries, title, date, inferred, first = row[:14]
    etag, modified, body_capture, body_at = row[14:]
    return Lease(
        key=key,
        request=PageRequest(url=url, method=method, body=body or "", referer=referer),
        kind=kind,
        site=site,
        channel=channel,
        page_number=page,
        tries=tries + 1,
        listed=ListedLink(url=url, title=title, date_raw=date, date_inferred=inferred) if title else None,
        previous_first=first,
        validators=Validators(
            etag=etag,
            last_modified=modified,
            capture_id=body_capture,
            at=dt.datetime.fromisoformat(body_at),
        )
        if body_capture
        else None,
    )


def narrowed(channels: tuple[str, ...], *, probe: int) -> str:
    """Return the further conditions of a lease: only some channels, only a probe of each."""
    only = f" AND channel IN ({', '.join('?' * len(channels))})" if channels else ""
    if probe:
        article = f" OR kind = 'article' AND NOT {_ARTICLE_ASKED}" if probe > 1 else ""
        only += f" AND (kind = 'list' AND page_number <= {int(probe)}{article})"
    return only
