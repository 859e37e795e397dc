"""Signs on pages that are read again: what each gave the last time and gives now.

A page says something only of what came about between its two looks. A redesign is met by each old page when
its turn comes, months after the first: what an alarm told of already is not told again. So of a page that was
read by another rule than before it counts when it was read then (``Spells``).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sasac_crawler.items import Outcome
from sasac_crawler.store.drift import RECOVERED, Kind, Sign
from sasac_crawler.store.readings import FIELDS, Reading

WAYS: Final = ("title", "date_published", "source_name")
"""Fields whose rule tells how a page is built."""
_SHRUNK: Final = 0.6
_GROWN: Final = 1.6
_MARGIN: Final = 200
"""Characters by which a text must have grown, too."""
_LOST_LEAST: Final = 2
"""Pages that must have lost what they had before themselves."""
_MOST: Final = 0.5
ABSENT: Final = (Outcome.GONE.value, Outcome.SOFT_404.value, Outcome.MOVED.value)
_ALL_GONE: Final = 8
RECORD_LOST: Final = frozenset(
    outcome.value
    for outcome in (
        Outcome.PARSE_ERROR, Outcome.EMPTY, Outcome.NOT_HTML, Outcome.BAD_CHARSET, Outcome.MOVED,
        Outcome.SOFT_404, Outcome.GONE, Outcome.BUG, Outcome.HTTP_ERROR, Outcome.SERVER_ERROR,
    )
)  # fmt: skip
"""Outcomes that tell of the page, not of the way to it."""


def is_by_profile(way: str) -> bool:
    """Return whether a field is read by a selector that somebody wrote into the profile: that is no news of the site.

    Example:
        >>> is_by_profile("layout:source"), is_by_profile("header_line")
        (True, False)
    """
    return way.startswith("layout:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A page that was read before, then and now."""

    before: Reading
    now: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A time of which an alarm has told that pages are not as before. A redesign is the whole site's."""

    channel: str
    since: str
    until: str | None
    """When the alarm ended; ``None`` while it stands."""

    is_accepted: bool
    is_old: bool
    """Whether it stands so long that other channels of the site had their time to tell."""

    def hides(self, one: Pair) -> bool:
        """Return whether what a page was before is not to be compared with what it is now.

        Example:
            >>> page = Reading(url="u", channel="b", seen_at="2026-03-02", ways={})
            >>> pair = Pair(before=page, now=page)
            >>> spell = Spell(channel="a", since="2026-03-01", until=None, is_accepted=False, is_old=False)
            >>> spell.hides(pair), Spell(channel="a", since="2026-03-01", until="2026-03-02", is_accepted=False, is_old=False).hides(pair)
            (True, False)
        """
        seen = one.before.seen_at
        if self.until is not None:
            return self.since <= seen < self.until
        if self.is_accepted:
            return seen < self.since
        is_own = self.channel in (one.now.channel, "")
        return seen >= self.since or (self.is_old and not is_own)


Spells = Mapping[tuple[str, str], Sequence[Spell]]
"""By kind and field."""


def pairs_of(earlier: Mapping[str, Reading], now: Iterable[Reading]) -> list[Pair]:
    """Return the pages of a run that had been read before, each with its reading then."""
    last = {one.url: one for one in now if one.kind == "article"}
    return [Pair(before=earlier[url], now=one) for url, one in last.items() if url in earlier]


def judge_pairs(channel: str, pairs: Sequence[Pair], spells: Spells) -> Iterator[Sign]:
    """Yield what pages say that were read before: age and kind of page cannot matter here."""
    read = [one for one in pairs if one.now.is_read]
    for name in FIELDS:
        yield from _compared(
            _Comparison(channel, Kind.FILL, name, "filled", "empty"),
            [one for one in read if name in one.before.ways],
            [name in one.now.ways for one in read],
            _lacks(name),
        )
    yield from _compared(
        _Comparison(channel, Kind.CHARSET, "body_text", "the charset", "another"),
        _comparable((one for one in read if one.before.charset), Kind.CHARSET, "body_text", spells),
        [],
        lambda one: one.now.charset != one.before.charset,
    )
    yield from _compared(
        _Comparison(channel, Kind.BODY, "body_text", "the length", "far shorter or longer", least=3),
        _comparable((one for one in read if one.before.chars), Kind.BODY, "body_text", spells),
        [],
        lambda one: _has_other_length(one.before.chars or 0, one.now.chars or 0),
    )
    for name in WAYS:
        yield from _compared(
            _Comparison(channel, Kind.WAY, name, "the rule", "another rule", least=3),
            _comparable(
                (one for one in read if name in one.before.ways and name in one.now.ways),
                Kind.WAY,
                name,
                spells,
            ),
            [],
            _turned(name),
        )
    yield from _refused(channel, pairs)


def _comparable(pairs: Iterable[Pair], kind: Kind, field: str, spells: Spells) -> list[Pair]:
    """Leave out the pages whose difference an alarm has told of."""
    known = spells.get((kind.value, field), ())
    return [one for one in pairs if not any(spell.hides(one) for spell in known)]


def _refused(channel: str, pairs: Sequence[Pair]) -> Iterator[Sign]:
    """Yield whether pages give no record that gave one. Some are withdrawn on any day; all of many are not."""
    asked = [one for one in pairs if one.now.is_read or one.now.outcome in RECORD_LOST]
    is_withdrawn = all(one.now.is_read or one.now.outcome in ABSENT for one in asked)
    yield from _compared(
        _Comparison(
            channel, Kind.PAGES, "", "a record", "none any more", least=_ALL_GONE if is_withdrawn else 3
        ),
        asked,
        [one.now.is_read for one in asked],
        lambda one: not one.now.is_read,
        most=RECOVERED if is_withdrawn else _MOST,
    )


def _lacks(name: str) -> Callable[[Pair], bool]:
    return lambda one: name not in one.now.ways


def _turned(name: str) -> Callable[[Pair], bool]:
    return lambda one: one.now.ways[name] != one.before.ways[name] and not is_by_profile(one.now.ways[name])


@dataclass(frozen=True, slots=True)
class _Comparison:
    """What is compared, in the words of an alarm."""

    channel: str
    kind: Kind
    field: str
    expected: str
    found: str
    least: int = _LOST_LEAST


def _compared(
    what: _Comparison,
    pairs: Sequence[Pair],
    well: Sequence[bool],
    is_lost: Callable[[Pair], bool],
    *,
    most: float = _MOST,
) -> Iterator[Sign]:
    """Yield a bad sign if enough pages lost what they had, a good one if enough are well now."""
    lost = [one.now for one in pairs if is_lost(one)]
    if len(lost) >= what.least and len(lost) >= most * len(pairs):
        cause = Counter(one.outcome for one in lost).most_common(1)[0][0]
        yield Sign(
            channel=what.channel,
            kind=what.kind,
            field=what.field,
            is_bad=True,
            cause=cause if what.kind is Kind.PAGES else "",
            first=min(lost, key=lambda one: one.seen_at),
            expected=f"{what.expected} the same pages had",
            found=f"{what.found} on {len(lost)} of {len(pairs)} pages",
        )
    elif not lost and len(well or pairs) >= _LOST_LEAST and sum(well) >= RECOVERED * len(well):
        yield Sign(channel=what.channel, kind=what.kind, field=what.field, is_bad=False)


def _has_other_length(before: int, now: int) -> bool:
    return now < _SHRUNK * before or (now > _GROWN * before and now > before + _MARGIN)
