"""One made archive for all tests of the pages, and a reader of them."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sasac_crawler.store.connection import open_reader
from sasac_crawler.web.application import make_datasette
from sasac_crawler.web.settings import WebSettings
from tests.web.made_archive import make_archive

Get = Callable[..., Any]


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
