"""What a text cites: document numbers and titles in 《》."""

import re
from typing import Final

from sasac_crawler.items import Citation
from sasac_crawler.normalize.document_numbers import find_document_numbers

_OPEN: Final = "《"
_LONGEST_TITLE: Final = 150
# What opens or closes a title, or ends a paragraph. example: "《" · counter-example: "〈"
TITLE_MARK: Final = re.compile(r"[《》\n]")
_INNER: Final = str.maketrans("《》", "〈〉")


def find_citations(text: str) -> tuple[Citation, ...]:
    """Find the document numbers and titles a text cites, in order of their place.

    Titles do not reach over the end of a paragraph; titles inside titles belong to the outer one.

    Example:
        >>> for one in find_citations("按照《关于贯彻〈条例〉的通知》（国资发产权〔2020〕8号）"):
        ...     print(one.kind, one.canonical, one.offset)
        title 关于贯彻〈条例〉的通知 2
        document_number 国资发产权〔2020〕8号 16
    """
    numbers = (
        Citation(
            kind="document_number",
            text=text[one.start : one.end],
            canonical=one.number.canonical,
            offset=one.start,
        )
        for one in find_document_numbers(text)
    )
    return tuple(sorted((*_titles(text), *numbers), key=lambda one: (one.offset, one.kind)))


def _titles(text: str) -> list[Citation]:
    """Return the outermost titles, in one pass: text full of opening marks costs no more."""
    spans: list[tuple[int, int]] = []
    opened: list[int] = []
    for mark in TITLE_MARK.finditer(text):
        if mark[0] == _OPEN:
            opened.append(mark.start())
        elif mark[0] == "\n":
            opened.clear()
        elif opened:
            start = opened.pop()
            if mark.start() - start > _LONGEST_TITLE + 1:
                continue
            while spans and spans[-1][0] > start:
                spans.pop()
            spans.append((start, mark.end()))
    return [one for start, end in spans if (one := _title(text[start:end], start)) is not None]


def _title(printed: str, start: int) -> Citation | None:
    canonical = "".join(printed[1:-1].split()).translate(_INNER)
    if not canonical:
        return None
    return Citation(kind="title", text=printed, canonical=canonical, offset=start)
