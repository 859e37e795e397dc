"""Readings in the forms no mirror was seen to use: full-width brackets, and of several characters at once.

國（guó）資（zī）, 國資委(guó zī wěi), 國資委(ㄍㄨㄛˊ ㄗ ㄨㄟˇ). They are taken out only of a text that is
evidently annotated. 開課吧(kaikeba), run together without tones, is how a brand is written and stays.
"""

from collections.abc import Iterator
from typing import Final

from sasac_crawler.normalize.annotation_forms import (
    ANY_BRACKET,
    BETWEEN_SYLLABLES,
    GATE,
    WIDE_GATE,
    is_toned,
    toneless_reading,
)
from sasac_crawler.normalize.annotation_groups import is_reading, readings_of
from sasac_crawler.vocab.readings import zhuyin

_LONGEST_WORD: Final = 12


def strip_words(text: str) -> str:
    """Return a text without full-width and word-level readings; half-width single ones are out already.

    Example:
        >>> strip_words("國資委(guó zī wěi)復（fù）工(kaikeba)")
        '國資委復工(kaikeba)'
    """
    if not GATE.search(text) and not WIDE_GATE.search(text):
        return text
    return "".join(kept for kept, _ in word_pieces(text))


def word_pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stays and what goes, in order.

    Example:
        >>> list(word_pieces("國（guó）資"))
        [('國', '（guó）'), ('資', '')]
    """
    position, before = 0, ""
    for match in ANY_BRACKET.finditer(text):
        start = match.start()
        context = (before + text[max(position, start - _LONGEST_WORD) : start])[-_LONGEST_WORD:]
        if characters_read(match[0][1:-1], context):
            yield text[position:start], match[0]
            position, before = match.end(), context
    yield text[position:], ""


def characters_read(printed: str, before: str) -> int:
    """Return how many characters at the end of ``before`` a bracket's content reads; 0 if none.

    Example:
        >>> characters_read("guó zī wěi", "省國資委"), characters_read("guózī", "國資")
        (3, 2)
        >>> characters_read("kaikeba", "開課吧"), characters_read("gong", "工")
        (0, 1)
    """
    parts = [part for part in BETWEEN_SYLLABLES.split(printed) if part]
    if not parts or not before:
        return 0
    if len(parts) == 1 and is_reading(parts[0], readings_of(before[-1])):
        return 1
    if len(parts) == 1 and not is_toned(parts[0]):
        return 0
    reached = {0}
    for part in reversed(parts):
        reached = {
            taken + more for taken in reached for more in _spelled(part, before[: len(before) - taken])
        }
    return max(reached, default=0)


def _spelled(part: str, before: str) -> set[int]:
    """Return for how many characters at the end of ``before`` a part can be the readings in a row."""
    spelling = _plain_syllables(part)
    found: set[int] = set()
    ends = {len(spelling)}
    for taken, character in enumerate(reversed(before), start=1):
        own = readings_of(character)
        spellings = own | {one.replace("v", "u") for one in own}
        ends = {end - len(one) for end in ends for one in spellings if spelling.endswith(one, 0, end)}
        if 0 in ends:
            found.add(taken)
        if not ends - {0}:
            break
    return found


def _plain_syllables(part: str) -> str:
    """Return a word's spelling without tones: ``guo2zi1`` and ``guózī`` as ``guozi``."""
    plain = toneless_reading(part)
    if plain.isascii():
        return "".join(character for character in plain if not character.isdigit())
    return zhuyin().get(plain, plain)
