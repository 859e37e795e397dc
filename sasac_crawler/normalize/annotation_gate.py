"""The gate: is a document evidently annotated, or does it only hold a gloss or two?

No test of a single bracket can tell a gloss (荨(qián)麻, a rare character in a name) from pollution.
Pollution falls on common characters, on many of them, or more than once on one.
"""

from typing import Final

from sasac_crawler.normalize.annotation_forms import ANY_BRACKET, GATE, GROUP, WIDE_GATE
from sasac_crawler.normalize.annotation_groups import known_groups
from sasac_crawler.normalize.annotation_words import characters_read
from sasac_crawler.vocab.characters import is_common, is_common_traditional

WIDE_WINDOW: Final = 2_000
"""Characters at the beginning in which a document annotated in full-width brackets only must show it."""
_ENOUGH: Final = 3
_ENOUGH_TRADITIONAL: Final = 2
_DENSITY: Final = 50
"""Without half-width evidence: at least one reading in so many characters."""
_LONGEST_WORD: Final = 12


def is_annotated(text: str) -> bool:
    """Return whether a document is evidently annotated.

    It is if a reading is repeated behind one character, if two common traditional characters (not in
    GB 2312) carry their reading, or if three common characters do. Readings in full-width brackets
    or of whole words count if they are also dense.

    Args:
        text: the whole document, not a field of it.

    Example:
        >>> is_annotated("復(fu)(fu)工"), is_annotated("荨(qián)麻"), is_annotated("企業(yè)經(jīng)濟")
        (True, False, True)
        >>> is_annotated("囧(jiǒng)、槑(méi)、烎(yín)"), is_annotated("國（guó）資（zī）委（wěi）")
        (False, True)
    """
    if GATE.search(text) is not None:
        return groups_are_proof(text) or words_are_proof(text)
    return WIDE_GATE.search(text, 0, WIDE_WINDOW) is not None and words_are_proof(text)


def groups_are_proof(text: str) -> bool:
    """Return whether half-width brackets with one reading each prove a document annotated.

    Example:
        >>> groups_are_proof("国(guo)资(zi)"), groups_are_proof("国(guo)资(zi)委(wei)")
        (False, True)
    """
    common = traditional = 0
    for match in GROUP.finditer(text):
        found = known_groups[match[1]]
        if found.count == 0:
            continue
        if found.count > 1:
            return True
        is_traditional = is_common_traditional(match[1][0])
        common += is_traditional or is_common(match[1][0])
        traditional += is_traditional
        if common >= _ENOUGH or traditional >= _ENOUGH_TRADITIONAL:
            return True
    return False


def words_are_proof(text: str) -> bool:
    """Return whether readings of any form stand densely enough behind common characters.

    Example:
        >>> words_are_proof("國（guó）資（zī）委（wěi）"), words_are_proof("邱（qiū）")
        (True, False)
    """
    hits = 0
    for match in ANY_BRACKET.finditer(text):
        before = text[max(match.start() - _LONGEST_WORD, 0) : match.start()]
        read = characters_read(match[0][1:-1], before)
        hits += bool(read) and any(is_common(one) or is_common_traditional(one) for one in before[-read:])
    return hits >= _ENOUGH and hits * _DENSITY >= len(text)
