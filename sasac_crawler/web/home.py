"""The home page: a search box, and what is in the archive."""

from collections.abc import Mapping
from typing import Any, Final

from sasac_crawler.query.archive import Archive
from sasac_crawler.web.charts import bars
from sasac_crawler.web.facets import FacetValue
from sasac_crawler.web.interface import category_names
from sasac_crawler.web.names import site_names
from sasac_crawler.web.pages import Page
from sasac_crawler.web.visit import Visit

_LATEST: Final = 12


def ask(archive: Archive, visit: Visit) -> Mapping[str, Any]:
    """Return what the home page shows."""
    db = archive.db
    columns = visit.settings.columns
    columns.refresh(db)
    everything = columns.everything()
    counts = everything.facets({})
    [pages] = db.execute("SELECT count(*) FROM appearances").fetchone()
    [last_run] = db.execute("SELECT max(coalesce(ended, started)) FROM runs").fetchone()
    return {
        "articles": everything.total({}),
        "pages": pages,
        "last_run": last_run,
        "latest": list(
            db.query(
                "SELECT id, title, date_published AS date, source_name AS source, site, script FROM articles"
                " WHERE date_published IS NOT NULL ORDER BY date_published DESC, seq DESC LIMIT ?",
                [_LATEST],
            )
        ),
        "sites": counts["site"],
        "categories": counts["category"],
        "years": bars(_years(counts["year"])),
        "site_names": site_names(db, visit.language),
        "category_names": category_names(visit.language),
    }


def _years(years: list[FacetValue]) -> list[FacetValue]:
    """Return the years from the first on, those without an article too, as far as a chart has room."""
    known = {int(one.value): one.count for one in years if one.value.isdecimal()}
    if not known:
        return []
    last = max(known)
    first = max(min(known), last - 24)
    return [FacetValue(str(year), known.get(year, 0)) for year in range(first, last + 1)]


PAGE: Final = Page(template="home.html", ask=ask)
