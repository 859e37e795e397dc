"""A second crawl finds what is new in lists that a column page only loads."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.replica.crawling import crawl
from tests.replica.model import Answer, Ask, ReplicaSite
from tests.replica.registry import all_sites
from tests.replica.server import ReplicaServer

# What the list of each site begins with, and the same with a record that is new.
GROWING = {
    "zhejiang": (b"<ul>", b"<ul><li><a href='/col/col1/new.html'>new</a>2026-11-20</li>"),
    "tianjin": (
        b'"content": [',
        b'"content": [{"title": "new", "trs_time": "2026-11-20", "url": "/new.html"}, ',
    ),
    "guizhou": (
        b'"data": [',
        b'"data": [{"title": "new", "trs_time": "2026-11-20", "url": "./new.html"}, ',
    ),
    "jiangsu": (
        b"</tr><tr",
        b"</tr><tr class='tr_main_value_odd'><td><a href='/new.html'>new</a></td><td>2026-11-20</td></tr><tr",
    ),
}


def _grown(site: ReplicaSite) -> Callable[[Ask], Answer]:
    old, new = GROWING[site.slug]

    def respond(ask: Ask) -> Answer:
        answer = site.respond(ask)
        return replace(answer, body=answer.body.replace(old, new, 1))

    return respond


@pytest.mark.parametrize(
    "site", [one for one in all_sites() if one.slug in GROWING], ids=lambda site: site.slug
)
def test_a_second_crawl_asks_for_the_list_again(site: ReplicaSite, tmp_path: Path) -> None:
    with ReplicaServer([site]) as server:
        crawl(site, server, tmp_path)
    with ReplicaServer([replace(site, respond=_grown(site))]) as server:
        crawl(site, server, tmp_path)
    database = sqlite3.connect(f"file:{tmp_path / 'archive' / 'sasac.db'}?mode=ro", uri=True)
    try:
        (found,) = database.execute("SELECT count(*) FROM frontier WHERE url LIKE '%/new.html'").fetchone()
    finally:
        database.close()
    assert found > 0
