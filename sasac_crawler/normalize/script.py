"""Which script a text is in, and its other form. Annotations must be out before (their keys are Hant)."""

import re
import threading
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, Literal, cast

from sasac_crawler.vocab.characters import is_gb2312, uncommon_characters

if TYPE_CHECKING:
    from opencc import OpenCC

Script = Literal["Hans", "Hant", "mixed", "none"]

# One Han character. example: "国" · counter-example: "、"
_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f]")
# What cannot go through OpenCC: lone surrogates are no UTF-8, and NUL ends a C string.
# example: "\ud800" · counter-example: "国"
_NOT_FOR_OPENCC: Final = re.compile(r"[\ud800-\udfff\x00]+")
_MIXED_SHARE: Final = 0.1
"""Share of the smaller side among characters that tell the scripts apart, above which it is mixed."""
_TO_HANS: Final = "tw2s"
_ALSO_HANS: Final = "hk2s"
_TO_HANT: Final = "s2t"
_CHANGED_IN_PHRASES: Final = "吃哩坏梁沈甦瞭秘藉衹覆"
"""Characters that OpenCC's tables of phrases change and its tables of characters leave (答覆 becomes 答复): every entry of
``tw2s`` that changes anything holds one of these, or one that is changed alone; tested against the tables."""
_converters: Final = threading.local()


def detect_script(*texts: str) -> Script:
    """Return the script of texts, taken together, by the characters that exist in one script only.

    Text without such a character is ``Hans`` (it is the same in both); without Han it is ``none``.

    Example:
        >>> [detect_script(one) for one in ("国资委", "國資委", "国资委与國資委", "VR")]
        ['Hans', 'Hant', 'mixed', 'none']
    """
    simplified_only, traditional_only = _telling_characters()
    traditional = frozenset().union(*map(uncommon_characters, texts)) & traditional_only
    if not traditional:
        return "Hans" if any(map(_HAN.search, texts)) else "none"
    simplified = frozenset().union(*texts) & simplified_only
    hant = sum(text.count(one) for text in texts for one in traditional)
    hans = sum(text.count(one) for text in texts for one in simplified)
    if min(hans, hant) > _MIXED_SHARE * (hans + hant):
        return "mixed"
    return "Hant" if hant > hans else "Hans"


@lru_cache(maxsize=4)  # one article's title and body are asked for more than once
def to_hans(text: str) -> str:
    """Return a text in simplified characters, vocabulary unchanged.

    OpenCC's ``tw2s``, then the few variants that only its ``hk2s`` knows (衞, 敍): measured on texts of
    ours (tests/bench/script.py) neither alone does as well. Configurations that end in ``p`` replace
    words (执行 by 运行) and are never used. Total on any ``str``.

    Example:
        >>> to_hans("濟南市國資委執行批次線上"), to_hans("隨著衞生")
        ('济南市国资委执行批次线上', '随着卫生')
    """
    if text.isascii():
        return text
    if uncommon_characters(text):
        return _converted(text)
    # No entry of OpenCC reaches over the end of a line.
    changing = _changing_common()
    if not changing.search(text):
        return text
    return "\n".join(_converted(line) if changing.search(line) else line for line in text.split("\n"))


def _converted(text: str) -> str:
    variants, pattern = _hong_kong_variants()
    return pattern.sub(lambda match: variants[match[0]], _convert(text, _TO_HANS))


def to_hant(text: str) -> str:
    """Return a text in traditional characters (OpenCC ``s2t``).

    Example:
        >>> to_hant("济南市国资委")
        '濟南市國資委'
    """
    return text if text.isascii() else _convert(text, _TO_HANT)


def _convert(text: str, configuration: str) -> str:
    convert = _converter(configuration).convert
    if _is_for_opencc(text):
        return cast("str", convert(text))
    pieces = _NOT_FOR_OPENCC.split(text)
    marks = [*_NOT_FOR_OPENCC.findall(text), ""]
    return "".join(convert(piece) + mark for piece, mark in zip(pieces, marks, strict=True))


def _is_for_opencc(text: str) -> bool:
    try:
        text.encode()  # several times as fast as a look at every character
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _converter(configuration: str) -> "OpenCC":
    """Return this thread's converter: OpenCC promises nothing about sharing one."""
    converter = getattr(_converters, configuration, None)
    if converter is None:
        from opencc import OpenCC  # noqa: PLC0415 - 10 ms that a text which keeps its script need not pay

        converter = OpenCC(configuration)
        setattr(_converters, configuration, converter)
    return converter


@cache
def _hong_kong_variants() -> tuple[dict[str, str], re.Pattern[str]]:
    variants = {c: hans for c, hans in _singles(_ALSO_HANS).items() if c not in _singles(_TO_HANS)}
    # example: "衞" · counter-example: "衛"
    return variants, re.compile(f"[{''.join(variants)}]")


@cache
def _changing_common() -> re.Pattern[str]:
    """Return a pattern for the characters of GB 2312 that conversion changes: text of that set without one stays."""
    changed = {*_singles(_TO_HANS), *_hong_kong_variants()[0]}
    # example: "著", "覆" · counter-example: "国"
    return re.compile(f"[{''.join(sorted(filter(is_gb2312, changed)))}{_CHANGED_IN_PHRASES}]")


@cache
def _telling_characters() -> tuple[frozenset[str], frozenset[str]]:
    """Return the characters of simplified and of traditional text that the other does not use."""
    traditional, simplified = _singles("t2s"), _singles(_TO_HANT)
    # 后 and 干 are characters of their own in traditional text, 著 and 乾 in simplified.
    return (
        frozenset(one for one in simplified if one not in traditional and not _is_in("big5", one)),
        frozenset(one for one in traditional if one not in simplified and not _is_in("gb2312", one)),
    )


def _is_in(character_set: str, character: str) -> bool:
    try:
        return bool(character.encode(character_set))
    except UnicodeEncodeError:
        return False


@cache
def _singles(configuration: str) -> dict[str, str]:
    """Return the single characters that a configuration changes, with what it makes of them."""
    all_han = [chr(code) for code in range(0x4E00, 0xA000)]
    converted = _converter(configuration).convert("\n".join(all_han)).split("\n")
    return {before: after for before, after in zip(all_han, converted, strict=True) if before != after}
