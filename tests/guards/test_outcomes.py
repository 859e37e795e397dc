"""Every fault of one article ends in a named outcome; the other articles are stored all the same.

One crawl meets all of them: every second article of a site answers with a fault.
"""

from pathlib import Path

import pytest

from tests.faults.client import FaultServer
from tests.faults.framing import TITLE, TRUNCATED
from tests.guards.crawls import HOST, Crawl, assert_rebuildable, crawl

# endpoint -> outcome of the article that answers like it, and the row of the fault matrix it proves
FAULTS = {
    "/hang": ("timeout", 23),
    "/slowhead": ("timeout", 23),
    "/slowbody": ("timeout", 23),
    "/reset0": ("network", 24),
    "/resetmid": ("truncated", 24),
    "/emptyreply": ("network", 24),
    "/short": ("truncated", 25),
    "/twocl": ("network", 25),
    "/badcl": ("network", 25),
    "/badstatus": ("network", 25),
    "/http09": ("network", 25),
    "/long": ("network|ok", 26),  # ok if what is too much comes late: kept with a doubt
    "/nocltrunc": ("truncated", 26),
    "/nocl": ("ok", 26),
    "/chunktrunc": ("truncated", 27),
    "/chunknoend": ("truncated", 27),
    "/chunkbad": ("network", 27),
    "/chunkbadlate": ("network", 27),
    "/gztrunc": ("truncated", 28),
    "/gztruncchunked": ("truncated", 28),
    "/gzbadcrc": ("truncated", 28),
    "/deftrunc": ("truncated", 28),
    "/brtrunc": ("truncated", 28),
    "/zstdtrunc": ("truncated", 28),
    "/gzfake": ("truncated", 28),
    "/gzempty": ("empty", 28),
    "/gzok": ("ok", 28),
    "/defok": ("ok", 28),
    "/brok": ("ok", 28),
    "/zstdok": ("ok", 28),
    "/gzbomb/64": ("too_big", 29),
    "/brbomb/64": ("too_big", 29),
    "/deflbomb/64": ("too_big", 29),
    "/zstdbomb/64": ("too_big", 29),
    "/manyhdr/1000": ("network", 30),
    "/bighdr/20000": ("network", 30),
    "/1xx/5": ("ok", 31),
    "/1xx/2000": ("network", 31),
    "/giant/40": ("too_big", 32),
    "/500": ("server_error", 38),
    "/501": ("server_error", 38),
    "/502": ("server_error", 38),
    "/504": ("server_error", 38),
    "/status999": ("server_error", 38),
    "/loop": ("redirect_loop", 39),
    "/loopinf/0": ("redirect_loop", 39),
    "/chain/3": ("ok", 39),
    "/chain/9": ("redirect_loop", 39),
    "/cookieloop": ("redirect_loop", 39),
    "/redir?u=file:///etc/hostname": ("http_error", 40),
    "/redir?u=ftp://faults.test/a": ("http_error", 40),
    "/redir?u=data:text/html,a": ("http_error", 40),
    "/redir?u=http://other.test/": ("blocked_address", 41),
    "/400": ("http_error", 44),
    "/401": ("http_error", 44),
    "/403": ("http_error", 44),
    "/418": ("challenge", 44),
    "/412": ("challenge", 44),
    "/451": ("http_error", 44),
    "/521": ("challenge", 44),
    "/challenge200": ("challenge", 45),
    "/404": ("gone", 46),
    "/410": ("gone", 46),
    "/soft404": ("soft404", 46),
    "/204": ("empty", 46),
    "/calendar/0": ("empty", 49),
    "/meta?u=http://faults.test/ok": ("moved", 46),
    "/jsredir?u=http://faults.test/ok": ("moved", 46),
    "/file/report.pdf": ("not_html", 53),
    "/pdf/3": ("not_html", 53),
    "/cookiebomb/500": ("network", 57),
    "/xxe": ("parse_error", 58),
    "/nonascii": ("ok", 25),
    "/lfonly": ("ok", 25),
    "/reason": ("ok", 25),
    "/nulhdr": ("network", 25),
}
SITE = 2 * len(FAULTS)
LIST = f"/site/{SITE}/index.html"


def _paths(server: FaultServer) -> dict[str, str]:
    """Endpoint -> path of the article that answers like it: every odd number."""
    articles = {one.number: one.path for one in server.expected_site(SITE)}
    return {endpoint: articles[2 * place + 1] for place, endpoint in enumerate(FAULTS)}


@pytest.fixture(scope="module")
def met(fault_process: FaultServer, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """The crawl that met every fault."""
    fault_process.reset()
    for endpoint, path in _paths(fault_process).items():
        fault_process.override(path, endpoint)
    return crawl(fault_process, tmp_path_factory.mktemp("outcomes"), path=LIST, timeout=4.0)


@pytest.mark.parametrize("endpoint", FAULTS)
def test_a_fault_of_one_page_has_its_name(endpoint: str, met: Crawl, fault_process: FaultServer) -> None:
    assert met.outcomes[_paths(fault_process)[endpoint]] in FAULTS[endpoint][0].split("|")


def test_a_fault_of_one_page_costs_no_other(met: Crawl, fault_process: FaultServer) -> None:
    broken = set(_paths(fault_process).values())
    good = {one.title for one in fault_process.expected_site(SITE) if one.path not in broken}
    assert met.titles >= good
    assert {title for title in met.titles if "站第" in title} == good
    assert all(HOST in str(url) for (url,) in met.rows("SELECT url FROM frontier"))


def test_what_went_wrong_is_said_in_one_short_line(met: Crawl) -> None:
    details = [str(row[0]) for row in met.rows("SELECT detail FROM frontier WHERE detail IS NOT NULL")]
    assert len(details) > 40
    assert max(map(len, details)) <= 300
    assert not [one for one in details if "\n" in one]


def test_every_answer_that_was_captured_says_what_came_of_it(met: Crawl) -> None:
    assert met.rows("SELECT url FROM captures WHERE outcome IS NULL") == []
    assert met.orphans() == []


def test_an_archive_of_faults_is_sound_and_can_be_rebuilt(met: Crawl, tmp_path: Path) -> None:
    assert_rebuildable(met, tmp_path)


@pytest.mark.parametrize("endpoint", [one for one in TRUNCATED if one != "/cutpage"])
def test_less_than_a_page_is_no_page_or_carries_the_doubt(
    endpoint: str, met: Crawl, fault_process: FaultServer
) -> None:
    path = _paths(fault_process)[endpoint]
    doubts = met.rows("SELECT url FROM issues WHERE code = 'no_end_of_page'")
    assert met.outcomes[path] in ("truncated", "network") or (f"http://{HOST}{path}",) in doubts


def test_half_a_page_is_kept_with_a_doubt_asked_again_and_never_replaces_a_whole_one(
    server: FaultServer, tmp_path: Path
) -> None:
    first, second = server.expected_site(2)
    server.override(first.path, "/cutpage")
    begun = crawl(server, tmp_path, path="/site/2/index.html")
    assert begun.titles == {TITLE, second.title}
    assert ("no_end_of_page",) in begun.rows("SELECT code FROM issues")
    waiting = begun.rows("SELECT url FROM frontier WHERE state = 'pending' AND next_at IS NOT NULL")
    assert waiting == [(f"http://{HOST}{first.path}",)]
    begun.make_due()
    server.override(first.path, None)
    whole = crawl(server, tmp_path, path="/site/2/index.html")
    assert first.title in whole.titles
    server.override(first.path, "/cutpage")
    again = crawl(server, tmp_path, path="/site/2/index.html", options=("--full",))
    assert again.outcomes[first.path] == "truncated"
    assert first.title in again.titles
    assert TITLE not in again.titles
