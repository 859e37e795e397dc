"""A database in memory, and records to put into it."""

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlite_utils import Database

from sasac_crawler.items import Appearance
from sasac_crawler.store.migrations import migrate
from sasac_crawler.store.pages import PageStore
from sasac_crawler.store.runs import RunCounts, start_run
from tests.made_article import made_article

NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
Make = Callable[..., Appearance]


@pytest.fixture
def db() -> Iterator[Database]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    database = Database(connection)
    migrate(database)
    yield database
    connection.close()


@pytest.fixture
def pages(db: Database) -> PageStore:
    start_run(db.conn, "run-1", now=NOW, software="test")
    return PageStore(db, run_id="run-1", counts=RunCounts())


@pytest.fixture
def appearance() -> Make:
    def make(
        url: str = "http://www.sasac.test/n1/c1/content.html",
        *,
        title: str = "国企改革",
        body: str = "省国资委召开会议。",
        days: int = 0,
        **fields: Any,
    ) -> Appearance:
        seen_at = NOW + dt.timedelta(days=days)
        article = made_article(url, title=title, body=body, seen_at=seen_at, **fields)
        return Appearance(article=article, same_text_as=None)

    return make
