"""Floods, bombs, deep and broken markup: bounded memory and time, a named outcome, nothing lost.

One crawl meets all of them, and the whole of it must stay below the bounds.
"""

import re
import sys
import unicodedata

import pytest

from tests.faults.client import FaultServer
from tests.faults.markup import SENTENCE
from tests.faults.peak_rss import Measured, measure
from tests.guards.crawls import RUN, Crawl, command

pytestmark = pytest.mark.quiet
PEAK = 300 << 20
SECONDS = 90.0
LONGEST_BLOCK = 2.0
FLOODS = {
    "/endlesshdr": "network",
    "/manyhdr/100000": "network",
    "/bighdr/20000": "network",
    "/1xx/200000": "network",
    "/gzbomb/1024": "too_big",
    "/brbomb/1024": "too_big",
    "/deflbomb/1024": "too_big",
    "/zstdbomb/1024": "too_big",
    "/gzgz/1024": "too_big",
    "/giant/200": "too_big",
    "/chunkendless": "too_big",
    "/deep/100000": "ok",
    "/unclosed/1200": "ok",
    "/unclosed/20000": "ok",
    "/formatting/5000": "ok",
    "/manylinks/500000": "too_big",
    "/manylinks/50000": "empty",
    "/attrs/64000": "ok",
    "/spaces/100000": "ok",
    "/cookiebomb/500": "network",
    "/hostiletext": "ok",
}
SITE = 2 * len(FLOODS)
# What ``blocking`` says of a callback. example: "blocked: 0.120 s of processor, 0.130 s" · counter-example: "took 1 s"
BLOCK = re.compile(r"blocked: (\d{1,4}\.\d{3}) s of processor, (\d{1,4}\.\d{3}) s")


def _paths(server: FaultServer) -> dict[str, str]:
    articles = {one.number: one.path for one in server.expected_site(SITE)}
    return {endpoint: articles[2 * place + 1] for place, endpoint in enumerate(FLOODS)}


@pytest.fixture(scope="module")
def flooded(fault_process: FaultServer, tmp_path_factory: pytest.TempPathFactory) -> tuple[Measured, Crawl]:
    """The crawl that met every flood, and what it took."""
    folder = tmp_path_factory.mktemp("limits")
    fault_process.reset()
    for endpoint, path in _paths(fault_process).items():
        fault_process.override(path, endpoint)
    started = command(fault_process, folder, path=f"/site/{SITE}/index.html", timeout=10.0)
    assert started[: len(RUN)] == RUN
    done = measure([sys.executable, "-W", "error", "-m", "tests.guards.blocking", *started[len(RUN) :]])
    return done, Crawl(returncode=done.exit_code, stderr=done.stderr, archive=folder / "archive")


@pytest.mark.parametrize("endpoint", FLOODS)
def test_a_flood_has_its_name(
    endpoint: str, flooded: tuple[Measured, Crawl], fault_process: FaultServer
) -> None:
    assert flooded[1].outcomes[_paths(fault_process)[endpoint]] == FLOODS[endpoint]


def test_floods_take_little_memory_and_time(flooded: tuple[Measured, Crawl]) -> None:
    done = flooded[0]
    print(done.peak_rss >> 20, "MB", round(done.seconds, 1), "s")
    assert done.peak_rss < PEAK
    assert done.seconds < SECONDS


def test_the_event_loop_is_never_blocked_for_long(flooded: tuple[Measured, Crawl]) -> None:
    blocks = [(float(busy), float(wall)) for busy, wall in BLOCK.findall(flooded[0].stderr)]
    print("longest block", max(blocks), "of", len(blocks))
    # Of the processor: beside other work the same page takes longer by the clock.
    assert max(blocks)[0] < LONGEST_BLOCK


def test_a_flood_costs_no_other_page(flooded: tuple[Measured, Crawl], fault_process: FaultServer) -> None:
    broken = set(_paths(fault_process).values())
    assert flooded[1].titles >= {
        one.title for one in fault_process.expected_site(SITE) if one.path not in broken
    }


@pytest.mark.parametrize(
    ("endpoint", "last"), [("/deep/100000", 1), ("/unclosed/1200", 1_199), ("/formatting/5000", 4_999)]
)
def test_no_text_is_lost_in_deep_or_unclosed_markup(
    endpoint: str, last: int, flooded: tuple[Measured, Crawl], fault_process: FaultServer
) -> None:
    text = flooded[1].texts[_paths(fault_process)[endpoint]]
    assert text.count(SENTENCE) == last + 1
    assert f"{SENTENCE}{last}亿元" in text


def test_a_deep_page_is_flagged(flooded: tuple[Measured, Crawl]) -> None:
    assert flooded[1].rows("SELECT count(*) FROM issues WHERE code = 'deep_markup'") == [(2,)]


def test_hostile_text_is_made_harmless(flooded: tuple[Measured, Crawl], fault_process: FaultServer) -> None:
    text = flooded[1].texts[_paths(fault_process)["/hostiletext"]]
    kinds = {unicodedata.category(character) for character in text if character != "\n"}
    assert kinds & {"Cc", "Cf", "Cs", "Cn", "Co"} == set()
    assert [character for character in "甲乙丙丁戊己" if character not in text] == []
