"""The text after 来源, taken apart: names, author, address."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sasac_crawler.normalize.name_keys import fold_characters
from sasac_crawler.normalize.source_patterns import (
    AND,
    BARE_LABEL,
    HARD_SEPARATORS,
    LABEL,
    LABEL_MARKS,
    PARTING_WORDS,
    REPORTER,
    REPORTER_WORDS,
    SOFT_SEPARATORS,
    STROKES,
    URL,
)

IsKnown = Callable[[str], bool]

_INVISIBLE: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xad"))
_EDGES: Final = " :：∶,，、;；|｜丨/-－—–_·•.。…~～!！*#=>＞<＜＝"
_BRACKETS: Final = {
    "【": "】", "[": "]", "［": "］", "(": ")", "（": "）", "《": "》", "〈": "〉", "〔": "〕",
    "“": "”", "‘": "’", '"': '"', "'": "'", "「": "」", "『": "』",
}  # fmt: skip
_CLOSERS: Final = {closer: opener for opener, closer in _BRACKETS.items()}
_MARKS: Final = frozenset((*_BRACKETS, *_CLOSERS))


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceParts:
    """What stands after 来源."""

    names: tuple[str, ...]
    """Names as printed, cleaned, in order; known or not."""

    author: str | None
    """What is labelled as author, as printed."""

    url: str | None
    """The address, if one is given."""


def split_source(text: str, *, is_known: IsKnown) -> SourceParts:
    """Take a source apart.

    Args:
        text: what stands after 来源, labels included or not.
        is_known: whether a name is in the table. What is known is never cut; a space, a hyphen or 和
            parts two names only if the table knows them.

    Example:
        >>> split_source("来源：大众日报 记者：张三", is_known=lambda name: False)
        SourceParts(names=('大众日报',), author='张三', url=None)
    """
    url, text = _take_url(" ".join(without_invisible(text).split()))
    text, author = _take_labels(text)
    text, reporter = _take_reporter(text, is_known)
    names = tuple(dict.fromkeys(name for name in _split_names(text, is_known) if name))
    return SourceParts(names=names, author=author or reporter, url=url)


def is_single(text: str) -> bool:
    """Tell whether a text is plainly one name: letters only, and none of the words that part names.

    What this is true of, ``split_source`` leaves as it is; asking is cheaper.

    Example:
        >>> is_single("某某晚报"), is_single("某某晚报记者"), is_single("新华社 人民日报")
        (True, False, False)
    """
    return text.isalnum() and PARTING_WORDS.search(text) is None


def without_invisible(text: str) -> str:
    """Return a text without soft hyphens and characters of no width.

    Example:
        >>> without_invisible("新\u200b华社")
        '新华社'
    """
    return text.translate(_INVISIBLE)


def trim(text: str) -> str:
    """Take space, punctuation at the edges and brackets around the whole off a text.

    Example:
        >>> trim("　【新华社】 | "), trim("华润（集团）")
        ('新华社', '华润（集团）')
    """
    text = " ".join(text.split()).strip(_EDGES)
    while text and (text[0] in _MARKS or text[-1] in _MARKS):
        shorter = _without_bracket(text).strip(_EDGES)
        if shorter == text:
            break
        text = shorter
    return text


def _without_bracket(text: str) -> str:
    """Take off a pair around the whole, or a bracket at an edge that nothing answers."""
    first, last, inside = text[0], text[-1], text[1:-1]
    if _BRACKETS.get(first) == last and last not in inside:
        return inside
    if last in _BRACKETS and last not in _CLOSERS:
        return text[:-1]
    if last in _CLOSERS and _CLOSERS[last] not in text[:-1]:
        return text[:-1]
    if first in _BRACKETS and _BRACKETS[first] not in text[1:]:
        return text[1:]
    return text


def _take_url(text: str) -> tuple[str | None, str]:
    folded = fold_characters(text)
    match = URL.search(folded) if "://" in folded or "www." in folded else None
    if match is None:
        return None, trim(text)
    start, end = match.span()
    return text[start:end], trim(f"{text[:start]} {text[end:]}")


def _take_labels(text: str) -> tuple[str, str | None]:
    """Return what stands under 来源 or under no label, and what stands under 作者."""
    folded = fold_characters(text)
    labels = () if LABEL_MARKS.isdisjoint(folded) else LABEL.finditer(folded)
    cuts = [(match.lastgroup, match.start(), match.end()) for match in labels]
    ends = [start for _, start, _ in cuts[1:]] + [len(text)]
    values: dict[str | None, str] = {}
    for (group, _, start), end in zip(cuts, ends, strict=True) if cuts else ():
        value = trim(text[start:end])
        if value:
            values.setdefault(group, value)
    unlabelled = trim(text[: cuts[0][1]]) if cuts else text
    bare = BARE_LABEL.match(fold_characters(unlabelled))
    if bare:
        unlabelled = trim(unlabelled[bare.end() :])
    return values.get("source") or unlabelled, values.get("author")


def _take_reporter(text: str, is_known: IsKnown) -> tuple[str, str | None]:
    folded = fold_characters(text)
    named = any(word in folded for word in REPORTER_WORDS) and not is_known(text)
    match = REPORTER.fullmatch(folded) if named else None
    if match is None:
        return text, None
    source = trim(text[: match.end("source")])
    if match["gap"] or is_known(source):
        return source, trim(text[match.start("author") : match.end("author")]) or None
    return text, None


def _split_names(text: str, is_known: IsKnown) -> list[str]:
    if is_known(text):
        return [text]
    parts = (trim(part) for part in HARD_SEPARATORS.split(text))
    pieces = (piece for part in parts for piece in ([part] if is_known(part) else STROKES.split(part)))
    return [name for piece in pieces for name in _split_softly(trim(piece), is_known)]


def _split_softly(part: str, is_known: IsKnown) -> list[str]:
    if is_known(part):
        return [part]
    softly = SOFT_SEPARATORS.split(part)
    if len(softly) > 1 and any(map(is_known, softly)):
        return [trim(piece) for piece in softly]
    joined = AND.split(part)
    return [trim(piece) for piece in joined] if len(joined) > 1 and all(map(is_known, joined)) else [part]
