"""What damage is reckoned with: the bytes of characters in GBK."""

from functools import lru_cache
from typing import Final

_DOUBLE: Final = 2


@lru_cache(maxsize=50_000)
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
