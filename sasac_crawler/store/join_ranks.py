"""Which of two rows with one key stands when archives are joined: pure, a total order for every table.

A join keeps, key by key, the greatest row. Greatest-of is associative, commutative and idempotent, so any
number of archives, joined in any order and as often as one likes, give the same rows. Where a row does not
say how recent it is, the captures of its URL, or host, do; captures only ever grow more, and whoever has captures has
a row, so that holds for joins of joins.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sasac_crawler.attachments import Outcome as Reading
from sasac_crawler.items import Outcome

Row = Mapping[str, Any]
Rank = tuple[Any, ...]
LOOKED: Final = "_looked"
"""Column that a query adds: when the row's URL, or host, was last captured; empty for never."""

_STATES: Final = {"pending": 0, "excluded": 1, "done": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedTable:
    """How one table is joined."""

    table: str
    key: tuple[str, ...]
    rank: Callable[[Row], Rank]
    columns: tuple[str, ...] = ()
    """Columns that are taken together; empty for all that are not left out."""

    left_out: tuple[str, ...] = ()
    """Columns that belong to the machine."""

    looked: str = "''"
    """SQL for ``LOOKED``; ``{schema}`` is the database, ``t`` the row."""


def whole(row: Row) -> Rank:
    """Return a row as something that can be compared with any other of its table.

    Example:
        >>> whole({"a": None, "b": 2}) < whole({"a": "", "b": 1})
        True
    """
    return tuple(_comparable(row[name]) for name in sorted(row))


def _comparable(value: Any) -> tuple[int, Any]:  # noqa: ANN401 - a value of SQLite
    if value is None:
        return (0, 0)
    if isinstance(value, bytes):
        return (3, value)
    return (2, value) if isinstance(value, str) else (1, value)


def _frontier(row: Row) -> Rank:
    """Who looked last knows; a site that may not ask a URL knows least."""
    return (
        row[LOOKED],
        row["outcome"] != Outcome.OFFSITE,
        row["done_at"] or "",
        row["tries"],
        row["next_at"] or "",
        _STATES.get(row["state"], -1),
        *whole(row),
    )


def _host(row: Row) -> Rank:
    """Who asked last knows; else whoever leaves the host alone for longer."""
    return (row[LOOKED], row["next_at"] or "", row["fails"], *whole(row))


def _file(row: Row) -> Rank:
    """A text is more than none, a later extractor more than an earlier one."""
    return (row["outcome"] != Reading.EXTRACTOR_FAILED, row["extractor_version"] or "", *whole(row))


_OF_URL: Final = "(SELECT coalesce(max(c.captured_at), '') FROM {schema}.captures c WHERE c.url = t.url)"
# "/" < "0" … "9" < ":" < ";": addresses of the host with and without a port.
_OF_HOST: Final = (
    "(SELECT coalesce(max(c.captured_at), '') FROM {schema}.captures c"
    " WHERE c.url >= 'http://' || t.host || '/' AND c.url < 'http://' || t.host || ';'"
    " OR c.url >= 'https://' || t.host || '/' AND c.url < 'https://' || t.host || ';')"
)

# Those that ask the captures stand before the captures themselves, parents before children.
JOINED_TABLES: Final = (
    JoinedTable(table="frontier", key=("key",), rank=_frontier, looked=_OF_URL),
    JoinedTable(
        table="hosts",
        key=("host",),
        rank=_host,
        columns=("state", "fails", "next_at", "detail"),
        looked=_OF_HOST,
    ),
    JoinedTable(
        table="hosts",
        key=("host",),
        rank=lambda row: (row["robots_fetched_at"] or "", *whole(row)),
        columns=("robots_outcome", "robots_body", "robots_fetched_at"),
    ),
    JoinedTable(table="sites", key=("slug",), rank=lambda row: (row["verified"] or "", *whole(row))),
    JoinedTable(table="channels", key=("site", "channel"), rank=whole),
    JoinedTable(
        table="list_entries",
        key=("site", "channel", "url"),
        rank=lambda row: (max(row["last_listed"], row["left_at"] or ""), *whole(row)),
    ),
    JoinedTable(
        table="channel_totals",
        key=("site", "channel"),
        rank=lambda row: (row["stated_at"], *whole(row)),
    ),
    JoinedTable(
        table="runs",
        key=("run_id",),
        rank=lambda row: (row["ended"] or "", *whole(row)),
        left_out=("pid",),
    ),
    JoinedTable(
        table="run_channels",
        key=("run_id", "site", "channel"),
        rank=lambda row: (
            sum(row[name] for name in ("listed", "new", "changed", "unchanged", "failed")),
            *whole(row),
        ),
    ),
    JoinedTable(table="run_sites", key=("run_id", "site"), rank=whole),
    JoinedTable(table="readings", key=("run_id", "url", "seen_at", "kind"), rank=whole, left_out=("id",)),
    JoinedTable(
        table="alarms",
        key=("site", "channel", "kind", "field", "raised_run"),
        rank=lambda row: (row["ended_at"] or row["accepted_at"] or "", row["last_at"] or "", *whole(row)),
        left_out=("id",),
    ),
    JoinedTable(
        table="captures",
        key=("capture_id",),
        rank=lambda row: (row["outcome"] is not None, *whole(row)),
    ),
    JoinedTable(table="files", key=("sha256",), rank=_file, left_out=("seq",)),
    JoinedTable(table="attachment_fetches", key=("url", "fetched_at"), rank=whole),
    JoinedTable(
        table="states",
        key=("url", "state"),
        rank=lambda row: (row["epoch"], row["seen_at"], *whole(row)),
    ),
)
OBSERVATIONS: Final = JoinedTable(table="observations", key=("url", "seen_at", "state", "epoch"), rank=whole)

WORKED_OUT: Final = frozenset(
    (
        # From the observations.
        "documents", "articles", "appearances", "article_versions", "attachments", "mentions", "citations",
        # From the articles.
        "near_sketches", "near_waiting", "near_pairs", "search_waiting",
        # From the release.
        "organizations", "organization_aliases", "vocab_editions", "_sqlite_migrations", "sqlite_sequence",
        # How far a reparse has come: begun anew, there is more to read now.
        "reparses",
    )
)  # fmt: skip
"""Tables a join makes anew."""
BY_URL: Final = "issues"
"""The table whose rows have no key: all doubts about one URL stand or fall together."""


def later_doubts(mine: Iterable[Row], theirs: Iterable[Row], *, my_look: str, their_look: str) -> bool:
    """Return whether the other archive's doubts about a URL take the place of ours.

    Args:
        mine: the rows of ``issues`` here, without their numbers.
        theirs: those there.
        my_look: when the URL was last looked at, as far as this archive knows.
        their_look: the same there.

    Example:
        >>> old = {"first_seen": "2026-01-01", "code": "page_gone"}
        >>> later_doubts([old], [], my_look="2026-01-01", their_look="2026-01-02")
        True
    """
    return _doubts_rank(theirs, their_look) > _doubts_rank(mine, my_look)


def _doubts_rank(rows: Iterable[Row], look: str) -> Rank:
    found = list(rows)
    said = sorted(json.dumps(dict(row), sort_keys=True, default=repr) for row in found)
    return (look, max((row["first_seen"] or "" for row in found), default=""), said)
