"""Inline readings out: 濟(ji)南市國(guo)資(zi)委(wei) -> 濟南市國資委.

A bracket goes only if it is a reading of the character before it *and* the document is evidently
annotated. On modern prose the first test alone is wrong twice in 35 million characters, and both
times the bracket was a genuine gloss (荨(qián)麻): those stay and are flagged.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from sasac_crawler.items import Issue, Step
from sasac_crawler.normalize.annotation_forms import GATE, GROUP, HAN, RARE_BRACKET, ZHUYIN
from sasac_crawler.normalize.annotation_groups import annotated_until, is_reading, without_readings
from sasac_crawler.normalize.annotation_selfcheck import uneven_annotations
from sasac_crawler.normalize.clean_text import CleanText, removal_steps
from sasac_crawler.vocab.readings import readings, zhuyin

RULE: Final = "strip_annotations"
_ENOUGH_HITS: Final = 3
_ENOUGH_RARE_HITS: Final = 2
# The Han characters at the end of a stretch. example: "（国资委" · counter-example: "国资委，"
_HAN_RUN: Final = re.compile(rf"[{HAN}]{{1,20}}$")


def strip_annotations(text: str, *, document_is_annotated: bool | None = None) -> CleanText:
    """Take the inline readings out of a text.

    Args:
        text: any text; line structure and everything that is no reading stay.
        document_is_annotated: the verdict over the whole document, for a short field of it; ``None``
            decides from this text alone.

    Returns:
        The text, its steps, and an issue ``possible_gloss`` for every reading that was left, and
        ``annotation_self_check`` where a paragraph is annotated unevenly.

    Example:
        >>> strip_annotations("濟(ji)南市國(guo)資(zi)委(wei)復(fu)(fu)工(gong)(試行)(VR)").text
        '濟南市國資委復工(試行)(VR)'
        >>> lone = strip_annotations("荨(qián)麻")
        >>> lone.text, [issue.code for issue in lone.issues]
        ('荨(qián)麻', ['possible_gloss'])
    """
    if not GATE.search(text) and not (document_is_annotated and RARE_BRACKET.search(text)):
        return CleanText(text=text)
    parts = GROUP.split(text)
    if not (_passes_gate(parts[1::2]) if document_is_annotated is None else document_is_annotated):
        return CleanText(text=text, make_issues=lambda: _glosses(text))
    parts[1::2] = map(without_readings.__getitem__, parts[1::2])
    common = "".join(parts)
    cleaned = _strip_rare(common)
    return CleanText(
        text=cleaned,
        make_issues=lambda: uneven_annotations(text),
        make_steps=lambda: (*_common_steps(text), *_rare_steps(common)),
    )


def is_annotated(text: str) -> bool:
    """Return whether a document is evidently annotated: the gate.

    It is if a reading is repeated behind one character, if two rare (not GB 2312) characters carry
    their reading, or if three characters do.

    Example:
        >>> is_annotated("復(fu)(fu)工"), is_annotated("荨(qián)麻"), is_annotated("企業(yè)經(jīng)濟")
        (True, False, True)
    """
    return GATE.search(text) is not None and _passes_gate(match[1] for match in GROUP.finditer(text))


def _passes_gate(groups: Iterable[str]) -> bool:
    hits = rare = 0
    for group in groups:
        end = annotated_until(group)
        if end == 1:
            continue
        if group.count("(", 0, end) > 1:
            return True
        hits += 1
        rare += not _is_gb2312(group[0])
        if hits >= _ENOUGH_HITS or rare >= _ENOUGH_RARE_HITS:
            return True
    return False


@cache
def _is_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _glosses(text: str) -> Iterator[Issue]:
    for match in GROUP.finditer(text):
        end = annotated_until(match[1])
        if end > 1:
            yield Issue(
                code="possible_gloss",
                message="A reading stands behind its character in a text that is not annotated.",
                evidence=(match[1][:end], str(match.start())),
            )


def _common_steps(text: str) -> Iterator[Step]:
    return removal_steps(RULE, _common_pieces(text))


def _common_pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stays and what goes, in order."""
    position = 0
    for match in GROUP.finditer(text):
        end = annotated_until(match[1])
        if end > 1:
            yield text[position : match.start() + 1], match[1][1:end]
            position = match.start() + end
    yield text[position:], ""


def _strip_rare(text: str) -> str:
    if "(" not in text and "（" not in text:
        return text
    return "".join(kept for kept, _ in _rare_pieces(text))


def _rare_steps(text: str) -> Iterator[Step]:
    return removal_steps(f"{RULE}:rare_form", _rare_pieces(text))


def _rare_pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stays and what goes of full-width, numbered, zhuyin and word-level readings."""
    position = 0
    for match in RARE_BRACKET.finditer(text):
        if match.start() >= position and _is_rare_reading(text, match):
            yield text[position : match.start()], match[0]
            position = match.end()
    yield text[position:], ""


def _is_rare_reading(text: str, match: re.Match[str]) -> bool:
    if (match["open"] == "(") != (match["close"] == ")"):
        return False
    syllables = match["content"].split()
    run = _HAN_RUN.search(text, max(match.start() - 20, 0), match.start())
    if run is None or not syllables or len(syllables) > len(run[0]):
        return False
    characters = run[0][-len(syllables) :]
    return all(
        _is_spelled_reading(syllable, readings().get(character, frozenset()))
        for syllable, character in zip(syllables, characters, strict=True)
    )


def _is_spelled_reading(syllable: str, own: frozenset[str]) -> bool:
    spelled = ZHUYIN.search(syllable)
    if spelled:
        return zhuyin().get(spelled[0]) in own
    return is_reading(syllable, own)
