"""Signs on the articles of a channel or of a whole site: fields, rules, issues, charset, length, refusals."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Final

from sasac_crawler.items import Outcome
from sasac_crawler.store.drift import (
    LEAST_PAST,
    UNLIKELY,
    YOUNG,
    Kind,
    Share,
    Sign,
    Windows,
    judge_share,
    past_of,
)
from sasac_crawler.store.drift_pairs import RECORD_LOST, WAYS, Pair, Spells, is_by_profile, judge_pairs
from sasac_crawler.store.readings import FIELDS, Reading

Test = Callable[[Reading], bool]
_USUAL_WAY: Final = 0.05
"""Share of pages a rule must have read before to be one of the usual ones."""
_SHORT: Final = 0.5
"""Part of the shortest tenth of the texts that a text must fall below to be short."""
_RARE: Final = 1e-6
"""Probability for what clusters by nature: doubts about the content."""
_DOUBTFUL: Final = 5
_EMPTY: Final = frozenset(("no_date_published", "no_source"))
"""Doubts that say of a field that it is empty: ``fill`` tells that, and one fact is one alarm to accept."""
_FEW_REFUSALS: Final = 3
_REFUSED_SHARE: Final = 0.2


def judge_articles(
    channel: str,
    history: Sequence[Reading],
    now: Sequence[Reading],
    pairs: Sequence[Pair],
    *,
    windows: Windows,
    spells: Spells,
) -> Iterator[Sign]:
    """Yield the signs of a channel's articles.

    Args:
        channel: its id.
        history: all its readings before this run, the earliest first.
        now: those of this run.
        pairs: the pages of this run that had been read before.
        windows: what of the past each sign may learn from.
        spells: which readings of theirs are not to be compared.
    """
    signs = _Signs(channel, history, now, {one.now.url for one in pairs}, windows)
    compared = {sign.key: sign for sign in judge_pairs(channel, pairs, spells)}
    for sign in (*signs.fields(), *signs.ways(), *signs.doubts(), *signs.others()):
        twin = compared.pop(sign.key, None)
        yield twin if twin is not None and twin.is_bad else sign
    yield from compared.values()
    yield from _challenge(channel, now)


class _Signs:
    """The shares of one channel's young pages."""

    def __init__(
        self,
        channel: str,
        history: Sequence[Reading],
        now: Sequence[Reading],
        known: Collection[str],
        windows: Windows,
    ) -> None:
        self._channel = channel
        self._history = _first_looks(one for one in history if one.kind == "article")
        last = {one.url: one for one in now if one.kind == "article" and one.url not in known}
        self._young = [one for one in self._history if _is_young(one)]
        self._asked = list(last.values())
        self._now = [one for one in self._asked if _is_young(one)]
        self._windows = windows

    def fields(self) -> Iterator[Sign]:
        """Yield the fields that became empty."""
        for name in FIELDS:
            yield from self._share(_Question(Kind.FILL, name, "filled", "empty"), _has(name))

    def ways(self) -> Iterator[Sign]:
        """Yield the fields that another rule reads than ever before."""
        for name in WAYS:
            past = self._past(Kind.WAY, name)
            counts = Counter(one.ways[name] for one in past if name in one.ways)
            usual = {way for way, count in counts.items() if count > _USUAL_WAY * counts.total()}
            what = _Question(Kind.WAY, name, f"read by {', '.join(sorted(usual))}", "read by another rule")
            yield from self._share(what, _read_by(name, usual), where=_has(name))

    def doubts(self) -> Iterator[Sign]:
        """Yield the issues that became common."""
        codes = {code for one in self._now for code in one.doubts} - _EMPTY
        codes |= {field for channel, kind, field in self._windows if kind == Kind.DOUBT}
        for code in sorted(codes):
            what = _Question(Kind.DOUBT, code, "no such issue", "the issue", limit=_RARE, least=_DOUBTFUL)
            yield from self._share(what, _without(code))

    def others(self) -> Iterator[Sign]:
        """Yield what became of charset, length, and of pages as such."""
        used = {one.charset for one in self._past(Kind.CHARSET, "body_text")}
        what = _Question(Kind.CHARSET, "body_text", ", ".join(sorted(filter(None, used))), "another charset")
        yield from self._share(what, lambda one: one.charset in used)
        lengths = [one.chars or 0 for one in self._past(Kind.BODY, "body_text")]
        if len(lengths) >= LEAST_PAST:
            shortest = _SHORT * quantiles(lengths, n=10)[0]
            what = _Question(Kind.BODY, "body_text", f"{shortest:.0f} characters at least", "shorter")
            yield from self._share(what, lambda one: (one.chars or 0) >= shortest)
        yield from self._pages()

    def _pages(self) -> Iterator[Sign]:
        """Judge whether new pages give records: what was read once is compared with itself."""
        new = [one for one in self._asked if one.is_read or one.outcome in RECORD_LOST]
        key = (self._channel, Kind.PAGES.value, "")
        past = [one for one in past_of(self._history, key, self._windows) if _tells(one)]
        share = Share(
            past=[one.is_read for one in past], now=[(one, one.is_read) for one in new], streak=_streak(past)
        )
        lost = Counter(one.outcome for one in new if not one.is_read)
        cause = lost.most_common(1)[0][0] if lost else ""
        what = _Question(Kind.PAGES, "", "a record", cause, cause=cause)
        yield from _sign(self._channel, what, share)

    def _past(self, kind: Kind, field: str) -> Sequence[Reading]:
        return past_of(self._young, (self._channel, kind.value, field), self._windows)

    def _share(self, what: "_Question", is_good: Test, *, where: Test = lambda _one: True) -> Iterator[Sign]:
        past = [one for one in self._past(what.kind, what.field) if where(one)]
        share = Share(
            past=[is_good(one) for one in past],
            now=[(one, is_good(one)) for one in self._now if where(one)],
            streak=_streak(past, is_good),
        )
        yield from _sign(self._channel, what, share)


@dataclass(frozen=True, slots=True)
class _Question:
    """What a share is asked about, in the words of an alarm."""

    kind: Kind
    field: str
    expected: str
    found: str
    cause: str = ""
    limit: float = UNLIKELY
    least: int = 3


def _has(name: str) -> Test:
    return lambda one: name in one.ways


def _read_by(name: str, usual: Collection[str]) -> Test:
    return lambda one: one.ways[name] in usual or is_by_profile(one.ways[name])


def _without(code: str) -> Test:
    return lambda one: code not in one.doubts


def _challenge(channel: str, now: Sequence[Reading]) -> Iterator[Sign]:
    refused = [one for one in now if one.outcome == Outcome.CHALLENGE.value]
    if refused or len(now) >= _FEW_REFUSALS:
        yield Sign(
            channel=channel,
            kind=Kind.CHALLENGE,
            is_bad=len(refused) >= _FEW_REFUSALS and len(refused) > _REFUSED_SHARE * len(now),
            cause="challenge" if refused else "",
            first=refused[0] if refused else None,
            expected="pages",
            found=f"a challenge in place of {len(refused)} of {len(now)}",
        )


def _sign(channel: str, what: _Question, share: Share) -> Iterator[Sign]:
    judged = judge_share(share, limit=what.limit, least=what.least)
    if judged is None:
        return
    is_bad, first = judged
    bad = sum(not is_good for _, is_good in share.now)
    yield Sign(
        channel=channel,
        kind=what.kind,
        field=what.field,
        is_bad=is_bad,
        cause=what.cause if is_bad else "",
        first=first,
        expected=f"{what.expected} ({sum(share.past)} of {len(share.past)} pages)",
        found=f"{what.found} on {bad} of {len(share.now)} pages",
    )


def _streak(
    past: Sequence[Reading], is_good: Callable[[Reading], bool] = lambda one: one.is_read
) -> list[Reading]:
    found: list[Reading] = []
    for one in reversed(past):
        if is_good(one):
            break
        found.append(one)
    return found[::-1]


def _is_young(one: Reading) -> bool:
    return one.is_read and (one.age_days or 0.0) <= YOUNG


def _tells(one: Reading) -> bool:
    return one.is_read or one.outcome in RECORD_LOST


def _first_looks(looks: Iterable[Reading]) -> list[Reading]:
    """Return every page once: as it was read first or, if it never was, as it was asked for last."""
    found: dict[str, Reading] = {}
    for one in looks:
        if one.url not in found or not found[one.url].is_read:
            found[one.url] = one
    return sorted(found.values(), key=lambda one: one.seen_at)
