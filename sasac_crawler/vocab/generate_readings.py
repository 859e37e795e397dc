"""Makes ``readings.txt`` and ``zhuyin.txt``: ``python -m sasac_crawler.vocab.generate_readings``.

For every Han character of pypinyin's table the union of its own readings and of those of its
simplified counterpart (OpenCC), toneless, ü as v; and the zhuyin spelling of every syllable. A test
compares the files with what this makes.
"""

import unicodedata
from collections import defaultdict
from importlib.resources import files
from pathlib import Path
from typing import Final

_MARKED_E: Final = str.maketrans({"ê": "e"})
_TONES: Final = frozenset("\u0304\u0301\u030c\u0300")
_UMLAUT: Final = "\u0308"


def toneless(reading: str) -> str:
    """Return a pinyin syllable without tone mark, ü as v.

    Example:
        >>> toneless("lǜ"), toneless("zhuāng")
        ('lv', 'zhuang')
    """
    decomposed = unicodedata.normalize("NFD", reading.translate(_MARKED_E))
    plain = "".join(character for character in decomposed if character not in _TONES)
    return plain.replace("u" + _UMLAUT, "v").replace("\u0302", "")


def make_table() -> str:
    """Return the table: one line a syllable, ``syllable characters``, both sorted."""
    from opencc import OpenCC  # noqa: PLC0415 - only to make the table
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415 - only to make the table

    own = {
        chr(code): {toneless(one) for one in readings.split(",")} for code, readings in PINYIN_DICT.items()
    }
    simplify = OpenCC("t2s")
    by_syllable: defaultdict[str, set[str]] = defaultdict(set)
    for character, readings in own.items():
        counterpart = simplify.convert(character)
        for syllable in readings | own.get(counterpart, set()):
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


def main() -> None:
    """Write the tables beside this module."""
    folder = Path(str(files("sasac_crawler.vocab")))
    (folder / "readings.txt").write_text(make_table(), "utf-8")
    (folder / "zhuyin.txt").write_text(make_zhuyin_table(), "utf-8")


if __name__ == "__main__":
    main()
