"""How many of the found articles are of which site, category, source and year.

The articles' small columns are kept in memory as codes, a byte or four an article: counting 100,000 found
articles takes some 20 ms, where reading their rows would take half a second. New articles are added when a
search comes, changed ones when everything is read again.
"""

import threading
import time
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlite_utils import Database

FACETS: Final = ("site", "category", "source", "year")
_COLUMNS: Final = "seq, site, category, source_name, substr(date_published, 1, 4)"
_REREAD_SECONDS: Final = 600.0
"""After this time everything is read again: articles change, and texts join."""
_ADD_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet."""

    value: str
    count: int


@dataclass(slots=True)
class _Column:
    """One small column of all articles: by ``seq`` the code of its value, 0 for none."""

    codes: "array[int]" = field(default_factory=lambda: array("I"))
    values: list[str | None] = field(default_factory=lambda: [None])
    by_value: dict[str | None, int] = field(default_factory=lambda: {None: 0})

    def put(self, seq: int, value: str | None) -> None:
        if seq >= len(self.codes):
            self.codes.frombytes(bytes(self.codes.itemsize * (seq + 1 - len(self.codes))))
        code = self.by_value.get(value)
        if code is None:
            code = self.by_value[value] = len(self.values)
            self.values.append(value)
        self.codes[seq] = code


class Columns:
    """The small columns of an archive's articles; any number of threads may ask.

    Example:
        >>> columns = Columns()
        >>> columns.put(1, ("shandong", "policy", "省国资委", "2021"))
        >>> columns.put(2, ("shandong", "news", None, "2020"))
        >>> columns.count([1, 2], {"category": "news"})["year"]
        [FacetValue(value='2020', count=1)]
        >>> columns.count([1, 2], {"category": "news"})["category"]
        [FacetValue(value='news', count=1), FacetValue(value='policy', count=1)]
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._columns = {name: _Column() for name in FACETS}
        self._last = 0
        self._read_at = self._added_at = float("-inf")

    def refresh(self, db: Database) -> None:
        """Take up what is new in the archive; now and then, everything."""
        with self._lock:
            now = time.monotonic()
            if now - self._read_at > _REREAD_SECONDS:
                self._columns = {name: _Column() for name in FACETS}
                self._last, self._read_at = 0, now
            elif now - self._added_at < _ADD_SECONDS:
                return
            self._added_at = now
            rows = db.execute(f"SELECT {_COLUMNS} FROM articles WHERE seq > ?", [self._last])  # noqa: S608 - fixed
            for row in rows:
                self.put(row[0], tuple(row)[1:])

    def put(self, seq: int, values: Sequence[str | None]) -> None:
        """Note the values of one article, in the order of ``FACETS``."""
        for name, value in zip(FACETS, values, strict=True):
            self._columns[name].put(seq, value)
        self._last = max(self._last, seq)

    def select(self, seqs: Iterable[int], chosen: Mapping[str, str], *, but: str | None = None) -> list[int]:
        """Return those of some articles that have all chosen values; those of one facet may be left out."""
        with self._lock:
            found = [seq for seq in seqs if seq <= self._last]
            for name, value in chosen.items():
                if name != but:
                    column = self._columns[name]
                    codes, code = column.codes, column.by_value.get(value, -1)
                    found = [seq for seq in found if codes[seq] == code]
            return found

    def count(self, seqs: Sequence[int], chosen: Mapping[str, str]) -> dict[str, list[FacetValue]]:
        """Return how many articles have which value, most first, years newest first.

        Each facet is counted over the articles that have what is chosen of the others, so that another
        value of it can be chosen.

        Args:
            seqs: the articles.
            chosen: value by facet.
        """
        with self._lock:
            return {name: self._count(name, self.select(seqs, chosen, but=name)) for name in FACETS}

    def _count(self, name: str, seqs: list[int]) -> list[FacetValue]:
        column = self._columns[name]
        counts = Counter(map(column.codes.__getitem__, seqs))
        pairs = [(column.values[code], count) for code, count in counts.items()]
        found = [FacetValue(value, count) for value, count in pairs if value is not None]
        if name == "year":
            return sorted(found, key=lambda one: one.value, reverse=True)
        return sorted(found, key=lambda one: (-one.count, one.value))
