"""An article on three pages: one record, and a reindex and a reparse read the same."""

import json
import sqlite3
import subprocess
from dataclasses import replace
from pathlib import Path

from tests.replica.crawling import RUN, crawl
from tests.replica.model import Answer, Ask
from tests.replica.registry import all_sites
from tests.replica.server import ReplicaServer

URL = "http://gzw.hunan.gov.cn/gzw/xxgk_71571/zcfg/202603/t20260310_33690001.html"


def test_a_reindex_and_a_reparse_join_the_pages_too(tmp_path: Path) -> None:
    [site] = [one for one in all_sites() if one.slug == "hunan"]
    with ReplicaServer([site]) as server:
        crawl(site, server, tmp_path)
    common = ["--archive", str(tmp_path / "archive"), "--sites-dir", str(tmp_path / "profiles"), "--json"]
    rebuilt = json.loads(_run("reindex", "--compare", *common))
    missing = {one["table"]: one["missing"] + one["added"] for one in rebuilt["tables"]}
    # Lists of the profile that the crawl was not to ask wait in the frontier, which no WARC can tell.
    assert not any(missing[table] for table in missing if table != "frontier")
    assert rebuilt["problems"] == []
    reread = json.loads(_run("reparse", "-j", "1", *common))
    assert (reread["differing"], reread["worse"]) == (0, {})


def _run(*arguments: str) -> str:
    return subprocess.run([*RUN, *arguments], capture_output=True, text=True, timeout=120, check=False).stdout


def test_a_page_that_is_missing_is_said_and_the_rest_is_kept(tmp_path: Path) -> None:
    [site] = [one for one in all_sites() if one.slug == "hunan"]

    def without_second(ask: Ask) -> Answer:
        if ask.path.endswith("t20260310_33690001_2.html"):
            return Answer(body=b"<html>404</html>", status=404)
        return site.respond(ask)

    with ReplicaServer([replace(site, respond=without_second)]) as server:
        crawl(site, server, tmp_path)
    database = sqlite3.connect(f"file:{tmp_path / 'archive' / 'sasac.db'}?mode=ro", uri=True)
    codes = [row[0] for row in database.execute("SELECT code FROM issues WHERE url = ?", (URL,))]
    [[body]] = database.execute("SELECT body_text FROM articles WHERE url = ?", (URL,)).fetchall()
    database.close()
    assert "part_missing" in codes
    [wanted] = [one.body for one in site.articles if one.url == URL]
    assert 0 < len(body) < len(wanted)
