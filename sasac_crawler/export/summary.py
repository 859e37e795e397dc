"""What a dataset is about: counts, dates, sites, and how it was made."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlite_utils import Database

from sasac_crawler import __version__
from sasac_crawler.query.reading import Reader
from sasac_crawler.store.schema_version import SCHEMA_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteShare:
    """What one site contributes."""

    slug: str
    name: str
    homepage: str | None
    articles: int
    oldest: str | None
    newest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a selection holds and where it comes from; no word of when it was exported."""

    articles: int
    characters: int
    """Of the texts as printed."""

    oldest: str | None
    newest: str | None
    sites: tuple[SiteShare, ...]
    years: tuple[tuple[str | None, int], ...]
    categories: tuple[tuple[str | None, int], ...]
    last_run: str | None
    """Id of the last run that ended, and so the state of the archive."""

    last_run_ended: str | None
    selection: dict[str, Any]
    """What differs from the whole archive."""

    software: str = f"sasac_crawler {__version__}"
    schema_version: int = SCHEMA_VERSION


def summarise(db: Database, reader: Reader) -> Summary:
    """Return the summary of what a reader reads."""
    [(articles, characters, oldest, newest)] = reader.grouped(
        "count(*), coalesce(sum(length(a.body_text)), 0), min(a.date_published), max(a.date_published)"
    )
    names = {row["slug"]: row for row in db.query("SELECT slug, name_zh, homepage FROM sites")}
    sites = reader.grouped("a.site, count(*), min(a.date_published), max(a.date_published)", by="a.site")
    run = db.execute(
        "SELECT run_id, ended FROM runs WHERE ended IS NOT NULL ORDER BY ended DESC, run_id LIMIT 1"
    ).fetchone() or (None, None)
    return Summary(
        articles=articles,
        characters=characters,
        oldest=oldest,
        newest=newest,
        sites=tuple(
            SiteShare(
                slug=slug,
                name=names.get(slug, {}).get("name_zh") or slug,
                homepage=names.get(slug, {}).get("homepage"),
                articles=count,
                oldest=first,
                newest=last,
            )
            for slug, count, first, last in sites
        ),
        years=tuple(reader.grouped("substr(a.date_published, 1, 4), count(*)", by="1")),
        categories=tuple(reader.grouped("a.category, count(*)", by="1")),
        last_run=run[0],
        last_run_ended=run[1],
        selection=_told(reader),
    )


def _told(reader: Reader) -> dict[str, Any]:
    told = asdict(reader.selection)
    told |= told.pop("filters")
    plain = asdict(type(reader.selection)())
    plain |= plain.pop("filters")
    return {name: value for name, value in told.items() if value != plain[name]}
