"""What every page gave, in figures: the archive's own history, from which drift is told."""

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import orjson
from sqlite_utils import Database

from sasac_crawler.items import Article, ListPage, PageFailure, PageUnchanged
from sasac_crawler.normalize.dates import read_date
from sasac_crawler.store.leases import frontier_key

KEPT: Final = dt.timedelta(days=400)
"""How long readings are kept: a year and its neighbours. A reindex makes them again."""
FIELDS: Final = (
    "date_published", "source_name", "author", "editor", "issuer", "document_number", "index_number",
    "date_written", "subject", "validity", "keywords", "attachments",
)  # fmt: skip
_MOST_NOW: Final = 3000
"""Pages of one run that a site is judged by."""
_LEAST_NOW: Final = 200
"""Pages of each of its channels, however many they are."""
_CANDIDATE_OF: Final = {"source_name": "source"}
_COLUMNS: Final = (
    "run_id", "site", "channel", "url", "kind", "page_number", "seen_at", "capture_id", "outcome", "change",
    "age_days", "entries", "dated", "chars", "charset", "ways", "doubts",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One look at one page, in figures."""

    run_id: str = ""
    channel: str = ""
    url: str
    kind: str = "article"
    """``list``, ``loader`` (a list page without a list of its own), ``article`` or ``file``."""

    page_number: int | None = None
    seen_at: str
    """ISO 8601, UTC."""

    capture_id: str | None = None
    outcome: str = "ok"
    change: str = ""
    """``new``, ``duplicate``, ``changed`` or ``unchanged`` for an article that was read."""

    age_days: float | None = None
    """Days since its publication; 0 where nobody says when that was."""

    entries: int | None = None
    """Entries of a list page."""

    dated: int | None = None
    """Of these, with a date beside them."""

    chars: int | None = None
    """Characters of an article's text."""

    charset: str | None = None
    ways: Mapping[str, str]
    """The fields that have a value, and by which rule each was read."""

    doubts: frozenset[str] = frozenset()
    """Codes of its issues."""

    @property
    def is_read(self) -> bool:
        """Whether the page gave a record."""
        return self.outcome == "ok"


def create_table(db: Database) -> None:
    """Create the table ``readings``."""
    numbers = {"page_number": int, "entries": int, "dated": int, "chars": int, "age_days": float}
    db.create_table(
        "readings",
        {"id": int} | {name: numbers.get(name, str) for name in _COLUMNS},
        pk="id",
        not_null={"run_id", "site", "channel", "url", "kind", "seen_at", "outcome"},
        foreign_keys=[("run_id", "runs", "run_id")],
        strict=True,
    )
    db.table("readings").create_index(["site", "channel", "seen_at"])
    db.table("readings").create_index(["url", "seen_at"])
    db.table("readings").create_index(["run_id"])


class ReadingTable:
    """Writes the readings of one run. Methods open no transactions."""

    def __init__(self, connection: sqlite3.Connection, *, run_id: str) -> None:
        self._connection = connection
        self._run_id = run_id

    def note_list(self, page: ListPage) -> None:
        """Note a list page that was read."""
        self.add(
            page.site,
            Reading(
                channel=page.channel,
                url=page.request.url,
                kind="loader" if page.is_loader else "list",
                page_number=page.page_number,
                seen_at=page.seen_at.isoformat(),
                capture_id=page.capture_id,
                entries=len(page.links),
                dated=sum(link.date_raw is not None for link in page.links),
                charset=charset_family(page.charset),
                ways={},
                doubts=frozenset(issue.code for issue in page.issues),
            ),
        )

    def note_article(self, article: Article, *, change: str) -> None:
        """Note an article that was read."""
        self.add(
            article.site,
            Reading(
                channel=article.channel or "",
                url=article.url,
                seen_at=article.seen_at.isoformat(),
                capture_id=article.capture_id,
                change=change,
                age_days=_age(article),
                chars=len(article.body_text),
                charset=charset_family(article.charset),
                ways=ways_of(article),
                doubts=frozenset(issue.code for issue in article.issues),
            ),
        )

    def note_unchanged(self, page: PageUnchanged, *, url: str, page_number: int | None) -> None:
        """Note a page whose server says that it is what it was: it gave what it gave the last time."""
        at = page.seen_at.isoformat()
        copied = ", ".join(_COLUMNS[_COLUMNS.index("entries") :])
        self._connection.execute(
            f"INSERT INTO readings ({', '.join(_COLUMNS)})"  # noqa: S608 - fixed names
            " SELECT ?, site, channel, url, kind, page_number, ?, ?, outcome, iif(kind = 'article', 'unchanged', ''),"
            f" age_days + julianday(?) - julianday(seen_at), {copied} FROM readings"
            " WHERE url = ? AND page_number IS ? AND outcome = 'ok' ORDER BY seen_at DESC LIMIT 1",
            (self._run_id, at, page.capture_id, at, url, page_number),
        )

    def note_failure(self, failure: PageFailure) -> None:
        """Note a page that gave no record; what kind of page it was the frontier knows."""
        row = self._connection.execute(
            "SELECT kind, page_number FROM frontier WHERE key = ?", (frontier_key(failure.request),)
        ).fetchone()
        kind, page_number = row or ("article", None)
        self.add(
            failure.site,
            Reading(
                channel=failure.channel or "",
                url=failure.request.url,
                kind=kind,
                page_number=page_number,
                seen_at=failure.seen_at.isoformat(),
                capture_id=failure.capture_id,
                outcome=failure.outcome.value,
                ways={},
            ),
        )

    def add(self, site: str, one: Reading) -> None:
        """Note one look at a page of a site."""
        values = {
            "run_id": self._run_id,
            "site": site,
            "ways": orjson.dumps(dict(one.ways), option=orjson.OPT_SORT_KEYS).decode(),
            "doubts": orjson.dumps(sorted(one.doubts)).decode(),
        }
        row = [values.get(name, getattr(one, name, None)) for name in _COLUMNS]
        places = ", ".join("?" * len(_COLUMNS))
        self._connection.execute(f"INSERT INTO readings ({', '.join(_COLUMNS)}) VALUES ({places})", row)  # noqa: S608 - fixed names


def readings(connection: sqlite3.Connection, where: str, values: Iterable[object]) -> list[Reading]:
    """Return readings, the earliest first.

    Args:
        connection: of the archive.
        where: what follows ``WHERE``, and maybe ``ORDER BY … LIMIT``; never from outside.
        values: for its question marks.
    """
    names = [name for name in _COLUMNS if name != "site"]
    rows = connection.execute(f"SELECT {', '.join(names)} FROM readings WHERE {where}", list(values))  # noqa: S608 - see above
    found = [dict(zip(names, row, strict=True)) for row in rows]
    made = [
        Reading(**one | {"ways": orjson.loads(one["ways"]), "doubts": frozenset(orjson.loads(one["doubts"]))})
        for one in found
    ]
    return sorted(made, key=lambda one: (one.seen_at, one.url))


def readings_of_run(connection: sqlite3.Connection, site: str, run_id: str) -> list[Reading]:
    """Return what a run read of a site, of every channel the earliest: the first crawl of one reads 100,000 pages."""
    own = "site = ? AND run_id = ?"
    rows = connection.execute(f"SELECT DISTINCT channel FROM readings WHERE {own}", (site, run_id))  # noqa: S608 - fixed text
    channels = [channel for (channel,) in rows]
    # Of lists only their heads are judged.
    where = f"{own} AND channel = ? AND (kind NOT IN ('list', 'loader') OR page_number <= 2) ORDER BY seen_at LIMIT ?"
    most = max(_MOST_NOW // max(len(channels), 1), _LEAST_NOW)
    return [one for channel in channels for one in readings(connection, where, (site, run_id, channel, most))]


def last_readings(
    connection: sqlite3.Connection, run_id: str, urls: Iterable[str], *, only: str = ""
) -> Iterator[Reading]:
    """Yield the last look at each article before a run; ``only`` narrows down which, never from outside."""
    where = f"url = ? AND run_id <> ? AND kind = 'article' {only} ORDER BY seen_at DESC LIMIT 1"
    for url in urls:
        yield from readings(connection, where, (url, run_id))


def forget_old(connection: sqlite3.Connection, *, now: dt.datetime) -> None:
    """Drop the readings that nothing is told from any more."""
    connection.execute("DELETE FROM readings WHERE seen_at < ?", ((now - KEPT).isoformat(),))


def ways_of(article: Article) -> dict[str, str]:
    """Return the fields of an article that have a value, and by which rule each was read."""
    printed = article.date_published_raw
    rules: dict[str, str] = {}
    for one in article.candidates:
        if one.field != "date_published" or one.raw == printed:
            rules.setdefault(one.field, one.rule)
    filled = {name: rules.get(_CANDIDATE_OF.get(name, name), "") for name in FIELDS if getattr(article, name)}
    return filled | {"title": rules.get("title", "")}


def charset_family(charset: str | None) -> str | None:
    """Return the charset a page is in as a site chooses it: GBK, GB2312 and GB18030 are one.

    Example:
        >>> charset_family("GB2312"), charset_family("UTF-8"), charset_family(None)
        ('gb18030', 'utf-8', None)
    """
    if charset is None:
        return None
    name = charset.lower().replace("_", "-")
    if name.startswith(("gb", "cp936", "hz", "x-gbk")):
        return "gb18030"
    return {"utf8": "utf-8", "utf-8-sig": "utf-8", "ascii": "utf-8", "us-ascii": "utf-8"}.get(name, name)


def _age(article: Article) -> float:
    published = article.date_published
    if published is None and article.listed is not None:
        said = article.listed.date_inferred or article.listed.date_raw or ""
        listed = read_date(said, seen_at=article.seen_at).value
        published = listed.value if listed else None
    return 0.0 if published is None else round((article.seen_at - published) / dt.timedelta(days=1), 2)
