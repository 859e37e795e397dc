"""Has a channel changed its ways? Told from the figures of its pages, by thresholds its own past sets.

Everything here is pure. A sign that is bad becomes an alarm, one that is good ends it, and one of which
nothing is known leaves it as it was. What keeps quiet months quiet:

* A share is judged by how likely the find would be if nothing had changed, with a past that counts as forty
  pages at most: what comes in batches is not as sure as its number says.
* Pages of different age are not compared: shares are of pages that are young when they are read for the
  first time, each counted once. What is read again is compared with itself, as it was read the last time.
* One page is never enough, except the first page of a list, which is read every day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import comb, exp, lgamma
from typing import Final

from sasac_crawler.store.readings import Reading


class Kind(StrEnum):
    """What went another way."""

    DEAD = "dead"
    """A list gives nothing: its ``cause`` says why."""
    FLOOR = "floor"
    ENTRIES = "entries"
    FILL = "fill"
    """A field is empty that used to be filled."""
    WAY = "way"
    """A field is read by another rule than ever before: the page is built otherwise."""
    DOUBT = "doubt"
    """An issue that used to be rare is on most pages."""
    CHARSET = "charset"
    BODY = "body"
    """Texts are far shorter or longer than they were."""
    PAGES = "pages"
    """Pages give no record that used to."""
    CHALLENGE = "challenge"
    SILENCE = "silence"
    BURST = "burst"


Key = tuple[str, str, str]
"""Channel (empty for the whole site), kind, field (empty where it is about none)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What a run tells of one thing on one channel."""

    channel: str
    kind: Kind
    field: str = ""
    is_bad: bool
    cause: str = ""
    """For a dead list: dns, refused, timeout, tls, challenge, geo_blocked, moved, empty_list, parse, schema …"""

    first: Reading | None = None
    """The first page that showed it."""

    expected: str = ""
    """How it used to be."""

    found: str = ""
    """How it is now."""

    @property
    def key(self) -> Key:
        """What tells an alarm from others."""
        return (self.channel, self.kind.value, self.field)


YOUNG: Final = 90.0
"""Age in days up to which pages are compared with one another."""
LEAST_PAST: Final = 20
"""Pages a past must have before a share is judged."""
_WEIGHT: Final = 40
"""Pages the past counts for, however many they are."""
USUAL: Final = 0.9
"""Share from which on something is usual."""
UNLIKELY: Final = 1e-4
"""Probability below which a find is no accident."""
_TURNED: Final = 0.5
"""Share of the pages that are as always, above which nothing has changed."""
RECOVERED: Final = 0.8


def chance(good: int, total: int, *, past_good: int, past_total: int) -> float:
    """Return how likely ``good`` of ``total`` or fewer are, after a past of so many of so many.

    Example:
        >>> chance(0, 3, past_good=60, past_total=60) < UNLIKELY < chance(0, 2, past_good=60, past_total=60)
        True
        >>> chance(3, 4, past_good=60, past_total=60) > 0.01
        True
    """
    weight = min(1.0, _WEIGHT / past_total) if past_total else 0.0
    a, b = past_good * weight + 0.5, (past_total - past_good) * weight + 0.5
    return min(1.0, sum(_beta_binomial(k, total, a, b) for k in range(good + 1)))


def _beta_binomial(k: int, n: int, a: float, b: float) -> float:
    return comb(n, k) * exp(_log_beta(k + a, n - k + b) - _log_beta(a, b))


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Pages that are as they should be, and those that are not, in the past and now."""

    past: Sequence[bool]
    """Whether each page of the past was good, the earliest first."""

    now: Sequence[tuple[Reading, bool]]
    """The pages of this run."""

    streak: Sequence[Reading] = ()
    """The bad pages at the end of the past, with no good one after them."""


def judge_share(
    share: Share, *, limit: float = UNLIKELY, least: int = 3
) -> tuple[bool, Reading | None] | None:
    """Return whether a share has turned bad and the first bad page; ``None`` if nothing can be said.

    Args:
        share: the pages.
        limit: how unlikely a find must be.
        least: bad pages there must be.
    """
    if not share.now:
        return None
    bad = [one for one, is_good in share.now if not is_good]
    good = len(share.now) - len(bad)
    before = share.past[: len(share.past) - len(share.streak)]
    if len(before) < LEAST_PAST or sum(before) < USUAL * len(before):
        return None
    gathered = [*share.streak, *bad] if not good else bad
    total = len(gathered) + good
    if len(gathered) >= least and good <= _TURNED * total:
        likely = chance(good, total, past_good=sum(before), past_total=len(before))
        if likely < limit:
            return (True, gathered[0])
    return (False, None) if good and good >= RECOVERED * total else None


Windows = Mapping[Key, tuple[str, str]]
"""From when and until when the past of a sign is looked at, where an alarm is open or was accepted."""


def past_of(history: Sequence[Reading], key: Key, windows: Windows) -> Sequence[Reading]:
    """Return the part of a history that a sign may learn from: nothing of the time it was bad."""
    if key not in windows:
        return history
    since, until = windows[key]
    return [one for one in history if since <= one.seen_at < (until or "~")]
