"""The administrative divisions of China down to counties, by GB/T 2260 code."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

PROVINCE: Final = 1
PREFECTURE: Final = 2
COUNTY: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """One division: a province, prefecture or county, or what ranks with them."""

    code: str
    """GB/T 2260 code: six digits, text."""

    name: str
    """Official name, e.g. 延边朝鲜族自治州."""

    level: int
    """1 province, 2 prefecture, 3 county."""

    parent_code: str | None
    """Code of the division it belongs to; ``None`` for a province. Counties of the four
    municipalities, and those a province leads directly, hang on the province."""


@cache
def divisions() -> Mapping[str, Division]:
    """Return all divisions by code, in the order of codes.

    Edition, origin and licence are in README.md here. Read from the package at the first call.

    Example:
        >>> divisions()["370114"].name, divisions()["370114"].parent_code
        ('章丘区', '370100')
    """
    with files("sasac_crawler.vocab").joinpath("divisions.csv").open(encoding="utf-8") as lines:
        return MappingProxyType({row["code"]: _division(row) for row in csv.DictReader(lines)})


def lineage(code: str) -> tuple[Division, ...]:
    """Return a division and those it belongs to, itself first; nothing for a code we do not know.

    Example:
        >>> [division.name for division in lineage("370114")]
        ['章丘区', '济南市', '山东省']
    """
    found: list[Division] = []
    current = divisions().get(code)
    while current is not None:
        found.append(current)
        current = divisions().get(current.parent_code or "")
    return tuple(found)


def _division(row: dict[str, str]) -> Division:
    return Division(
        code=row["code"], name=row["name"], level=int(row["level"]), parent_code=row["parent"] or None
    )
