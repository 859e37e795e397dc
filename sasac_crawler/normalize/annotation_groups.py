"""A Han character and the half-width brackets behind it: which of them are readings of it."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from sasac_crawler.normalize.annotation_forms import BRACKET, GROUP, is_toned, toneless_reading
from sasac_crawler.vocab.readings import readings, zhuyin

_MEMO_LIMIT: Final = 100_000
_LONGEST_REMEMBERED: Final = 64
_NONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Group:
    """What was found out about one group."""

    end: int
    """Where the readings end; 1 if there are none."""

    count: int
    """How many brackets are readings."""

    is_toned: bool
    """Whether any of them carries a tone."""


class _Kept(dict[str, str]):
    """Coarse group as printed -> what is left of it. A page repeats a few hundred groups."""

    def __missing__(self, group: str) -> str:
        kept = GROUP.sub(_left_of, group)
        if len(self) < _MEMO_LIMIT and len(group) <= _LONGEST_REMEMBERED:
            self[group] = kept
        return kept


class _Groups(dict[str, Group]):
    def __missing__(self, group: str) -> Group:
        found = read_group(group)
        if len(self) < _MEMO_LIMIT and len(group) <= _LONGEST_REMEMBERED:
            self[group] = found
        return found


def _left_of(match: re.Match[str]) -> str:
    group = match[1]
    return group[0] + group[known_groups[group].end :]


without_readings: Final = _Kept()
known_groups: Final = _Groups()


def read_group(group: str) -> Group:
    """Tell which brackets behind a group's character are readings of it.

    Brackets are taken from the left only while each is a reading: 準(zhǔn)(Calibration).

    Example:
        >>> read_group("準(zhǔn)(Cali)").end, read_group("股(A)").end, read_group("工(gong)(gong)").count
        (7, 1, 2)
    """
    own = readings_of(group[0])
    end, count, toned = 1, 0, False
    if own:
        for match in BRACKET.finditer(group):
            if not is_reading(match[1], own):
                break
            end, count, toned = match.end(), count + 1, toned or is_toned(match[1])
    return Group(end, count, toned)


def readings_of(character: str) -> frozenset[str]:
    """Return the readings of a character; of a compatibility ideograph those of the plain one.

    Example:
        >>> sorted(readings_of("行")), sorted(readings_of("A"))
        (['hang', 'heng', 'xing'], [])
    """
    table = readings()
    return table.get(character) or table.get(unicodedata.normalize("NFC", character), _NONE)


def is_reading(printed: str, own: frozenset[str]) -> bool:
    """Return whether a printed syllable is one of a character's readings; ``u`` may stand for ``ü``.

    Example:
        >>> is_reading("lu", frozenset({"lv"})), is_reading("ㄍㄨㄛˊ", frozenset({"guo"}))
        (True, True)
    """
    if printed in own:
        return True
    plain = toneless_reading(printed)
    if not plain.isascii():
        plain = zhuyin().get(plain, "")
    return plain in own or ("u" in plain and plain.replace("u", "v") in own)
