"""Space, width and invisible characters; quotes and Chinese punctuation stay as they are.

What the well-known text fixers do to Chinese (full-width punctuation made half-width, quotes made
straight) is damage here.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from sasac_crawler.items import Step
from sasac_crawler.normalize.annotations import strip_annotations
from sasac_crawler.normalize.damage import repair_damage
from sasac_crawler.normalize.rules import CleanText
from sasac_crawler.normalize.script import to_hans, to_hant

_Replace = Callable[[re.Match[str]], str]

# Characters nobody sees: C0 and C1 controls but tab and line feed, zero width, bidi, BOM, noncharacters.
# example: "\u200b" · counter-example: "\n"
INVISIBLE: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffe\uffff\ufdd0-\ufdef]{1,1000}"
)
# Full-width letters and digits. example: "２０２１" · counter-example: "，"
WIDE_ALPHANUMERIC: Final = re.compile(r"[０-９Ａ-Ｚａ-ｚ]{1,1000}")
# A half-width comma put before punctuation or another comma by mirror sites.
# example: ",。" · counter-example: "1,000"
STRAY_COMMA: Final = re.compile(r",{1,20}(?=[，。、；：！？,])")
# Blanks of every width but the plain one. example: "\u3000" · counter-example: " "
ODD_BLANK: Final = re.compile(r"[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]{1,1000}")
# Blanks at the ends of a line. example: "  正文 " · counter-example: "a b"
LINE_INDENT: Final = re.compile(r"^[ \t]{1,1000}|(?<![ \t])[ \t]{1,1000}$", re.MULTILINE)
# Line ends of other systems. example: "\r\n" · counter-example: "\n"
_LINE_END: Final = re.compile(r"\r\n?|[\u2028\u2029\x85]")

_RULES: Final[tuple[tuple[str, "re.Pattern[str]", _Replace], ...]] = (
    ("unify_line_ends", _LINE_END, lambda _: "\n"),
    ("remove_invisible", INVISIBLE, lambda _: ""),
    ("fold_wide_alphanumerics", WIDE_ALPHANUMERIC, lambda match: unicodedata.normalize("NFKC", match[0])),
    ("plain_blanks", ODD_BLANK, lambda match: " " * len(match[0])),
    ("trim_lines", LINE_INDENT, lambda _: ""),
    ("remove_stray_commas", STRAY_COMMA, lambda _: ""),
)

_CONVERSIONS: Final[dict[str, Callable[[str], str]]] = {"keep": str, "hans": to_hans, "hant": to_hant}


def tidy_text(text: str) -> CleanText:
    r"""Return a text in NFC without invisible characters, odd blanks and stray commas.

    Lines stay lines; quotes and full-width punctuation stay as printed.

    Example:
        >>> tidy_text("　　“２０２１年”,，增长\u200b：１０％。").text
        '“2021年”，增长：10％。'
    """
    steps: list[Step] = []
    for name, pattern, replace in _RULES:
        found = list(_changes(name, pattern, replace, text))
        if found:
            steps += found
            text = pattern.sub(replace, text)
    composed = unicodedata.normalize("NFC", text)
    if composed != text:
        steps.append(Step(rule="nfc", offset=0, removed=text, inserted=composed))
    return CleanText(text=composed, make_steps=lambda: steps)


def clean_text(text: str, *, script: str = "keep", document_is_annotated: bool | None = None) -> CleanText:
    """Clean a whole plain text: damage, annotations, space; then the script if asked.

    Args:
        text: any text.
        script: ``keep``, ``hans`` or ``hant``.
        document_is_annotated: the gate's verdict over the whole document, for a piece of it.

    Example:
        >>> clean_text("濟(ji)南市國(guo)資(zi)委(wei)", script="hans").text
        '济南市国资委'
    """
    repaired = repair_damage(text)
    stripped = strip_annotations(repaired.text, document_is_annotated=document_is_annotated)
    tidied = tidy_text(stripped.text)
    final = _CONVERSIONS[script](tidied.text)

    def steps() -> Iterator[Step]:
        yield from repaired.steps
        yield from stripped.steps
        yield from tidied.steps
        if final != tidied.text:
            yield Step(rule=f"to_{script}", offset=0, removed=tidied.text, inserted=final)

    return CleanText(text=final, make_steps=steps, make_issues=lambda: (*repaired.issues, *stripped.issues))


def _changes(name: str, pattern: re.Pattern[str], replace: _Replace, text: str) -> Iterator[Step]:
    shift = 0
    for match in pattern.finditer(text):
        inserted = replace(match)
        if inserted != match[0]:
            yield Step(rule=name, offset=match.start() + shift, removed=match[0], inserted=inserted)
            shift += len(inserted) - len(match[0])
