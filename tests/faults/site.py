"""The synthetic site: what it holds is computed, so the truth of a crawl is too.

Article ``j`` of site ``n`` at revision ``r`` is always the same text. Places, companies and figures
are invented.
"""

import datetime as dt
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

PAGE_SIZE: Final = 20
NEWEST: Final = dt.date(2024, 5, 7)
SPREAD: Final = 3_000
"""Days between the oldest and the newest article of a large site, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteState:
    """How a site stands now; a fresh one holds as many articles as its number."""

    size: int
    revisions: Mapping[int, int] = field(default_factory=dict)
    """Times an article was edited, by its number."""
    deleted: frozenset[int] = frozenset()
    gone_status: int = 404
    """Answer for a deleted article; 200 means a soft 404."""
    moved: frozenset[int] = frozenset()
    """Articles now in the column ``zx``; the old URL redirects."""
    copied: frozenset[int] = frozenset()
    """Articles listed a second time, in the column ``tz``, under another URL."""
    layout: str = "v1"
    """``v1``, or ``v2``: a redesign whose lists have no links a parser of ``v1`` would find."""
    listed: int | None = None
    """Lists show only so many articles, though all are still there."""
    latency: float = 0.0
    """Seconds before each answer, at most 5."""
    compress: bool = False

    def changed(self, wish: Mapping[str, Any]) -> "SiteState":
        """Return the state after a control call; ``edit`` adds one revision each time."""
        revisions = dict(self.revisions)
        for number in wish.get("edit", ()):
            revisions[number] = revisions.get(number, 0) + 1
        plain = ("size", "gone_status", "layout", "listed", "latency", "compress")
        return replace(
            self,
            revisions=revisions,
            deleted=(self.deleted | frozenset(wish.get("delete", ()))) - frozenset(wish.get("restore", ())),
            moved=self.moved | frozenset(wish.get("move", ())),
            copied=self.copied | frozenset(wish.get("copy", ())),
            **{name: wish[name] for name in plain if name in wish},
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "size": self.size,
            "revisions": {str(number): count for number, count in self.revisions.items()},
            "deleted": sorted(self.deleted),
            "gone_status": self.gone_status,
            "moved": sorted(self.moved),
            "copied": sorted(self.copied),
            "layout": self.layout,
            "listed": self.listed,
            "latency": self.latency,
            "compress": self.compress,
        }

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> "SiteState":
        """Read what ``as_json`` wrote."""
        return cls(
            size=given["size"],
            revisions={int(number): count for number, count in given["revisions"].items()},
            deleted=frozenset(given["deleted"]),
            gone_status=given["gone_status"],
            moved=frozenset(given["moved"]),
            copied=frozenset(given["copied"]),
            layout=given["layout"],
            listed=given["listed"],
            latency=given["latency"],
            compress=given["compress"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteArticle:
    """What a crawl must find of one article."""

    site: int
    number: int
    revision: int
    path: str
    """On the server, from ``/site/``; with the column it now stands in."""
    title: str
    published: dt.datetime
    """Beijing time, no zone, whole minutes: what PubDate prints."""
    source: str
    paragraphs: tuple[str, ...]

    @property
    def date_published(self) -> str:
        """Return what the column of that name holds: ``2024-05-07T09:30:00+08:00``."""
        return f"{self.published.isoformat()}+08:00"

    @property
    def listed_date(self) -> str:
        """Return what the list prints: ``2024-05-07``."""
        return self.published.date().isoformat()

    @property
    def body_text(self) -> str:
        return "\n".join(self.paragraphs)


@cache
def _texts() -> Mapping[str, list[str]]:
    text = Path(__file__).with_name("site_texts.json").read_text("utf-8")
    texts: dict[str, list[str]] = json.loads(text)
    return texts


def site_article(site: int, number: int, *, revision: int = 0, column: str = "") -> SiteArticle:
    """Return one article, always the same for the same numbers."""
    chance = random.Random(f"{site}/{number}")  # noqa: S311 - text that must be repeatable
    date = NEWEST - dt.timedelta(days=(site - number) // max(4, site // SPREAD))
    clock = dt.time(8 + number % 10, number * 7 % 60)
    folder = f"/site/{site}/{column + '/' if column else ''}{date:%Y%m}"
    texts = _texts()
    title = _filled("{place}{title}", chance, texts)
    paragraphs = [_paragraph(chance, texts) for _ in range(chance.randint(3, 6))]
    if revision:
        again = random.Random(f"{site}/{number}/{revision}")  # noqa: S311 - likewise
        paragraphs[-1] = _paragraph(again, texts)
    paragraphs[0] = f"{_filled('{place}', chance, texts)}消息（第{number}号）：{paragraphs[0]}"
    return SiteArticle(
        site=site,
        number=number,
        revision=revision,
        path=f"{folder}/t{date:%Y%m%d}_{number}.html",
        title=f"{title}（{site}站第{number}期）",
        published=dt.datetime.combine(date, clock),
        source=chance.choice(texts["source"]),
        paragraphs=tuple(paragraphs),
    )


def _paragraph(chance: random.Random, texts: Mapping[str, list[str]]) -> str:
    chosen = chance.sample(texts["sentence"], chance.randint(2, 4))
    return "".join(_filled(sentence, chance, texts) for sentence in chosen)


def _filled(pattern: str, chance: random.Random, texts: Mapping[str, list[str]]) -> str:
    text = pattern
    for name in ("title", "place", "company", "theme", "field"):
        while f"{{{name}}}" in text:
            text = text.replace(f"{{{name}}}", chance.choice(texts[name]), 1)
    while "{number}" in text:
        text = text.replace("{number}", str(chance.randint(2, 980)), 1)
    return text


def expected_site(number: int, state: SiteState | None = None) -> tuple[SiteArticle, ...]:
    """Return what a whole crawl of a site must find, newest first; copies stand after their article.

    Articles beyond ``listed`` are left out: no list leads to them. Where nothing was changed the
    state may be omitted.
    """
    now = state or SiteState(size=number)
    return tuple(listed_article(number, place, now) for place in listed_places(now))


def listed_places(state: SiteState) -> list[tuple[int, str]]:
    """Return article number and column of everything the lists show, newest first."""
    places: list[tuple[int, str]] = []
    for number in range(state.size, 0, -1):
        if number not in state.deleted:
            places.extend((number, column) for column in columns_of(number, state))
    return places if state.listed is None else places[: state.listed]


def listed_article(site: int, place: tuple[int, str], state: SiteState) -> SiteArticle:
    """Return the article that stands at a place."""
    number, column = place
    return site_article(site, number, revision=state.revisions.get(number, 0), column=column)


def columns_of(number: int, state: SiteState) -> list[str]:
    """Return the columns an article stands in: its home, or where it moved to, then its copy's."""
    home = "zx" if number in state.moved else ""
    return [home, "tz"] if number in state.copied else [home]
