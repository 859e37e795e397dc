"""The pieces by which texts that are nearly the same are found and compared: shingles and clauses."""

import re
from typing import Final
from zlib import crc32

_SHINGLE: Final = 8
_FEWEST: Final = 24
_SHARE: Final = 40
_LONGEST: Final = 40_000
"""Characters of a text beyond which it is not looked at: the largest compilations."""
# What is not compared: punctuation and blanks. example: "，" · counter-example: "国", "5"
INSIGNIFICANT: Final = re.compile(r"[\W_]+")
# Where a clause ends; a point between digits does not. example: "，", "." · counter-example: "3.5"
# The look-ahead changes nothing but the speed: most characters are no mark of any kind.
CLAUSE_END: Final = re.compile(
    r"(?=[\W_])(?:(?:[^\w.%‰·/-]|\.(?!\d)|[%‰](?=\w)|(?<!\d)[·/-]|[·/-](?!\d))+|_+)"
)


def sketch(text: str) -> tuple[int, ...]:
    """Return the sketch of a text: the smallest hashes of its eight-character shingles, ascending.

    A bottom-k MinHash (Broder 1997, "On the resemblance and containment of documents"): two texts that
    share a part share the hashes of that part which are small enough for both. The number grows with the
    text, so that a piece cut out of a long text is still met. Hashes are CRC-32 of UTF-16: the same on
    every machine and in every release.

    Args:
        text: in search form (simplified, folded); punctuation and blanks do not matter.

    Example:
        >>> whole = "".join(chr(0x4E00 + n * 37 % 20000) for n in range(600))
        >>> len(sketch(whole)), len(set(sketch(whole)) & set(sketch(whole[100:400])))
        (24, 17)
        >>> sketch("通知")
        ()
    """
    data = INSIGNIFICANT.sub("", text[:_LONGEST]).encode("utf-16-le", "replace")
    width = 2 * _SHINGLE
    hashes = {crc32(data[at : at + width]) for at in range(0, len(data) - width + 1, 2)}
    return tuple(sorted(hashes)[: max(_FEWEST, len(hashes) // _SHARE)])


def clauses(text: str) -> list[str]:
    """Return what stands between marks, figures whole.

    Example:
        >>> clauses("实现营业收入3.5万亿元，同比增长12.6%；其中：省属企业")
        ['实现营业收入3.5万亿元', '同比增长12.6', '其中', '省属企业']
    """
    return [part for one in CLAUSE_END.split(text[:_LONGEST]) if (part := one.strip("%‰.·/-"))]
