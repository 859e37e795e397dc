"""Where else a text appeared: who had it first, how much later the others were, what they cut and added."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlite_utils import Database

from sasac_crawler.normalize.digest import significant_text
from sasac_crawler.query.text_diff import diff_text

_PASSAGE: Final = 8
"""Characters from which on what went or came is worth showing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One page that prints the text."""

    article_id: str
    url: str
    site: str
    title: str
    date: str | None
    """As precise as the page gives it, ISO 8601."""

    source_name: str | None
    """来源: whom the page names as its source."""

    source_id: str | None
    """The body that is, where it is known."""

    body: str | None = None
    """The body whose site this is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One page beside the one that had the text first."""

    place: Place
    delay: dt.timedelta | None
    """How much later it was published; ``None`` where a date is missing."""

    kept: float
    """Share of the original's characters that stand here, 0 to 1."""

    added: float
    """Characters that stand here only, as a share of the original's."""

    cut: tuple[str, ...]
    """Passages of the original that are missing here."""

    put_in: tuple[str, ...]
    """Passages that stand here only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprints:
    """A text with every page that prints it, as it is or nearly."""

    original: Place
    resolved_by: Literal["source", "date"]
    """``source``: the pages name it as their 来源. ``date``: it is the earliest in the archive."""

    named_source: str | None
    """Whom most pages name as source, if that body's own page is not in the archive."""

    copies: tuple[Copy, ...]
    """The other pages, earliest first."""


def reprints_of(db: Database, article_id: str) -> Reprints:
    """Return the pages that print an article's text as it is or nearly, told from the first.

    Args:
        db: the archive.
        article_id: id of its row.
    """
    ids = [article_id, *_near(db, article_id)]
    places = [place for one in ids for place in _places(db, one)]
    original, resolved_by, named = find_original(places)
    texts = {one: _text(db, one) for one in ids}
    others = sorted((one for one in places if one is not original), key=_earliest)
    return Reprints(
        original=original,
        resolved_by=resolved_by,
        named_source=named,
        copies=tuple(_copy(one, original, texts) for one in others),
    )


def find_original(places: Sequence[Place]) -> tuple[Place, Literal["source", "date"], str | None]:
    """Return who had a text first: by 来源 if the named body's own page is among them, else by date.

    Returns:
        The place, how it was found, and the source most pages name if its own page is not here.

    Example:
        >>> one = Place(article_id="a", url="u", site="x", title="t", date="2024-01-03", source_name="省国资委",
        ...             source_id="sasac-370000", body="sasac-370100")
        >>> other = Place(article_id="a", url="v", site="y", title="t", date="2024-01-04", source_name=None,
        ...               source_id=None, body="sasac-370000")
        >>> place, how, named = find_original([one, other])
        >>> place.url, how, named
        ('v', 'source', None)
    """
    named = Counter(one.source_id or one.source_name for one in places if one.source_name)
    for source, _ in sorted(named.items(), key=lambda found: (-found[1], found[0] or "")):
        own = [one for one in places if one.body is not None and one.body == source]
        # A page that only names its own site is no witness for it.
        if own and any(one.body != source and one.source_id == source for one in places):
            return min(own, key=_earliest), "source", None
    first = min(places, key=_earliest)
    # The first page's own department is no source outside; a body that is known is one wherever it is named.
    inside = {one.body for one in places} | ({first.source_name} if first.source_id is None else set())
    names = {one.source_id or one.source_name: one.source_name for one in places}
    outside = (names[source] for source, _ in named.most_common() if source not in inside)
    return first, "date", next(outside, None)


def most_reprinted(db: Database, *, limit: int = 20) -> list[dict[str, Any]]:
    """Return the texts that most pages print, with how many pages and sites and over how many days."""
    return list(
        db.query(
            "SELECT r.first_id AS id, count(*) AS pages, count(DISTINCT r.site) AS sites,"
            " count(DISTINCT r.article_id) AS wordings, max(r.days_after) AS days, a.date_published AS date, a.title"
            " FROM reprints r JOIN articles a ON a.id = r.first_id"
            " GROUP BY r.first_id ORDER BY pages DESC, sites DESC, r.first_id LIMIT ?",
            [limit],
        )
    )


def _near(db: Database, article_id: str) -> list[str]:
    rows = db.query(
        "SELECT other_id FROM near_duplicates WHERE article_id = ? ORDER BY other_id", [article_id]
    )
    return [row["other_id"] for row in rows]


def _places(db: Database, article_id: str) -> list[Place]:
    rows = db.query(
        "SELECT p.article_id, p.url, p.site, p.title, p.date_published, p.source_name, s.organisation,"
        " coalesce((SELECT min(o.id) FROM organizations o WHERE o.name = p.source_name),"
        "  (SELECT min(o.id) FROM organizations o WHERE o.short_name = p.source_name)) AS source_id"
        " FROM appearances p LEFT JOIN sites s ON s.slug = p.site WHERE p.article_id = ? ORDER BY p.url",
        [article_id],
    )
    return [
        Place(
            article_id=row["article_id"],
            url=row["url"],
            site=row["site"],
            title=row["title"],
            date=row["date_published"],
            source_name=row["source_name"],
            source_id=row["source_id"],
            body=row["organisation"],
        )
        for row in rows
    ]


def _text(db: Database, article_id: str) -> str:
    [row] = db.query("SELECT body_hans FROM articles WHERE id = ?", [article_id])
    return significant_text(row["body_hans"])


def _earliest(place: Place) -> tuple[bool, str, str]:
    return place.date is None, place.date or "", place.url


def _copy(place: Place, original: Place, texts: dict[str, str]) -> Copy:
    pieces = diff_text(texts[original.article_id], texts[place.article_id])
    sizes = Counter[str]()
    for piece in pieces:
        sizes[piece.kind] += len(piece.text)
    length = max(sizes["kept"] + sizes["removed"], 1)
    return Copy(
        place=place,
        delay=_delay(original.date, place.date),
        kept=sizes["kept"] / length,
        added=sizes["added"] / length,
        cut=tuple(one.text for one in pieces if one.kind == "removed" and len(one.text) >= _PASSAGE),
        put_in=tuple(one.text for one in pieces if one.kind == "added" and len(one.text) >= _PASSAGE),
    )


def _delay(before: str | None, after: str | None) -> dt.timedelta | None:
    """Return the time between two dates, to the day where one of them gives no more."""
    if not before or not after:
        return None
    if "T" in before and "T" in after:
        return dt.datetime.fromisoformat(after) - dt.datetime.fromisoformat(before)
    try:
        return dt.date.fromisoformat(after[:10]) - dt.date.fromisoformat(before[:10])
    except ValueError:  # a year or a month alone
        return None
