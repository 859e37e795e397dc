"""One encoding read as another: UTF-8 as GBK or Latin-1, GBK as Latin-1.

国资委 becomes 鍥借祫濮, å›½èµ„å§” or ¹ú×ÊÎ¯. Bytes that decode strictly the other way into nothing but
plausible Chinese were that other way before: six bytes of one are valid UTF-8 by chance once in millions.
"""

import re
from collections.abc import Iterator
from functools import cache
from operator import itemgetter
from typing import Final

from sasac_crawler.normalize.damage_bytes import gbk_text
from sasac_crawler.vocab.characters import is_plausible

# A stretch without ASCII, as a whole encoded or not. example: "鍥借祫" · counter-example: "VR"
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]{2,5000}")
# Latin letters with marks in a row, as Windows-1252 or Latin-1 decode bytes.
# example: "¹ú×ÊÎ¯" · counter-example: "é"
LATIN_RUN: Final = re.compile(
    r"[\x80-\xff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    r"\u2013-\u2026\u2030\u2039\u203a\u20ac\u2122]{4,5000}"
)
_LEADS: Final = range(0xE4, 0xEA)
"""First bytes of Han characters in UTF-8."""
_LATERS: Final = range(0x80, 0xC0)
"""Second and third bytes of a character in UTF-8."""
_EVERYDAY: Final = dict.fromkeys(map(ord, "鋪鋸鋼錄鍊鍋鍍鍛鎮鏈鐘鑼鑽鑿閱闆闋"))
"""Those of them that sound traditional text holds on every page."""
_FEWEST_HAN: Final = 2
_FEWEST_PAIRS: Final = 2


def confused_stretches(text: str) -> Iterator[tuple[int, str, str | None]]:
    """Yield ``(offset, stretch, what it was or None)`` for each stretch in a wrong encoding.

    ``None``: it looks so, but some byte was lost and a person must judge.

    Example:
        >>> list(confused_stretches("鍥藉姟闄㈠浗璧勫"))
        [(0, '鍥藉姟闄㈠浗璧勫', None)]
        >>> [was for _, _, was in confused_stretches("国资".encode().decode("gbk"))]
        ['国资']
        >>> [was for _, _, was in confused_stretches("国资委".encode().decode("latin-1"))]
        ['国资委']
        >>> list(confused_stretches("濟南市國資委 café"))
        []
    """
    if not suspect().search(text):
        return
    reached = 0
    for start, stretch, was in sorted((*_as_gbk(text), *_as_latin(text)), key=itemgetter(0)):
        if start >= reached:
            yield start, stretch, was
            reached = start + len(stretch)


def _as_gbk(text: str) -> Iterator[tuple[int, str, str | None]]:
    for match in _NOT_ASCII.finditer(text):
        pairs = len(tell_tale_pair().findall(match[0]))
        was = _utf8_behind(match[0], "gb18030") if pairs else None
        if was or pairs >= _FEWEST_PAIRS:
            yield match.start(), match[0], was


def _as_latin(text: str) -> Iterator[tuple[int, str, str | None]]:
    for match in LATIN_RUN.finditer(text):
        was = _latin_behind(match[0])
        if was:
            yield match.start(), match[0], was


@cache
def suspect() -> re.Pattern[str]:
    """Return a pattern for one character without which no text is in a wrong encoding.

    One class and nothing else: CPython searches for that three times as fast as for a pair.

    Example:
        >>> bool(suspect().search("鍥借祫")), bool(suspect().search("國資委"))
        (True, False)
    """
    # example: "鍥", "ú" · counter-example: "国"
    telling = _pairs_of(_LEADS, _LATERS).translate(_EVERYDAY)
    return re.compile(rf"[\x80-\x9f\xc0-\xff锟{telling}]")


@cache
def tell_tale_pair() -> re.Pattern[str]:
    """Return a pattern for the neighbours that a Han character's UTF-8 bytes become in GBK.

    The first is made of a first and a second byte, the other of a third and the next character's first.
    ``锟斤拷`` is U+FFFD in UTF-8, read as GBK.

    Example:
        >>> bool(tell_tale_pair().search("鍥借祫")), bool(tell_tale_pair().search("国资委"))
        (True, False)
    """
    first, second = _pairs_of(_LEADS, _LATERS), _pairs_of(_LATERS, _LEADS)
    # example: "鍥借" · counter-example: "国资"
    return re.compile(rf"[{first}][{second}]|锟斤拷锟斤拷")


def _pairs_of(leads: range, trails: range) -> str:
    made = (gbk_text(bytes((lead, trail))) for lead in leads for trail in trails)
    return "".join(character for character in made if character)


def _utf8_behind(stretch: str, encoding: str) -> str | None:
    try:
        was = stretch.encode(encoding).decode("utf-8")
    except UnicodeError:
        return None
    return was if _is_chinese(was) else None


def _latin_behind(stretch: str) -> str | None:
    for printed_as in ("latin-1", "cp1252"):
        was = _utf8_behind(stretch, printed_as)
        if was:
            return was
    try:
        was = gbk_text(stretch.encode("latin-1"))
    except UnicodeEncodeError:
        return None
    return was if was and _is_chinese(was) else None


def _is_chinese(text: str) -> bool:
    han = sum("\u4e00" <= character <= "\u9fff" for character in text)
    return han >= _FEWEST_HAN and all(map(is_plausible, text))
