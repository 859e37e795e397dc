"""发文字号: parsed, found in text, and chosen among the places that print one."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Literal

from sasac_crawler.items import Issue
from sasac_crawler.normalize.document_number_forms import DocumentNumber, FoundNumber, match_numbers
from sasac_crawler.normalize.document_number_patterns import BARE, NOT_OWN

Place = Literal["table", "title", "body"]

_LONGEST: Final = 200
_EDGES: Final = " \t\r\n\u3000\xa0()（）[]【】:：;；,，.。"
_LABELS: Final = ("发文字号", "發文字號", "文号", "文號", "字号", "字號", "编号")
_OPENING: Final = "(（[【〔"
_CLOSING: Final = ")）]】〕"


@dataclass(frozen=True, slots=True, kw_only=True)
class PickedNumber:
    """The number of a document itself, with the place that gave it."""

    number: DocumentNumber | None
    """The number, or ``None`` if no place gives one."""

    place: Place | None
    """The place it was taken from."""

    issues: tuple[Issue, ...] = ()
    """A table entry that can not be read, or places that disagree."""

    @property
    def canonical(self) -> str | None:
        """The canonical form, or ``None``."""
        return self.number.canonical if self.number else None


def parse_document_number(raw: str) -> DocumentNumber | None:
    """Read a string that is a document number and nothing else.

    Args:
        raw: the number as printed, in any bracket style, label included or not; several joint
            numbers give the first, with the others in ``also``.

    Returns:
        The number, or ``None`` if anything else stands in the string.

    Example:
        >>> parse_document_number("国资发产权规[2025]17号").canonical
        '国资发产权规〔2025〕17号'
        >>> parse_document_number("国务院令第七百八十二号").canonical
        '国务院令第782号'
        >>> parse_document_number("关于印发办法的通知")
    """
    text = _unwrap(raw)
    if not 0 < len(text) <= _LONGEST:
        return None
    found = match_numbers(text, alone=True)
    if not found:
        bare = BARE.fullmatch(text)
        return DocumentNumber.of("", bare["year"], bare["serial"], kind="", rule="bare") if bare else None
    between = _outside(text, found)
    if between.strip(_EDGES + "、/|和及与"):
        return None
    first = found[0].number
    return replace(first, also=tuple(one.number.canonical for one in found[1:]))


def find_document_numbers(text: str) -> tuple[FoundNumber, ...]:
    """Find every document number in running text, in order.

    Returns:
        The numbers with the span of each in ``text``.

    Example:
        >>> text = "根据《办法》（国资发产权〔2020〕8号）和鲁国资〔2021〕5号文件"
        >>> [(one.number.canonical, one.start) for one in find_document_numbers(text)]
        [('国资发产权〔2020〕8号', 7), ('鲁国资〔2021〕5号', 22)]
    """
    return match_numbers(text)


def pick_document_number(*, table: str | None, title: str, body_head: str) -> PickedNumber:
    r"""Choose the number of the document itself: from the metadata table, the title or the head.

    Numbers that title or text only cite are not taken: in a title the number stands at an end and
    the title is not about another document, in a text it has a line of its own.

    Args:
        table: 文号 of the metadata table, as printed.
        title: the headline.
        body_head: the first lines of the text.

    Example:
        >>> head = "鲁国资〔2021〕5号\n各市国资委："
        >>> picked = pick_document_number(table=None, title="关于印发办法的通知", body_head=head)
        >>> picked.canonical, picked.place
        ('鲁国资〔2021〕5号', 'body')
    """
    places: list[tuple[Place, DocumentNumber | None]] = [
        ("table", parse_document_number(table) if table else None),
        ("title", _in_title(title)),
        ("body", _in_head(body_head)),
    ]
    given = [(place, number) for place, number in places if number is not None]
    issues = (*_unread(table, places[0][1]), *_disagreement(given))
    if not given:
        return PickedNumber(number=None, place=None, issues=issues)
    place, number = given[0]
    return PickedNumber(number=number, place=place, issues=issues)


def _unwrap(raw: str) -> str:
    """Take the label off, and brackets around the whole."""
    text = raw[: _LONGEST * 2].strip(" \t\r\n\u3000\xa0:：;；,，.。")
    if text.startswith(_LABELS):
        for label in _LABELS:
            if text.startswith(label):
                text = text.removeprefix(label).lstrip(" \u3000:：")
    if text[:1] in _OPENING and text[-1:] in _CLOSING and len(text) > 1:
        text = text[1:-1].strip()
    return text


def _outside(text: str, found: tuple[FoundNumber, ...]) -> str:
    """Return what stands before, between and behind the numbers."""
    edges = [0, *(edge for one in found for edge in (one.start, one.end)), len(text)]
    return "".join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))


def _in_title(title: str) -> DocumentNumber | None:
    found = find_document_numbers(title[-_LONGEST:])
    if len(found) != 1 or NOT_OWN.search(title):
        return None
    text, one = title[-_LONGEST:], found[0]
    at_end = not text[one.end :].strip(_EDGES)
    at_start = not text[: one.start].strip(_EDGES) and len(title) <= _LONGEST
    return one.number if at_end or at_start else None


def _in_head(body_head: str) -> DocumentNumber | None:
    lines = [line.strip() for line in body_head.splitlines() if line.strip()]
    for line, following in pairwise([*lines, ""]):
        number = parse_document_number(line)
        if number is None and line.endswith("令") and following.startswith("第"):
            number = parse_document_number(line + following)
        if number is not None:
            return number
    return None


def _unread(table: str | None, number: DocumentNumber | None) -> tuple[Issue, ...]:
    if number is not None or not table or not any(char.isdigit() for char in table):
        return ()
    message = "The entry of the metadata table is not a document number."
    return (
        Issue(code="unreadable_document_number", message=message, field="document_number", evidence=(table,)),
    )


def _disagreement(given: list[tuple[Place, DocumentNumber]]) -> tuple[Issue, ...]:
    if len({number.canonical for _, number in given}) < 2:  # noqa: PLR2004 - two make a disagreement
        return ()
    message = "The places that give the document number do not agree."
    evidence = tuple(f"{place}: {number.canonical}" for place, number in given)
    return (
        Issue(code="document_number_conflict", message=message, field="document_number", evidence=evidence),
    )
