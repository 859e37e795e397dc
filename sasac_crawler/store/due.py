"""Which sites a scheduled run is to ask, the one that is most behind first."""

import datetime as dt
from collections.abc import Iterable

from sqlite_utils import Database

EVERY = dt.timedelta(hours=20)
"""Time after which a site is due again: a daily timer with some jitter finds every site due once."""


def due_sites(db: Database, slugs: Iterable[str], *, now: dt.datetime) -> list[str]:
    """Return the sites that are due, never asked ones first, then those not asked for longest.

    A site was asked when a run judged it, whatever the verdict: one that is down is asked again as often as
    others, not more; its hosts' own waits stand beside this.

    Args:
        db: the archive.
        slugs: the sites to choose from.
        now: aware.
    """
    last = {
        row["site"]: dt.datetime.fromisoformat(row["last"])
        for row in db.query(
            "SELECT s.site, max(r.started) AS last FROM run_sites s JOIN runs r ON r.run_id = s.run_id"
            " WHERE s.verdict <> 'not_due' GROUP BY s.site"
        )
    }
    due = [slug for slug in slugs if slug not in last or now - last[slug] >= EVERY]
    never = dt.datetime.min.replace(tzinfo=dt.UTC)
    return sorted(due, key=lambda slug: (last.get(slug, never), slug))
