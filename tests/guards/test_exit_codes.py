"""The exit code tells the truth, whatever happened."""

import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.faults.client import FaultServer
from tests.guards.crawls import HOST, PROFILE, RUN, crawl

SITE = 6
LIST = f"/site/{SITE}/index.html"


def test_a_complete_crawl_is_0(server: FaultServer, tmp_path: Path) -> None:
    done = crawl(server, tmp_path, path=LIST)
    assert done.returncode == 0
    assert done.titles == {one.title for one in server.expected_site(SITE)}


@pytest.mark.parametrize(
    ("endpoint", "code"),
    [
        ("/500", 9),
        ("/404", 9),
        ("/reset0", 9),
        ("/hang", 9),
        ("/emptyreply", 9),
        ("/412", 18),
        ("/challenge200", 18),
        ("/429", 18),
        ("/503", 18),
        ("/soft404", 9),
        ("/gztrunc", 9),
        ("/loop", 9),
    ],
)
def test_a_list_that_cannot_be_read_is_not_0(
    endpoint: str, code: int, server: FaultServer, tmp_path: Path
) -> None:
    server.override(LIST, endpoint)
    done = crawl(server, tmp_path, path=LIST, timeout=2.0)
    assert done.returncode == code
    assert f"sasac: exit code {code}: " in done.stderr


@pytest.mark.parametrize("mode", ["503", "429", "hang", "reset", "loop", "challenge", "challenge200"])
def test_a_host_whose_rules_cannot_be_had_is_not_asked_for_pages(
    mode: str, server: FaultServer, tmp_path: Path
) -> None:
    server.robots(mode)
    done = crawl(server, tmp_path, path=LIST, timeout=2.0)
    assert done.returncode == (18 if mode.startswith("challenge") else 9)
    assert server.log(path="/site") == []


@pytest.mark.parametrize("mode", ["404", "403", "html", "empty", "bom"])
def test_a_host_without_rules_is_crawled(mode: str, server: FaultServer, tmp_path: Path) -> None:
    server.robots(mode)
    assert crawl(server, tmp_path, path=LIST).returncode == 0


def test_a_host_that_forbids_everything_is_obeyed(server: FaultServer, tmp_path: Path) -> None:
    server.robots("deny")
    done = crawl(server, tmp_path, path=LIST)
    assert done.returncode == 9
    assert server.log(path="/site") == []


def test_a_list_below_its_floor_is_20(server: FaultServer, tmp_path: Path) -> None:
    done = crawl(server, tmp_path, path=LIST, floor=7)
    assert done.returncode == 20
    assert len(done.titles) == SITE


def test_the_time_limit_is_15_and_the_rest_is_crawled_later(server: FaultServer, tmp_path: Path) -> None:
    server.change_site(40, latency=0.5)
    path = "/site/40/index.html"
    stopped = crawl(server, tmp_path, path=path, options=("--time-limit", "4"))
    assert stopped.returncode == 15
    assert 0 < len(stopped.titles) < 40
    server.change_site(40, latency=0.0)
    assert crawl(server, tmp_path, path=path).titles == {one.title for one in server.expected_site(40)}


@pytest.mark.parametrize(
    ("signals", "code"),
    [([signal.SIGTERM], 11), ([signal.SIGINT], 11), ([signal.SIGHUP], 11), ([signal.SIGTERM] * 2, 13)],
)
def test_a_signal_stops_in_order_while_a_download_hangs(
    signals: list[signal.Signals], code: int, server: FaultServer, tmp_path: Path
) -> None:
    [hung] = [one.path for one in server.expected_site(SITE) if one.number == SITE]
    server.override(hung, "/hang")
    profiles = tmp_path / "profiles"
    profiles.mkdir()
    (profiles / "faults.toml").write_text(PROFILE.format(path=LIST, floor=1, timeout=60.0), "utf-8")
    command = [
        *RUN, "crawl", "faults", "--sites-dir", str(profiles), "--archive", str(tmp_path / "archive"),
        "--resolve", server.resolve_entry(HOST),
    ]  # fmt: skip
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        _wait_for(server, hung)
        started = time.monotonic()
        for number in signals:
            process.send_signal(number)
            time.sleep(0.2)
        assert process.stderr is not None
        process.stderr.read()
        assert process.wait(40) == code
    assert time.monotonic() - started < 25
    server.override(hung, None)
    resumed = crawl(server, tmp_path, path=LIST)
    assert resumed.returncode == 0
    assert resumed.titles == {one.title for one in server.expected_site(SITE)}


def _wait_for(server: FaultServer, path: str) -> None:
    for _ in range(100):
        if server.log(path=path):
            return
        time.sleep(0.1)
    pytest.fail(f"nobody asked for {path}")
