"""Which script a text is in, and its other form. Annotations must be out before (their keys are Hant)."""

import re
from functools import cache
from typing import Final, Literal, cast

from opencc import OpenCC

Script = Literal["Hans", "Hant", "mixed", "none"]

_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f]+")
# Lone surrogates cannot go through OpenCC's UTF-8. example: "\ud800" · counter-example: "国"
_SURROGATE: Final = re.compile(r"[\ud800-\udfff\x00]+")
_MIXED_SHARE: Final = 0.1
"""Share of the smaller side among characters that tell the scripts apart, above which it is mixed."""


def detect_script(text: str) -> Script:
    """Return the script of a text by the characters that exist in one script only.

    Text without such a character is ``Hans`` (it is the same in both); without Han it is ``none``.

    Example:
        >>> [detect_script(one) for one in ("国资委", "國資委", "国资委與國資委", "VR")]
        ['Hans', 'Hant', 'mixed', 'none']
    """
    han = set(_HAN.findall(text)) and "".join(_HAN.findall(text))
    if not han:
        return "none"
    simplified_only, traditional_only = _telling_characters()
    hans = sum(character in simplified_only for character in han)
    hant = sum(character in traditional_only for character in han)
    if not hant:
        return "Hans"
    if min(hans, hant) > _MIXED_SHARE * (hans + hant):
        return "mixed"
    return "Hant" if hant > hans else "Hans"


def to_hans(text: str) -> str:
    """Return a text in simplified characters (OpenCC ``tw2s``, no change of vocabulary).

    Example:
        >>> to_hans("濟南市國資委執行批次線上")
        '济南市国资委执行批次线上'
    """
    return _convert(text, "tw2s")


def to_hant(text: str) -> str:
    """Return a text in traditional characters (OpenCC ``s2t``).

    Example:
        >>> to_hant("济南市国资委")
        '濟南市國資委'
    """
    return _convert(text, "s2t")


def _convert(text: str, configuration: str) -> str:
    if text.isascii():
        return text
    if not _SURROGATE.search(text):
        return cast("str", _converter(configuration).convert(text))
    pieces = _SURROGATE.split(text)
    marks = [*_SURROGATE.findall(text), ""]
    return "".join(_convert(piece, configuration) + mark for piece, mark in zip(pieces, marks, strict=True))


@cache
def _converter(configuration: str) -> OpenCC:
    return OpenCC(configuration)


@cache
def _telling_characters() -> tuple[frozenset[str], frozenset[str]]:
    """Return the characters of simplified and of traditional text that the other does not use."""
    common = [chr(code) for code in range(0x4E00, 0xA000)]
    simplified = _converter("t2s").convert("".join(common))
    traditional = _converter("s2t").convert("".join(common))
    if not len(simplified) == len(traditional) == len(common):
        message = "OpenCC changed the number of characters"
        raise AssertionError(message)
    traditional_only = frozenset(c for c, s in zip(common, simplified, strict=True) if c != s)
    simplified_only = frozenset(c for c, t in zip(common, traditional, strict=True) if c != t)
    return simplified_only - traditional_only, traditional_only - simplified_only
