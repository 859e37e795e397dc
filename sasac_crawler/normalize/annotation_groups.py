"""A Han character and the brackets behind it: which of them are readings of it."""

from typing import Final

from sasac_crawler.normalize.annotation_forms import BRACKET, toneless_reading
from sasac_crawler.vocab.readings import readings

_MEMO_LIMIT: Final = 200_000


class _Memo(dict[str, str]):
    """Group as printed -> what is left of it. A page repeats a few hundred groups."""

    def __missing__(self, group: str) -> str:
        kept = group[0] + group[annotated_until(group) :]
        if len(self) < _MEMO_LIMIT:
            self[group] = kept
        return kept


without_readings: Final = _Memo()


def annotated_until(group: str) -> int:
    """Return where the readings behind a group's character end; 1 if there are none.

    Brackets are taken from the left only while each is a reading: 準(zhǔn)(Calibration).

    Example:
        >>> annotated_until("準(zhǔn)(Cali)"), annotated_until("股(A)"), annotated_until("工(gong)(gong)")
        (7, 1, 13)
    """
    own = readings().get(group[0], frozenset())
    end = 1
    for match in BRACKET.finditer(group):
        if not is_reading(match[1], own):
            break
        end = match.end()
    return end


def is_reading(printed: str, own: frozenset[str]) -> bool:
    """Return whether a printed syllable is one of a character's readings; ``u`` may stand for ``ü``."""
    plain = toneless_reading(printed)
    return plain in own or ("u" in plain and plain.replace("u", "v") in own)
