"""The number of pages of an n-series list changes between two visits."""

import sqlite3
from pathlib import Path

from tests.replica.comparison import compare
from tests.replica.crawling import crawl
from tests.replica.server import ReplicaServer
from tests.replica.sites.sasac import POLICY, SITE


def test_a_second_crawl_follows_the_new_count_and_finds_nothing_new(tmp_path: Path) -> None:
    with ReplicaServer([SITE]) as server:
        crawl(SITE, server, tmp_path)
        first = _articles(tmp_path)
        before = len(server.log)
        done = crawl(SITE, server, tmp_path)
        asked = [one.path for one in server.log[before:]]
    assert "Traceback" not in done.stderr, done.stderr
    assert _articles(tmp_path) == first
    assert not {f"http://www.sasac.gov.cn{path}" for path in asked} & {one.url for one in SITE.articles}
    # The list counts two pages now: the block that was page 2 is part of the index.
    assert f"{POLICY.removeprefix('http://www.sasac.gov.cn')}/index.html" in asked
    result = compare(tmp_path / "archive", SITE)
    assert result.links_missing == 0
    assert result.bodies_wrong == 0


def _articles(folder: Path) -> list[tuple[str, int]]:
    connection = sqlite3.connect(f"file:{folder / 'archive' / 'sasac.db'}?mode=ro", uri=True)
    try:
        query = (
            "SELECT a.url, count(*) FROM articles a JOIN appearances p ON p.article_id = a.id GROUP BY a.url"
        )
        return sorted(connection.execute(query))
    finally:
        connection.close()
