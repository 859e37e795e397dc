"""Pieces of a text around what was searched for, with the matches told apart."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from sasac_crawler.normalize.script import to_hans
from sasac_crawler.store.search import search_form

BEFORE: Final = 30
LENGTH: Final = 130
"""Characters of a piece."""
_MOST_MARKS: Final = 200


@dataclass(frozen=True, slots=True)
class Run:
    """A run of characters that is a match, or is none."""

    text: str
    is_match: bool = False


def marked(text: str, wanted: Iterable[str]) -> tuple[Run, ...]:
    """Return a text as runs, the words that were searched for told apart, whatever its script.

    Args:
        text: as it is shown.
        wanted: words in search form.

    Example:
        >>> [(run.text, run.is_match) for run in marked("企業全面復工復產", ["复工复产"])]
        [('企業全面', False), ('復工復產', True)]
    """
    key = search_form(to_hans(text))
    if len(key) != len(text):  # a conversion that changed the length: places cannot be told
        return (Run(text),)
    return tuple(_runs(text, _spans(key, wanted)))


def excerpt(text: str, wanted: tuple[str, ...]) -> tuple[Run, ...]:
    """Return the piece of a text around the first match, or its beginning.

    Example:
        >>> "".join(run.text for run in excerpt("前" * 100 + "复工复产" + "后" * 200, ("复工复产",)))[:6]
        '…前前前前前'
    """
    key = search_form(to_hans(text))
    places = [at for word in wanted if (at := key.find(word)) >= 0] if len(key) == len(text) else []
    start = max(min(places) - BEFORE, 0) if places else 0
    if start + LENGTH >= len(text):
        start = max(len(text) - LENGTH, 0) if start else 0
    piece = text[start : start + LENGTH].replace("\n", " ")
    runs = marked(piece, wanted)
    head = (Run("…"),) if start else ()
    tail = (Run("…"),) if start + LENGTH < len(text) else ()
    return (*head, *runs, *tail)


def _spans(key: str, wanted: Iterable[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for word in wanted:
        at = key.find(word) if word else -1
        while at >= 0 and len(found) < _MOST_MARKS:
            found.append((at, at + len(word)))
            at = key.find(word, at + len(word))
    return sorted(found)


def _runs(text: str, spans: list[tuple[int, int]]) -> Iterator[Run]:
    at = 0
    for start, end in spans:
        if end <= at:
            continue
        first = max(start, at)
        if first > at:
            yield Run(text[at:first])
        yield Run(text[first:end], is_match=True)
        at = end
    if at < len(text):
        yield Run(text[at:])
