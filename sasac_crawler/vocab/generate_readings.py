"""Makes ``readings.txt`` and ``zhuyin.txt``: ``python -m sasac_crawler.vocab.generate_readings``.

For every Han character the union of the readings that pypinyin, the single tables of pypinyin-dict
(Unihan, zdic) and xpinyin (an older Unihan) know, and of those of its simplified counterparts by
OpenCC: mirrors convert the script first and annotate with the reading of the simplified character.
Toneless, ü as v. Needs ``pip install pypinyin pypinyin-dict xpinyin opencc``; a test compares the
files with what this makes.
"""

import importlib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

_TONES: Final = frozenset("\u0304\u0301\u030c\u0300\u0302")
_UMLAUT: Final = "\u0308"
_TABLES: Final = ("khanyupinlu", "khanyupinyin", "kmandarin_8105", "ktghz2013", "kxhc1983", "pinyin", "zdic")
"""Of pypinyin-dict; not its CC-CEDICT table, whose licence asks for more than naming it."""
_TO_SIMPLIFIED: Final = ("t2s", "tw2s", "hk2s", "jp2t")

_PARTNERS: Final = {"瞭": "了", "乾": "干", "著": "着", "藉": "借", "祇": "只", "覆": "复", "唿": "呼"}
"""Traditional characters mirrors put for a simplified one, which OpenCC turns back in words only."""
_FIRST_CJK: Final = 0x2E80
"""Below are Latin letters and bopomofo."""

Readings = defaultdict[str, set[str]]


def toneless(reading: str) -> str:
    """Return a pinyin syllable without tone mark or digit, ü as v.

    Example:
        >>> toneless("lǜ"), toneless("zhuāng"), toneless("nu:3")
        ('lv', 'zhuang', 'nv')
    """
    decomposed = unicodedata.normalize("NFD", reading.strip().lower().replace("u:", "ü").rstrip("12345"))
    plain = "".join(character for character in decomposed if character not in _TONES)
    return plain.replace("u" + _UMLAUT, "v")


def make_table() -> str:
    """Return the table: one line a syllable, ``syllable characters``, both sorted."""
    own = _own_readings()
    by_syllable: Readings = defaultdict(set)
    for character in list(own):
        counterparts = {character, *_simplified(character)}
        for syllable in set().union(*(own[one] for one in counterparts if one in own)):
            if syllable.isascii() and syllable.isalpha():
                by_syllable[syllable].add(character)
    lines = (
        f"{syllable} {''.join(sorted(characters))}" for syllable, characters in sorted(by_syllable.items())
    )
    return "\n".join(lines) + "\n"


def make_zhuyin_table() -> str:
    """Return the zhuyin table: one line a syllable, ``zhuyin syllable``, without tones, sorted."""
    from pypinyin import Style  # noqa: PLC0415 - only to make the table
    from pypinyin.style import convert  # noqa: PLC0415 - only to make the table

    syllables = [line.partition(" ")[0] for line in make_table().splitlines()]
    spelled = {convert(syllable, Style.BOPOMOFO, strict=True).rstrip("˙"): syllable for syllable in syllables}
    lines = (f"{zhuyin} {syllable}" for zhuyin, syllable in sorted(spelled.items()) if not zhuyin.isascii())
    return "\n".join(lines) + "\n"


def _own_readings() -> Readings:
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415 - only to make the table

    # zdic's table mixes in Korean readings and units (畳 jou, 瓩 qianwa): pypinyin's syllables are the closed list.
    # And 儿 at the end of a word is spelled r.
    syllables = {toneless(one) for readings in PINYIN_DICT.values() for one in readings.split(",")} | {"r"}
    own: Readings = defaultdict(set)
    for code, readings in (*PINYIN_DICT.items(), *_other_entries()):
        if code >= _FIRST_CJK:
            found = {toneless(one) for one in readings.replace(" ", ",").split(",")}
            own[chr(code)] |= found & syllables
    return own


def _other_entries() -> Iterator[tuple[int, str]]:
    for name in _TABLES:
        yield from importlib.import_module(f"pypinyin_dict.pinyin_data.{name}").pinyin_dict.items()
    mandarin = files("xpinyin").joinpath("Mandarin.dat").read_text("ascii")
    for line in mandarin.splitlines():
        code, readings = line.split("\t", 1)
        yield int(code, 16), readings


def _simplified(character: str) -> set[str]:
    return {
        _PARTNERS.get(character, character),
        *(converter.convert(character) for converter in _converters()),
    }


@cache
def _converters() -> tuple[Any, ...]:
    from opencc import OpenCC  # noqa: PLC0415 - only to make the table

    return tuple(OpenCC(name) for name in _TO_SIMPLIFIED)


def main() -> None:
    """Write the tables beside this module."""
    folder = Path(str(files("sasac_crawler.vocab")))
    (folder / "readings.txt").write_text(make_table(), "utf-8")
    (folder / "zhuyin.txt").write_text(make_zhuyin_table(), "utf-8")


if __name__ == "__main__":
    main()
