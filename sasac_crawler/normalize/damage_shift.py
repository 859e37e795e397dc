"""Text read one byte off, put right where the bytes leave no choice.

A mirror replaces bytes of GBK text without regard to character boundaries (facts, annotations.md §4).
A traditional character of its table found across two neighbours gets its reading in the middle of one:
輸等行業 becomes 輸?shù)刃袠I(yè). The byte that was lost is the one that makes, with the byte before it, a
character read so; with it back, everything up to the next ASCII letter is read again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from sasac_crawler.normalize.damage_bytes import gbk_bytes, gbk_text
from sasac_crawler.vocab.characters import is_common_traditional, is_plausible

TONED: Final = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü"
# A reading that lost its bracket and half a character. Begins with a literal, see annotation_forms.GATE.
# example: "輸?shù)" · counter-example: "是吗?yes！)"
LOST_BYTE: Final = re.compile(rf"\?\(?([{TONED}]{{1,6}}+) ?\)")
# The same as a decoder leaves it that says where it gave up. example: "輸\ufffd(shù)" · counter-example: "輸(shù)"
LOST_BYTE_MARKED: Final = re.compile(rf"\ufffd\(?([{TONED}]{{1,6}}+) ?\)")
# A whole bracket. example: "(yè)" · counter-example: "yè)"
_WHOLE: Final = re.compile(rf"\(([{TONED}]{{1,6}}+) ?\)")
_LONGEST: Final = 400
_TRAIL_BYTES: Final = (*range(0x40, 0x7F), *range(0x80, 0xFF))


@dataclass(frozen=True, slots=True)
class Shifted:
    """A stretch that was read one byte off."""

    start: int
    """Where the ``?`` stands."""

    end: int
    """Behind the last character of the stretch."""

    text: str
    """What it says."""


def restored_stretches(text: str) -> Iterator[Shifted]:
    """Yield the stretches of a text that can be put right for certain, from left to right.

    Example:
        >>> [(one.start, one.end, one.text) for one in restored_stretches("運輸?shù)刃袠I(yè)，")]
        [(2, 14, '等行業')]
        >>> list(restored_stretches("真的吗?yes)"))
        []
    """
    reached = 0
    for match in _triggers(text):
        if match.start() < reached:
            continue
        found = _restore(text, match)
        if found:
            yield found
            reached = found.end


def letter_is_half(text: str, position: int, printed: str) -> bool:
    """Return whether a letter at ``position`` and the byte before it are a character read as printed.

    Example:
        >>> letter_is_half("，F(xiàn)ukuda", 1, "xiàn"), letter_is_half("，V(xiàn)", 1, "xiàn")
        (True, False)
    """
    before = gbk_bytes(text[position - 1]) if position else None
    if before is None:
        return False
    whole = gbk_text(bytes((before[1], ord(text[position]))))
    return whole is not None and printed in toned_readings().get(whole, ())


@cache
def toned_readings() -> dict[str, frozenset[str]]:
    """Return the readings of every character with their tone marks; loaded when damage was met.

    Example:
        >>> sorted(toned_readings()["數"])
        ['shuò', 'shù', 'shǔ']
    """
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415 - 0.1 s that undamaged text need not pay

    return {chr(code): frozenset(printed.split(",")) for code, printed in PINYIN_DICT.items()}


def _triggers(text: str) -> list[re.Match[str]]:
    found = list(LOST_BYTE.finditer(text)) if "?" in text else []
    found += LOST_BYTE_MARKED.finditer(text) if "\ufffd" in text else []
    return sorted(found, key=re.Match.start)


def _restore(text: str, match: re.Match[str]) -> Shifted | None:
    before = gbk_bytes(text[match.start() - 1]) if match.start() else None
    if before is None:
        return None
    found = {
        one
        for lost in _bytes_read(before[1], match[1])
        if (one := _read_on(text, match.start(), match.end(), lost))
    }
    # Two ways to read it: a person must choose.
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=5_000)
def _bytes_read(lead: int, printed: str) -> tuple[int, ...]:
    """Return the bytes that make with ``lead`` a character of a mirror's table (traditional) read so."""
    found = ((trail, gbk_text(bytes((lead, trail)))) for trail in _TRAIL_BYTES)
    return tuple(
        trail
        for trail, whole in found
        if whole and printed in toned_readings().get(whole, ()) and is_common_traditional(whole)
    )


def _read_on(text: str, start: int, position: int, lost: int) -> Shifted | None:
    """Read a text one byte off from ``position`` until it is in step again."""
    body = bytearray((lost,))
    while position < min(len(text), start + _LONGEST):
        pair = gbk_bytes(text[position])
        if pair:
            body += pair
            position += 1
        elif "@" <= text[position] <= "~":
            body.append(ord(text[position]))
            return _in_step(text, start, position + 1, body)
        elif whole := _WHOLE.match(text, position):
            position = whole.end()  # the reading of a character that is none
        elif again := LOST_BYTE.match(text, position) or LOST_BYTE_MARKED.match(text, position):
            trails = _bytes_read(body[-1], again[1])
            if len(trails) != 1:
                return None
            return _in_step(text, start, again.end(), body + bytes(trails))
        else:
            return None
    return None


def _in_step(text: str, start: int, end: int, body: bytearray) -> Shifted | None:
    restored = gbk_text(bytes(body))
    if restored is None or not all(map(is_plausible, restored)):
        return None
    reading = _WHOLE.match(text, end)
    if reading and reading[1] in toned_readings().get(restored[-1], ()):
        end = reading.end()
    return Shifted(start, end, restored)
