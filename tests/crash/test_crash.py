"""A small share of the crash suite; the whole of it is ``python -m tests.crash``."""

import time
from pathlib import Path

import pytest

from sasac_crawler.samplesite import SampleServer
from sasac_crawler.store.crash_points import KILLED
from tests.crash.child import Crawler, kill_points, write_fast_profiles
from tests.crash.invariants import (
    Contents,
    asked_too_often,
    broken_invariants,
    contents_of,
    resumed_differently,
)
from tests.crash.reference import undisturbed


@pytest.fixture(scope="module")
def whole() -> Contents:
    return contents_of(undisturbed())


def test_kills_at_random_lose_nothing_and_double_nothing(whole: Contents, tmp_path: Path) -> None:
    with SampleServer() as server:
        crawler = Crawler(server, tmp_path / "archive", write_fast_profiles(tmp_path / "profiles"))
        acknowledged: set[str] = set()
        for turn, kill_after in enumerate(kill_points(seed=7, kills=3)):
            ended = crawler.run(kill_after=kill_after, delay=0.07 * turn)
            acknowledged.update(ended.acknowledged)
            assert broken_invariants(crawler.archive, acknowledged) == []
        assert crawler.run().returncode == 0
    assert len(acknowledged) >= 3
    assert broken_invariants(crawler.archive, acknowledged, is_finished=True) == []
    assert resumed_differently(crawler.archive, whole) == []
    assert asked_too_often(crawler.archive, server.requests, kills=3) == []


def test_a_slow_crawl_does_not_wait_for_twenty_pages(tmp_path: Path) -> None:
    with SampleServer() as server:
        profiles = write_fast_profiles(tmp_path / "profiles", delay=9.0)
        crawler = Crawler(server, tmp_path / "archive", profiles)
        started = time.monotonic()
        ended = crawler.run(kill_after=1)
        taken = time.monotonic() - started
    # Twenty pages of two sites would take ninety seconds.
    assert ended.acknowledged
    assert taken < 60, taken
    assert broken_invariants(crawler.archive, set(ended.acknowledged)) == []


@pytest.mark.parametrize(
    "point",
    # All ten are in the whole suite.
    ["after_warc_sync:3", "inside_transaction:32", "after_commit:2"],
)
def test_death_at_a_named_place_loses_nothing(point: str, whole: Contents, tmp_path: Path) -> None:
    with SampleServer() as server:
        crawler = Crawler(server, tmp_path / "archive", write_fast_profiles(tmp_path / "profiles"))
        died = crawler.run(crash=point)
        assert died.returncode == KILLED, died.output[-2000:]
        acknowledged = set(died.acknowledged)
        assert broken_invariants(crawler.archive, acknowledged) == []
        assert crawler.run().returncode == 0
    assert broken_invariants(crawler.archive, acknowledged, is_finished=True) == []
    assert resumed_differently(crawler.archive, whole) == []
    assert asked_too_often(crawler.archive, server.requests, kills=1) == []
