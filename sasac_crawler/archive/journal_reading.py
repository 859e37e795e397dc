"""Journal entries -> the records they were made from."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sasac_crawler.archive.journal import Entry
from sasac_crawler.errors import IntegrityError
from sasac_crawler.items import (
    Capture,
    Issue,
    ListedLink,
    Outcome,
    PageFailure,
    PageRequest,
    PageUnchanged,
)
from sasac_crawler.store.verdicts import Judgement, Verdict


def listed_of(entry: Entry, request: PageRequest) -> ListedLink | None:
    """Return what the list page said about an article."""
    if not entry.get("listed_title"):
        return None
    return ListedLink(
        url=request.url,
        title=entry["listed_title"],
        date_raw=entry["listed_date"],
        date_inferred=entry["listed_date_inferred"],
    )


def failure_of(entry: Mapping[str, Any], request: PageRequest) -> PageFailure:
    """Return the failure a ``page`` entry tells of."""
    return PageFailure(
        site=entry["site"],
        channel=entry["channel"],
        request=request,
        seen_at=dt.datetime.fromisoformat(entry["seen_at"]),
        outcome=Outcome(entry["outcome"]),
        detail=entry["detail"],
        capture_id=entry["capture_id"],
        status=entry["status"],
        retry_after=entry["retry_after"],
        issues=tuple(Issue(**one | {"evidence": tuple(one["evidence"])}) for one in entry["issues"]),
    )


def unchanged_of(entry: Mapping[str, Any], request: PageRequest) -> PageUnchanged:
    """Return the confirmation a ``page`` entry tells of."""
    return PageUnchanged(
        site=entry["site"],
        channel=entry["channel"],
        request=request,
        seen_at=dt.datetime.fromisoformat(entry["seen_at"]),
        capture_id=entry["capture_id"],
    )


def as_unreadable(entry: Entry, error: Exception) -> Entry:
    """Return a ``page`` entry whose page was read then and cannot be read now."""
    return entry | {
        "outcome": Outcome.PARSE_ERROR,
        "detail": str(error),
        "status": None,
        "retry_after": None,
        "issues": [],
    }


def judgements_of(entry: Entry) -> dict[str, Judgement]:
    """Return how each site fared, from the entry that ends a run."""
    return {
        site: Judgement(verdict=Verdict(one["verdict"]), reason=one["reason"])
        for site, one in entry.get("sites", {}).items()
    }


def final_capture(entry: Entry, captures: Sequence[Capture]) -> Capture:
    """Return the capture a page was read from.

    Raises:
        IntegrityError: it is not there.
    """
    final = next((one for one in captures if one.capture_id == entry["capture_id"]), None)
    if final is None:
        message = f"the capture {entry['capture_id']} is not there"
        raise IntegrityError(message)
    return final
