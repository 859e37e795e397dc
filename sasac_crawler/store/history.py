"""What a set of observations amounts to: pure, so that the order in which they came cannot matter.

An *observation* is one look at one URL: what it said, or that it was gone. Twin addresses share a
*document*. Documents that say the same today are one *article*, with every place it appears in and
every earlier state of each.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final, Literal

GONE_AFTER: Final = dt.timedelta(hours=24)
"""Two looks at least so far apart must find a page gone before it counts as withdrawn."""

Cause = Literal["site", "rules"]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Observation:
    """One look at one URL."""

    seen_at: str
    """ISO 8601, UTC: comparable as text."""

    url: str
    state: str
    """Key of what it said; empty where the page was gone."""

    document: str = ""
    """Key of the document, ``normalize.identity``."""

    text_key: str = ""
    """What tells its text from others; empty where the page was gone."""

    capture_id: str | None = None
    epoch: int = 0
    """Which reading of the capture this is: 0 at the crawl, more with every ``reparse`` applied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Looks in a row that found one URL in one state."""

    url: str
    state: str
    text_key: str
    first_seen: str
    last_seen: str
    capture_id: str | None
    """Capture of the last of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One URL of a document, as it stands."""

    url: str
    document: str
    state: str
    since: str
    """When it was first seen in this state."""
    capture_id: str | None
    first_seen: str
    last_seen: str
    gone_since: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierState:
    """A state that is no longer the present one."""

    url: str
    state: str
    followed_by: str
    """The state that took its place."""
    capture_id: str | None
    seen_until: str
    """When the next state was first seen."""
    cause: Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentHistory:
    """All that was seen of one document."""

    document: str
    places: tuple[Place, ...]
    earlier: tuple[EarlierState, ...]
    text_key: str
    """The text it has today."""
    state: str
    url: str
    """Where that was seen last."""

    @property
    def first_seen(self) -> str:
        """When any of its places was first seen."""
        return min(place.first_seen for place in self.places)


def document_history(observations: Iterable[Observation]) -> DocumentHistory | None:
    """Return what was seen of one document, or ``None`` if it was never there.

    Args:
        observations: every look at its URLs, in any order, repeated or not.
    """
    unique = sorted(set(observations))
    newest = _newest_epoch(unique)
    present = [one for one in newest if one.state]
    if not present:
        return None
    current = max(present, key=lambda one: (one.seen_at, one.url, one.state))
    by_url = [list(group) for _, group in groupby(sorted(newest, key=_by_url), key=lambda one: one.url)]
    seen = [looks for looks in by_url if any(one.state for one in looks)]
    runs = [_runs(looks) for looks in seen]
    earlier = [state for one in runs for state in _earlier(one, current)]
    earlier += _superseded(unique)
    return DocumentHistory(
        document=current.document,
        places=tuple(_place(looks, one) for looks, one in zip(seen, runs, strict=True)),
        earlier=tuple(sorted(set(earlier), key=in_time)),
        text_key=current.text_key,
        state=current.state,
        url=current.url,
    )


def in_time(one: EarlierState) -> tuple[str, str, bool, str, str]:
    """Order earlier states as they followed one another: what a page said, then what it was read as."""
    return (one.seen_until, one.url, one.cause == "rules", one.state, one.followed_by)


def _by_url(one: Observation) -> tuple[str, str, str]:
    return (one.url, one.seen_at, one.state)


def _by_look(one: Observation) -> tuple[str, str, int, str]:
    return (one.url, one.seen_at, one.epoch, one.state)


def _newest_epoch(observations: Sequence[Observation]) -> list[Observation]:
    """Keep the latest reading of each look."""
    latest: dict[tuple[str, str], int] = {}
    for one in observations:
        look = (one.url, one.seen_at)
        latest[look] = max(latest.get(look, 0), one.epoch)
    return [one for one in observations if one.epoch == latest[one.url, one.seen_at]]


def _runs(looks: Sequence[Observation]) -> list[Run]:
    """Fold the looks at one URL that found the same state in a row; a page that was gone is no state."""
    found = []
    for state, group in groupby((one for one in looks if one.state), key=lambda one: one.state):
        together = list(group)
        found.append(
            Run(
                url=together[0].url,
                state=state,
                text_key=together[-1].text_key,
                first_seen=together[0].seen_at,
                last_seen=together[-1].seen_at,
                capture_id=together[-1].capture_id,
            )
        )
    return found


def _earlier(runs: Sequence[Run], current: Observation) -> list[EarlierState]:
    """Return the runs of one URL that something followed; the last too, if the document moved on elsewhere."""
    found = [
        _ended(run, following.state, seen_until=following.first_seen) for run, following in pairwise(runs)
    ]
    if runs[-1].text_key != current.text_key:
        found.append(_ended(runs[-1], current.state, seen_until=current.seen_at))
    return found


def _ended(run: Run, followed_by: str, *, seen_until: str) -> EarlierState:
    """Return the state a run was, now that the site shows another."""
    return EarlierState(
        url=run.url,
        state=run.state,
        followed_by=followed_by,
        capture_id=run.capture_id,
        seen_until=seen_until,
        cause="site",
    )


def _superseded(observations: Sequence[Observation]) -> list[EarlierState]:
    """Return what earlier rules read from looks that later rules read otherwise, the last look for each."""
    found: dict[tuple[str, str, str], EarlierState] = {}
    for _, group in groupby(sorted(observations, key=_by_look), key=lambda one: (one.url, one.seen_at)):
        readings = [one for one in group if one.state]
        for old, new in pairwise(readings):
            if old.state != new.state and old.epoch != new.epoch:
                # Later looks come later: the same step read from several looks is one.
                found[old.url, old.state, new.state] = EarlierState(
                    url=old.url,
                    state=old.state,
                    followed_by=new.state,
                    capture_id=old.capture_id,
                    seen_until=old.seen_at,
                    cause="rules",
                )
    return list(found.values())


def _place(looks: Sequence[Observation], runs: Sequence[Run]) -> Place:
    return Place(
        url=looks[0].url,
        document=max(looks, key=lambda one: (one.seen_at, one.document)).document,
        state=runs[-1].state,
        since=runs[-1].first_seen,
        capture_id=runs[-1].capture_id,
        first_seen=runs[0].first_seen,
        last_seen=runs[-1].last_seen,
        gone_since=gone_since(looks),
    )


def gone_since(looks: Iterable[Observation]) -> str | None:
    """Return since when a URL is withdrawn, or ``None``: found gone twice, at least a day apart.

    Args:
        looks: every look at the URL.

    Example:
        >>> seen = Observation(seen_at="2026-01-01T00:00:00+00:00", url="u", state="a")
        >>> gone = [Observation(seen_at=f"2026-01-0{day}T00:00:00+00:00", url="u", state="") for day in (2, 3)]
        >>> gone_since([seen, *gone]), gone_since([seen, gone[0]]), gone_since([*gone, seen])
        ('2026-01-02T00:00:00+00:00', None, '2026-01-02T00:00:00+00:00')
    """
    ordered = sorted(looks)
    last_present = max((one.seen_at for one in ordered if one.state), default="")
    missing = [one.seen_at for one in ordered if not one.state and one.seen_at > last_present]
    if not missing:
        return None
    apart = dt.datetime.fromisoformat(missing[-1]) - dt.datetime.fromisoformat(missing[0])
    return missing[0] if apart >= GONE_AFTER else None
