"""Broken encodings: what the bytes decide is put right, the rest is flagged with place and confidence.

Two kinds: text one byte off, made by mirrors that replace bytes of GBK (damage_shift), and one encoding
read as another (damage_confusion). Text without a trigger is never touched.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final

from sasac_crawler.items import Issue, Step
from sasac_crawler.normalize.damage_confusion import confused_stretches
from sasac_crawler.normalize.damage_shift import TONED, letter_is_half, restored_stretches
from sasac_crawler.normalize.rules import CleanText, replacement_steps, replay
from sasac_crawler.vocab.characters import has_private_use, implausible_han

_Changes = Iterable[tuple[int, str, str]]
_HAN: Final = r"\u3400-\u4dbf\u4e00-\u9fff"

# A full stop and a closing quote one byte off, before the end of a paragraph (8 of 8 seen).
# example: "公司?！?" · counter-example: "公司？！"
QUOTE_END: Final = re.compile(rf"\?(?<=[{_HAN}]\?)！\?(?=$|\n|</p>)")
# A reading behind a letter: the mirror found half of the character before and the letter to be one of its
# table. example: "，F(xiàn)ukuda" · counter-example: "V(volume flow)"
LETTER_READING: Final = re.compile(rf"\((?<=[A-Za-z]\()([{TONED}]{{1,6}}+) ?\)")
# What follows when the letter really is one, in a word. example: "ukuda" · counter-example: "持"
_REST_OF_WORD: Final = re.compile(r"[a-z]")

# A reading without its bracket. example: "輸?shù)" · counter-example: "是吗?"
READING_LEFT: Final = re.compile(rf"\?[{TONED}]{{1,6}}+ ?\)")
# A character lost before a mark. example: "案?，" · counter-example: "案？，"
LOST_BEFORE_MARK: Final = re.compile(rf"\?(?<=[{_HAN}]\?)(?=[，。！；（、])")
# A decoder's sign that bytes were wrong. example: "\ufffd" · counter-example: "?"
REPLACEMENT: Final = re.compile("\ufffd{1,1000}")
# What pairs of shifted bytes become in the user-defined areas of GBK. example: "\ue313" · counter-example: "国"
PRIVATE_USE: Final = re.compile(r"[\ue000-\uf8ff]{1,1000}")
# A reading whose vowel was read as half a Han character. example: "陉（x妌g ）" · counter-example: "（x轴）"
BROKEN_VOWEL: Final = re.compile(
    rf"[(（](?:[a-z]{{1,3}}[{_HAN}&][a-z]{{1,3}}|[{_HAN}&][a-z]{{1,3}}|[a-z]{{1,3}}[{_HAN}&]) ?[)）](?<!轴[)）])"
)
_AROUND: Final = 10
_RARE_SHARE: Final = 100
_FEWEST_RARE: Final = 3
_SHORTEST_LINE: Final = 40
"""Characters of a line below which a share says nothing."""


def repair_damage(text: str) -> CleanText:
    """Repair what is certain and flag the rest; text without a trigger is not touched.

    Returns:
        The text, its steps, and an issue ``mojibake`` for each place that was left, with the piece,
        its span in the repaired text (``12-15``) and the confidence that it is damage.

    Example:
        >>> repair_damage("全力支持上市公司?！?").text, repair_damage("運輸?shù)刃袠I(yè)").text
        ('全力支持上市公司。”', '運輸等行業')
        >>> [issue.evidence for issue in repair_damage("方案?，由").issues]
        [('方案?，由', '2-3', '0.6')]
        >>> repair_damage("國資委（試行）").issues
        ()
    """
    steps: list[Step] = []
    current = text
    for name, find in _RULES:
        if changes := list(find(current)):
            found = list(replacement_steps(name, changes))
            steps += found
            current = replay(current, found)
    if not steps:
        return CleanText.unchanged(text, partial(_left_over, text))
    return CleanText(text=current, make_issues=partial(_left_over, current), make_steps=lambda: steps)


def _wrong_encoding(text: str) -> _Changes:
    return ((start, stretch, was) for start, stretch, was in confused_stretches(text) if was is not None)


def _shifted(text: str) -> _Changes:
    return ((one.start, text[one.start : one.end], one.text) for one in restored_stretches(text))


def _letters_read(text: str) -> _Changes:
    if "(" not in text:
        return
    for match in LETTER_READING.finditer(text):
        letter = match.start() - 1
        # With a lost byte before it, or no word behind it, the letter itself may be half a character.
        if (
            _REST_OF_WORD.match(text, match.end())
            and text[letter - 2 : letter - 1] not in ("?", "\ufffd")
            and letter_is_half(text, letter, match[1])
        ):
            yield match.start(), match[0], ""


def _quote_ends(text: str) -> _Changes:
    if "?" in text:
        for match in QUOTE_END.finditer(text):
            yield match.start(), match[0], "。”"


_RULES: Final[tuple[tuple[str, Callable[[str], _Changes]], ...]] = (
    ("undo_wrong_encoding", _wrong_encoding),
    ("restore_lost_byte", _shifted),
    ("drop_reading_of_letter", _letters_read),
    ("restore_quote_end", _quote_ends),
)


def _left_over(text: str) -> Iterator[Issue]:
    if "?" in text:
        yield from _flag(text, READING_LEFT, "A reading stands without its bracket", "0.95")
        yield from _flag(text, LOST_BEFORE_MARK, "A character before a mark became a question mark", "0.6")
    if "(" in text:
        for match in LETTER_READING.finditer(text):
            if letter_is_half(text, match.start() - 1, match[1]):
                yield _issue(text, match.start() - 1, match.end(), "A letter is half of a character", "0.9")
    if "\ufffd" in text:
        yield from _flag(text, REPLACEMENT, "Bytes could not be decoded", "0.99")
    if has_private_use(text):
        yield from _flag(
            text, PRIVATE_USE, "Private-use characters stand for shifted bytes or symbols", "0.7"
        )
    if "(" in text or "（" in text:
        yield from _flag(text, BROKEN_VOWEL, "A vowel of a reading became half of a character", "0.7")
    for start, stretch, was in confused_stretches(text):
        if was is None:
            yield _issue(text, start, start + len(stretch), "UTF-8 was read as GBK", "0.9")
    yield from _rare_lines(text)


def _rare_lines(text: str) -> Iterator[Issue]:
    """Flag lines in which more than one character in a hundred is no character of Chinese prose."""
    rare = implausible_han(text) if len(text) >= _SHORTEST_LINE else ()
    if len(rare) < _FEWEST_RARE:
        return
    start = 0
    for line in text.split("\n"):
        found = [character for character in line if character in rare] if len(line) >= _SHORTEST_LINE else []
        if len(set(found)) >= _FEWEST_RARE and len(found) * _RARE_SHARE > len(line):
            piece = "".join(dict.fromkeys(found))
            yield Issue(
                code="mojibake",
                message="A line holds many characters that Chinese prose does not use (confidence 0.3).",
                evidence=(piece, f"{start}-{start + len(line)}", "0.3"),
            )
        start += len(line) + 1


def _flag(text: str, pattern: re.Pattern[str], what: str, confidence: str) -> Iterator[Issue]:
    return (_issue(text, *match.span(), what, confidence) for match in pattern.finditer(text))


def _issue(text: str, start: int, end: int, what: str, confidence: str) -> Issue:
    return Issue(
        code="mojibake",
        message=f"{what} (confidence {confidence}).",
        evidence=(text[max(start - _AROUND, 0) : end + _AROUND], f"{start}-{end}", confidence),
    )
