"""What an inline reading can look like: patterns, and a printed syllable brought to the table's spelling.

Four generators explain everything seen on mirror sites: 復(fu)(fu)工(gong), 企業(yè), random single
characters, every n-th character; all in half-width brackets. Full-width brackets, tone digits, zhuyin
and readings of whole words come from learners' material.
"""

import re
import unicodedata
from typing import Final

HAN: Final = r"\u3007\u3400-\u4dbf\u4e00-\u9fff"
_TONED: Final = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüăĕĭŏŭńňǹḿ"
_START: Final = f"a-z{_TONED}ɑɡａ-ｚ˙ㄅ-ㄯ"
# Behind the first letter: combining marks, tone digits, ``u:``, tones of zhuyin, blanks, what nobody sees,
# and what joins the syllables of a word.
_LATER: Final = rf"{_START}\u0300-\u030c0-5０-５:ˊˇˋˉ \xa0\u3000\u00ad\u200b-\u200d\u2060\ufeff'’·-"

# Whether a text can hold an annotation at all. It must begin with a bare literal: CPython then searches
# for that character alone, which is fifty times as fast; a group or a lookbehind around it loses that.
# example: "(gong)" · counter-example: "(Calibration)"
GATE: Final = re.compile(rf"\([{_START}][{_LATER}]{{0,47}}+\)")
# The same in full-width brackets. example: "（guó）" · counter-example: "（试行）"
WIDE_GATE: Final = re.compile(rf"（[{_START}][{_LATER}]{{0,47}}+）")
# A character and the half-width brackets behind it. Whether they are readings is looked up, not matched.
# example: "工(gong)(gong)" · counter-example: "(gong)"
GROUP: Final = re.compile(r"([^(]\([^()\n]{1,10}+\)(?:\([^()\n]{1,10}+\))*+)")
# The same, coarser and an eighth faster: what it finds may hold a bracket within a bracket, and is looked
# at again with GROUP when it is seen for the first time. Possessive: nothing is tried twice.
# example: "工(gong)(gong)", "委(簡(jiǎn)" · counter-example: "(gong)"
COARSE_GROUP: Final = re.compile(r"([^(]\([^)]{1,10}+\)(?:\([^)]{1,10}+\))*+)")
# One bracket of a group. example: "(gong)" · counter-example: "()"
BRACKET: Final = re.compile(r"\(([^()\n]{1,10}+)\)")
# A bracket of either width with one or several syllables.
# example: "(guó zī wěi)", "（guó）" · counter-example: "（试行）"
ANY_BRACKET: Final = re.compile(rf"(?:\([{_START}][{_LATER}]{{0,47}}+\)|（[{_START}][{_LATER}]{{0,47}}+）)")
# What stands between the syllables of a word. example: "guó zī" · counter-example: "guózī"
BETWEEN_SYLLABLES: Final = re.compile(r"[ \xa0\u3000'’·-]{1,48}")

_UNSEEN: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_LOOKALIKE: Final = str.maketrans({"ɑ": "a", "ɡ": "g"})
_TONE_MARKS: Final = frozenset("\u0304\u0301\u030c\u0300\u0306")
_ZHUYIN_TONES: Final = "ˊˇˋˉ˙"
_TONE_DIGITS: Final = "012345"


def toneless_reading(printed: str) -> str:
    """Return a printed syllable without tone, in the spelling of the table of readings.

    Args:
        printed: what stands in a bracket: any tone mark or digit, any spelling of ü, zhuyin.

    Returns:
        Lower-case pinyin with ``v`` for ü, or zhuyin without its tone; anything else comes back in
        some form that is no reading of any character.

    Example:
        >>> [toneless_reading(one) for one in ("xiàn", "lü4", "lu:", "huì ", "lv", "ㄍㄨㄛˊ")]
        ['xian', 'lv', 'lv', 'hui', 'lv', 'ㄍㄨㄛ']
    """
    if printed.isascii() and printed.isalpha():
        return printed
    # The dot of zhuyin's neutral tone would come apart below.
    plain = printed.strip().translate(_UNSEEN).translate(_LOOKALIKE).strip(_ZHUYIN_TONES)
    plain = unicodedata.normalize("NFKD", plain).strip()
    plain = "".join(character for character in plain if character not in _TONE_MARKS)
    plain = plain[:-1] if plain[-1:] in _TONE_DIGITS else plain
    return plain.replace("u\u0308", "v").replace("u:", "v")


def is_toned(printed: str) -> bool:
    """Return whether a printed reading carries a tone: a mark, a digit, or zhuyin.

    Example:
        >>> is_toned("guó"), is_toned("guo2"), is_toned("guo"), is_toned("lü")
        (True, True, False, False)
    """
    marks = unicodedata.normalize("NFKD", printed)
    return any(c in _TONE_MARKS or c in _TONE_DIGITS or "\u3105" <= c <= "\u312f" for c in marks)
