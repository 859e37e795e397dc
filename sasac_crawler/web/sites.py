"""The sites, what the last runs said of them, and their lists."""

from collections.abc import Mapping
from typing import Any, Final

from sqlite_utils import Database

from sasac_crawler.errors import UsageError
from sasac_crawler.query.archive import Archive
from sasac_crawler.web.charts import bars
from sasac_crawler.web.facets import FacetValue
from sasac_crawler.web.pages import NoSuchPageError, Page
from sasac_crawler.web.visit import Visit

PER_PAGE: Final = 50
_MOST_PAGES: Final = 2_000
_UNDATED: Final = "none"


def ask(archive: Archive, visit: Visit) -> Mapping[str, Any]:
    """Return what the page of all sites shows."""
    del visit
    return {"sites": site_rows(archive.db)}


def site_rows(db: Database) -> list[dict[str, Any]]:
    """Return every site with what is here of it and what the last run that asked it found."""
    last = {
        row["site"]: row
        for row in db.query(
            "SELECT s.site, s.verdict, s.reason, max(r.started) AS asked FROM run_sites s"
            " JOIN runs r ON r.run_id = s.run_id WHERE s.verdict <> 'not_due' GROUP BY s.site"
        )
    }
    counts = {
        row["site"]: row
        for row in db.query(
            "SELECT site, count(*) AS articles, max(date_published) AS newest, min(date_published) AS oldest"
            " FROM articles GROUP BY site"
        )
    }
    nothing = {"verdict": None, "reason": None, "asked": None, "articles": 0, "newest": None, "oldest": None}
    return [
        {**nothing, **counts.get(row["slug"], {}), **last.get(row["slug"], {}), **row}
        for row in db.query(
            "SELECT * FROM sites ORDER BY level <> 'state', level = 'city', division_code, slug"
        )
    ]


def ask_site(archive: Archive, visit: Visit) -> Mapping[str, Any]:
    """Return what the page of one site shows: its channels, its years, the articles of what is chosen.

    Raises:
        NoSuchPageError: there is no such site.
        UsageError: a year or page is none.
    """
    db, slug = archive.db, visit.places["slug"]
    row = next((one for one in site_rows(db) if one["slug"] == slug), None)
    if row is None:
        raise NoSuchPageError(slug)
    channel, year = visit.args.get("channel") or None, _year(visit)
    page = visit.number("page", most=_MOST_PAGES)
    listed = _listed(db, slug, channel, year, page)
    return {
        "site": row,
        "channels": _channels(db, slug),
        "bars": bars(_years(db, slug, channel)),
        "years": [one for one in _years(db, slug, channel)[::-1] if one.count],
        "channel": channel,
        "year": year,
        "listed": listed[:PER_PAGE],
        "previous": visit.page_before(page),
        "next": visit.here(page=page + 1) if len(listed) > PER_PAGE else None,
    }


def _year(visit: Visit) -> str | None:
    year = visit.args.get("year") or None
    if year is not None and not (len(year) == 4 and year.isascii() and year.isdecimal()):  # noqa: PLR2004 - digits
        message = "year has four digits, e.g. 2021"
        raise UsageError(message)
    return year


def _channels(db: Database, slug: str) -> list[dict[str, Any]]:
    """Return the channels of a site with how many pages of each are here, and the last run's word on each."""
    return list(
        db.query(
            "SELECT c.channel, c.name_zh, c.category, c.url, count(p.url) AS pages, max(p.date_published) AS newest,"
            " (SELECT v.verdict FROM run_channels v JOIN runs r ON r.run_id = v.run_id"
            "  WHERE v.site = c.site AND v.channel = c.channel ORDER BY r.started DESC LIMIT 1) AS verdict"
            " FROM channels c LEFT JOIN appearances p ON p.site = c.site AND p.channel = c.channel"
            " WHERE c.site = ? GROUP BY c.channel ORDER BY pages DESC, c.channel",
            [slug],
        )
    )


def _years(db: Database, slug: str, channel: str | None) -> list[FacetValue]:
    rows = db.query(
        "SELECT CAST(substr(date_published, 1, 4) AS INTEGER) AS year, count(*) AS pages FROM appearances"
        " WHERE site = :site AND (:channel IS NULL OR channel = :channel) AND date_published IS NOT NULL"
        " GROUP BY 1",
        {"site": slug, "channel": channel},
    )
    counts = {row["year"]: row["pages"] for row in rows if row["year"]}
    if not counts:
        return []
    return [
        FacetValue(str(year), counts.get(year, 0))
        for year in range(max(min(counts), max(counts) - 30), max(counts) + 1)
    ]


def _listed(
    db: Database, slug: str, channel: str | None, year: str | None, page: int
) -> list[dict[str, Any]]:
    """Return one page of what a site printed, newest first, and one more if there is a next page."""
    return list(
        db.query(
            "SELECT p.article_id AS id, p.title, p.date_published AS date, p.source_name AS source, p.gone_since,"
            " p.channel FROM appearances p WHERE p.site = :site AND (:channel IS NULL OR p.channel = :channel)"
            " AND (:year IS NULL OR substr(p.date_published, 1, 4) = :year)"
            " ORDER BY p.date_published DESC, p.url LIMIT :limit OFFSET :offset",
            {
                "site": slug,
                "channel": channel,
                "year": year,
                "limit": PER_PAGE + 1,
                "offset": (page - 1) * PER_PAGE,
            },
        )
    )


PAGE: Final = Page(template="sites.html", ask=ask)
SITE: Final = Page(template="site.html", ask=ask_site)
