"""The search page: words, facets, hits, pages."""

from collections.abc import Mapping
from typing import Any, Final

from sasac_crawler.query.archive import Archive
from sasac_crawler.web.facets import FacetValue
from sasac_crawler.web.found import MOST_PAGES, PER_PAGE, find_hits, read_wanted, tally_found
from sasac_crawler.web.interface import category_names
from sasac_crawler.web.names import site_names
from sasac_crawler.web.pages import Page
from sasac_crawler.web.visit import Visit

_SHOWN: Final = 8
"""Values of a facet that are shown at once."""
_MOST_SHOWN: Final = 60


def ask(archive: Archive, visit: Visit) -> Mapping[str, Any]:
    """Return what the search page shows."""
    db = archive.db
    wanted = read_wanted(visit)
    columns = visit.settings.columns
    columns.refresh(db)
    hits, has_more = find_hits(db, visit, wanted)
    tally, is_exact = tally_found(db, columns, wanted)
    [newest] = db.execute("SELECT max(seq) FROM articles").fetchone()
    upto = wanted.upto or newest
    return {
        "wanted": wanted,
        "hits": hits,
        "total": tally.total(wanted.chosen),
        "is_exact": is_exact,
        "facets": _labelled(tally.facets(wanted.chosen), archive, visit),
        "site_names": site_names(db, visit.language),
        "category_names": category_names(visit.language),
        "previous": visit.page_before(wanted.page),
        "next": visit.here(page=wanted.page + 1, upto=upto)
        if has_more and wanted.page < MOST_PAGES
        else None,
        "first_rank": (wanted.page - 1) * PER_PAGE + 1,
    }


def _labelled(facets: Mapping[str, list[FacetValue]], archive: Archive, visit: Visit) -> list[dict[str, Any]]:
    """Return the facets with the names of their values and the links that choose them."""
    labels = {
        "site": site_names(archive.db, visit.language),
        "category": category_names(visit.language),
    }
    found = []
    for name, values in facets.items():
        chosen = visit.args.get(name) or None
        entries = [
            {
                "label": labels.get(name, {}).get(one.value) or visit.shown(one.value),
                "count": one.count,
                "is_chosen": one.value == chosen,
                "url": visit.here(
                    **{name: None if one.value == chosen else one.value, "page": None, "upto": None}
                ),
            }
            for one in values[:_MOST_SHOWN]
        ]
        entries.sort(key=lambda entry: not entry["is_chosen"])
        found.append({"name": name, "chosen": chosen, "values": entries[:_SHOWN], "more": entries[_SHOWN:]})
    return found


PAGE: Final = Page(template="search.html", ask=ask)
