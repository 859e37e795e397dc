"""The dashboard: how complete every list is, how fresh, and what the last runs did."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from sqlite_utils import Database

from sasac_crawler.query.archive import Archive
from sasac_crawler.query.coverage import ChannelCoverage, coverage
from sasac_crawler.query.named_questions import named_question
from sasac_crawler.store.alarms import open_alarms
from sasac_crawler.web.charts import bars
from sasac_crawler.web.facets import FacetValue
from sasac_crawler.web.names import site_names
from sasac_crawler.web.pages import Page
from sasac_crawler.web.visit import Visit

_MONTHS: Final = 24
_RUNS: Final = 10
_MISSING_SHOWN: Final = 5


def ask(archive: Archive, visit: Visit) -> Mapping[str, Any]:
    """Return what the dashboard shows."""
    db = archive.db
    covered = coverage(db, urls=_MISSING_SHOWN)
    fresh = {(row["site"], row["channel"]): row for row in _freshness(db)}
    wanted = sum(one.fetched + one.missing + (one.unseen or 0) for one in covered)
    fetched = sum(one.fetched for one in covered)
    return {
        "lists": [_list_row(one, fresh.get((one.site, one.channel), {})) for one in covered],
        "fetched": fetched,
        "missing": sum(one.missing for one in covered),
        "unseen": sum(one.unseen or 0 for one in covered),
        "withdrawn": sum(one.withdrawn for one in covered),
        "share": fetched / wanted if wanted else None,
        "months": bars(_months(db)),
        "found": bars(_found(db)),
        "runs": _runs(db),
        "alarms": open_alarms(db.conn),
        "site_names": site_names(db, visit.language),
    }


def _list_row(one: ChannelCoverage, fresh: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "of": one,
        "percent": None if one.share is None else int(100 * one.share),
        "newest": fresh.get("newest_article"),
        "last_new": fresh.get("last_new"),
        "read": fresh.get("list_read"),
    }


def _freshness(db: Database) -> list[dict[str, Any]]:
    question = named_question("freshness")
    return list(db.query(question.sql, question.bind({})))


def _months(db: Database) -> list[FacetValue]:
    """Return the articles published in each of the last months, up to the newest there is."""
    [newest] = db.execute("SELECT max(date_published) FROM articles").fetchone()
    if not newest:
        return []
    year, month = int(newest[:4]), int(newest[5:7] or 1)
    months = [divmod(year * 12 + month - 1 - back, 12) for back in range(_MONTHS)]
    names = [f"{one:04}-{rest + 1:02}" for one, rest in reversed(months)]
    rows = db.query(
        "SELECT substr(date_published, 1, 7) AS month, count(*) AS articles FROM articles"
        " WHERE date_published >= ? GROUP BY 1",
        [names[0]],
    )
    counts = {row["month"]: row["articles"] for row in rows}
    return [FacetValue(name, counts.get(name, 0)) for name in names]


def _found(db: Database) -> list[FacetValue]:
    """Return the new pages of each of the last days on which a run ended."""
    rows = db.query(
        "SELECT substr(r.started, 1, 10) AS day, sum(c.new) AS new FROM runs r JOIN run_channels c"
        " ON c.run_id = r.run_id GROUP BY 1 ORDER BY 1 DESC LIMIT ?",
        [_MONTHS],
    )
    return [FacetValue(row["day"][5:], row["new"] or 0) for row in rows][::-1]


def _runs(db: Database) -> list[dict[str, Any]]:
    """Return the last runs with what they found, newest first."""
    rows = db.query(
        "SELECT r.run_id, r.started, r.ended, r.exit_code, r.reason, sum(c.new) AS new, sum(c.changed) AS changed,"
        " sum(c.failed) AS failed FROM runs r LEFT JOIN run_channels c ON c.run_id = r.run_id"
        " GROUP BY r.run_id ORDER BY r.started DESC LIMIT ?",
        [_RUNS],
    )
    return [row | {"took": _took(row["started"], row["ended"])} for row in rows]


def _took(started: str, ended: str | None) -> str | None:
    """Return how long a run took, to the second.

    Example:
        >>> _took("2026-11-27T22:58:03.495199+00:00", "2026-11-27T23:59:07.882238+00:00")
        '1:01:04'
    """
    if ended is None:
        return None
    duration = dt.datetime.fromisoformat(ended) - dt.datetime.fromisoformat(started)
    return str(dt.timedelta(seconds=int(duration.total_seconds())))


PAGE: Final = Page(template="coverage.html", ask=ask)
