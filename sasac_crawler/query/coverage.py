"""Is everything there that the sites say there is? List by list, with the URLs that are missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlite_utils import Database

_CHANNELS: Final = """
SELECT c.site, c.channel, c.name_zh, c.url, t.site_total, t.site_pages, t.stated_at,
  (SELECT count(*) FROM frontier p WHERE p.site = c.site AND p.channel = c.channel AND p.kind = 'list'
    AND p.done_at IS NOT NULL AND p.state <> 'excluded') AS pages_read
FROM channels c LEFT JOIN channel_totals t ON t.site = c.site AND t.channel = c.channel
ORDER BY c.site, c.rowid
"""
# A page that was there and went is told from one that never came.
_ENTRIES: Final = """
SELECT count(*) AS listed, coalesce(sum(e.is_external), 0) AS external,
  count(CASE WHEN NOT e.is_external THEN e.fetched_at END) AS fetched,
  count(CASE WHEN NOT e.is_external AND e.fetched_at IS NULL THEN 1 END) AS missing,
  count(CASE WHEN e.fetched_at IS NOT NULL THEN a.gone_since END) AS withdrawn
FROM on_list e LEFT JOIN appearances a ON a.url = e.url WHERE e.site = ? AND e.channel = ?
"""
_MISSING: Final = """
SELECT url, title, day, first_listed, coalesce(outcome, 'not_asked') AS outcome, detail, next_at FROM on_list
WHERE site = ? AND channel = ? AND NOT is_external AND fetched_at IS NULL ORDER BY first_listed, url LIMIT ?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingPage:
    """A page that a list names and that was never fetched."""

    url: str
    title: str | None
    day: str | None
    """As the list prints it, ISO 8601."""

    first_listed: str
    outcome: str
    """How the last attempt ended; ``not_asked`` if there was none yet."""

    detail: str | None
    next_at: str | None
    """When it is asked again; ``None`` for the next run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCoverage:
    """One list: what the site says it holds, what the archive knows of it, what is missing."""

    site: str
    channel: str
    name_zh: str | None
    url: str | None
    site_total: int | None
    """Entries by the site's own count, when it last stated one."""

    site_pages: int | None
    """Pages by the site's own count."""

    stated_at: str | None
    listed: int
    """Entries on the list that the archive knows of, external ones included."""

    external: int
    """Of these, entries that lead to other hosts: they are noted, not fetched."""

    fetched: int
    missing: int
    withdrawn: int
    """Fetched once, listed still, and gone."""

    pages_read: int
    """List pages the archive has read."""

    missing_pages: tuple[MissingPage, ...]
    """The first of the missing ones, longest listed first."""

    @property
    def unseen(self) -> int | None:
        """Entries the site counts and no list page showed; ``None`` where it states no count."""
        return None if self.site_total is None else max(self.site_total - self.listed, 0)

    @property
    def unread_pages(self) -> int | None:
        """List pages the site counts and the archive has not read; ``None`` where it states no count."""
        return None if self.site_pages is None else max(self.site_pages - self.pages_read, 0)

    @property
    def share(self) -> float | None:
        """Share of what is to be had that was fetched, 0 to 1; ``None`` where nothing is to be had.

        Example:
            >>> ChannelCoverage(site="x", channel="a", name_zh=None, url=None, site_total=105, site_pages=None,
            ...     stated_at=None, listed=100, external=5, fetched=90, missing=5, withdrawn=0, pages_read=7,
            ...     missing_pages=()).share
            0.9
        """
        wanted = self.fetched + self.missing + (self.unseen or 0)
        return self.fetched / wanted if wanted else None


def coverage(db: Database, *, sites: Iterable[str] = (), urls: int = 20) -> list[ChannelCoverage]:
    """Return how complete the archive is, list by list.

    Args:
        db: the archive, open for reading.
        sites: only these; empty for all.
        urls: at most so many missing URLs of each list; -1 for all.
    """
    wanted = set(sites)
    return [_coverage(db, row, urls) for row in db.query(_CHANNELS) if not wanted or row["site"] in wanted]


def _coverage(db: Database, row: dict[str, Any], urls: int) -> ChannelCoverage:
    place = [row["site"], row["channel"]]
    [entries] = db.query(_ENTRIES, place)
    missing = tuple(MissingPage(**one) for one in db.query(_MISSING, [*place, urls]))
    return ChannelCoverage(**row, **entries, missing_pages=missing)
