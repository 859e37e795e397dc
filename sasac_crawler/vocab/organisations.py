"""Who publishes and who is written about: regulators, ministries, Party organs, media, enterprises."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final, Literal

from sasac_crawler.vocab.regional_regulators import RegionalNames, regional_regulators

OrganisationKind = Literal["regulator", "government", "party", "state_organ", "media", "soe", "exchange"]

_TABLES: Final = (
    "organisations_regulators.toml",
    "organisations_central.toml",
    "organisations_media.toml",
    "organisations_enterprises.toml",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """One body, with every name it is known by."""

    id: str
    """Stable readable slug: ``sasac``, ``sasac-370000``, ``xpcc-sasac``, ``media-xinhua``, ``soe-cnpc``."""

    name: str
    """Full official name where the facts give one, else the short name: never one made up by pattern."""

    short_name: str
    """The name we print, as the press prints it."""

    kind: OrganisationKind
    """``regulator``, ``government``, ``party``, ``state_organ``, ``media``, ``soe`` or ``exchange``."""

    division_code: str | None = None
    """GB/T 2260 code of the place it governs; ``None`` for central bodies, enterprises and media."""

    parent: str | None = None
    """Id of the body above it."""

    aliases: tuple[str, ...] = ()
    """Other names in simplified characters; traditional ones are found by folding, not stored."""

    whole_only: tuple[str, ...] = ()
    """Names that mean this body only where they stand alone (国投, 中国黄金), not within a text."""


@cache
def organisations() -> Mapping[str, Organisation]:
    """Return the whole table by id: the curated entries, then the generated regional regulators.

    Example:
        >>> organisations()["sasac-370000"].short_name
        '山东省国资委'
        >>> organisations()["sasac-222400"].short_name
        '延边州国资委'
    """
    table: dict[str, Organisation] = {}
    for entry in _curated():
        table[entry["id"]] = _organisation(entry)
    for names in regional_regulators():
        table[names.id] = _regional(names, table.get(names.id))
    return MappingProxyType(table)


@cache
def departments() -> frozenset[str]:
    """Return names of departments regulators have, which they print as a source without their own name.

    Example:
        >>> "产权局" in departments()
        True
    """
    return frozenset(_load("departments.toml")["names"])


@cache
def decoys() -> tuple[str, ...]:
    """Return phrases that begin like an organisation's name but are not about it (中国石油大学)."""
    return tuple(_load("organisations_enterprises.toml")["decoys"])


def _load(file: str) -> dict[str, Any]:
    return tomllib.loads(files("sasac_crawler.vocab").joinpath(file).read_text("utf-8"))


def _curated() -> Iterator[dict[str, Any]]:
    for file in _TABLES:
        yield from _load(file)["organisation"]


def _organisation(entry: dict[str, Any]) -> Organisation:
    return Organisation(
        id=entry["id"],
        name=entry.get("name", entry["short_name"]),
        short_name=entry["short_name"],
        kind=entry["kind"],
        division_code=entry.get("division_code"),
        parent=entry.get("parent"),
        aliases=tuple(entry.get("aliases", ())),
        whole_only=tuple(entry.get("whole_only", ())),
    )


def _regional(names: RegionalNames, curated: Organisation | None) -> Organisation:
    """Join the names made by pattern with what the facts say, which has precedence."""
    known = (curated.name, curated.short_name, *curated.aliases) if curated else ()
    short = curated.short_name if curated else names.short_name
    return Organisation(
        id=names.id,
        name=curated.name if curated else short,
        short_name=short,
        kind="regulator",
        division_code=names.division_code,
        parent=names.parent,
        aliases=tuple(dict.fromkeys(name for name in (*known, *names.aliases) if name != short)),
    )
