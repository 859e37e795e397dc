"""The runs of the year: each day the real command, in a process of its own, by the clock of that day."""

import datetime as dt
import importlib
import multiprocessing
import os
import socket
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sasac_crawler.normalize.article import normalize_article, strip_article
from sasac_crawler.parse.article import parse_article
from sasac_crawler.parse.page import read_page
from tests.year.pages import answer
from tests.year.script import START, Site
from tests.year.server import YearServer

_PROFILE = """
slug = "{slug}"
name_zh = "{slug}国资委"
name_short = "{slug}"
name_en = "{slug}"
level = "city"
platform = "{platform}"
homepage = "http://{host}/"
hosts = ["{host}"]

[politeness]
delay = 0.001
timeout = 10.0
"""
_CHANNEL = """
[[channels]]
id = "{channel}"
name_zh = "{channel}"
category = "notice"
url = "http://{host}/{channel}/"
floor = 5
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What a run did."""

    day: int
    exit_code: int
    asked: int
    unchanged: int
    pages: int
    """What a full crawl would have asked."""
    alarmed: frozenset[str]
    """Sites that the run did not call well, or about which an alarm began."""
    seconds: float


def live(
    sites: Sequence[Site],
    days: Sequence[int],
    folder: Path,
    *,
    options: tuple[str, ...] = (),
    seconds: float = 3600.0,
    note: Callable[[Day], None] = lambda _day: None,
) -> list[Day]:
    """Crawl on these days; return what each run did.

    Args:
        sites: the sites.
        days: days on which the timer rings, ascending.
        folder: where archive, profiles and the log of the runs are kept.
        options: further ones of ``sasac crawl``.
        seconds: time after which no further day is begun.
        note: told of every day.
    """
    profiles = folder / "profiles"
    _write_profiles(sites, profiles)
    _load(sites[0])
    found: list[Day] = []
    started = time.monotonic()
    with YearServer(sites) as server, closing(socket.create_server(("127.0.0.1", 0))) as nobody:
        # A port that refuses: bound, and closed for good below.
        shut = nobody.getsockname()[1]
        nobody.close()
        for day in days:
            if time.monotonic() - started > seconds:
                break
            ports = {one.host: shut if one.trouble(day) == "dead" else server.port for one in sites}
            command = [
                "crawl", *(one.slug for one in sites), "--sites-dir", str(profiles), "--archive",
                str(folder / "archive"), "--patience", "0", "--replica-delay", "0",
                *(word for host, port in ports.items() for word in ("--resolve", f"{host}:80:127.0.0.1:{port}")),
                *options,
            ]  # fmt: skip
            server.begin_day(day)
            begun = time.monotonic()
            code = run_at(START + dt.timedelta(days=day), command, folder / "runs.log")
            found.append(
                Day(
                    day=day,
                    exit_code=code,
                    asked=server.counts["all"],
                    unchanged=server.counts["unchanged"],
                    pages=sum(one.pages(day) for one in sites if one.trouble(day) is None),
                    alarmed=alarms_of_last_run(folder / "archive"),
                    seconds=time.monotonic() - begun,
                )
            )
            note(found[-1])
    return found


def _write_profiles(sites: Sequence[Site], profiles: Path) -> None:
    profiles.mkdir(parents=True, exist_ok=True)
    for site in sites:
        text = _PROFILE.format(slug=site.slug, platform=site.platform, host=site.host)
        text += "".join(_CHANNEL.format(channel=one, host=site.host) for one in site.channels)
        (profiles / f"{site.slug}.toml").write_text(text, "utf-8")


def run_at(moment: dt.datetime, command: Sequence[str], log: Path) -> int:
    """Run a command of ``sasac`` by the clock of a moment, in a fork; return its exit code."""
    context = multiprocessing.get_context("fork")
    ahead = (moment - dt.datetime.now(dt.UTC)).total_seconds()
    process = context.Process(target=_run, args=(command, ahead, log))
    process.start()
    process.join(300)
    if process.is_alive():
        process.kill()
        process.join()
        message = f"the run of {moment} does not end"
        raise TimeoutError(message)
    return process.exitcode or 0


def _load(site: Site) -> None:
    """Import once what every run imports, and read the tables it reads; no reactor may be among it."""
    from scrapy.settings import default_settings  # noqa: PLC0415 - heavy

    import sasac_crawler.cli.crawl  # noqa: F401, PLC0415 - heavy
    from sasac_crawler import settings  # noqa: PLC0415
    from sasac_crawler.sites import load_profiles  # noqa: PLC0415

    components = [
        *settings.ITEM_PIPELINES, *settings.DOWNLOADER_MIDDLEWARES, *settings.EXTENSIONS, settings.SCHEDULER,
        settings.SPIDER_LOADER_CLASS, "sasac_crawler.extensions.crawling.crawl_sites",
        *default_settings.DOWNLOADER_MIDDLEWARES_BASE, *default_settings.SPIDER_MIDDLEWARES_BASE,
    ]  # fmt: skip
    for path in components:
        importlib.import_module(path.rpartition(".")[0])
    profile = next(iter(load_profiles().values()))
    moment = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    entry = site.entries[0]
    _, body = answer(site, site.path(entry), day=0)
    page = read_page(body, url=site.url(entry), seen_at=moment)
    normalize_article(strip_article(parse_article(page, site=profile, channel=None)), site=profile)
    assert "twisted.internet.reactor" not in sys.modules


def _run(command: Sequence[str], ahead: float, log: Path) -> None:
    from sasac_crawler.cli import main  # noqa: PLC0415 - heavy

    # What pytest put in their place is the parent's.
    sys.stdout = sys.stderr = log.open("a", encoding="utf-8")
    os.environ |= {"SASAC_CLOCK_AHEAD": str(ahead), "COLUMNS": "200"}
    sys.argv = ["sasac", *command]
    main()


def alarms_of_last_run(archive: Path) -> frozenset[str]:
    """Return the sites that the last run did not call well, or about which an alarm began in it."""
    with closing(sqlite3.connect(f"file:{archive / 'sasac.db'}?mode=ro", uri=True)) as connection:
        [run_id] = connection.execute("SELECT run_id FROM runs ORDER BY started DESC LIMIT 1").fetchone()
        found = connection.execute(
            "SELECT site FROM run_sites WHERE run_id = ?1 AND verdict NOT IN ('ok', 'not_due')"
            " UNION SELECT site FROM alarms WHERE raised_run = ?1",
            (run_id,),
        ).fetchall()
    return frozenset(row[0] for row in found)
