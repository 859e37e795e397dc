"""What is to be fetched, what is being fetched, what came of it.

A URL is ``pending``, ``leased`` (by a run), ``done``, or ``excluded`` (it ended for good without a
record). A lease belongs to a run, not to a moment: a run that died leaves leases behind, and the
next run, which holds the lock, returns them.
"""

import datetime as dt
import hashlib
import sqlite3
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from sasac_crawler.items import ListedLink, Outcome, PageRequest

Kind = Literal["list", "article", "attachment"]
LEASE_COLUMNS: Final = (
    "key, url, method, body, referer, kind, site, channel, page_number, tries, listed_title, listed_date,"
    " listed_date_inferred, previous_first"
)

_HELD_HOSTS: Final = "SELECT host FROM hosts WHERE next_at > ?"
_ARTICLE_ASKED: Final = (
    "EXISTS (SELECT 1 FROM frontier other WHERE other.site = frontier.site"
    " AND other.channel IS frontier.channel AND other.kind = 'article' AND other.state <> 'pending'"
    " AND other.outcome IS NOT 'offsite')"
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
    """For a list page: the first link of the page before it."""


def frontier_key(request: PageRequest) -> str:
    """Return the row key of a request: its URL, and for a POST a digest of its body.

    Example:
        >>> frontier_key(PageRequest(url="http://x.test/a"))
        'http://x.test/a'
    """
    if request.method == "GET":
        return request.url
    return f"{request.url}#{request.method}:{hashlib.sha256(request.body.encode()).hexdigest()[:16]}"


class Frontier:
    """The frontier table. Methods do not open transactions: the caller groups them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def discover(  # noqa: PLR0913 - one row of the table
        self,
        request: PageRequest,
        *,
        kind: Kind,
        site: str,
        channel: str | None,
        now: dt.datetime,
        page_number: int = 1,
        found_on: str | None = None,
        listed: ListedLink | None = None,
        previous_first: str | None = None,
    ) -> bool:
        """Add a URL unless it is known; return whether it was new."""
        cursor = self._connection.execute(
            "INSERT OR IGNORE INTO frontier (key, url, host, method, body, referer, kind, site, channel,"
            " page_number, listed_title, listed_date, listed_date_inferred, previous_first, state, tries,"
            " found_on, discovered_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', 0, ?, ?)",
            (
                frontier_key(request),
                request.url,
                urlsplit(request.url).hostname or "",
                request.method,
                request.body,
                request.referer,
                kind,
                site,
                channel,
                page_number,
                listed.title if listed else None,
                listed.date_raw if listed else None,
                listed.date_inferred if listed else None,
                previous_first,
                found_on,
                now.isoformat(),
            ),
        )
        return cursor.rowcount == 1

    def note_first(self, request: PageRequest, previous_first: str | None) -> None:
        """Note with which link the list page before a known one begins now."""
        self._connection.execute(
            "UPDATE frontier SET previous_first = ? WHERE key = ? AND previous_first IS NOT ?",
            (previous_first, frontier_key(request), previous_first),
        )

    def note_place(self, request: PageRequest, *, found_on: str) -> None:
        """Note the list page a known URL stands on now."""
        self._connection.execute(
            "UPDATE frontier SET found_on = ? WHERE key = ? AND found_on IS NOT ?",
            (found_on, frontier_key(request), found_on),
        )

    def take_over(self, request: PageRequest, *, site: str, channel: str | None, found_on: str) -> None:
        """Give a URL that another site was not to ask to the site whose host it is on."""
        self._connection.execute(
            "UPDATE frontier SET state = 'pending', site = ?, channel = ?, found_on = ?, outcome = NULL,"
            " detail = NULL WHERE key = ? AND state = 'excluded' AND outcome = 'offsite'",
            (site, channel, found_on, frontier_key(request)),
        )

    def fetched_from(self, page: PageRequest, *, site: str, channel: str | None) -> list[ListedLink]:
        """Return the articles that were fetched and that stood last on a list page, as it listed them."""
        rows = self._connection.execute(
            "SELECT url, listed_title, listed_date, listed_date_inferred FROM frontier WHERE site = ?"
            " AND channel IS ? AND kind <> 'list' AND state = 'done' AND found_on = ?",
            (site, channel, page.url),
        ).fetchall()
        return [
            ListedLink(url=url, title=title or "", date_raw=date, date_inferred=inferred)
            for url, title, date, inferred in rows
        ]

    def ask_unlisted(self, request: PageRequest, *, now: dt.datetime) -> None:
        """Ask for an article again that its list does not name any more; once, until it is listed again."""
        self._connection.execute(
            "UPDATE frontier SET state = 'pending', tries = 0, next_at = ?, found_on = NULL"
            " WHERE key = ? AND state = 'done'",
            (now.isoformat(), frontier_key(request)),
        )

    def ask_again(self, request: PageRequest, *, now: dt.datetime) -> None:
        """Make a known URL pending, due at once, unless it is leased or already waiting."""
        self._connection.execute(
            "UPDATE frontier SET state = 'pending', tries = 0, next_at = ?"
            " WHERE key = ? AND state NOT IN ('leased', 'pending')",
            (now.isoformat(), frontier_key(request)),
        )

    def ask_site_again(self, site: str, *, kind: Kind, now: dt.datetime) -> int:
        """Make every URL of one kind of a site pending; return how many there were."""
        cursor = self._connection.execute(
            "UPDATE frontier SET state = 'pending', tries = 0, next_at = ?"
            " WHERE site = ? AND kind = ? AND state = 'done'",
            (now.isoformat(), site, kind),
        )
        return cursor.rowcount

    def was_done(self, request: PageRequest) -> bool:
        """Return whether a URL has been fetched with success before."""
        row = self._connection.execute(
            "SELECT done_at FROM frontier WHERE key = ?", (frontier_key(request),)
        ).fetchone()
        return row is not None and row[0] is not None

    def tries(self, request: PageRequest) -> int:
        """Return how often a URL has been handed out since it last succeeded."""
        row = self._connection.execute(
            "SELECT tries FROM frontier WHERE key = ?", (frontier_key(request),)
        ).fetchone()
        return int(row[0]) if row else 0

    def lease(
        self,
        site: str,
        *,
        run_id: str,
        now: dt.datetime,
        count: int,
        channels: tuple[str, ...] = (),
        probe: int = 0,
    ) -> list[Lease]:
        """Hand out up to ``count`` due URLs of a site: lists, then articles, then files; oldest discovery first.

        Args:
            site: slug.
            run_id: who gets them.
            now: what is due by then.
            count: at most so many.
            channels: only these; empty for all.
            probe: only so many list pages of a channel, and one of its articles; with 1 only the first
                page; 0 for no such bounds.
        """
        only = _narrowed(channels, probe=probe)
        rows = self._connection.execute(
            "UPDATE frontier SET state = 'leased', run_id = ?, tries = tries + 1 WHERE key IN ("  # noqa: S608 - placeholders only
            " SELECT key FROM frontier WHERE site = ? AND state = 'pending'"
            f" AND (next_at IS NULL OR next_at <= ?){only}"
            f" AND host NOT IN ({_HELD_HOSTS})"
            " ORDER BY CASE kind WHEN 'list' THEN 0 WHEN 'article' THEN 1 ELSE 2 END, page_number, discovered_at, rowid LIMIT ?)"
            f" RETURNING {LEASE_COLUMNS}",
            (run_id, site, now.isoformat(), *channels, now.isoformat(), count),
        ).fetchall()
        return [_lease(row) for row in rows]

    def waiting(
        self, site: str, *, until: dt.datetime, channels: tuple[str, ...] = (), probe: int = 0
    ) -> int:
        """Return how many URLs of a site are due by a time, on hosts that are not held longer."""
        only = _narrowed(channels, probe=probe)
        row = self._connection.execute(
            "SELECT count(*) FROM frontier WHERE site = ? AND state = 'pending'"  # noqa: S608 - placeholders only
            f" AND (next_at IS NULL OR next_at <= ?){only} AND host NOT IN ({_HELD_HOSTS})",
            (site, until.isoformat(), *channels, until.isoformat()),
        ).fetchone()
        return int(row[0])

    def put_back(self, request: PageRequest) -> None:
        """Return a lease that was not used: its host is to be left alone."""
        self._connection.execute(
            "UPDATE frontier SET state = 'pending', run_id = NULL, tries = max(tries - 1, 0)"
            " WHERE key = ? AND state = 'leased'",
            (frontier_key(request),),
        )

    def finish(
        self, request: PageRequest, *, outcome: Outcome, now: dt.datetime, again: dt.datetime | None = None
    ) -> None:
        """Acknowledge a URL whose result is stored in the same transaction; it is due again at ``again``."""
        self._connection.execute(
            "UPDATE frontier SET state = 'done', run_id = NULL, outcome = ?, detail = NULL,"
            " next_at = ?, tries = 0, done_at = ? WHERE key = ?",
            (outcome.value, again.isoformat() if again else None, now.isoformat(), frontier_key(request)),
        )

    def ask_due(self, site: str, *, now: dt.datetime) -> int:
        """Make pending what is to be looked at again by now; return how many there were."""
        cursor = self._connection.execute(
            "UPDATE frontier SET state = 'pending', tries = 0"
            " WHERE site = ? AND state = 'done' AND next_at <= ?",
            (site, now.isoformat()),
        )
        return cursor.rowcount

    def discovered_at(self, request: PageRequest) -> dt.datetime | None:
        """Return when a URL was first heard of."""
        row = self._connection.execute(
            "SELECT discovered_at FROM frontier WHERE key = ?", (frontier_key(request),)
        ).fetchone()
        return dt.datetime.fromisoformat(row[0]) if row else None

    def pages_of(self, site: str, channel: str | None) -> int:
        """Return the highest number of the list pages of a channel that are known."""
        [number] = self._connection.execute(
            "SELECT coalesce(max(page_number), 1) FROM frontier WHERE site = ? AND state <> 'excluded'"
            " AND channel IS ? AND kind = 'list'",
            (site, channel),
        ).fetchone()
        return int(number)

    def postpone(self, request: PageRequest, *, outcome: Outcome, detail: str, until: dt.datetime) -> None:
        """Put a URL back, not to be asked before ``until``."""
        self._connection.execute(
            "UPDATE frontier SET state = 'pending', run_id = NULL, outcome = ?, detail = ?,"
            " next_at = ? WHERE key = ?",
            (outcome.value, detail, until.isoformat(), frontier_key(request)),
        )

    def exclude(self, request: PageRequest, *, outcome: Outcome, detail: str) -> None:
        """End a URL without a record."""
        self._connection.execute(
            "UPDATE frontier SET state = 'excluded', run_id = NULL, outcome = ?, detail = ?,"
            " next_at = NULL WHERE key = ?",
            (outcome.value, detail, frontier_key(request)),
        )

    def release(self, *, run_id: str | None = None) -> int:
        """Return the leases of a run, or of all runs, to ``pending``; return how many."""
        only = " AND run_id = ?" if run_id else ""
        cursor = self._connection.execute(
            "UPDATE frontier SET state = 'pending', run_id = NULL, tries = max(tries - 1, 0)"  # noqa: S608 - placeholders only
            f" WHERE state = 'leased'{only}",
            (run_id,) if run_id else (),
        )
        return cursor.rowcount


def _narrowed(channels: tuple[str, ...], *, probe: int) -> str:
    only = f" AND channel IN ({', '.join('?' * len(channels))})" if channels else ""
    if probe:
        article = f" OR kind = 'article' AND NOT {_ARTICLE_ASKED}" if probe > 1 else ""
        only += f" AND (kind = 'list' AND page_number <= {int(probe)}{article})"
    return only


def _lease(row: tuple[Any, ...]) -> Lease:
    key, url, method, body, referer, kind, site, channel, page, tries, title, date, inferred, first = row
    return Lease(
        key=key,
        request=PageRequest(url=url, method=method, body=body or "", referer=referer),
        kind=kind,
        site=site,
        channel=channel,
        page_number=page,
        tries=tries,
        listed=ListedLink(url=url, title=title, date_raw=date, date_inferred=inferred) if title else None,
        previous_first=first,
    )
