"""Space, width and invisible characters; quotes and Chinese punctuation stay as they are.

What the well-known text fixers do to Chinese (full-width punctuation made half-width, quotes made
straight) is damage here.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final, Literal

from sasac_crawler.items import Issue, Step
from sasac_crawler.normalize.annotations import is_annotated, strip_annotations
from sasac_crawler.normalize.damage import repair_damage
from sasac_crawler.normalize.rules import CleanText, replacement_steps, replay
from sasac_crawler.normalize.script import to_hans, to_hant

_Changes = Iterable[tuple[int, str, str]]

# A character that some rule but the comma's might touch: all that is not plain ASCII, Han, kana, or
# punctuation that stays. Most texts hold none, and the rules are not tried.
# example: "\u3000" · counter-example: "国"
EXTRAORDINARY: Final = re.compile(
    r"[^\t\n\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u2328\u232b-\u2bff"
    r"\u3001-\u3029\u3030-\u3096\u309d-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uffef]"
)
# Line ends of other systems. example: "\r\n" · counter-example: "\n"
LINE_END: Final = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Characters nobody sees: controls but tab and line feed, zero width, bidi, BOM, noncharacters.
# example: "\u200b" · counter-example: "\n"
INVISIBLE: Final = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\ufeff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff]{1,1000}"
)
# Full-width letters and digits. example: "２０２１" · counter-example: "，"
WIDE_ALPHANUMERIC: Final = re.compile(r"[０-９Ａ-Ｚａ-ｚ]{1,1000}")
# A run of blanks; what is done with it depends on where it stands and on whether one of them is odd.
# The lookbehind makes every run be tried once. example: "\u3000\u3000" · counter-example: "国"
BLANKS: Final = re.compile(
    r"(?<![ \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000])[ \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]++"
)
# Blanks that are no plain space. example: "\xa0" · counter-example: " "
ODD_BLANK: Final = re.compile(r"[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# A half-width comma that mirror sites put before punctuation or another comma; behind Chinese text
# only, so that an empty column of English data stays. One run is read once and given back once.
# example: "增长,。" · counter-example: "1,000", "a,,b"
STRAY_COMMAS: Final = re.compile(r",(?<=[\u3001-\u303f\u3400-\u9fff”’…％）],),*(?=[，。、；：！？,])")
# A stretch that canonical composition might change: one ordinary character and what is none behind it.
# example: "e\u0301" · counter-example: "国资"
COMPOSABLE: Final = re.compile(
    r"[\x00-\x7f\u3400-\u4dbf\u4e00-\u9fff]?[^\x00-\x7f\u3400-\u4dbf\u4e00-\u9fff]++"
)

Script = Literal["keep", "hans", "hant"]
_CONVERSIONS: Final[dict[str, Callable[[str], str]]] = {"keep": str, "hans": to_hans, "hant": to_hant}
_MOST_ROUNDS: Final = 5


def tidy_text(text: str) -> CleanText:
    r"""Return a text in NFC without invisible characters, odd blanks and stray commas.

    Lines stay lines; quotes and full-width punctuation stay as printed. An indent of U+3000 or NBSP
    goes, within a line they become plain spaces; indents of plain spaces and tabs stay.

    Example:
        >>> tidy_text("　　“２０２１年”,，增长\u200b：１０％。").text
        '“2021年”，增长：10％。'
        >>> [step.rule for step in tidy_text("Ｑ１\u200b").steps]
        ['remove_invisible', 'fold_wide_alphanumerics']
    """
    rules = _RULES if EXTRAORDINARY.search(text) else _RULES[-1:]
    steps: list[Step] = []
    for name, find in rules:
        if changes := list(find(text)):
            found = list(replacement_steps(name, changes))
            steps += found
            text = replay(text, found)
    return CleanText(text=text, make_steps=lambda: steps) if steps else CleanText.unchanged(text)


def clean_text(text: str, *, script: str = "keep", document_is_annotated: bool | None = None) -> CleanText:
    """Clean a whole plain text: damage, space, annotations; then the script if asked.

    What one rule brings to light is another's business (a zero-width space in a bracket, a reading
    behind a restored character), so the round is repeated until nothing changes.

    Args:
        text: any text.
        script: ``keep``, ``hans`` or ``hant``.
        document_is_annotated: the gate's verdict over the whole document, for a piece of it.

    Returns:
        The text, all steps, and the issues of damage and annotations. Doing it again changes nothing.

    Example:
        >>> clean_text("濟(ji)南市國(guo)資(zi)委(wei)", script="hans").text
        '济南市国资委'
    """
    rounds: list[CleanText] = []
    current = text
    verdict = document_is_annotated
    for _ in range(_MOST_ROUNDS):
        before = current
        for clean in (repair_damage, tidy_text):
            rounds.append(clean(current))
            current = rounds[-1].text
        if document_is_annotated is None and not verdict:
            verdict = is_annotated(current)
        rounds.append(strip_annotations(current, document_is_annotated=verdict))
        current = rounds[-1].text
        if current == before:
            break
    final = _CONVERSIONS[script](current)
    return CleanText(
        text=final,
        make_steps=partial(_all_steps, rounds, f"to_{script}", current, final),
        make_issues=partial(_all_issues, rounds),
    )


def _all_steps(rounds: list[CleanText], rule: str, before: str, after: str) -> Iterator[Step]:
    for one in rounds:
        yield from one.steps
    if before != after:
        yield from replacement_steps(rule, _differences(before, after))


def _differences(before: str, after: str) -> _Changes:
    """Yield the stretches in which two texts of one length differ; the whole if the lengths do."""
    if len(before) != len(after):
        yield 0, before, after
        return
    start = None
    for position, (old, new) in enumerate(zip(before, after, strict=True)):
        if old != new and start is None:
            start = position
        elif old == new and start is not None:
            yield start, before[start:position], after[start:position]
            start = None
    if start is not None:
        yield start, before[start:], after[start:]


def _all_issues(rounds: list[CleanText]) -> Iterator[Issue]:
    # A doubt of an early round that is still one in the last is said once.
    yield from dict.fromkeys(issue for one in rounds[-3:] for issue in one.issues)
    for one in rounds[:-3]:
        yield from (issue for issue in one.issues if issue.code == "annotation_self_check")


def _line_ends(text: str) -> _Changes:
    return ((match.start(), match[0], "\n") for match in LINE_END.finditer(text))


def _invisible(text: str) -> _Changes:
    return ((match.start(), match[0], "") for match in INVISIBLE.finditer(text))


def _wide(text: str) -> _Changes:
    for match in WIDE_ALPHANUMERIC.finditer(text):
        yield match.start(), match[0], unicodedata.normalize("NFKC", match[0])


def _indents(text: str) -> _Changes:
    for match in BLANKS.finditer(text):
        at_edge = text[match.start() - 1 : match.start()] in ("", "\n") or text[
            match.end() : match.end() + 1
        ] in ("", "\n")
        if at_edge and ODD_BLANK.search(match[0]):
            yield match.start(), match[0], ""


def _blanks(text: str) -> _Changes:
    return ((match.start(), match[0], " ") for match in ODD_BLANK.finditer(text))


def _uncomposed(text: str) -> _Changes:
    if unicodedata.is_normalized("NFC", text):
        return
    for match in COMPOSABLE.finditer(text):
        composed = unicodedata.normalize("NFC", match[0])
        if composed != match[0]:
            yield match.start(), match[0], composed


def _stray_commas(text: str) -> _Changes:
    return ((match.start(), match[0], "") for match in STRAY_COMMAS.finditer(text))


_RULES: Final[tuple[tuple[str, Callable[[str], _Changes]], ...]] = (
    ("unify_line_ends", _line_ends),
    ("remove_invisible", _invisible),
    ("fold_wide_alphanumerics", _wide),
    ("remove_indents", _indents),
    ("plain_blanks", _blanks),
    ("compose", _uncomposed),
    ("remove_stray_commas", _stray_commas),
)
