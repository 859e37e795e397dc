"""It is an ordinary Scrapy project: ``scrapy list`` and ``scrapy crawl`` work from the checkout."""

import datetime as dt
import importlib.util
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from types import ModuleType

import pytest
from scrapy.settings import Settings

from sasac_crawler.errors import ConfigurationError, ExitCode, ProfileError
from sasac_crawler.samplesite import SampleServer, truth
from sasac_crawler.sites import load_profiles
from sasac_crawler.spiders.base import SiteSpider
from sasac_crawler.spiders.loader import ProfileSpiderLoader

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


def test_scrapy_crawl_reads_the_configuration_and_the_environment_before_it(tmp_path: Path) -> None:
    with SampleServer() as server:
        lines = [
            f'archive = "{tmp_path / "archive"}"',
            f'sites_dirs = ["{PROFILES}"]',
            'contact = "you@example.org"',
            f"resolve = [{', '.join(repr(one) for one in server.resolve)}]",
            "[budget]",
            "run_pages = 1000",
            "[politeness]",
            "delay = 0.002",
        ]
        (tmp_path / "sasac.toml").write_text("\n".join(lines), "utf-8")
        done = scrapy("crawl", "jiangdong", SASAC_CONFIG=str(tmp_path / "sasac.toml"), SASAC_RUN_PAGES="3")
    assert "Traceback" not in done.stderr
    with closing(sqlite3.connect(tmp_path / "archive/sasac.db")) as connection:
        [(captures,)] = connection.execute("SELECT count(*) FROM captures").fetchall()
        [(exit_code,)] = connection.execute("SELECT exit_code FROM runs").fetchall()
    # Three pages and robots.txt: the environment's budget, in the file's archive.
    assert 3 <= captures <= 4
    assert exit_code == ExitCode.TIME_LIMIT


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("SASAC_DELAY", "soon", "a number, 0 or more"),
        ("SASAC_DELAY", "-1", "a number, 0 or more"),
        ("SASAC_PATIENCE", "nan", "a number, 0 or more"),
        ("SASAC_TIME_LIMIT", "1h", "a number, 0 or more"),
        ("SASAC_RUN_PAGES", "1e3", "a whole number, 0 or more"),
        ("SASAC_LOG_LEVEL", "loud", "one of DEBUG, INFO, WARNING, ERROR, CRITICAL"),
    ],
)
def test_a_setting_that_is_none_is_one_sentence(
    name: str, value: str, wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError) as told:
        Settings().setmodule(_fresh_settings())
    assert str(told.value) == f"{name} takes {wanted}"


def _fresh_settings() -> ModuleType:
    specification = importlib.util.find_spec("sasac_crawler.settings")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"SASAC_DELAY": "soon"}, "sasac_crawler: SASAC_DELAY takes a number, 0 or more\n"),
        (
            {"SASAC_CONFIG": "absent"},
            "sasac_crawler: there is no configuration absent (--config or SASAC_CONFIG)\n",
        ),
    ],
)
def test_scrapy_ends_with_the_sentence_and_no_traceback(environment: dict[str, str], sentence: str) -> None:
    done = scrapy("crawl", "shandong", **environment)
    assert (done.returncode, done.stderr) == (ExitCode.BAD_CONFIGURATION, sentence)


@pytest.mark.parametrize("command", [("list",), ("crawl", "shandong")])
def test_a_broken_profile_is_a_sentence_too(command: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('slug = "mine"\n', "utf-8")
    done = scrapy(*command, SASAC_SITES=str(tmp_path))
    sentence = "sasac_crawler: mine.toml: name_zh: is missing\n"
    assert (done.returncode, done.stdout, done.stderr) == (ExitCode.BAD_CONFIGURATION, "", sentence)


def test_a_folder_of_profiles_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = scrapy("list", SASAC_SITES=f"{PROFILES}{os.pathsep}{tmp_path / 'profils'}")
    sentence = f"sasac_crawler: there is no folder {tmp_path / 'profils'} (sites_dirs or SASAC_SITES)\n"
    assert (done.returncode, done.stderr) == (ExitCode.BAD_CONFIGURATION, sentence)


def test_whoever_else_loads_the_spiders_gets_the_error_itself(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('slug = "mine"\n', "utf-8")
    with pytest.raises(ProfileError, match=r"mine\.toml: name_zh: is missing"):
        ProfileSpiderLoader.from_settings(Settings({"SASAC_SITES": str(tmp_path)}))


def test_an_operators_manners_hold_for_scrapy_too() -> None:
    settings = Settings({"SASAC_DELAY": "40.5", "SASAC_HOURS": "22:00-06:00"})
    spider = ProfileSpiderLoader.from_settings(settings).load("shandong")
    assert issubclass(spider, SiteSpider)
    assert spider.custom_settings is not None
    assert spider.custom_settings["DOWNLOAD_DELAY"] == 40.5
    assert spider.profile.politeness.window == (dt.time(22), dt.time(6))


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
