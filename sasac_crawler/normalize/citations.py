"""What a text cites: document numbers and titles in 《》."""

from collections.abc import Iterator
from typing import Final

from sasac_crawler.items import Citation
from sasac_crawler.normalize.document_numbers import find_document_numbers

_OPEN: Final = "《"
_CLOSE: Final = "》"
_LONGEST_TITLE: Final = 150
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


def _titles(text: str) -> Iterator[Citation]:
    start = text.find(_OPEN)
    while start != -1:
        end = _closing(text, start)
        if end is not None:
            printed = text[start : end + 1]
            canonical = "".join(printed[1:-1].split()).translate(_INNER)
            if canonical:
                yield Citation(kind="title", text=printed, canonical=canonical, offset=start)
        start = text.find(_OPEN, start + 1 if end is None else end)


def _closing(text: str, start: int) -> int | None:
    """Return the position of the mark that closes the title opened at ``start``."""
    depth = 0
    for position in range(start, min(start + _LONGEST_TITLE + 2, len(text))):
        char = text[position]
        if char == "\n":
            return None
        depth += (char == _OPEN) - (char == _CLOSE)
        if depth == 0:
            return position
    return None
