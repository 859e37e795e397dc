"""What is to be fetched, what is being fetched, what came of it.

A URL is ``pending``, ``leased`` (by a run), ``done``, or ``excluded`` (it ended for good without a
record). A lease belongs to a run, not to a moment: a run that died leaves leases behind, and the
next run, which holds the lock, returns them.
"""

import datetime as dt
from typing import Final
from urllib.parse import urlsplit

from sasac_crawler.items import ListedLink, Outcome, PageRequest
from sasac_crawler.store.frontier_facts import FrontierFacts
from sasac_crawler.store.leases import (
    HELD_HOSTS,
    LEASE_COLUMNS,
    RANK,
    Kind,
    Lease,
    Validators,
    frontier_key,
    lease_of,
    narrowed,
)

_VALIDATORS: Final = "etag = ?, last_modified = ?, body_capture = ?, body_at = ?"
_DONE: Final = (
    "UPDATE frontier SET state = 'done', run_id = NULL, outcome = ?, detail = NULL,"
    " next_at = ?, tries = 0, done_at = ?"
)
_FINISH: Final = {True: f"{_DONE}, {_VALIDATORS} WHERE key = ?", False: f"{_DONE} WHERE key = ?"}
"""By whether there is a whole answer, and so another word on what the page can be asked by."""


class Frontier(FrontierFacts):
    """The frontier table. Methods do not open transactions: the caller groups them."""

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

    def note_order(self, request: PageRequest, *, page_number: int, previous_first: str | None) -> None:
        """Note where a known list page stands now, and with which link the page before it begins.

        Fragments that are numbered from the oldest keep their names and move down.
        """
        self._connection.execute(
            "UPDATE frontier SET previous_first = ?, page_number = ? WHERE key = ? AND page_number > 1",
            (previous_first, page_number, frontier_key(request)),
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

    def ask_unlisted(self, request: PageRequest, *, now: dt.datetime) -> None:
        """Ask for an article again that its list does not name any more."""
        self._connection.execute(
            "UPDATE frontier SET state = 'pending', tries = 0, next_at = ? WHERE key = ? AND state = 'done'",
            (now.isoformat(), frontier_key(request)),
        )

    def ask_returned(self, request: PageRequest, *, now: dt.datetime) -> None:
        """Ask for a page that was not there any more, because its list names it again."""
        self._connection.execute(
            "UPDATE frontier SET state = 'pending', next_at = ?"
            " WHERE key = ? AND state = 'excluded' AND outcome IN ('gone', 'soft404', 'moved')",
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
        """Hand out up to ``count`` due URLs of a site: lists, new articles, new files, then looks that are due.

        One kind at a time; lists from the first page on, else what waits longest comes first.

        Args:
            site: slug.
            run_id: who gets them.
            now: what is due by then.
            count: at most so many.
            channels: only these; empty for all.
            probe: only so many list pages of a channel, and one of its articles; with 1 only the first
                page; 0 for no such bounds.
        """
        only = narrowed(channels, probe=probe)
        rows = self._connection.execute(
            f"SELECT {LEASE_COLUMNS}, {RANK} FROM frontier WHERE site = ? AND state = 'pending'"  # noqa: S608 - placeholders only
            f" AND (next_at IS NULL OR next_at <= ?){only}"
            f" AND host NOT IN ({HELD_HOSTS})"
            f" ORDER BY {RANK}, page_number, next_at, rowid LIMIT ?",
            (site, now.isoformat(), *channels, now.isoformat(), count),
        ).fetchall()
        # What comes after may have to wait for what these lead to.
        leases = [lease_of(row[:-1]) for row in rows if row[-1] == rows[0][-1]]
        self._connection.executemany(
            "UPDATE frontier SET state = 'leased', run_id = ?, tries = tries + 1 WHERE key = ?",
            [(run_id, lease.key) for lease in leases],
        )
        return leases

    def put_back(self, request: PageRequest) -> None:
        """Return a lease that was not used: its host is to be left alone."""
        self._connection.execute(
            "UPDATE frontier SET state = 'pending', run_id = NULL, tries = max(tries - 1, 0)"
            " WHERE key = ? AND state = 'leased'",
            (frontier_key(request),),
        )

    def finish(
        self,
        request: PageRequest,
        *,
        outcome: Outcome,
        now: dt.datetime,
        again: dt.datetime | None = None,
        validators: Validators | None = None,
    ) -> None:
        """Acknowledge a URL whose result is stored in the same transaction.

        Args:
            request: the URL.
            outcome: ``ok``, or ``unchanged``; then the validators there are stay.
            now: when it was fetched.
            again: when it is due again.
            validators: by what the server can be asked whether it changed.
        """
        is_whole = outcome is not Outcome.UNCHANGED
        self._connection.execute(
            _FINISH[is_whole],
            (
                outcome.value,
                again.isoformat() if again else None,
                now.isoformat(),
                *(_values_of(validators) if is_whole else ()),
                frontier_key(request),
            ),
        )

    def _forget_validators(self, request: PageRequest) -> None:
        self._connection.execute(
            f"UPDATE frontier SET {_VALIDATORS} WHERE key = ?",  # noqa: S608 - fixed names
            (*_values_of(None), frontier_key(request)),
        )

    def ask_due(self, site: str, *, now: dt.datetime) -> int:
        """Make pending what is to be looked at again by now; return how many there were.

        What ended for good is tried once more. With what the page before a list page begins is not known
        when that page is not read first.
        """
        cursor = self._connection.execute(
            "UPDATE frontier SET state = 'pending', previous_first = NULL,"
            " tries = CASE state WHEN 'done' THEN 0 ELSE tries END"
            " WHERE site = ? AND state IN ('done', 'excluded') AND next_at <= ?",
            (site, now.isoformat()),
        )
        return cursor.rowcount

    def postpone(self, request: PageRequest, *, outcome: Outcome, detail: str, until: dt.datetime) -> None:
        """Put a URL back, not to be asked before ``until``."""
        self._connection.execute(
            "UPDATE frontier SET state = 'pending', run_id = NULL, outcome = ?, detail = ?,"
            " next_at = ? WHERE key = ?",
            (outcome.value, detail, until.isoformat(), frontier_key(request)),
        )
        self._forget_validators(request)

    def exclude(
        self, request: PageRequest, *, outcome: Outcome, detail: str, again: dt.datetime | None = None
    ) -> None:
        """End a URL without a record; it is tried once more at ``again``."""
        self._connection.execute(
            "UPDATE frontier SET state = 'excluded', run_id = NULL, outcome = ?, detail = ?,"
            " next_at = ? WHERE key = ?",
            (outcome.value, detail, again.isoformat() if again else None, frontier_key(request)),
        )
        self._forget_validators(request)

    def release(self, *, run_id: str | None = None) -> int:
        """Return the leases of a run, or of all runs, to ``pending``; return how many."""
        only = " AND run_id = ?" if run_id else ""
        cursor = self._connection.execute(
            "UPDATE frontier SET state = 'pending', run_id = NULL, tries = max(tries - 1, 0)"  # noqa: S608 - placeholders only
            f" WHERE state = 'leased'{only}",
            (run_id,) if run_id else (),
        )
        return cursor.rowcount


def _values_of(known: Validators | None) -> tuple[str | None, ...]:
    """Return the values of ``_VALIDATORS``."""
    if known is None:
        return (None,) * 4
    return known.etag, known.last_modified, known.capture_id, known.at.isoformat()
