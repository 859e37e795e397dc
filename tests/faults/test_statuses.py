"""Refusals, redirects, changes of mind, robots modes, the log and the canaries."""

import datetime as dt
import email.utils
import http.client
import json
import time
import urllib.request

import pytest

from tests.faults import robots
from tests.faults.client import FaultServer, paths_of
from tests.faults.raw import ask


@pytest.mark.parametrize("code", [204, 304, 401, 403, 404, 410, 412, 418, 429, 451, 500, 503, 521])
def test_a_status_is_what_it_says(fault_server: FaultServer, code: int) -> None:
    got = ask(fault_server, f"/{code}")
    assert got.status == code
    assert (got.body == b"") is (code in (204, 304))


def test_retry_after_in_seconds(fault_server: FaultServer) -> None:
    assert ask(fault_server, "/429/2").headers["retry-after"] == "2"
    assert ask(fault_server, "/503/30").headers["retry-after"] == "30"
    assert "retry-after" not in ask(fault_server, "/503").headers


def test_retry_after_as_a_date(fault_server: FaultServer) -> None:
    told = email.utils.parsedate_to_datetime(ask(fault_server, "/503?date=60").headers["retry-after"])
    assert dt.timedelta(seconds=57) < told - dt.datetime.now(dt.UTC) < dt.timedelta(seconds=61)


def test_retry_after_that_is_junk(fault_server: FaultServer) -> None:
    assert ask(fault_server, "/429?retry_after=-5").headers["retry-after"] == "-5"


def test_flaky_fails_so_often_and_then_no_more(fault_server: FaultServer) -> None:
    assert [ask(fault_server, "/flaky/2").status for _ in range(4)] == [503, 503, 200, 200]
    assert ask(fault_server, "/flaky/2?other").status == 503


def test_flaky_redirect_redirects_at_the_second_time(fault_server: FaultServer) -> None:
    target = "/flakyredir?u=http%3A%2F%2F127.0.0.2%2F"
    assert ask(fault_server, target).status == 503
    second = ask(fault_server, target)
    assert (second.status, second.headers["location"]) == (302, "http://127.0.0.2/")


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/loop", "/loop"),
        ("/loopinf/41", "/loopinf/42"),
        ("/chain/3", "/chain/2"),
        ("/redir?u=file:///etc/hostname", "file:///etc/hostname"),
        ("/redir?u=//127.0.0.2/", "//127.0.0.2/"),
    ],
)
def test_where_redirects_lead(fault_server: FaultServer, target: str, location: str) -> None:
    got = ask(fault_server, target)
    assert (got.status, got.headers["location"]) == (302, location)


def test_a_redirect_has_the_code_asked_for(fault_server: FaultServer) -> None:
    assert ask(fault_server, "/redir?u=/ok&code=308").status == 308


def test_a_chain_ends(fault_server: FaultServer) -> None:
    assert ask(fault_server, "/chain/0").status == 200


def test_a_cookie_loop_ends_with_the_cookie(fault_server: FaultServer) -> None:
    first = ask(fault_server, "/cookieloop")
    assert (first.status, first.headers["location"]) == (302, "/cookieloop")
    assert ask(fault_server, "/cookieloop", head="Cookie: CT6T=1\r\n").status == 200


def test_pages_that_lead_away_name_the_target(fault_server: FaultServer) -> None:
    for name in ("meta", "jsredir", "links"):
        assert b"http://127.0.0.2/x" in ask(fault_server, f"/{name}?u=http://127.0.0.2/x").body


@pytest.mark.parametrize(("mode", "code", "text"), [(m, c, t) for m, (c, _, t) in robots.FIXED.items()])
def test_robots_modes_switch(fault_server: FaultServer, mode: str, code: int, text: str) -> None:
    assert ask(fault_server, "/robots.txt").body.decode() == robots.RULES
    fault_server.robots(mode)
    got = ask(fault_server, "/robots.txt")
    assert (got.status, got.body.decode()) == (code, text)


def test_robots_modes_that_are_no_page(fault_server: FaultServer) -> None:
    fault_server.robots("429")
    assert ask(fault_server, "/robots.txt").headers["retry-after"] == "2"
    fault_server.robots("loop")
    assert ask(fault_server, "/robots.txt").headers["location"] == "/robots.txt"
    fault_server.robots("reset")
    assert ask(fault_server, "/robots.txt").ended == "reset"
    fault_server.robots("hang")
    assert ask(fault_server, "/robots.txt", patience=0.6).ended == "silence"
    fault_server.robots("bom")
    assert ask(fault_server, "/robots.txt").body.startswith(b"\xef\xbb\xbfUser-agent")


def test_robots_of_one_host(fault_server: FaultServer) -> None:
    fault_server.robots("deny", host="www.sasac.test")
    assert ask(fault_server, "/robots.txt").body.decode() == robots.RULES
    assert b"Disallow: /\n" in ask(fault_server, "/robots.txt", host="www.sasac.test").body


def test_huge_robots_is_beyond_any_cap(fault_server: FaultServer) -> None:
    fault_server.robots("huge")
    body = ask(fault_server, "/robots.txt", enough=64 << 20).body
    assert len(body) > 500 << 10
    assert body.index(b"Disallow: /site/") > 500 << 10


def test_an_override_answers_as_another_endpoint(fault_server: FaultServer) -> None:
    path = "/site/40/index.html"
    fault_server.override(path, "/503/7", times=1)
    first, second = ask(fault_server, path), ask(fault_server, path)
    assert (first.status, first.headers["retry-after"], second.status) == (503, "7", 200)
    fault_server.override("/site/40/*", "/challenge/ruishu-412")
    assert ask(fault_server, "/site/40/index_1.html").status == 412
    assert ask(fault_server, "/site/41/index.html").status == 200
    fault_server.override("/site/40/*", None)
    assert ask(fault_server, "/site/40/index_1.html").status == 200


def test_the_log_says_who_asked_what(fault_server: FaultServer) -> None:
    ask(fault_server, "/ok?x=1", head="Authorization: Basic eHg=\r\nCookie: a=b\r\nUser-Agent: me\r\n")
    [hit] = fault_server.log()
    assert (hit["method"], hit["target"], hit["status"]) == ("GET", "/ok?x=1", 200)
    assert hit["local"] == f"127.0.0.1:{fault_server.port}"
    assert hit["credentials"] == {"authorization": "Basic eHg=", "cookie": "a=b"}
    assert hit["user_agent"] == "me"
    assert hit["began"] <= hit["ended"]
    assert (hit["at_once"], hit["client_left"]) == (1, False)


def test_the_log_is_filtered_and_cleared(fault_server: FaultServer) -> None:
    for target in ("/ok", "/404", "/ok?2"):
        ask(fault_server, target)
    assert paths_of(fault_server.log(path="/ok")) == ["/ok", "/ok?2"]
    fault_server.clear()
    assert fault_server.log() == []


def test_the_log_knows_when_a_client_left(fault_server: FaultServer) -> None:
    ask(fault_server, "/giant/64", enough=1 << 20)
    deadline = time.monotonic() + 10
    [hit] = fault_server.log()
    while hit["ended"] is None and time.monotonic() < deadline:
        time.sleep(0.05)
        [hit] = fault_server.log()
    assert hit["client_left"]
    assert hit["sent"] < 64 << 20


def test_a_connection_serves_many_requests(fault_server: FaultServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", fault_server.port, timeout=10)
    try:
        for _ in range(3):
            connection.request("GET", "/ok")
            response = connection.getresponse()
            assert response.status == 200
            response.read()
            assert not response.will_close
    finally:
        connection.close()


def test_head_has_no_body(fault_server: FaultServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", fault_server.port, timeout=10)
    try:
        connection.request("HEAD", "/ok", headers={"Connection": "close"})
        response = connection.getresponse()
        assert int(response.headers["Content-Length"]) > 0
        assert response.read() == b""
    finally:
        connection.close()


def test_canaries_are_told_apart(fault_server: FaultServer) -> None:
    if fault_server.canary_port is None:
        pytest.skip("this machine has no 127.0.0.2")
    url = f"http://127.0.0.2:{fault_server.canary_port}/anything"
    with urllib.request.urlopen(url, timeout=10) as response:
        assert response.headers["X-Canary"] == "yes"
    ask(fault_server, "/ok")
    [hit] = fault_server.canary_hits()
    assert (hit["target"], hit["local"]) == ("/anything", f"127.0.0.2:{fault_server.canary_port}")


def test_the_ipv6_canary(fault_server: FaultServer) -> None:
    if fault_server.canary6_port is None:
        pytest.skip("this machine has no IPv6 loopback")
    url = f"http://[::1]:{fault_server.canary6_port}/six"
    with urllib.request.urlopen(url, timeout=10) as response:
        assert response.headers["X-Canary"] == "yes"
    assert paths_of(fault_server.canary_hits()) == ["/six"]


def test_the_server_ends_with_its_client() -> None:
    with FaultServer() as server:
        process = server._process  # noqa: SLF001 - to see how it ended
        assert ask(server, "/ok").status == 200
    assert process is not None
    assert process.returncode == 0


def test_the_server_ends_by_itself() -> None:
    with FaultServer(lifetime=0.5) as server:
        assert server._process is not None  # noqa: SLF001 - to see that it ends
        assert server._process.wait(10) == 0  # noqa: SLF001


def test_control_returns_the_state(fault_server: FaultServer) -> None:
    state = fault_server.control(robots={"mode": "deny"})
    assert state["robots"] == {"": "deny"}
    fault_server.reset()
    assert json.dumps(fault_server.control()) == '{"robots": {}, "overrides": {}, "sites": {}}'
