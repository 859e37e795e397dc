"""Which Han characters prose is written with: GB 2312 (1980) and Big5 (1984), by Python's own codecs.

No table of ours: level 1 of either standard is its list of common characters.
"""

import re
from functools import cache, lru_cache
from typing import Final

# A character of the private use area. example: "\ue001" · counter-example: "国"
PRIVATE_USE: Final = re.compile(r"[\ue000-\uf8ff]")
_GB2312_LEVEL_1: Final = (b"\xb0\xa1", b"\xd7\xf9")
_BIG5_LEVEL_1: Final = (b"\xa4\x40", b"\xc6\x7e")
_HAN: Final = range(0x3400, 0xA000)
_VARIANTS: Final = frozenset("爲産啓裏衆衞峯羣牀麪綫鷄敍説悦脱鋭閲税録緑祿强内吴没凈幷")
"""Forms of common traditional characters that Big5 has elsewhere or not at all, but mirrors use."""


@cache
def is_gb2312(character: str) -> bool:
    """Return whether GB 2312 has a character: simplified text needs hardly any other.

    Example:
        >>> [is_gb2312(one) for one in "国國麻荨。A"]
        [True, False, True, True, True, True]
    """
    return _encoded(character, "gb2312") is not None


@cache
def is_common(character: str) -> bool:
    """Return whether a character is one of the 3,755 of GB 2312 level 1.

    Example:
        >>> [is_common(one) for one in "国國麻荨。A"]
        [True, False, True, False, False, False]
    """
    low, high = _GB2312_LEVEL_1
    return low <= (_encoded(character, "gb2312") or b"") <= high


@cache
def is_common_traditional(character: str) -> bool:
    """Return whether a character is in Big5 level 1, or a variant of one, and not in GB 2312.

    Example:
        >>> [is_common_traditional(one) for one in "国國爲喆"]
        [False, True, True, False]
    """
    low, high = _BIG5_LEVEL_1
    found = character in _VARIANTS or low <= (_encoded(character, "big5") or b"") <= high
    return found and not is_gb2312(character)


def is_plausible(character: str) -> bool:
    """Return whether Chinese prose of either script is written with a character, punctuation included.

    Example:
        >>> [is_plausible(one) for one in "國国。爲袠"]
        [True, True, True, True, False]
    """
    return is_gb2312(character) or is_common_traditional(character)


@lru_cache(maxsize=8)  # one text is asked about by several rules, one after the other
def uncommon_characters(text: str) -> frozenset[str]:
    """Return the characters of a text, each once, that are neither ASCII nor punctuation nor Han of GB 2312.

    Most texts in simplified characters have none, which is seen in an eighth of the time that it takes to
    tell all their characters apart.

    Example:
        >>> sorted(uncommon_characters("国國，袠VR🔥")), uncommon_characters("国资委（试行）")
        (['國', '袠', '🔥'], frozenset())
    """
    return frozenset(_uncommon().findall(text))


def has_uncommon(text: str) -> bool:
    """Return whether a text has such a character: the first one tells.

    Example:
        >>> has_uncommon("国國"), has_uncommon("国资委（试行）")
        (True, False)
    """
    return _uncommon().search(text) is not None


def implausible_han(text: str) -> frozenset[str]:
    """Return the Han characters of a text that Chinese prose is not written with.

    Example:
        >>> implausible_han("国國。爲袠A")
        frozenset({'袠'})
    """
    return frozenset(one for one in uncommon_characters(text) if ord(one) in _HAN and not is_plausible(one))


def has_private_use(text: str) -> bool:
    """Return whether a text holds a character of the private use area U+E000 to U+F8FF.

    Example:
        >>> has_private_use("国\ue001"), has_private_use("国，")
        (True, False)
    """
    return PRIVATE_USE.search(text) is not None


@cache
def _uncommon() -> re.Pattern[str]:
    common = "".join(filter(is_gb2312, map(chr, _HAN)))
    # example: "國", "🔥", "é" · counter-example: "国", "，", "a"
    return re.compile(rf"[^\x00-\x7f\u2000-\u206f\u3000-\u303f\uff00-\uffef{common}]")


def _encoded(character: str, character_set: str) -> bytes | None:
    try:
        return character.encode(character_set)
    except UnicodeEncodeError:
        return None
