"""How a site fared in a run, told apart as far as the evidence goes.

The evidence is how the pages ended and what the profile says of the site's ways (``blocking``). What
it cannot tell:

* whether silence means that this machine's address is shut out, that the site is down, or that this
  network is: only a second place to ask from could. ``geo_blocked`` is therefore said only where
  somebody has seen the like before and the profile names it.
* whether a plain 403 is meant for the address, the country or the program: without such a remark it
  counts as a refusal, like a challenge.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from sasac_crawler.items import Outcome


class Verdict(StrEnum):
    """How a site fared."""

    OK = "ok"
    DEGRADED = "degraded"
    CHALLENGE = "challenge"
    GEO_BLOCKED = "geo_blocked"
    UNREACHABLE = "unreachable"
    HELD = "held"
    NOT_DUE = "not_due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A verdict and one sentence why."""

    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteEvidence:
    """What a run knows of one site."""

    outcomes: Mapping[str, int]
    """How many URLs ended in which outcome."""

    statuses: Mapping[int, int] = field(default_factory=dict)
    """How many failures had which HTTP status."""

    blocking: str | None = None
    """What the profile says of blocking."""

    bad_channels: int = 0
    """Channels that failed or fell below their floor."""

    waiting: int = 0
    """URLs that are known, not done, and were not due."""


# A remark on sites that answer some places only. example: "time-outs from foreign or data-centre
# addresses" · counter-example: "Answers 412 with a script challenge"
_PLACES: Final = re.compile(
    r"\b(?:foreign|abroad|overseas|data-cent(?:re|er)|for some clients)\b", re.IGNORECASE
)
_REFUSING: Final = (401, 403, 451)
_GOOD: Final = (Outcome.OK, Outcome.UNCHANGED)
# No answer came; the name was found.
_SILENT: Final = (Outcome.TIMEOUT, Outcome.CONNECT, Outcome.NETWORK)
_NO_WAY: Final = (*_SILENT, Outcome.DNS, Outcome.TLS, Outcome.SERVER_ERROR, Outcome.ROBOTS_UNREACHABLE)
# What says something of the site, not of one page.
_TROUBLE: Final = (*_NO_WAY, Outcome.RATE_LIMITED, Outcome.CHALLENGE, Outcome.TRUNCATED)
# An answer came, and no page could be read in it.
_UNREADABLE: Final = (Outcome.EMPTY, Outcome.PARSE_ERROR, Outcome.BAD_CHARSET)
_SOME: Final = 3
"""Unreadable pages from which on they say something: on a quiet day one may be all that was looked at again."""
_TOLERATED: Final = 0.2
"""Share of pages in trouble up to which a site is called ok."""


def judge_site(evidence: SiteEvidence) -> Judgement:
    """Return how a site fared.

    Example:
        >>> judge_site(SiteEvidence(outcomes={"timeout": 3})).verdict.value
        'unreachable'
        >>> known = "lists time-outs for Hebei from foreign or data-centre addresses"
        >>> judge_site(SiteEvidence(outcomes={"timeout": 3}, blocking=known)).verdict.value
        'geo_blocked'
    """
    outcomes = {name: count for name, count in evidence.outcomes.items() if count}
    if not outcomes:
        return _judge_unasked(evidence)
    if any(name in outcomes for name in _GOOD):
        return _judge_answered(evidence, outcomes)
    return _judge_shut(evidence, outcomes)


def _judge_unasked(evidence: SiteEvidence) -> Judgement:
    if evidence.waiting:
        reason = f"left alone for now: {evidence.waiting} pages wait for their time"
        return Judgement(verdict=Verdict.HELD, reason=reason)
    return Judgement(verdict=Verdict.OK, reason="nothing was due")


def _judge_answered(evidence: SiteEvidence, outcomes: Mapping[str, int]) -> Judgement:
    trouble, total = _count(outcomes, _TROUBLE), sum(outcomes.values())
    if trouble > _TOLERATED * total:
        reason = f"{trouble} of {total} pages were not to be had ({_named(outcomes)})"
        return Judgement(verdict=Verdict.DEGRADED, reason=reason)
    unreadable = _count(outcomes, _UNREADABLE)
    if unreadable >= _SOME and unreadable > total / 2:
        reason = f"{unreadable} of {total} pages could not be read ({_named(outcomes)})"
        return Judgement(verdict=Verdict.DEGRADED, reason=reason)
    if evidence.bad_channels:
        count = evidence.bad_channels
        reason = "1 channel" if count == 1 else f"{count} channels"
        reason += f" failed or fell below {'its' if count == 1 else 'their'} floor"
        return Judgement(verdict=Verdict.DEGRADED, reason=reason)
    return Judgement(verdict=Verdict.OK, reason=f"{_count(outcomes, _GOOD)} of {total} pages read")


def _judge_shut(evidence: SiteEvidence, outcomes: Mapping[str, int]) -> Judgement:
    """Judge a site of which no page could be read."""
    total, found = sum(outcomes.values()), _named(outcomes)
    refused = sum(count for status, count in evidence.statuses.items() if status in _REFUSING)
    is_about_places = bool(evidence.blocking and _PLACES.search(evidence.blocking))
    if is_about_places and total in (_count(outcomes, _SILENT), refused):
        return Judgement(
            verdict=Verdict.GEO_BLOCKED,
            reason=f"no page answered this machine ({found}), and the site is known to answer some places only",
        )
    if _count(outcomes, (Outcome.CHALLENGE,)) + refused > total / 2:
        return Judgement(verdict=Verdict.CHALLENGE, reason=f"refusals in place of pages ({found})")
    if _count(outcomes, (Outcome.RATE_LIMITED,)) > total / 2:
        return Judgement(verdict=Verdict.HELD, reason=f"asked to come back later ({found})")
    if _count(outcomes, _NO_WAY) == total:
        return Judgement(verdict=Verdict.UNREACHABLE, reason=f"no page could be had ({found})")
    return Judgement(verdict=Verdict.DEGRADED, reason=f"answers, but no page could be read ({found})")


def _count(outcomes: Mapping[str, int], names: tuple[Outcome, ...]) -> int:
    return sum(outcomes.get(name.value, 0) for name in names)


def _named(outcomes: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(outcomes.items()) if name not in _GOOD)
