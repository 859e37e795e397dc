"""How many of the found articles are of which site, category, source and year.

What an article is of all four is kept in memory as one number, four bytes an article: to count 100,000 found
articles takes some 15 ms, where reading their rows would take half a second. New articles are added when
somebody asks, changed ones when everything is read again.
"""

import threading
import time
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlite_utils import Database

FACETS: Final = ("site", "category", "source", "year")
_COLUMNS: Final = "seq, site, category, source_name, substr(date_published, 1, 4)"
_REREAD_SECONDS: Final = 600.0
"""After this time everything is read again: articles change, and texts join."""
_ADD_SECONDS: Final = 2.0
_REMEMBERED_SECONDS: Final = 30.0
_MOST_REMEMBERED: Final = 100

Kind = tuple[str | None, ...]
"""Site, category, source and year of an article."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many articles are of each kind.

    Example:
        >>> tally = Tally({("shandong", "policy", "省国资委", "2021"): 3, ("shandong", "news", None, "2020"): 1})
        >>> tally.total({"site": "shandong"}), tally.total({"category": "news"})
        (4, 1)
        >>> tally.facets({"category": "news"})["year"]
        [FacetValue(value='2020', count=1)]
        >>> tally.facets({"category": "news"})["category"]
        [FacetValue(value='policy', count=3), FacetValue(value='news', count=1)]
    """

    kinds: Mapping[Kind, int]

    def total(self, chosen: Mapping[str, str]) -> int:
        """Return how many articles have all chosen values, by facet."""
        wanted = _wanted(chosen)
        return sum(count for kind, count in self.kinds.items() if _fits(kind, wanted))

    def facets(self, chosen: Mapping[str, str]) -> dict[str, list[FacetValue]]:
        """Return how many articles have which value, most first, years newest first.

        Each facet is counted over the articles that have what is chosen of the others, so that another
        value of it can be chosen.
        """
        return {name: self._facet(place, name, chosen) for place, name in enumerate(FACETS)}

    def _facet(self, place: int, name: str, chosen: Mapping[str, str]) -> list[FacetValue]:
        wanted = [one for one in _wanted(chosen) if one[0] != place]
        counts = Counter[str | None]()
        for kind, count in self.kinds.items():
            if _fits(kind, wanted):
                counts[kind[place]] += count
        found = [FacetValue(value, count) for value, count in counts.items() if value is not None]
        if name == "year":
            return sorted(found, key=lambda one: one.value, reverse=True)
        return sorted(found, key=lambda one: (-one.count, one.value))


class Columns:
    """The kinds of an archive's articles; any number of threads may ask.

    Example:
        >>> columns = Columns()
        >>> columns.put(1, ("shandong", "policy", "省国资委", "2021"))
        >>> columns.put(2, ("shandong", "news", None, "2020"))
        >>> columns.tally([2]).kinds
        {('shandong', 'news', None, '2020'): 1}
        >>> columns.everything().total({})
        2
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._read_at = self._added_at = float("-inf")
        self._forget()

    def _forget(self) -> None:
        self._codes = array("I")
        self._kinds: list[Kind | None] = [None]
        self._by_kind: dict[Kind | None, int] = {None: 0}
        self._all = Counter[int]()
        self._remembered: dict[str, tuple[float, Tally]] = {}

    def refresh(self, db: Database) -> None:
        """Take up what is new in the archive; now and then, everything."""
        with self._lock:
            now = time.monotonic()
            if now - self._read_at > _REREAD_SECONDS:
                self._forget()
                self._read_at = now
            elif now - self._added_at < _ADD_SECONDS:
                return
            self._added_at = now
            last = len(self._codes) - 1
            for row in db.execute(f"SELECT {_COLUMNS} FROM articles WHERE seq > ?", [last]):  # noqa: S608 - fixed
                self.put(row[0], tuple(row)[1:])

    def put(self, seq: int, kind: Kind) -> None:
        """Note the values of one article, in the order of ``FACETS``."""
        with self._lock:
            if seq >= len(self._codes):
                self._codes.frombytes(bytes(self._codes.itemsize * (seq + 1 - len(self._codes))))
            code = self._by_kind.get(kind)
            if code is None:
                code = self._by_kind[kind] = len(self._kinds)
                self._kinds.append(kind)
            self._codes[seq] = code
            self._all[code] += 1

    def tally(self, seqs: Iterable[int]) -> Tally:
        """Return how many of some articles are of each kind."""
        with self._lock:
            known = len(self._codes)
            counts = Counter(map(self._codes.__getitem__, (seq for seq in seqs if seq < known)))
            return self._named(counts)

    def remembered(self, key: str, make: Callable[[], Tally]) -> Tally:
        """Return a tally made within the last half minute: who turns pages or chooses a facet asks the same again."""
        now = time.monotonic()
        with self._lock:
            made_at, tally = self._remembered.get(key, (float("-inf"), None))
            if tally is not None and now - made_at < _REMEMBERED_SECONDS:
                return tally
        tally = make()
        with self._lock:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = (now, tally)
        return tally

    def everything(self) -> Tally:
        """Return how many of all articles are of each kind."""
        with self._lock:
            return self._named(self._all)

    def _named(self, counts: Mapping[int, int]) -> Tally:
        kinds = ((self._kinds[code], count) for code, count in counts.items())
        return Tally({kind: count for kind, count in kinds if kind is not None})


def _wanted(chosen: Mapping[str, str]) -> list[tuple[int, str]]:
    return [(FACETS.index(name), value) for name, value in chosen.items()]


def _fits(kind: Kind, wanted: list[tuple[int, str]]) -> bool:
    return all(kind[place] == value for place, value in wanted)
