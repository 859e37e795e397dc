"""The four ways in which mirrors annotate (facts/annotations.md §1), seeded, on text of our own.

Every generator takes the clean text and gives the polluted one with the place of every bracket it put.
F2 works on whole characters here; what its replacing of bytes does besides is in ``damage.py``.
"""

import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

HAN_FIRST, HAN_LAST = "\u4e00", "\u9fff"
REPEATS = (1,) * 710 + (2,) * 180 + (3,) * 77 + (4,) * 16 + (6,) * 17
"""How often one reading is repeated: counted on the 678 groups of the sample."""
EMOJI = "🔥👍🎉💰📈"


@dataclass(frozen=True)
class Polluted:
    """A document and what was done to it."""

    text: str
    truth: str
    """What must be left; F4's emoji stay."""
    brackets: frozenset[tuple[int, int]]
    """Start and end of every annotation in ``text``."""


@dataclass
class _Writer:
    """Collects a polluted text and the places of its annotations."""

    pieces: list[str]
    truth: list[str]
    brackets: set[tuple[int, int]]
    length: int = 0

    def keep(self, piece: str) -> None:
        self.pieces.append(piece)
        self.truth.append(piece)
        self.length += len(piece)

    def annotate(self, bracket: str) -> None:
        self.pieces.append(bracket)
        self.brackets.add((self.length, self.length + len(bracket)))
        self.length += len(bracket)

    def done(self) -> Polluted:
        return Polluted("".join(self.pieces), "".join(self.truth), frozenset(self.brackets))


Readings = Callable[[str], str | None]
"""A character's default reading with tone mark, or ``None``."""


def by_paragraph(text: str, rng: random.Random, reading: Readings) -> Polluted:
    """F1: in a paragraph every drawn character at all its occurrences, k times; toneless, v for ü."""
    out = _Writer([], [], set())
    for paragraph in _lines(text):
        share = rng.uniform(0.05, 0.45)
        drawn = {
            character: rng.choice(REPEATS)
            for character in sorted(set(paragraph))
            if is_han(character) and rng.random() < share
        }
        for character in paragraph:
            out.keep(character)
            printed = reading(character) if character in drawn else None
            for _ in range(drawn.get(character, 0) if printed else 0):
                out.annotate(f"({toneless(printed or '')})")
    return out.done()


def by_table(text: str, rng: random.Random, reading: Readings) -> Polluted:
    """F2: a table of traditional characters, at every occurrence, with tone mark, some with a blank."""
    traditional = [c for c in sorted(set(text)) if is_han(c) and not is_gb2312(c) and reading(c)]
    table = set(rng.sample(traditional, min(len(traditional), rng.randint(20, 400))))
    blank = {c for c in table if rng.random() < 0.05}
    out = _Writer([], [], set())
    for character in text:
        out.keep(character)
        if character in table:
            out.annotate(f"({reading(character)}{' ' if character in blank else ''})")
    return out.done()


def by_chance(text: str, rng: random.Random, reading: Readings) -> Polluted:
    """F3: single occurrences at random, with tone mark."""
    share = rng.uniform(0.01, 0.06)
    out = _Writer([], [], set())
    for character in text:
        out.keep(character)
        printed = reading(character) if is_han(character) and rng.random() < share else None
        if printed:
            out.annotate(f"({printed})")
    return out.done()


def by_counting(text: str, rng: random.Random, reading: Readings) -> Polluted:
    """F4: every n-th character, with and without tones, emoji thrown in."""
    every = rng.randint(5, 40)
    out = _Writer([], [], set())
    for number, character in enumerate(text):
        out.keep(character)
        printed = reading(character) if is_han(character) and number % every == 0 else None
        if printed:
            out.annotate(f"({printed if rng.random() < 0.5 else toneless(printed)})")
        elif character in "，。" and rng.random() < 0.05:
            out.keep(rng.choice(EMOJI))
    return out.done()


GENERATORS: dict[str, Callable[[str, random.Random, Readings], Polluted]] = {
    "F1": by_paragraph,
    "F2": by_table,
    "F3": by_chance,
    "F4": by_counting,
}


def mirrored(text: str) -> str:
    """Return simplified text as a mirror makes it traditional: character by character, some left."""
    return "".join(map(_partner, text))


def pypinyin_reading(character: str) -> str | None:
    """Return the default reading of what a mirror had before it changed the script."""
    return _table().get(_original(character)) or _table().get(character)


def own_reading(character: str) -> str | None:
    """Return the default reading of the character as printed: what F2's tables hold."""
    return _table().get(character)


def toneless(printed: str) -> str:
    decomposed = unicodedata.normalize("NFD", printed)
    plain = "".join(c for c in decomposed if c not in "\u0304\u0301\u030c\u0300\u0302")
    return plain.replace("u\u0308", "v")


def is_han(character: str) -> bool:
    return HAN_FIRST <= character <= HAN_LAST


def is_gb2312(character: str) -> bool:
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def _lines(text: str) -> Iterator[str]:
    return iter(text.splitlines(keepends=True))


@cache
def _partner(character: str) -> str:
    left = "后干系制范于采布占筑里面"
    partners = {"着": "著", "台": "臺"}
    if character in left:
        return character
    return partners.get(character) or str(_converter("s2t").convert(character))


@cache
def _original(character: str) -> str:
    return str(_converter("tw2s").convert(character))


@cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)


@cache
def _table() -> dict[str, str]:
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415 - slow to load

    first = {chr(code): printed.split(",")[0] for code, printed in PINYIN_DICT.items()}
    return {c: printed for c, printed in first.items() if toneless(printed).isalpha()}
