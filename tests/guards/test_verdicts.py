"""How a site fared: robots.txt in every mode, silence, refusals, names that do not resolve.

One crawl of many sites, each in its own kind of trouble.
"""

import json
import socket
from dataclasses import dataclass
from pathlib import Path

import pytest

from sasac_crawler.store.verdicts import SiteEvidence, judge_site
from tests.faults.client import FaultServer
from tests.guards.crawls import Crawl, assert_rebuildable
from tests.guards.sites import FaultSite, crawl_sites, outcomes, verdicts

TIMES_OUT = "A public survey of 2026-04 lists time-outs for this place from foreign or data-centre addresses."
REFUSES = "A public survey of 2026-04 lists 403 for this place for some clients."
CHALLENGES = "Answers 412 with a script challenge."
CLOSED = -1

# robots.txt mode -> outcome of the list page, verdict on the site
ROBOTS = {
    "ok": ("ok", "ok"),
    "empty": ("ok", "ok"),
    "404": ("ok", "ok"),
    "403": ("ok", "ok"),
    "html": ("ok", "ok"),
    "bom": ("ok", "ok"),
    "huge": ("ok", "ok"),
    "delay": ("ok", "ok"),
    "deny": ("robots", "degraded"),
    "503": ("robots_unreachable", "unreachable"),
    "429": ("robots_unreachable", "unreachable"),
    "loop": ("robots_unreachable", "unreachable"),
    "hang": ("timeout", "unreachable"),
    "reset": ("network", "unreachable"),
    "challenge": ("challenge", "challenge"),
    "challenge200": ("challenge", "challenge"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A site in trouble, and what must be said of it."""

    outcome: str
    verdict: str
    path: str = "/site/2/index.html"
    blocking: str | None = None
    port: int | None = None


TROUBLES = {
    "fine": Trouble(outcome="ok", verdict="ok"),
    "fine_but_known": Trouble(outcome="ok", verdict="ok", blocking=TIMES_OUT),
    "silent": Trouble(path="/hang", outcome="timeout", verdict="unreachable"),
    "silent_and_known": Trouble(path="/hang", blocking=TIMES_OUT, outcome="timeout", verdict="geo_blocked"),
    "silent_and_challenging": Trouble(
        path="/hang", blocking=CHALLENGES, outcome="timeout", verdict="unreachable"
    ),
    "resetting": Trouble(path="/reset0", outcome="network", verdict="unreachable"),
    "resetting_and_known": Trouble(
        path="/reset0", blocking=TIMES_OUT, outcome="network", verdict="geo_blocked"
    ),
    "closed": Trouble(port=CLOSED, outcome="connect", verdict="unreachable"),
    "closed_and_known": Trouble(port=CLOSED, blocking=TIMES_OUT, outcome="connect", verdict="geo_blocked"),
    "nameless_and_known": Trouble(port=0, blocking=TIMES_OUT, outcome="dns", verdict="unreachable"),
    "forbidding": Trouble(path="/403", outcome="http_error", verdict="challenge"),
    "forbidding_and_known": Trouble(
        path="/403", blocking=REFUSES, outcome="http_error", verdict="geo_blocked"
    ),
    "unlawful_and_known": Trouble(path="/451", blocking=REFUSES, outcome="http_error", verdict="geo_blocked"),
    "challenging": Trouble(path="/412", outcome="challenge", verdict="challenge"),
    "challenging_and_known": Trouble(
        path="/challenge200", blocking=TIMES_OUT, outcome="challenge", verdict="challenge"
    ),
    "limiting": Trouble(path="/429/60", outcome="rate_limited", verdict="held"),
    "failing": Trouble(path="/500", outcome="server_error", verdict="unreachable"),
    "gone": Trouble(path="/404", outcome="gone", verdict="degraded"),
    "emptied": Trouble(path="/site/0/index.html", outcome="ok", verdict="degraded"),
}


def _closed_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


@pytest.fixture(scope="module")
def troubled(fault_process: FaultServer, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """One crawl of all of them."""
    fault_process.reset()
    closed = _closed_port()
    sites = [FaultSite(name=f"robots_{mode}", hangs=mode == "hang") for mode in ROBOTS]
    for site, mode in zip(sites, ROBOTS, strict=True):
        fault_process.robots(mode, host=site.host)
    sites += [
        FaultSite(
            name=name,
            path=one.path,
            blocking=one.blocking,
            port=closed if one.port == CLOSED else one.port,
            hangs=one.path == "/hang",
        )
        for name, one in TROUBLES.items()
    ]
    return crawl_sites(fault_process, tmp_path_factory.mktemp("verdicts"), sites)


@pytest.mark.parametrize("mode", ROBOTS)
def test_robots_txt_decides(mode: str, troubled: Crawl) -> None:
    outcome, verdict = ROBOTS[mode]
    assert outcomes(troubled)[f"robots_{mode}"] == outcome
    assert verdicts(troubled)[f"robots_{mode}"] == verdict


def test_a_host_whose_rules_are_not_to_be_had_is_asked_for_nothing_else(
    troubled: Crawl, fault_process: FaultServer
) -> None:
    asked = {hit["host"] for hit in fault_process.log(path="/site/")}
    shut = {f"robots-{mode}.fault.test" for mode, (outcome, _) in ROBOTS.items() if outcome != "ok"}
    assert len(shut) == 8
    assert asked & shut == set()
    held = troubled.rows("SELECT host FROM hosts WHERE next_at IS NOT NULL AND host LIKE 'robots-%'")
    assert {host for (host,) in held} == shut - {"robots-deny.fault.test"}


def test_every_answer_has_a_row_refused_robots_txt_too(troubled: Crawl) -> None:
    assert troubled.orphans() == []
    refused = troubled.rows(
        "SELECT status, outcome FROM captures WHERE url = 'http://robots-503.fault.test/robots.txt'"
    )
    assert refused == [(503, "robots_unreachable")]
    assert troubled.rows("SELECT count(*) FROM captures WHERE outcome IS NULL") == [(0,)]


@pytest.mark.parametrize("name", TROUBLES)
def test_a_verdict_goes_as_far_as_the_evidence(name: str, troubled: Crawl) -> None:
    assert outcomes(troubled)[name] == TROUBLES[name].outcome
    assert verdicts(troubled)[name] == TROUBLES[name].verdict


def test_the_health_report_says_the_same(troubled: Crawl) -> None:
    report = json.loads((troubled.archive / "health.json").read_text("utf-8"))
    assert {site: one["verdict"] for site, one in report["sites"].items()} == verdicts(troubled)
    assert report["sites"]["silent"]["reason"] == "no page could be had (timeout 1)"
    assert report["exit_code"] == troubled.returncode == 20


def test_the_summary_says_the_same(troubled: Crawl) -> None:
    lines = [line.split("│")[1:3] for line in troubled.stdout.splitlines() if line.count("│") == 4]
    assert {site.strip(): verdict.strip() for site, verdict in lines} == verdicts(troubled)


def test_refusals_and_verdicts_can_be_rebuilt(troubled: Crawl, tmp_path: Path) -> None:
    assert_rebuildable(troubled, tmp_path)


def test_what_is_tolerated_of_a_site_that_answers() -> None:
    assert judge_site(SiteEvidence(outcomes={"ok": 8, "timeout": 2})).verdict == "ok"
    assert judge_site(SiteEvidence(outcomes={"ok": 7, "timeout": 3})).verdict == "degraded"
    assert judge_site(SiteEvidence(outcomes={"ok": 7, "gone": 3})).verdict == "ok"
    assert judge_site(SiteEvidence(outcomes={"ok": 9}, bad_channels=1)).verdict == "degraded"


def test_a_site_that_was_not_asked_is_held_only_if_something_waits() -> None:
    assert judge_site(SiteEvidence(outcomes={}, waiting=1)).verdict == "held"
    assert judge_site(SiteEvidence(outcomes={})).verdict == "ok"
