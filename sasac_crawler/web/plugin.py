"""The Datasette plugin: our routes, what a connection may do, what every answer carries.

It is registered for the whole process, as Datasette's plugins are, and does nothing for a Datasette that is not
one of ours.
"""

import sqlite3
from collections.abc import Callable
from typing import Any, Final

from datasette import hookimpl
from datasette.utils.asgi import asgi_static

from sasac_crawler.query.sql import authorize, restrict
from sasac_crawler.web import article, changes, coverage, feed, home, search, sites
from sasac_crawler.web.assets import STATIC
from sasac_crawler.web.guard import guarded
from sasac_crawler.web.pages import Page, not_found, responder
from sasac_crawler.web.robots import robots_txt
from sasac_crawler.web.settings import DATABASE, settings_of

_ID: Final = r"(?P<id>[0-9a-f]{12})"
_SLUG: Final = r"(?P<slug>[0-9a-zA-Z_-]{1,64})"
PAGES: Final[tuple[tuple[str, Page], ...]] = (
    (r"/", home.PAGE),
    (r"/search", search.PAGE),
    (rf"/article/{_ID}", article.PAGE),
    (rf"/article/{_ID}/(?P<version>[0-9a-f]{{24}})", article.VERSION),
    (rf"/article/{_ID}/history", article.HISTORY),
    (rf"/article/{_ID}/reprints", article.REPRINTS),
    (r"/changes", changes.PAGE),
    (r"/coverage", coverage.PAGE),
    (r"/sites", sites.PAGE),
    (rf"/sites/{_SLUG}", sites.SITE),
)
"""Our pages by the path they are at."""

# What Datasette itself asks before it shows a table; nothing of it changes anything.
_PRAGMAS: Final = frozenset((
    "data_version", "schema_version", "table_info", "table_xinfo", "foreign_key_list", "index_list", "index_info",
    "index_xinfo", "database_list",
))  # fmt: skip


@hookimpl  # type: ignore[untyped-decorator]  # Datasette has no types
def register_routes(datasette: object) -> list[tuple[str, Callable[..., Any]]]:
    """Add our pages; without ``--sql`` they are all there is."""
    settings = settings_of(datasette)
    if settings is None:
        return []
    routes: list[tuple[str, Callable[..., Any]]] = [(f"{path}$", responder(page)) for path, page in PAGES]
    routes += [
        (r"/feed\.atom$", feed.respond),
        (r"/robots\.txt$", robots_txt),
        (r"/-/sasac/(?P<path>[a-z0-9._-]{1,80})$", asgi_static(str(STATIC))),
    ]
    if not settings.allow_sql:
        routes.append((r"(?s:.*)$", not_found))
    return routes


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: object) -> None:
    """Take from a connection to an archive everything but reading."""
    if settings_of(datasette) is None or database != DATABASE:
        return
    restrict(conn, _authorize)


def _authorize(action: int, first: str | None, second: str | None, *rest: str | None) -> int:
    if action in (sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT):
        return sqlite3.SQLITE_OK  # a page is one look at the archive, whatever a crawl writes meanwhile
    if action == sqlite3.SQLITE_PRAGMA and (first or "").lower() in _PRAGMAS:
        return sqlite3.SQLITE_OK
    return authorize(action, first, second, *rest)


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: object) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Put what every answer must carry around the application."""
    settings = settings_of(datasette)

    def wrap(app: Callable[..., Any]) -> Callable[..., Any]:
        return guarded(app, settings) if settings is not None else app

    return wrap
