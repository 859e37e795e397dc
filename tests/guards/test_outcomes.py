"""Every fault of one article ends in a named outcome; the other articles are stored all the same."""

from pathlib import Path

import pytest

from tests.faults.client import FaultServer
from tests.guards.crawls import HOST, crawl

SITE = 6

# endpoint -> outcome of the article that answers like it, and the rows of the fault matrix it proves
FAULTS = {
    "/hang": ("timeout", 23),
    "/slowbody": ("timeout", 23),
    "/reset0": ("network", 24),
    "/resetmid": ("truncated", 24),
    "/emptyreply": ("network", 24),
    "/short": ("truncated", 25),
    "/chunktrunc": ("truncated", 27),
    "/gztrunc": ("truncated", 28),
    "/gzfake": ("truncated", 28),
    "/gzbomb/64": ("too_big", 29),
    "/brbomb/64": ("too_big", 29),
    "/giant/40": ("too_big", 32),
    "/429": ("rate_limited", 37),
    "/404": ("gone", 46),
    "/412": ("challenge", 44),
    "/521": ("challenge", 44),
    "/challenge200": ("challenge", 45),
    "/soft404": ("soft404", 46),
    "/403": ("http_error", 44),
    "/500": ("server_error", 38),
    "/loop": ("redirect_loop", 39),
    "/badstatus": ("network", 25),
    "/twocl": ("network", 25),
}


def _path(server: FaultServer, number: int) -> str:
    [article] = [one for one in server.expected_site(SITE) if one.number == number]
    return article.path


@pytest.mark.parametrize("endpoint", FAULTS)
def test_a_fault_of_one_page_has_its_name_and_costs_nothing_else(
    endpoint: str, server: FaultServer, tmp_path: Path
) -> None:
    broken = _path(server, 1)
    server.override(broken, endpoint)
    done = crawl(server, tmp_path, path=f"/site/{SITE}/index.html", timeout=2.0)
    outcome, _ = FAULTS[endpoint]
    assert done.outcomes[broken] == outcome
    assert done.titles == {one.title for one in server.expected_site(SITE) if one.path != broken}
    assert all(HOST in str(url) for (url,) in done.rows("SELECT url FROM frontier"))
