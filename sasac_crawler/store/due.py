"""Which sites a scheduled run is to ask, the one that is most behind first."""

import datetime as dt
from collections.abc import Iterable

from sqlite_utils import Database

from sasac_crawler.errors import ExitCode

EVERY = dt.timedelta(hours=20)
"""Time after which a site is due again: a daily timer with some jitter finds every site due once."""
_CUT_SHORT = (ExitCode.STOPPED, ExitCode.FORCED, ExitCode.TIME_LIMIT)
"""Exit codes of runs that left work behind."""


def due_sites(db: Database, slugs: Iterable[str], *, now: dt.datetime) -> list[str]:
    """Return the sites that are due, never asked ones first, then those not asked for longest.

    A site was asked when a run judged it, whatever the verdict: one that is down is asked again as often as
    others, not more; its hosts' own waits stand beside this. A run that was cut short is gone on with at
    once for the sites it left pages of.

    Args:
        db: the archive.
        slugs: the sites to choose from.
        now: aware.
    """
    last, is_cut = _last_asked(db)
    left = {slug for slug in is_cut if _has_due(db, slug, now=now)}
    due = [slug for slug in slugs if slug not in last or slug in left or now - last[slug] >= EVERY]
    never = dt.datetime.min.replace(tzinfo=dt.UTC)
    return sorted(due, key=lambda slug: (last.get(slug, never), slug))


def _last_asked(db: Database) -> tuple[dict[str, dt.datetime], set[str]]:
    """Return when each site was last asked, and the sites whose last run was cut short."""
    rows = db.execute(
        "SELECT s.site, r.started, r.exit_code FROM run_sites s JOIN runs r ON r.run_id = s.run_id"
        " WHERE s.verdict <> 'not_due' ORDER BY r.started"
    ).fetchall()
    last = {site: dt.datetime.fromisoformat(started) for site, started, _ in rows}
    codes = {site: code for site, _, code in rows}
    return last, {site for site, code in codes.items() if code in _CUT_SHORT}


def _has_due(db: Database, site: str, *, now: dt.datetime) -> bool:
    [found] = db.execute(
        "SELECT EXISTS (SELECT 1 FROM frontier WHERE site = ? AND state = 'pending'"
        " AND (next_at IS NULL OR next_at <= ?))",
        (site, now.isoformat()),
    ).fetchone()
    return bool(found)
