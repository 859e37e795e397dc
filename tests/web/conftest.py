"""One made archive for all tests of the pages, and a reader of them."""

import asyncio
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sasac_crawler.store.connection import open_reader
from sasac_crawler.web.application import make_datasette
from sasac_crawler.web.settings import WebSettings
from tests.web.made_archive import make_archive

Get = Callable[..., Any]
KINDS = ("/", "/search", "/search?q=改革", "/sites", "/sites/jiangdong", "/coverage", "/changes", "/article/{reform}", "/article/{hostile}",
         "/article/{reform}/history", "/article/{reform}/reprints", "/article/{reform}/{version}", "/nowhere")  # fmt: skip


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_archive(tmp_path_factory.mktemp("web") / "archive")


@pytest.fixture(scope="session")
def ids(archive: Path) -> dict[str, str]:
    """Return ids of articles by the last part of their address."""
    db = open_reader(archive / "sasac.db")
    found = {
        row["url"].rpartition("/")[2]: row["article_id"]
        for row in db.query("SELECT url, article_id FROM appearances")
    }
    db.conn.close()
    return found


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[WebSettings], Get]]:
    """Return what opens an archive and gives a function that asks its pages."""
    opened = []

    def open_archive(settings: WebSettings) -> Get:
        datasette = make_datasette(settings)
        opened.append(datasette)

        def get(path: str, *, method: str = "GET", **options: Any) -> Any:
            return asyncio.run(datasette.client.request(method, path, **options))

        return get

    yield open_archive
    for datasette in opened:
        for database in datasette.databases.values():
            database.close()
        datasette.executor.shutdown()


@pytest.fixture(scope="session")
def get(archive: Path, serve: Callable[[WebSettings], Get]) -> Get:
    return serve(WebSettings(root=archive))


@pytest.fixture(scope="session")
def kinds(get: Get, ids: dict[str, str]) -> tuple[str, ...]:
    """Return one address of every kind of page."""
    reform = ids["reform.html"]
    version = next(
        match[1]
        for match in re.finditer(rf"/article/{reform}/([0-9a-f]{{24}})", get(f"/article/{reform}").text)
    )
    return tuple(one.format(reform=reform, hostile=ids["hostile.html"], version=version) for one in KINDS)
