"""What an inline reading can look like: patterns, and their readings without tone.

Facts: four generators explain everything seen on mirror sites: 復(fu)(fu)工(gong), 企業(yè),
random single characters, every n-th character. Full-width brackets, tone digits, zhuyin and readings of
whole words come from learners' material; they go only where a text is evidently annotated.
"""

import re
import unicodedata
from typing import Final

_VOWELS: Final = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü"
HAN: Final = r"\u3007\u3400-\u4dbf\u4e00-\u9fff"
_PLAIN: Final = rf"\([a-zɑɡ{_VOWELS}]{{1,6}}+ ?\)"

# Whether a text can hold an annotation at all. Must begin with a bare literal: CPython then searches
# for it with memchr, which is fifty times as fast. example: "(gong)" · counter-example: "(Calibration)"
GATE: Final = re.compile(rf"\([a-zɑɡ{_VOWELS}]{{1,6}} ?\)")
# A Han character and the brackets behind it; whether they are readings is looked up, not matched,
# because a small negated class is a tenth faster than one of all vowels.
# example: "工(gong)(gong)" · counter-example: "V(volume flow)"
GROUP: Final = re.compile(r"([\u3007\u3400-\u9fff]\([^()\n]{1,8}+\)(?:\([^()\n]{1,8}+\))*+)")
# One bracket of a group. example: "(gong)" · counter-example: "()"
BRACKET: Final = re.compile(r"\(([^()]{1,8})\)")

# Forms that count only in an annotated text: full-width brackets, digits, u:, zhuyin, several syllables.
# example: "（guó）", "(guo2)", "(ㄍㄨㄛˊ)", "(guó zī wěi)" · counter-example: "（试行）"
RARE_BRACKET: Final = re.compile(
    rf"(?P<open>[(（])(?P<content>[a-zɑɡ{_VOWELS}1-5: ]{{1,40}}|[\u02ca\u02cb\u02c7\u02c9\u02d9\u3105-\u312f ]{{1,24}})(?P<close>[)）])"
)
# One zhuyin syllable without its tone. example: "ㄍㄨㄛ" · counter-example: "guo"
ZHUYIN: Final = re.compile(r"[\u3105-\u312f]{1,3}")
_TONE_MARKS: Final = frozenset("\u0304\u0301\u030c\u0300")
_INTERNATIONAL: Final = str.maketrans({"ɑ": "a", "ɡ": "g"})


def toneless_reading(printed: str) -> str:
    """Return a printed syllable without tone mark or digit, ü in every spelling as v.

    Example:
        >>> [toneless_reading(one) for one in ("xiàn", "lü4", "lu:", "huì ", "lv")]
        ['xian', 'lv', 'lv', 'hui', 'lv']
    """
    if printed.isascii() and printed.isalpha():
        return printed
    decomposed = unicodedata.normalize("NFD", printed.strip().translate(_INTERNATIONAL))
    plain = "".join(c for c in decomposed if c not in _TONE_MARKS and not c.isdigit())
    return plain.replace("u\u0308", "v").replace("u:", "v")
