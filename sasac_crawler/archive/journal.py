"""What the database knows and the web did not say, kept in the WARC beside the bytes.

A ``metadata`` record follows what it speaks of and is durable before the transaction it announces,
so that ``sasac reindex`` can replay the whole archive from the WARC files alone. The block is
``application/warc-fields`` (which indexers of other tools leave alone) with one field of JSON.

Entries, in the order they stand in a file: ``run`` (who writes), ``site`` (the profile in force),
then for every page one ``page`` (what came of a URL: request, captures, outcome) or ``robots``, and
``end``.
"""

import datetime as dt
import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from sasac_crawler.items import (
    Appearance,
    Capture,
    FetchedFile,
    ListPage,
    Outcome,
    PageFailure,
    PageRequest,
    PageUnchanged,
)
from sasac_crawler.sites import SiteProfile
from sasac_crawler.store.hosts import RobotsCopy
from sasac_crawler.store.verdicts import Judgement

Entry = dict[str, Any]
CONTENT_TYPE: Final = "application/warc-fields"
_FIELD: Final = b"sasac-journal: "
_FRONTIER: Final = (
    "kind",
    "page_number",
    "tries",
    "listed_title",
    "listed_date",
    "listed_date_inferred",
    "previous_first",
    "found_on",
    "discovered_at",
)


def to_fields(entry: Entry) -> bytes:
    r"""Return an entry as the block of a metadata record.

    Example:
        >>> to_fields({"entry": "end", "reason": "complete"})
        b'sasac-journal: {"entry": "end", "reason": "complete"}\r\n'
    """
    # JSON escapes line feeds, so an entry is one line whatever a page says.
    return _FIELD + json.dumps(entry, ensure_ascii=False, default=_iso).encode() + b"\r\n"


def from_fields(block: bytes) -> Entry | None:
    """Return the entry a metadata record holds, or ``None`` if it is none of ours.

    Example:
        >>> from_fields(to_fields({"entry": "page", "listed_title": "国企改革"}))
        {'entry': 'page', 'listed_title': '国企改革'}
        >>> from_fields(b"via: http://x.test/") is None
        True
    """
    if not block.startswith(_FIELD):
        return None
    entry: Entry = json.loads(block.removeprefix(_FIELD))
    return entry


def run_entry(run_id: str, *, started: dt.datetime, software: str, sealed: Mapping[str, int]) -> Entry:
    """Return the entry that opens a run's WARC.

    Args:
        run_id: the run.
        started: when it began.
        software: name and version.
        sealed: WARC files of runs that died, and up to which byte the database knew them; what lies
            beyond was never acknowledged and has been asked again.
    """
    return {
        "entry": "run",
        "run_id": run_id,
        "started": started,
        "software": software,
        "sealed": dict(sealed),
    }


def site_entry(site: SiteProfile) -> Entry:
    """Return the entry that holds the profile by which pages are read from here on."""
    return {"entry": "site", "profile": asdict(site)}


def end_entry(
    *, ended: dt.datetime, exit_code: int, reason: str, judgements: Mapping[str, Judgement]
) -> Entry:
    """Return the entry that closes a run, with how each site fared."""
    return {
        "entry": "end",
        "ended": ended,
        "exit_code": int(exit_code),
        "reason": reason,
        "sites": {site: asdict(one) for site, one in judgements.items()},
    }


def listing_entry(page: ListPage, *, full: bool, floor: int) -> Entry:
    """Return what is to be known of a list page that was read."""
    return _page(page.request, page.site, page.channel, page.capture_id, page.seen_at) | {
        "outcome": Outcome.OK,
        "full": full,
        "floor": floor,
    }


def appearance_entry(appearance: Appearance) -> Entry:
    """Return what is to be known of an article page that was read."""
    one = appearance.article
    return _page(one.request, one.site, one.channel, one.capture_id, one.seen_at) | {"outcome": Outcome.OK}


def file_entry(fetched: FetchedFile) -> Entry:
    """Return what is to be known of a URL that gave a file; its bytes are in the capture."""
    return _page(fetched.request, fetched.site, fetched.channel, fetched.capture_id, fetched.seen_at) | {
        "outcome": Outcome.OK,
        "is_file": True,
        "is_entry": fetched.is_entry,
    }


def unchanged_entry(page: PageUnchanged) -> Entry:
    """Return what is to be known of a page that its server called unchanged."""
    return _page(page.request, page.site, page.channel, page.capture_id, page.seen_at) | {
        "outcome": Outcome.UNCHANGED
    }


def failure_entry(failure: PageFailure) -> Entry:
    """Return what is to be known of a URL that gave no record."""
    return _page(
        failure.request, failure.site, failure.channel, failure.capture_id, failure.seen_at
    ) | {
        "outcome": failure.outcome,
        "detail": failure.detail,
        "status": failure.status,
        "retry_after": failure.retry_after,
        "issues": [asdict(issue) for issue in failure.issues],
    }  # fmt: skip


def robots_entry(host: str, copy: RobotsCopy) -> Entry:
    """Return what is to be known of a host's robots.txt; its rules are in the capture."""
    return {"entry": "robots", "host": host, "outcome": copy.outcome, "fetched_at": copy.fetched_at}


def with_frontier(
    entry: Entry, connection: sqlite3.Connection, key: str, captures: Sequence[Capture]
) -> Entry:
    """Add what the frontier knows of a URL, and the captures that led to its outcome, in order."""
    row = connection.execute(
        f"SELECT {', '.join(_FRONTIER)} FROM frontier WHERE key = ?",  # noqa: S608 - fixed names
        (key,),
    ).fetchone()
    known = dict(zip(_FRONTIER, row, strict=True)) if row else {}
    return entry | {"key": key, "captures": [one.capture_id for one in captures]} | known


def _page(
    request: PageRequest, site: str, channel: str | None, capture_id: str | None, seen_at: dt.datetime
) -> Entry:
    return {
        "entry": "page",
        "request": asdict(request),
        "site": site,
        "channel": channel,
        "capture_id": capture_id,
        "seen_at": seen_at,
    }


def _iso(value: object) -> str:
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    message = f"{value!r} has no place in a journal"
    raise TypeError(message)
