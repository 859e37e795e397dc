"""What was withdrawn and what was changed, newest first."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from sasac_crawler.errors import UsageError
from sasac_crawler.query.archive import Archive
from sasac_crawler.query.history import changes_since, gone_since
from sasac_crawler.web.names import site_names
from sasac_crawler.web.pages import Page
from sasac_crawler.web.visit import Visit

_MOST: Final = 100
_BEGINNING: Final = "1970-01-01"


def ask(archive: Archive, visit: Visit) -> Mapping[str, Any]:
    """Return what the page of changes shows.

    Raises:
        UsageError: the day is none.
    """
    db = archive.db
    since, site = _day(visit.args.get("since")), visit.args.get("site") or None
    return {
        "gone": gone_since(db, since or _BEGINNING, site=site, limit=_MOST),
        "changed": changes_since(db, since or _BEGINNING, site=site, limit=_MOST),
        "since": since,
        "chosen": site,
        "most": _MOST,
        "site_names": site_names(db, visit.language),
    }


def _day(text: str | None) -> str | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError as error:
        message = "since is a day like 2021-02-24"
        raise UsageError(message) from error


PAGE: Final = Page(template="changes.html", ask=ask)
