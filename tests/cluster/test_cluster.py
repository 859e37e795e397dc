"""A real scheduler and real workers on loopback; the other scenarios are `python -m tests.cluster`."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.archive.verify import verify_archive
from sasac_crawler.samplesite import SampleServer
from tests.cluster.rig import (
    PROFILES,
    SASAC,
    SLUGS,
    Cluster,
    children,
    crawl_words,
    is_alive,
    sasac,
    wait_until,
)
from tests.cluster.scenarios import DELAY, ended

SITE = "jiangdong"


@pytest.mark.skipif(sys.platform != "linux", reason="children are told by /proc")
def test_a_killed_worker_s_site_goes_on_elsewhere(tmp_path: Path) -> None:
    """One site, nothing else: `python -m tests.cluster worker_killed` compares two with what one machine makes of them."""
    archive = tmp_path / "archive"
    with SampleServer(delay=DELAY) as server, Cluster(tmp_path / "dask") as cluster:
        victim = cluster.add_worker()
        words = crawl_words(
            archive, server.resolve, "--scheduler", cluster.address, "--storage", str(tmp_path / "store")
        )
        process = subprocess.Popen(
            [*SASAC, "cluster", "crawl", SITE, *words[len(SLUGS) :]],
            stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            wait_until(lambda: server.requests.total() > 5)
            crawls = children(victim.pid)
            victim.kill()
            victim.wait()
            cluster.add_worker()
            wait_until(lambda: not any(map(is_alive, crawls)), seconds=20)
            code, said = ended(process)
        finally:
            process.kill()
    assert code == 0, said
    assert crawls
    assert not verify_archive(ArchiveFolder(archive), full=True).findings
    with closing(sqlite3.connect(archive / "sasac.db")) as connection:
        states = dict(connection.execute("SELECT state, count(*) FROM frontier GROUP BY state"))
        [articles] = connection.execute("SELECT count(*) FROM articles").fetchone()
    assert set(states) <= {"done", "excluded"}, states
    assert articles >= 15


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["jiangdong", "--storage", "x"], 2, "say --scheduler ADDRESS or --local N"),
        (["jiangdong", "--storage", "x", "--local", "1", "--resources", "cn"], 2, "NAME=N"),
        (["--storage", "x", "--local", "1"], 2, "name the sites to crawl"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(words: list[str], code: int, said: str, tmp_path: Path) -> None:
    done = sasac(
        "cluster", "crawl", *words, "--sites-dir", str(PROFILES), "--archive", str(tmp_path), "--contact", "a@x.test",
        check=False,
    )  # fmt: skip
    assert (done.returncode, said in done.stderr, done.stderr.count("\n")) == (code, True, 1), done.stderr
