"""Which script a text is in, and its other form. Annotations must be out before (their keys are Hant)."""

import re
import threading
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, Literal, cast

from sasac_crawler.vocab.characters import has_uncommon, is_gb2312, uncommon_characters

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
def to_hans(text: str, script: Script | None = None) -> str:
    """Return a text in simplified characters, vocabulary unchanged.

    Only what is traditional is changed: of a simplified text no character that it has in common with traditional texts
    (显著 stays, 看著 does not where the text is traditional). Configurations that end in ``p`` replace words (执行 by
    运行) and are never used. Total on any ``str``.

    Args:
        text: of any script, or of several.
        script: that of the whole text, where this is a piece of one, such as its title; otherwise it is found out.

    Example:
        >>> to_hans("濟南市國資委執行批次線上"), to_hans("隨著衞生"), to_hans("成效显著")
        ('济南市国资委执行批次线上', '随着卫生', '成效显著')
        >>> to_hans("看著"), to_hans("看著", "Hant")
        ('看著', '看着')
    """
    if text.isascii():
        return text
    if script == "Hant":
        return _converted(text)
    if not has_uncommon(text) or not _traditional().search(text):
        return text
    match script or _script_to_convert(text):
        case "Hant":
            return _converted(text)
        case "mixed":
            return "\n".join(map(_line_to_hans, text.split("\n")))
        case _:
            return text.translate(_quoted())


def _script_to_convert(text: str) -> Script:
    """Return the script of a text that has a traditional character: to count them all takes longer than conversion."""
    return detect_script(text) if _simplified().search(text) else "Hant"


def _line_to_hans(line: str) -> str:
    return line.translate(_quoted()) if detect_script(line) == "Hans" else _converted(line)


def _converted(text: str) -> str:
    """Return a traditional text in simplified characters: OpenCC's ``tw2s``, then what it leaves.

    It leaves the variants that only its ``hk2s`` knows (衞, 敍), and makes 李祕书长 of 李秘書長. Measured on texts of
    ours (tests/bench/script.py) neither configuration alone does as well.
    """
    converted = _convert(text, _TO_HANS)
    becomes, left = _left()
    return left.sub(lambda match: becomes[match[0]], converted)


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
def _left() -> tuple[dict[str, str], re.Pattern[str]]:
    """Return what ``tw2s`` leaves, and what it becomes."""
    also, known = _singles(_ALSO_HANS), _singles(_TO_HANS)
    becomes = {one: hans for one, hans in also.items() if one not in known} | {"祕": "秘"}
    # example: "衞" · counter-example: "衛"
    return becomes, re.compile(f"[{''.join(becomes)}]")


@cache
def _uncommon_changes() -> dict[str, str]:
    """Return the characters that simplified texts do not have, with their simplified forms."""
    changes = _singles(_ALSO_HANS) | _singles(_TO_HANS)
    return {before: after for before, after in changes.items() if not is_gb2312(before)}


@cache
def _quoted() -> dict[int, str]:
    """Return the same for ``str.translate``: a traditional name in a simplified text is changed by itself."""
    return str.maketrans(_uncommon_changes())


@cache
def _traditional() -> re.Pattern[str]:
    # example: "國" · counter-example: "著", "国"
    return re.compile(f"[{''.join(_uncommon_changes())}]")


@cache
def _simplified() -> re.Pattern[str]:
    # example: "国" · counter-example: "著", "國"
    return re.compile(f"[{''.join(_telling_characters()[0])}]")


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
