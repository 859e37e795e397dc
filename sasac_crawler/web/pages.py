"""A page: a question to the archive, asked in a thread and in one read transaction, and a template."""

import html
import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import sqlite_utils
from datasette.utils.asgi import Response

from sasac_crawler import __version__
from sasac_crawler.errors import SasacCrawlerError, UnknownArticleError, UnknownVersionError, UsageError
from sasac_crawler.query.archive import Archive
from sasac_crawler.web.assets import asset
from sasac_crawler.web.interface import words
from sasac_crawler.web.links import display_url, web_url
from sasac_crawler.web.settings import DATABASE, settings_of
from sasac_crawler.web.visit import COOKIES, LANGUAGES, SCRIPTS, Visit, read_visit

SECONDS: Final = 8.0
"""Time a page may take to ask the archive."""
_STEPS: Final = 20_000
_YEAR: Final = 365 * 86_400
_LOG: Final = logging.getLogger(__name__)

T = TypeVar("T")
Ask = Callable[[Archive, Visit], Mapping[str, Any]]


class NoSuchPageError(UsageError):
    """There is no page at this path. Remedy: the search finds articles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One kind of page."""

    template: str
    ask: Ask
    """What the template needs, from the archive; called in a thread."""


async def read(datasette: Any, visit: Visit, ask: Callable[[Archive, Visit], T]) -> T:  # noqa: ANN401 - no types
    """Ask the archive in a thread, everything in one look, and give up in time.

    Raises:
        TimeoutError: it takes too long.
    """
    database = datasette.get_database(DATABASE)

    def in_thread(connection: sqlite3.Connection) -> T:
        deadline = time.monotonic() + SECONDS
        connection.execute("BEGIN")
        connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
        try:
            return ask(Archive.on(sqlite_utils.Database(connection, recursive_triggers=False)), visit)
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                raise TimeoutError from error
            raise
        finally:
            connection.set_progress_handler(None, 0)
            connection.rollback()

    answer: T = await database.execute_fn(in_thread)
    return answer


def responder(page: Page) -> Callable[..., Awaitable[Response]]:
    """Return the view of a page: the page, or an error page of ours."""

    async def respond(datasette: object, request: object) -> Response:
        return await answered(datasette, request, lambda visit: _render_page(datasette, visit, page))

    return respond


async def answered(
    datasette: object,
    request: object,
    answer: Callable[[Visit], Awaitable[Response]],
) -> Response:
    """Return an answer, or the error page that says why there is none."""
    settings = settings_of(datasette)
    assert settings is not None, "our routes are only added to Datasettes of ours"  # noqa: S101 - the plugin's promise
    visit = Visit(settings=settings, path="/")
    try:
        visit = read_visit(request, settings)
        return await answer(visit)
    except (UnknownArticleError, UnknownVersionError, NoSuchPageError) as error:
        return await _error_page(datasette, visit, 404, "not_found", str(error))
    except (UsageError, ValueError) as error:
        return await _error_page(datasette, visit, 400, "bad_request", str(error))
    except TimeoutError:
        return await _error_page(datasette, visit, 503, "too_slow", "")
    except (SasacCrawlerError, sqlite3.Error, OSError) as error:
        _LOG.exception("%s cannot be shown", visit.path)
        return await _error_page(datasette, visit, 503, "unavailable", type(error).__name__)
    except Exception:  # noqa: BLE001 - a fault of ours is logged, and said in our own words
        _LOG.exception("%s cannot be shown", visit.path)
        return await _error_page(datasette, visit, 500, "bug", "")


async def not_found(datasette: object, request: object) -> Response:
    """Answer what is at none of our paths."""

    async def refuse(visit: Visit) -> Response:
        raise NoSuchPageError(visit.path[:200])

    return await answered(datasette, request, refuse)


async def _render_page(datasette: object, visit: Visit, page: Page) -> Response:
    context = await read(datasette, visit, page.ask)
    response = await _rendered(datasette, visit, page.template, context)
    for name, value in visit.choices.items():
        response.set_cookie(
            COOKIES[name], value, max_age=_YEAR, path=visit.settings.base_path, httponly=True, samesite="lax"
        )
    return response


async def _error_page(datasette: object, visit: Visit, status: int, kind: str, detail: str) -> Response:
    context = {"status": status, "kind": kind, "detail": detail}
    try:
        return await _rendered(datasette, visit, "error.html", context, status=status)
    except Exception:  # noqa: BLE001 - the last line of defence: what failed may be the rendering itself
        _LOG.exception("the error page cannot be shown")
        return Response.html(f"<!doctype html><title>{status}</title><p>{html.escape(kind)}", status=status)


async def _rendered(
    datasette: Any,  # noqa: ANN401 - Datasette has no types
    visit: Visit,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> Response:
    full = {
        **context,
        "visit": visit,
        "w": words(visit.language),
        "url": visit.url,
        "asset": lambda name: visit.url(f"/-/sasac/{name}", v=asset(name)),
        "here": visit.here,
        "shown": visit.shown,
        "web_url": web_url,
        "display_url": display_url,
        "version": __version__,
        "languages": LANGUAGES,
        "scripts": SCRIPTS,
    }
    text = await datasette.render_template(f"sasac/{template}", full, request=None)
    return Response.html(text, status=status, headers={"cache-control": "no-cache"})
