"""Inline readings out: 濟(ji)南市國(guo)資(zi)委(wei) -> 濟南市國資委.

A bracket goes only if it is a reading of the character before it *and* the document is evidently
annotated. On modern prose the first test alone is wrong twice in 35 million characters, and both
times the bracket was a genuine gloss (荨(qián)麻): those stay and are flagged.
"""

from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import Final

from sasac_crawler.items import Issue, Step
from sasac_crawler.normalize.annotation_forms import ANY_BRACKET, COARSE_GROUP, GATE, GROUP, WIDE_GATE
from sasac_crawler.normalize.annotation_gate import (
    WIDE_WINDOW,
    groups_are_proof,
    is_annotated,
    words_are_proof,
)
from sasac_crawler.normalize.annotation_groups import known_groups, without_readings
from sasac_crawler.normalize.annotation_selfcheck import uneven_annotations
from sasac_crawler.normalize.annotation_words import characters_read, strip_words, word_pieces
from sasac_crawler.normalize.rules import CleanText, removal_steps

__all__ = ["CleanText", "is_annotated", "strip_annotations"]

RULE: Final = "strip_annotations"
WORD_RULE: Final = "strip_words"
_LONGEST_WORD: Final = 12


def strip_annotations(text: str, *, document_is_annotated: bool | None = None) -> CleanText:
    """Take the inline readings out of a text.

    Args:
        text: any text; line structure and everything that is no reading stay.
        document_is_annotated: the verdict over the whole document, for a short field of it; ``None``
            decides from this text alone.

    Returns:
        The text, its steps, and an issue ``possible_gloss`` for every reading that was left, and
        ``annotation_self_check`` where a paragraph is annotated unevenly. Never longer than ``text``;
        doing it again changes nothing.

    Example:
        >>> strip_annotations("濟(ji)南市國(guo)資(zi)委(wei)復(fu)(fu)工(gong)(試行)(VR)").text
        '濟南市國資委復工(試行)(VR)'
        >>> lone = strip_annotations("荨(qián)麻")
        >>> lone.text, [issue.code for issue in lone.issues]
        ('荨(qián)麻', ['possible_gloss'])
    """
    if not ("(" in text and GATE.search(text)) and not (
        "（" in text and WIDE_GATE.search(text, 0, len(text) if document_is_annotated else WIDE_WINDOW)
    ):
        return CleanText.unchanged(text, partial(_glosses, text))
    if document_is_annotated is None:
        document_is_annotated = groups_are_proof(text) or words_are_proof(text)
    if not document_is_annotated:
        return CleanText.unchanged(text, partial(_glosses, text))
    parts = COARSE_GROUP.split(text)
    parts[1::2] = map(without_readings.__getitem__, parts[1::2])
    singles_out = "".join(parts)
    return CleanText(
        text=strip_words(singles_out),
        make_steps=partial(_steps, text, singles_out),
        make_issues=partial(uneven_annotations, text),
    )


def _steps(text: str, singles_out: str) -> Iterator[Step]:
    return chain(
        removal_steps(RULE, _single_pieces(text)),
        removal_steps(WORD_RULE, word_pieces(singles_out)),
    )


def _single_pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stays and what goes, in order."""
    position = 0
    for match in GROUP.finditer(text):
        end = known_groups[match[1]].end
        if end > 1:
            yield text[position : match.start() + 1], match[1][1:end]
            position = match.start() + end
    yield text[position:], ""


def _glosses(text: str) -> Iterator[Issue]:
    """Yield an issue for every bracket of a text that is not annotated which reads what is before it."""
    if not GATE.search(text) and not WIDE_GATE.search(text):
        return
    for match in ANY_BRACKET.finditer(text):
        start = match.start()
        read = characters_read(match[0][1:-1], text[max(start - _LONGEST_WORD, 0) : start])
        if read:
            yield Issue(
                code="possible_gloss",
                message="A reading stands behind its character in a text that is not annotated.",
                evidence=(text[start - read : match.end()], str(start - read)),
            )
