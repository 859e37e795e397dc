"""Keys under which the names of organisations are compared: blind to script, width, case, punctuation."""

import re
from functools import cache
from typing import Final

from sasac_crawler.normalize.script import to_hans

_HAN_RANGES: Final = ((0x3400, 0x9FFF), (0xF900, 0xFAFF))
_SHORT: Final = 300
_FEW: Final = 30
_IGNORED: Final = " \t\r\n\f\v\u3000\xa0\u200b\ufeff\"'“”‘’「」『』《》〈〉<>()（）[]［］【】〔〕·•・‧"


def fold_characters(text: str) -> str:
    """Return a text with every character folded to simplified, half-width, lower case, one for one.

    Offsets stay valid. The result is for comparing only: single characters are folded without looking
    at words, so 乾 always becomes 干.

    Example:
        >>> fold_characters("山東省國資委：ＡＢＣ"), fold_characters("乾著")
        ('山东省国资委:abc', '干着')
    """
    table = _one_for_one()
    if len(text) < _SHORT:
        return text.translate(table)
    # Translating asks the table about every character; a text in simplified characters has ten to fold.
    present = set(_folded().findall(text))
    if len(present) > _FEW:
        return text.translate(table)
    for character in present:
        text = text.replace(character, chr(table[ord(character)]))
    return text


def name_key(name: str) -> str:
    """Return the key of a name; two spellings of one name have the same key.

    Example:
        >>> name_key("華潤（集團） 有限公司") == name_key("华润(集团)有限公司")
        True
    """
    return name.translate(_to_key())


@cache
def _one_for_one() -> dict[int, int]:
    han = [chr(code) for first, last in _HAN_RANGES for code in range(first, last + 1)]
    # As traditional characters, which each of them may be: 著 and 乾 do not tell by themselves.
    simplified = to_hans("\n".join(han), "Hant").split("\n")
    table = {ord(a): ord(b) for a, b in zip(han, simplified, strict=True) if a != b and len(b) == 1}
    table |= {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    table |= dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)  # lone surrogates cannot be searched
    table[0x3000] = 0x20
    for code in (*range(0x41, 0x5B), *range(0xFF21, 0xFF3B)):
        table[code] = ord(chr(table.get(code, code)).lower())
    # 麼 becomes 么, and 么 as a traditional character 幺: all three must end as one.
    return {code: table.get(folded, folded) for code, folded in table.items()}


@cache
def _folded() -> re.Pattern[str]:
    # example: "國", "Ａ", "A", "，" · counter-example: "国", "a"
    return re.compile(f"[{''.join(map(chr, sorted(_one_for_one())))}]")


@cache
def _to_key() -> dict[int, int | None]:
    return {**_one_for_one(), **dict.fromkeys(map(ord, _IGNORED))}
