"""The server as a client on a socket sees it."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection
from typing import Any

import pytest

from sasac_crawler.errors import ConfigurationError
from sasac_crawler.samplesite import SampleServer

Get = Callable[..., Any]
FIRST, SECOND = "www.sasac.test", "gzw.jiangdong.test"
ARTICLE = "/n2588025/n2588129/c13858389/content.html"


def threads() -> set[str]:
    return {thread.name for thread in threading.enumerate() if thread is not threading.main_thread()}


def test_the_host_header_chooses_the_site_with_or_without_a_port(get: Get) -> None:
    assert get(FIRST, ARTICLE).status == 200
    assert get(f"{FIRST}:8080", ARTICLE).status == 200
    assert get("WWW.SASAC.TEST", ARTICLE).status == 200
    assert get(SECOND, ARTICLE).status == 404
    assert get("www.sasac.gov.cn", ARTICLE).status == 421
    assert get("", ARTICLE).status == 400


def test_an_unknown_path_is_a_404_page_in_chinese(get: Get) -> None:
    got = get(FIRST, "/n2588025/n2588129/c1/content.html")
    assert (got.status, got.content_type) == (404, "text/html; charset=utf-8")
    assert "不存在" in got.text


def test_robots_txt_is_plain_on_one_site_and_absent_on_the_other(get: Get) -> None:
    got = get(FIRST, "/robots.txt")
    assert got.content_type == "text/plain; charset=utf-8"
    assert got.text == "User-agent: *\nDisallow: /cgi-bin/\n"
    assert get(SECOND, "/robots.txt").status == 404


def test_a_connection_is_kept_and_serves_both_sites(server: SampleServer) -> None:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.connect()
    kept = connection.sock
    for host, path in ((FIRST, ARTICLE), (SECOND, "/col/col1201/index.html"), (FIRST, "/none")):
        connection.request("GET", path, headers={"Host": host})
        response = connection.getresponse()
        assert response.version == 11
        assert len(response.read()) == int(response.headers["Content-Length"])
        assert connection.sock is kept
    connection.close()


def test_head_gives_the_headers_of_get_and_no_body(server: SampleServer) -> None:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
    lengths = []
    for method in ("GET", "HEAD", "GET"):
        connection.request(method, ARTICLE, headers={"Host": FIRST})
        response = connection.getresponse()
        lengths.append((len(response.read()), response.headers["Content-Length"]))
    connection.close()
    assert lengths[0][0] > 10_000
    assert lengths == [lengths[0], (0, lengths[0][1]), lengths[0]]


def test_a_post_without_a_length_or_too_long_is_refused(server: SampleServer) -> None:
    for header in ("Transfer-Encoding: chunked", "Content-Length: 99999999", "Content-Length: -1"):
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
            client.sendall(f"POST / HTTP/1.1\r\nHost: {SECOND}\r\n{header}\r\n\r\n".encode())
            with client.makefile("rb") as answers:
                answer = answers.readline()
        assert answer.startswith(b"HTTP/1.1 400 ")


def test_requests_are_counted_by_path(get: Get, server: SampleServer) -> None:
    before = server.requests["/counted"]
    get(FIRST, "/counted?a=1")
    get(SECOND, "/counted")
    assert server.requests["/counted"] == before + 2


def test_the_resolve_map_names_both_hosts(server: SampleServer) -> None:
    assert server.resolve == (
        f"{FIRST}:80:127.0.0.1:{server.port}",
        f"{SECOND}:80:127.0.0.1:{server.port}",
    )


def test_stopping_ends_kept_connections_and_every_thread_at_once() -> None:
    before = threads()
    with SampleServer() as server:
        connections = [HTTPConnection("127.0.0.1", server.port, timeout=10) for _ in range(5)]
        for connection in connections:
            connection.request("GET", "/robots.txt", headers={"Host": FIRST})
            connection.getresponse().read()
        started = time.monotonic()
    assert time.monotonic() - started < 2
    assert threads() <= before
    for connection in connections:
        assert connection.sock is not None
        assert connection.sock.recv(1) == b""
        connection.close()


def test_a_server_can_be_stopped_twice_and_started_again() -> None:
    server = SampleServer()
    server.stop()
    for _ in range(2):
        server.start()
        assert server.port > 0
        server.stop()
        server.stop()
    with pytest.raises(RuntimeError, match="not running"):
        _ = server.port


def test_a_client_that_hangs_up_in_mid_answer_does_no_harm(capsys: pytest.CaptureFixture[str]) -> None:
    with SampleServer() as server:
        for _ in range(5):
            with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
                client.sendall(f"GET {ARTICLE} HTTP/1.1\r\nHost: {FIRST}\r\n\r\n".encode() * 20)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("port", [1 << 16, None])
def test_a_port_that_cannot_be_had_is_named(port: int | None) -> None:
    with SampleServer() as other:
        wanted = port or other.port
        with pytest.raises(ConfigurationError, match=rf"port {wanted} of 127\.0\.0\.1"):
            SampleServer(wanted).start()


def test_a_delay_holds_answers_back() -> None:
    with SampleServer(delay=0.2) as server:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
        started = time.monotonic()
        connection.request("GET", "/robots.txt", headers={"Host": FIRST})
        connection.getresponse().read()
        connection.close()
    assert time.monotonic() - started >= 0.2


def test_the_module_serves_until_interrupted() -> None:
    command = [sys.executable, "-W", "error", "-u", "-m", "sasac_crawler.samplesite"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        line = process.stdout.readline()
        assert line.startswith("http://www.sasac.test/ and http://gzw.jiangdong.test/ on 127.0.0.1:")
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        assert process.stderr.read() == ""


def test_the_module_says_how_it_is_used() -> None:
    command = [sys.executable, "-m", "sasac_crawler.samplesite", "http"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: ")
