"""It is an ordinary Scrapy project: ``scrapy list`` and ``scrapy crawl`` work from the checkout."""

import os
import sqlite3
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from sasac_crawler.samplesite import SampleServer, truth
from sasac_crawler.sites import load_profiles

CHECKOUT = Path(__file__).parents[1]
SCRAPY = [sys.executable, "-m", "scrapy"]
PROFILES = str(files("sasac_crawler.samplesite").joinpath("profiles"))


def scrapy(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SCRAPY, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=CHECKOUT,
        env=os.environ | environment,
    )


def test_every_enabled_profile_is_a_spider() -> None:
    listed = scrapy("list")
    assert listed.returncode == 0, listed.stderr
    assert set(listed.stdout.split()) == {slug for slug, one in load_profiles().items() if not one.disabled}


def test_scrapy_crawl_fills_an_archive(tmp_path: Path) -> None:
    with SampleServer() as server:
        done = scrapy(
            "crawl",
            "jiangdong",
            SASAC_ARCHIVE=str(tmp_path / "archive"),
            SASAC_SITES=PROFILES,
            SASAC_RESOLVE=",".join(server.resolve),
        )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    connection = sqlite3.connect(tmp_path / "archive/sasac.db")
    urls = {row[0] for row in connection.execute("SELECT url FROM appearances")}
    [(exit_code,)] = connection.execute("SELECT exit_code FROM runs").fetchall()
    connection.close()
    assert urls == {one.url for one in truth() if one.site == "jiangdong"}
    assert exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["-s", "JOBDIR=jobs"], "JOBDIR loses pages when a crawl is killed"),
        (["-s", "HTTPCACHE_ENABLED=1"], "HTTPCACHE keeps pickles"),
        ([], "set SASAC_CONTACT"),
    ],
)
def test_what_would_lose_data_or_hide_who_asks_is_refused(
    arguments: list[str], sentence: str, tmp_path: Path
) -> None:
    done = scrapy("crawl", "sasac", *arguments, SASAC_ARCHIVE=str(tmp_path / "archive"))
    assert sentence in done.stderr
    assert not (tmp_path / "archive/warc").exists() or not list((tmp_path / "archive/warc").iterdir())
