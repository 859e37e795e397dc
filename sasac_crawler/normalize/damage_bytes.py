"""What damage is reckoned with: the bytes of characters in GBK, and which characters are plausible."""

from functools import cache
from typing import Final

_BIG5_LEVEL_1: Final = (b"\xa4\x40", b"\xc6\x7e")
_DOUBLE: Final = 2
_VARIANTS: Final = frozenset("爲産啓裏衆衞峯羣牀麪綫鷄敍説悦脱鋭閲税録緑祿强内呂吴没凈幷于")
"""Forms of common traditional characters that Big5 has elsewhere or not at all, but GBK text uses."""


def gbk_bytes(character: str) -> bytes | None:
    r"""Return the two bytes of a character in GBK, user-defined code points included; else ``None``.

    Example:
        >>> gbk_bytes("國"), gbk_bytes("\ue313"), gbk_bytes("A"), gbk_bytes("\ud800")
        (b'\x87\xf8', b'\xfa\xc4', None, None)
    """
    try:
        # GB 18030 is GBK with the user-defined areas; what GBK lacks has four bytes there.
        encoded = character.encode("gb18030")
    except UnicodeEncodeError:
        return None
    return encoded if len(encoded) == _DOUBLE else None


def gbk_text(body: bytes) -> str | None:
    r"""Decode bytes that must all be GBK pairs; ``None`` if they are not.

    Example:
        >>> gbk_text(b"\x87\xf8\xd9Y"), gbk_text(b"\x87")
        ('國資', None)
    """
    try:
        text = body.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return text if len(text) * _DOUBLE == len(body) else None


@cache
def is_plausible(character: str) -> bool:
    """Return whether a character is one that Chinese prose is written with.

    That is: in GB 2312, which includes the punctuation, or a common traditional one (Big5 level 1 and
    some variants).

    Example:
        >>> [is_plausible(one) for one in "國国。爲袠"]
        [True, True, True, True, False]
    """
    if character in _VARIANTS:
        return True
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        pass
    try:
        low, high = _BIG5_LEVEL_1
        return low <= character.encode("big5") <= high
    except UnicodeEncodeError:
        return False
