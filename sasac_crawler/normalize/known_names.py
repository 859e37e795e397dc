"""From a name as printed to the organisations it may mean."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from sasac_crawler.normalize.name_keys import name_key
from sasac_crawler.vocab.divisions import COUNTY, Division, divisions, lineage
from sasac_crawler.vocab.organisations import Organisation, organisations
from sasac_crawler.vocab.regional_regulators import bare_name, press_name

_LONGEST_PREFIX: Final = 16
"""Characters of the longest name of a province or prefecture that stands before another name."""
_SHORTEST_REGULATOR: Final = 4
"""Characters of the shortest regulator's name, 巴州国资委 less its place and one more."""


def organisations_named(name: str) -> tuple[str, ...]:
    """Return the ids of the organisations a name means by the table: none, one, or several.

    A regulator may have the names of the divisions above it before its own, if they are right.

    Example:
        >>> organisations_named("新華社"), organisations_named("山东省济南市国资委")
        (('media-xinhua',), ('sasac-370100',))
        >>> len(organisations_named("鼓楼区国资委")), organisations_named("上海市章丘区国资委")
        (4, ())
    """
    return ids_for_key(name_key(name))


def ids_for_key(key: str) -> tuple[str, ...]:
    """Return the ids for a key made by ``name_key``."""
    return _index().get(key, ()) or _below_named_division(key)


def among_neighbours(ids: tuple[str, ...], site: Organisation | None) -> tuple[str, ...]:
    """Keep the regulators whose place lies in, over or beside (same parent) the place of a site.

    Example:
        >>> among_neighbours(organisations_named("鼓楼区国资委"), organisations()["sasac-320100"])
        ('sasac-320106',)
    """
    if site is None or site.division_code is None:
        return ids
    here = {division.code for division in lineage(site.division_code)}
    for scope in ({site.division_code}, here):
        near = tuple(one for one in ids if scope & _codes_above(one))
        if near:
            return near
    return ()


@cache
def _index() -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for one in organisations().values():
        for name in (one.name, one.short_name, *one.aliases, *one.whole_only):
            found[name_key(name)][one.id] = None
    return MappingProxyType({key: tuple(ids) for key, ids in found.items()})


@cache
def _division_codes() -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for division in divisions().values():
        if division.level != COUNTY:
            for name in _spellings(division):
                found[name_key(name)][division.code] = None
    return MappingProxyType({key: tuple(codes) for key, codes in found.items()})


def _spellings(division: Division) -> tuple[str, ...]:
    return division.name, press_name(division), bare_name(division)


def _below_named_division(key: str) -> tuple[str, ...]:
    for end in range(2, min(_LONGEST_PREFIX, len(key) - _SHORTEST_REGULATOR)):
        codes = _division_codes().get(key[:end])
        if codes:
            below = tuple(one for one in ids_for_key(key[end:]) if _is_below(one, codes))
            if below:
                return below
    return ()


def _is_below(organisation_id: str, codes: tuple[str, ...]) -> bool:
    own = organisations()[organisation_id].division_code
    return own is not None and own not in codes and not _codes_above(organisation_id).isdisjoint(codes)


@cache
def _codes_above(organisation_id: str) -> frozenset[str]:
    code = organisations()[organisation_id].division_code
    return frozenset(division.code for division in lineage(code)) if code else frozenset()
