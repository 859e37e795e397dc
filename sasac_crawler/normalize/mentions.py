"""Which regulators and enterprises a text names."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from sasac_crawler.items import Mention
from sasac_crawler.normalize.name_keys import fold_characters
from sasac_crawler.vocab.divisions import COUNTY, divisions
from sasac_crawler.vocab.organisations import Organisation, decoys, organisations
from sasac_crawler.vocab.regional_regulators import bare_name, press_name

_KINDS: Final = frozenset(("regulator", "soe"))
_SHORTEST: Final = 3
"""Characters of the shortest name looked for in a text (中广核)."""
_SHORT_COUNTY: Final = 2
"""Length of county names (城区, 赵县) too short to be told from the end of another word."""


class _Finder(NamedTuple):
    automaton: AhoCorasick
    ids: tuple[str | None, ...]


def find_mentions(*texts: str) -> tuple[Mention, ...]:
    """Find the regulators and enterprises of the table in a text, in the order they stand.

    Of names that overlap the one that begins first counts, of those the longest. Script and width do
    not matter. A bare 国资委 or 省国资委 is no mention: the text alone does not tell whose. A county's
    regulator whose name another has too counts only with the city before it.

    Args:
        texts: title and body; offsets count in the texts joined by line breaks.

    Example:
        >>> [(one.org_id, one.surface, one.offset) for one in find_mentions("濟南市國資委與中国石油会谈")]
        [('sasac-370100', '濟南市國資委', 0), ('soe-cnpc', '中国石油', 7)]
        >>> find_mentions("中国石油大学")
        ()
    """
    finder = _finder()
    text = "\n".join(texts)
    folded = "\n".join(map(fold_characters, texts))
    return tuple(
        Mention(org_id=organisation, surface=text[start:end], offset=start)
        for pattern, start, end in finder.automaton.find_matches_as_indexes(folded)
        if (organisation := finder.ids[pattern]) is not None
    )


@cache
def _finder() -> _Finder:
    patterns = _patterns()
    automaton = AhoCorasick(
        patterns, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA
    )
    return _Finder(automaton, tuple(patterns.values()))


def _patterns() -> Mapping[str, str | None]:
    """Return every name looked for; ``None`` where it only keeps a shorter one from matching."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for one in organisations().values():
        if one.kind in _KINDS:
            for name in _names(one):
                owners[fold_characters(name)].add(one.id)
    patterns: dict[str, str | None] = {
        name: min(ids) if len(ids) == 1 else None for name, ids in owners.items() if len(name) >= _SHORTEST
    }
    patterns |= {fold_characters(name): None for name in decoys()}
    return MappingProxyType(patterns)


def _names(one: Organisation) -> set[str]:
    names = {one.name, one.short_name, *one.aliases} - set(one.whole_only)
    division = divisions().get(one.division_code or "")
    if division is None or division.level != COUNTY:
        return {name for name in names if not name.isascii()}
    above = divisions()[division.parent_code or ""]
    own = {name for name in names if name.startswith((division.name, press_name(division)))}
    led = {f"{place}{name}" for place in (above.name, press_name(above), bare_name(above)) for name in own}
    return led if len(division.name) == _SHORT_COUNTY else names | led
