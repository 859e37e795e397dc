"""Byte-shift damage of mirror sites: what can be put right for certain, and what can only be flagged.

Mechanism (facts, annotations.md §4): a site replaces bytes of GBK text without regard to character
boundaries. A reading that lands in the middle of a character swallows its bracket: ``?shù)``.
"""

import re
from collections.abc import Iterator
from typing import Final

from sasac_crawler.items import Issue, Step
from sasac_crawler.normalize.annotation_forms import HAN, toneless_reading
from sasac_crawler.normalize.rules import CleanText
from sasac_crawler.vocab.readings import readings

_TONED: Final = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü"
# A reading that lost its bracket. example: "輸?shù)刃袠I(yè)" · counter-example: "是吗?yes)"
BROKEN_READING: Final = re.compile(rf"\?([{_TONED}]{{1,6}})\)")
# A closing quote that lost its bytes before the end of a paragraph. example: "公司?！?" · counter-example: "公司？！"
BROKEN_QUOTE_END: Final = re.compile(r"\?！\?(?=$|\n|</p>)", re.MULTILINE)
# A lost byte before punctuation. example: "案?，" · counter-example: "案？，"
LOST_BEFORE_MARK: Final = re.compile(rf"(?<=[{HAN}])[?\ufffd](?=[，。！；（、])")
# A Latin letter with a reading right behind Han text. example: "袠I(yè)" · counter-example: "V(volume flow)"
LETTER_WITH_READING: Final = re.compile(rf"(?<=[{HAN}])[A-Za-z]\(([{_TONED}]{{1,6}})\)")
# Code points a shifted pair turns into. example: "\ue313" · counter-example: "国"
PRIVATE_USE: Final = re.compile(r"[\ue000-\uf8ff]{1,50}")
# UTF-8 read as GBK, by the commonest pairs. example: "棣栭〉" (首页) · counter-example: "首页"
UTF8_AS_GBK: Final = re.compile(r"棣栭〉|鑱旂郴|鍥借祫|鐨勭|锟斤拷|浼佷笟|鍥藉姟|闄㈠")
_REPAIR_SPAN: Final = 12


def repair_damage(text: str) -> CleanText:
    """Repair what is certain and flag the rest; text without a trigger is not touched.

    Returns:
        The text, its steps, and an issue ``mojibake`` for each trigger that was left, with the piece
        and its offset.

    Example:
        >>> repair_damage("全力支持上市公司?！?").text
        '全力支持上市公司。”'
        >>> [issue.code for issue in repair_damage("案?，").issues]
        ['mojibake']
        >>> repair_damage("國資委（試行）").issues
        ()
    """
    steps = tuple(_quote_steps(text))
    for step in steps:
        text = text[: step.offset] + step.inserted + text[step.offset + len(step.removed) :]
    return CleanText(text=text, make_issues=lambda: _left_over(text), make_steps=lambda: steps)


def _quote_steps(text: str) -> Iterator[Step]:
    shift = 0
    for match in BROKEN_QUOTE_END.finditer(text):
        yield Step(
            rule="repair_broken_quote_end", offset=match.start() + shift, removed=match[0], inserted="。”"
        )
        shift -= 1


def _left_over(text: str) -> Iterator[Issue]:
    if "?" in text or "\ufffd" in text:
        for match in BROKEN_READING.finditer(text):
            if _is_syllable(match[1]):
                yield _issue("A reading lost its bracket and half a character", match, 0.95)
        for match in LOST_BEFORE_MARK.finditer(text):
            yield _issue("A character was lost before a mark", match, 0.7)
    for match in LETTER_WITH_READING.finditer(text):
        if _is_syllable(match[1]):
            yield _issue("A letter stands where half a character was", match, 0.8)
    for match in PRIVATE_USE.finditer(text):
        yield _issue("Private-use code points stand for shifted bytes", match, 0.9)
    for match in UTF8_AS_GBK.finditer(text):
        yield _issue("UTF-8 was read as GBK", match, 0.9)


def _is_syllable(printed: str) -> bool:
    return toneless_reading(printed) in _all_syllables()


def _all_syllables() -> frozenset[str]:
    return frozenset().union(*readings().values())


def _issue(what: str, match: re.Match[str], confidence: float) -> Issue:
    start, end = max(match.start() - _REPAIR_SPAN, 0), match.end() + _REPAIR_SPAN
    return Issue(
        code="mojibake",
        message=f"{what} (confidence {confidence}).",
        evidence=(match.string[start:end], str(match.start())),
    )
