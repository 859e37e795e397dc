"""The egg is given to a real Scrapyd, which crawls with nothing but what is in it."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.cli.schedule_forms import build_egg
from sasac_crawler.errors import ConfigurationError
from sasac_crawler.query.archive import Archive
from sasac_crawler.samplesite import SampleServer, truth
from tests.operate.scheduling import schedule

CHECKOUT = Path(__file__).parents[2]
PROFILES = str(files("sasac_crawler.samplesite").joinpath("profiles"))


def test_the_egg_is_the_same_for_the_same_files() -> None:
    assert build_egg() == build_egg()


def _ask(url: str, **form: str | list[str]) -> dict[str, Any]:
    data = urllib.parse.urlencode(form, doseq=True).encode() if form else None
    with urllib.request.urlopen(url, data=data, timeout=60) as answer:  # noqa: S310 - our own server
        told: dict[str, Any] = json.load(answer)
    return told


@contextmanager
def scrapyd(folder: Path, **environment: str) -> Iterator[str]:
    """Run a real Scrapyd whose Python finds this package nowhere but in what is deployed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "scrapyd.conf").write_text(
        f"[scrapyd]\nbind_address = 127.0.0.1\nhttp_port = {port}\npoll_interval = 0.5\nmax_proc = 1\n",
        encoding="utf-8",
    )
    (folder / "sitecustomize.py").write_text(
        f"import sys\nsys.path[:] = [one for one in sys.path if one != {str(CHECKOUT)!r}]\n", encoding="utf-8"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SASAC_", "SCRAPY"))}
    with (folder / "scrapyd.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "scrapyd"], cwd=folder, stdout=log, stderr=log,
            env=clean | {"PYTHONPATH": str(folder), "PYTHONWARNINGS": "ignore"} | environment,
        )  # fmt: skip
        try:
            url = f"http://127.0.0.1:{port}"
            for _ in range(300):
                try:
                    _ask(f"{url}/daemonstatus.json")
                    break
                except OSError:
                    assert process.poll() is None, (folder / "scrapyd.log").read_text(encoding="utf-8")
                    time.sleep(0.2)
            yield url
        finally:
            process.terminate()
            process.wait(30)


def test_a_real_scrapyd_deploys_the_egg_and_crawls_with_it(tmp_path: Path) -> None:
    pytest.importorskip("scrapyd")
    archive = tmp_path / "archive"
    with (
        SampleServer() as server,
        scrapyd(
            tmp_path, SASAC_ARCHIVE=str(archive), SASAC_SITES=PROFILES, SASAC_RESOLVE=",".join(server.resolve)
        ) as url,
    ):
        deployed = schedule("scrapyd", "--install", "--url", url)
        assert deployed.exit_code == 0, deployed.exception
        assert "jiangdong" in _ask(f"{url}/listspiders.json?project=sasac_crawler")["spiders"]
        hurried = ["DOWNLOAD_DELAY=0.05", "AUTOTHROTTLE_ENABLED=0"]
        form: dict[str, str | list[str]] = {
            "project": "sasac_crawler",
            "spider": "jiangdong",
            "setting": hurried,
        }
        job = _ask(f"{url}/schedule.json", **form)["jobid"]
        for _ in range(240):
            jobs = _ask(f"{url}/listjobs.json?project=sasac_crawler")
            if [one["id"] for one in jobs["finished"]] == [job]:
                break
            time.sleep(0.5)
        else:
            pytest.fail((tmp_path / "scrapyd.log").read_text(encoding="utf-8")[-2000:])
    assert ArchiveFolder(archive).database.exists(), (tmp_path / "scrapyd.log").read_text(encoding="utf-8")[
        -3000:
    ]
    with Archive(archive) as opened:
        urls = {row["url"] for row in opened.db.query("SELECT url FROM appearances")}
        runs = list(opened.db.query("SELECT exit_code, reason FROM runs"))
    assert urls == {one.url for one in truth() if one.site == "jiangdong"}
    assert runs == [{"exit_code": 0, "reason": "finished"}]


def test_no_scrapyd_is_one_sentence() -> None:
    told = schedule("scrapyd", "--install", "--url", "http://127.0.0.1:9/")
    assert isinstance(told.exception, ConfigurationError)
    assert "no Scrapyd answers at http://127.0.0.1:9/" in str(told.exception)
