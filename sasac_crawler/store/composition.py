"""Documents with one text -> the article they are: pure, the same for the same documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sasac_crawler.normalize.identity import article_id_of
from sasac_crawler.store.history import DocumentHistory, EarlierState, Place, in_time
from sasac_crawler.store.records import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """One article: who stands for it, where it is, what it was."""

    id: str
    """Id of the document that was seen first. The ids of all its documents lead to it."""

    shown: Place
    """The place whose record the article shows: the original, as far as sources and dates tell."""

    places: tuple[Place, ...]
    earlier: tuple[EarlierState, ...]
    first_seen: str
    last_seen: str
    last_changed: str
    gone_since: str | None
    """Since when it is in no place any more."""


def compose(histories: Sequence[DocumentHistory], records: Mapping[str, Record]) -> Composition:
    """Return the article that documents of one text make up.

    Args:
        histories: the documents, at least one.
        records: for every URL in ``current_places``, what it says.
    """
    first = min(histories, key=lambda one: (one.first_seen, one.document))
    shown = min(current_places(histories), key=lambda one: _rank(one, records[one.url]))
    places = tuple(sorted((p for one in histories for p in one.places), key=lambda p: (p.first_seen, p.url)))
    gone = [place.gone_since for place in places]
    return Composition(
        id=article_id_of(first.document),
        shown=shown,
        places=places,
        earlier=tuple(sorted((e for one in histories for e in one.earlier), key=in_time)),
        first_seen=min(place.first_seen for place in places),
        last_seen=max(place.last_seen for place in places),
        last_changed=shown.since,
        gone_since=max(one for one in gone if one) if all(gone) else None,
    )


def current_places(histories: Sequence[DocumentHistory]) -> list[Place]:
    """Return, of every document, the place where its present text was seen last."""
    return [place for one in histories for place in one.places if place.url == one.url]


def _rank(place: Place, record: Record) -> tuple[bool, int, str, str, str]:
    """Order places: those still there, the source's own site, the earliest date, the first seen."""
    row = record["row"]
    distance = 2 if row["is_reprint"] else 0 if row["source_id"] else 1
    return (
        place.gone_since is not None,
        distance,
        row["date_published"] or "9999",
        place.first_seen,
        place.url,
    )
