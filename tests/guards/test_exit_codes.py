"""The exit code tells the truth, whatever happened: every scenario is a process of its own.

They run side by side, a few at a time, each on its own site of the server and into its own archive.
"""

import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from sasac_crawler.extensions.stopping import GRACE
from tests.faults.client import FaultServer
from tests.guards.crawls import FULL, Crawl, command, run
from tests.guards.sites import FaultSite, crawl_sites

SIZE = 4
AT_ONCE = 3
HANGING = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One thing that happens to a crawl, and the code it must end with."""

    code: int
    reason: str = ""
    """What the last line of stderr must say besides."""
    answers: str | None = None
    """Endpoint that answers for the list."""
    robots: str | None = None
    floor: int = 1
    options: tuple[str, ...] = ()
    words: tuple[str, ...] | None = None
    """Arguments of ``sasac crawl`` in place of all others."""
    latency: float = 0.0


SCENARIOS = {
    "complete": Scenario(code=0),
    "one_article": Scenario(code=0, options=("--limit", "1")),
    "no_rules": Scenario(code=0, robots="404"),
    "server_error": Scenario(code=9, answers="/500", reason="server_error 1"),
    "not_there": Scenario(code=9, answers="/404", reason="gone 1"),
    "soft_404": Scenario(code=9, answers="/soft404", reason="soft404 1"),
    "reset": Scenario(code=9, answers="/reset0", reason="network 1"),
    "reset_within": Scenario(code=9, answers="/resetmid", reason="truncated 1"),
    "hang": Scenario(code=9, answers="/hang", reason="timeout 1"),
    "no_answer": Scenario(code=9, answers="/emptyreply"),
    "empty": Scenario(code=9, answers="/204"),
    "cut": Scenario(code=9, answers="/gztrunc"),
    "bomb": Scenario(code=9, answers="/gzbomb/64"),
    "headers": Scenario(code=9, answers="/manyhdr/1000"),
    "too_long": Scenario(code=9, answers="/giant/40"),
    "loop": Scenario(code=9, answers="/loop"),
    "elsewhere": Scenario(code=9, answers="/redir?u=http://other.test/"),
    "a_file": Scenario(code=9, answers="/file/report.pdf"),
    "challenge_412": Scenario(code=18, answers="/412", reason="refusals in place of pages"),
    "challenge_521": Scenario(code=18, answers="/521"),
    "challenge_200": Scenario(code=18, answers="/challenge200"),
    "forbidden": Scenario(code=18, answers="/403"),
    "too_many": Scenario(code=18, answers="/429", reason="asked to come back later"),
    "unavailable": Scenario(code=18, answers="/503"),
    "robots_error": Scenario(code=9, robots="503", reason="robots_unreachable 1"),
    "robots_hangs": Scenario(code=9, robots="hang", reason="timeout 1"),
    "robots_challenge": Scenario(code=18, robots="challenge"),
    "robots_forbids": Scenario(code=9, robots="deny"),
    "below_floor": Scenario(code=20, floor=SIZE + 1, reason="floor"),
    "nothing_listed": Scenario(code=20, answers="/site/0/index.html"),
    "another_design": Scenario(code=20, answers="/chain/1"),
    "time_limit": Scenario(code=15, latency=0.5, options=("--time-limit", "1")),
    "no_such_site": Scenario(code=2, words=("gangdong",)),
    "no_such_channel": Scenario(code=2, options=("--channel", "nowhere")),
    "no_site": Scenario(code=2, words=()),
    "no_contact": Scenario(code=4, words=("sasac",)),
    "bad_resolve": Scenario(code=4, options=("--resolve", "here")),
}


ONLY_IN_FULL = {
    *("one_article", "soft_404", "reset_within", "no_answer", "empty", "cut", "bomb", "headers", "too_long"),
    *("elsewhere", "a_file", "challenge_521", "unavailable", "robots_hangs", "another_design"),
    *("not_there", "reset", "loop", "forbidden", "robots_challenge", "no_rules"),
}
"""Scenarios that end as another one does: ``SASAC_FULL_FAULTS=1`` plays them, too."""
PLAYED = [name for name in SCENARIOS if FULL or name not in ONLY_IN_FULL]


def _numbers() -> dict[str, int]:
    return {name: 100 + place for place, name in enumerate(SCENARIOS)}


def _play(server: FaultServer, folder: Path, name: str) -> Crawl:
    one, number = SCENARIOS[name], _numbers()[name]
    path = f"/site/{number}/index.html"
    server.change_site(number, size=SIZE, latency=one.latency)
    if one.answers:
        server.override(path, one.answers)
    site = FaultSite(name=name, path=path, hangs="hang" in (one.robots, (one.answers or "").strip("/")))
    if one.robots:
        server.robots(one.robots, host=site.host)
    if one.words is not None:
        started = command(server, folder, path=path)
        at = started.index("crawl")
        started[at + 1 : at + 2] = one.words
        if one.words == ("sasac",):
            started = started[: started.index("--resolve")]
        return run(started, folder / "archive")
    return crawl_sites(server, folder, [site], *one.options, floor=one.floor)


SIGNALS = {
    "term": ([signal.SIGTERM], 11),
    "int": ([signal.SIGINT], 11),
    "hup": ([signal.SIGHUP], 11),
    "term_twice": ([signal.SIGTERM] * 2, 13),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """A crawl that was sent signals while a download hung, and the crawl after it."""

    code: int
    seconds: float
    resumed: Crawl
    resumed_seconds: float
    """How long this machine, busy as it is, takes for a small crawl from start to end."""


def _stop(server: FaultServer, folder: Path, name: str) -> Stopped:
    number = 300 + list(SIGNALS).index(name)
    server.change_site(number, size=SIZE)
    hung = min(server.expected_site(number), key=lambda one: one.number).path
    server.override(hung, "/hang")
    started = command(server, folder, path=f"/site/{number}/index.html", timeout=HANGING)
    with subprocess.Popen(started, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        _wait_for(server, hung)
        began = time.monotonic()
        for one in SIGNALS[name][0]:
            process.send_signal(one)
            time.sleep(0.2)
        code = process.wait(100)
    seconds = time.monotonic() - began
    server.override(hung, None)
    began = time.monotonic()
    resumed = run(started, folder / "archive")
    return Stopped(code=code, seconds=seconds, resumed=resumed, resumed_seconds=time.monotonic() - began)


def _wait_for(server: FaultServer, path: str) -> None:
    for _ in range(1_200):
        if server.log(path=path):
            return
        time.sleep(0.1)
    pytest.fail(f"nobody asked for {path}")


@pytest.fixture(scope="module")
def all_played(
    fault_process: FaultServer, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, Crawl], dict[str, Stopped]]:
    """Every scenario, played, while the crawls that are stopped wait out their grace."""
    fault_process.reset()
    folder = tmp_path_factory.mktemp("codes")
    with ThreadPoolExecutor(len(SIGNALS)) as waiting, ThreadPoolExecutor(AT_ONCE) as pool:
        stops = {name: waiting.submit(_stop, fault_process, folder / name, name) for name in SIGNALS}
        games = {name: pool.submit(_play, fault_process, folder / name, name) for name in PLAYED}
        return (
            {name: game.result() for name, game in games.items()},
            {name: stop.result() for name, stop in stops.items()},
        )


@pytest.fixture(scope="module")
def played(all_played: tuple[dict[str, Crawl], dict[str, Stopped]]) -> dict[str, Crawl]:
    """Scenario -> its crawl."""
    return all_played[0]


@pytest.fixture(scope="module")
def stopped(all_played: tuple[dict[str, Crawl], dict[str, Stopped]]) -> dict[str, Stopped]:
    """Signals -> the crawl they stopped."""
    return all_played[1]


def test_there_are_enough() -> None:
    assert len(SCENARIOS) >= 30
    assert set(SCENARIOS) > ONLY_IN_FULL


@pytest.mark.parametrize("name", PLAYED)
def test_the_exit_code_is_right_and_says_why(name: str, played: dict[str, Crawl]) -> None:
    wanted, done = SCENARIOS[name], played[name]
    assert done.returncode == wanted.code
    if wanted.code == 0:
        assert "sasac: " not in done.stderr
    elif wanted.code in (9, 15, 18, 20):
        # Before it, alarms may have their own lines.
        [line] = [line for line in done.stderr.splitlines() if line.startswith("sasac: exit code ")]
        assert line.startswith(f"sasac: exit code {wanted.code}: ")
        assert wanted.reason in line
    else:
        assert "sasac" in done.stderr.lower()


def test_a_complete_crawl_is_complete(played: dict[str, Crawl], fault_process: FaultServer) -> None:
    number = _numbers()["complete"]
    assert played["complete"].titles == {one.title for one in fault_process.expected_site(number)}


def test_what_the_time_limit_left_is_crawled_later(
    played: dict[str, Crawl], fault_process: FaultServer
) -> None:
    stopped, number = played["time_limit"], _numbers()["time_limit"]
    wanted = {one.title for one in fault_process.expected_site(number)}
    assert stopped.titles < wanted
    fault_process.change_site(number, latency=0.0)
    site = FaultSite(name="time_limit", path=f"/site/{number}/index.html")
    assert crawl_sites(fault_process, stopped.archive.parent, [site]).titles == wanted


@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal_stops_in_order_while_a_download_hangs(
    name: str, stopped: dict[str, Stopped], fault_process: FaultServer
) -> None:
    one = stopped[name]
    assert one.code == SIGNALS[name][1]
    # 25 s, of which 15 are for the download: what is left takes longer where other work goes on.
    assert one.seconds < GRACE + max(25 - GRACE, one.resumed_seconds)
    assert one.resumed.returncode == 0
    number = 300 + list(SIGNALS).index(name)
    assert one.resumed.titles == {article.title for article in fault_process.expected_site(number)}
