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
    REPORTER,
    SOFT_SEPARATORS,
    URL,
)

IsKnown = Callable[[str], bool]

_BLANKS: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xad")) | dict.fromkeys(
    map(ord, "\u3000\xa0\t\r\n\f\v\x85\u2028\u2029"), " "
)
_EDGES: Final = " \x1c\x1d\x1e\x1f:：∶,，、;；|｜丨/-－—–_·•.。…~～!！*#=>＞<＜＝"
_BRACKETS: Final = {
    "【": "】", "[": "]", "［": "］", "(": ")", "（": "）", "《": "》", "〈": "〉", "〔": "〕",
    "“": "”", "‘": "’", '"': '"', "'": "'", "「": "」", "『": "』",
}  # fmt: skip
_CLOSERS: Final = {closer: opener for opener, closer in _BRACKETS.items()}


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
    url, text = _take_url(" ".join(text.translate(_BLANKS).split()))
    text, author = _take_labels(text)
    text, reporter = _take_reporter(text, is_known)
    names = tuple(dict.fromkeys(name for name in _split_names(text, is_known) if name))
    return SourceParts(names=names, author=author or reporter, url=url)


def trim(text: str) -> str:
    """Take space, punctuation at the edges and brackets around the whole off a text.

    Example:
        >>> trim("　【新华社】 | "), trim("华润（集团）")
        ('新华社', '华润（集团）')
    """
    text = " ".join(text.translate(_BLANKS).split())
    before = None
    while text != before:
        before = text
        text = _without_lone_brackets(_without_brackets(text.strip(_EDGES)))
    return text


def _without_brackets(text: str) -> str:
    closer = _BRACKETS.get(text[:1])
    return text[1:-1] if closer and text.find(closer, 1) == len(text) - 1 else text


def _without_lone_brackets(text: str) -> str:
    """Take off a bracket at an edge that nothing answers, as is left where a label was cut away."""
    if text[-1:] in _BRACKETS and text[-1] not in _CLOSERS:
        return text[:-1]
    if text[-1:] in _CLOSERS and _CLOSERS[text[-1]] not in text[:-1]:
        return text[:-1]
    if text[:1] in _BRACKETS and _BRACKETS[text[0]] not in text[1:]:
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
    cuts = [(match.lastgroup, match.start(), match.end()) for match in LABEL.finditer(folded)]
    ends = [start for _, start, _ in cuts[1:]] + [len(text)]
    values: dict[str | None, str] = {}
    for (group, _, start), end in zip(cuts, ends, strict=True) if cuts else ():
        value = trim(text[start:end])
        if value:
            values.setdefault(group, value)
    unlabelled = trim(text[: cuts[0][1]] if cuts else text)
    bare = BARE_LABEL.match(fold_characters(unlabelled))
    if bare:
        unlabelled = trim(unlabelled[bare.end() :])
    return values.get("source") or unlabelled, values.get("author")


def _take_reporter(text: str, is_known: IsKnown) -> tuple[str, str | None]:
    match = REPORTER.fullmatch(fold_characters(text)) if not is_known(text) else None
    if match is None:
        return text, None
    source = trim(text[: match.end("source")])
    if match["gap"] or is_known(source):
        return source, trim(text[match.start("author") : match.end("author")]) or None
    return text, None


def _split_names(text: str, is_known: IsKnown) -> list[str]:
    if is_known(text):
        return [text]
    return [name for part in HARD_SEPARATORS.split(text) for name in _split_softly(trim(part), is_known)]


def _split_softly(part: str, is_known: IsKnown) -> list[str]:
    if is_known(part):
        return [part]
    softly = [trim(piece) for piece in SOFT_SEPARATORS.split(part)]
    if len(softly) > 1 and any(map(is_known, softly)):
        return softly
    joined = [trim(piece) for piece in AND.split(part)]
    return joined if len(joined) > 1 and all(map(is_known, joined)) else [part]
