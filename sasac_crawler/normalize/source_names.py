"""One name after 来源: which organisation it means."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from sasac_crawler.normalize.known_names import among_neighbours, ids_for_key
from sasac_crawler.normalize.name_keys import fold_characters, name_key
from sasac_crawler.normalize.relative_names import is_relative, resolve_relative, without_department
from sasac_crawler.normalize.source_patterns import DATELINE, ISSUE_TAIL, PREFIXES, REMARK_TAIL, SUFFIXES
from sasac_crawler.vocab.organisations import Organisation, organisations

_OF_THE_STATE_OR_HERE: Final = frozenset(("国资委", "国资委党委"))
"""On a regional regulator's site these may mean that regulator or the State Council's."""
_TAILS: Final = (
    ("dateline", DATELINE, "agency"),
    ("issue_tail", ISSUE_TAIL, "name"),
    ("remark_tail", REMARK_TAIL, "name"),
)
_REMEMBERED: Final = 20_000
"""Names kept with what they mean: a name is looked at several times while a source is taken apart, and
the same few names sign most articles."""
_CUTS: Final = 4
"""Words that are taken off the ends of a name in search of one the table knows."""


class FoundSource(NamedTuple):
    """What one name means."""

    name: str
    """The preferred name; the name as printed where the body is not known."""

    org_id: str | None
    """Id of the body; ``None`` if unknown or in doubt."""

    rule: str
    """How it was found; ``unknown``, ``ambiguous`` and ``relative`` may be without id."""


@lru_cache(maxsize=_REMEMBERED)
def identify_source(name: str, site_id: str | None) -> FoundSource:
    """Tell which organisation a name means.

    Args:
        name: one name, cleaned.
        site_id: organisation on whose site it stands.

    Example:
        >>> identify_source("央視新聞客戶端", None)
        FoundSource(name='央视', org_id='media-cctv', rule='word_taken_off')
        >>> identify_source("某某晚报", None)
        FoundSource(name='某某晚报', org_id=None, rule='unknown')
    """
    site = organisations().get(site_id or "")
    for rule, form in _forms(fold_characters(name)):
        found = _look_up(name, name_key(form), rule, site)
        if found and found.org_id:
            return found._replace(name=organisations()[found.org_id].short_name)
        if found:
            return found
    return FoundSource(name, None, "unknown")


def _look_up(name: str, key: str, rule: str, site: Organisation | None) -> FoundSource | None:
    ids = ids_for_key(key)
    if is_relative(key) and not ids:
        return FoundSource(name, resolve_relative(key, site) if site else None, "relative")
    body = None if ids else without_department(key)
    if body:
        key, ids, rule = body, ids_for_key(body), "department"
    if not ids:
        return None
    if site and site.division_code and key in _OF_THE_STATE_OR_HERE:
        return FoundSource(name, None, "ambiguous")
    if len(ids) == 1:
        return FoundSource(name, ids[0], rule)
    near = among_neighbours(ids, site)
    return FoundSource(name, near[0], "near_site") if len(near) == 1 else FoundSource(name, None, "ambiguous")


def _forms(folded: str) -> Iterator[tuple[str, str]]:
    """Give a name as printed and with words taken off its ends, the least changed first."""
    yield "table", folded
    for rule, pattern, group in _TAILS:
        match = pattern.fullmatch(folded)
        if match:
            yield rule, match[group]
    key = name_key(folded)
    for _ in range(_CUTS):
        shorter = _without_word(key)
        if shorter == key:
            return
        yield "word_taken_off", shorter
        key = shorter


def _without_word(key: str) -> str:
    """Take one word off that is not of the name, if two characters and more are left."""
    if key.startswith(PREFIXES):
        word = next(word for word in PREFIXES if key.startswith(word))
        return key[len(word) :] if len(key) > len(word) + 1 else key
    if key.endswith(SUFFIXES):
        word = next(word for word in SUFFIXES if key.endswith(word))
        return key[: -len(word)] if len(key) > len(word) + 1 else key
    return key
