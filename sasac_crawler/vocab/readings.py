"""Readings of Han characters, toneless, for telling an annotation from a bracket."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def readings() -> Mapping[str, frozenset[str]]:
    """Return the toneless readings of every character, ü as ``v``.

    Example:
        >>> sorted(readings()["長"])
        ['chang', 'zhang']
        >>> sorted(readings()["律"])
        ['lv']
    """
    text = files("sasac_crawler.vocab").joinpath("readings.txt").read_text("utf-8")
    table: dict[str, set[str]] = {}
    for line in text.splitlines():
        syllable, _, characters = line.partition(" ")
        for character in characters:
            table.setdefault(character, set()).add(syllable)
    # A few hundred different sets serve forty thousand characters.
    shared: dict[frozenset[str], frozenset[str]] = {}
    frozen = {character: frozenset(found) for character, found in table.items()}
    return MappingProxyType({c: shared.setdefault(found, found) for c, found in frozen.items()})


@cache
def zhuyin() -> Mapping[str, str]:
    """Return the pinyin syllable of every zhuyin spelling, both without tone.

    Example:
        >>> zhuyin()["ㄍㄨㄛ"]
        'guo'
    """
    text = files("sasac_crawler.vocab").joinpath("zhuyin.txt").read_text("utf-8")
    return MappingProxyType(dict(line.split(" ") for line in text.splitlines()))
