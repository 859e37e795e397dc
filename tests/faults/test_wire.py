"""Every endpoint really misbehaves as it is named: waiting, framing, heads."""

import pytest

from tests.faults.client import FaultServer
from tests.faults.framing import PAGE, TRUNCATED
from tests.faults.raw import ask
from tests.faults.server import ENDPOINTS


def test_ok_is_a_whole_page(fault_server: FaultServer) -> None:
    got = ask(fault_server, "/ok")
    assert (got.status, got.ended) == (200, "end")
    assert len(got.body) == got.promised
    assert got.body.rstrip().endswith(b"</html>")


def test_an_unknown_endpoint_is_404(fault_server: FaultServer) -> None:
    assert ask(fault_server, "/no-such").status == 404


def test_hang_says_nothing(fault_server: FaultServer) -> None:
    got = ask(fault_server, "/hang", patience=1.0)
    assert (got.received, got.ended) == (b"", "silence")


def test_slow_head_drips_and_does_not_end(fault_server: FaultServer) -> None:
    got = ask(fault_server, "/slowhead", patience=1.5)
    assert 2 <= len(got.received) <= 8
    assert got.ended == "silence"


def test_slow_body_has_its_head_at_once(fault_server: FaultServer) -> None:
    got = ask(fault_server, "/slowbody", patience=1.5)
    assert got.status == 200
    assert 2 <= len(got.body) <= 8
    assert got.promised > 1_000


def test_late_is_late(fault_server: FaultServer) -> None:
    got = ask(fault_server, "/late/400")
    assert got.status == 200
    assert got.seconds >= 0.4


def test_reset_before_any_byte(fault_server: FaultServer) -> None:
    got = ask(fault_server, "/reset0")
    assert (got.received, got.ended) == (b"", "reset")


def test_reset_within_the_body(fault_server: FaultServer) -> None:
    got = ask(fault_server, "/resetmid")
    assert got.ended == "reset"
    assert 0 < len(got.body) < got.promised


def test_empty_reply_ends_without_a_byte(fault_server: FaultServer) -> None:
    got = ask(fault_server, "/emptyreply")
    assert (got.received, got.ended) == (b"", "end")


def test_short_closes_early(fault_server: FaultServer) -> None:
    got = ask(fault_server, "/short")
    assert got.ended == "end"
    assert got.promised - len(got.body) == 5_000


def test_long_sends_more_than_promised(fault_server: FaultServer) -> None:
    got = ask(fault_server, "/long")
    assert got.body == PAGE
    assert got.promised == len(PAGE) // 2


def test_no_length_is_whole_but_cannot_be_told(fault_server: FaultServer) -> None:
    got = ask(fault_server, "/nocl")
    assert not {"content-length", "transfer-encoding"} & set(got.headers)
    assert got.body == PAGE


@pytest.mark.parametrize("endpoint", ["/nocltrunc", "/cutpage"])
def test_half_a_page(fault_server: FaultServer, endpoint: str) -> None:
    got = ask(fault_server, endpoint)
    assert got.body == PAGE[: len(PAGE) // 2]
    assert b"</html>" not in got.body
    assert b'name="PubDate"' in got.body
    assert got.body.count(b"</p>") > 20


@pytest.mark.parametrize("endpoint", ["/chunktrunc", "/chunknoend"])
def test_chunks_without_a_last_one(fault_server: FaultServer, endpoint: str) -> None:
    got = ask(fault_server, endpoint)
    assert got.headers["transfer-encoding"] == "chunked"
    assert got.ended == "end"
    assert int(got.body.partition(b"\r\n")[0], 16) == len(PAGE) // 2
    assert not got.body.endswith(b"0\r\n\r\n")
    assert b"</html>" not in got.body


def test_a_chunk_ends_early(fault_server: FaultServer) -> None:
    first, _, rest = ask(fault_server, "/chunktrunc").body.partition(b"\r\n")
    second, _, begun = rest[int(first, 16) + 2 :].partition(b"\r\n")
    assert int(second, 16) > len(begun) == 100


def test_a_chunk_size_that_is_no_number(fault_server: FaultServer) -> None:
    assert b"\r\nzz\r\n" in ask(fault_server, "/chunkbad").body


def test_endless_chunks_go_on(fault_server: FaultServer) -> None:
    got = ask(fault_server, "/chunkendless", enough=20 << 20)
    assert got.ended == "enough"


def test_giant_is_as_large_as_asked(fault_server: FaultServer) -> None:
    got = ask(fault_server, "/giant/9", enough=64 << 20)
    assert len(got.body) == got.promised == 9 << 20


@pytest.mark.parametrize("endpoint", TRUNCATED)
def test_every_truncating_endpoint_exists(endpoint: str) -> None:
    assert endpoint[1:] in ENDPOINTS


def test_big_header(fault_server: FaultServer) -> None:
    assert len(ask(fault_server, "/bighdr/20000").headers["x-big"]) == 20_000


def test_many_headers(fault_server: FaultServer) -> None:
    got = ask(fault_server, "/manyhdr/2500")
    assert sum(name.startswith("x-h") for name in got.headers) == 2_500
    assert got.body.endswith(b"</html>")


def test_endless_headers_never_come_to_the_body(fault_server: FaultServer) -> None:
    got = ask(fault_server, "/endlesshdr", enough=20 << 20)
    assert got.ended == "enough"
    assert b"\r\n\r\n" not in got.received


def test_interim_answers_before_the_page(fault_server: FaultServer) -> None:
    got = ask(fault_server, "/1xx/1500")
    assert got.received.count(b"HTTP/1.1 103 ") == 1_500
    assert got.received.count(b"HTTP/1.1 200 ") == 1
    assert got.received.endswith(b"</html>")


@pytest.mark.parametrize(
    ("endpoint", "wanted"),
    [
        ("/badstatus", b"HTTP/1.1 abc "),
        ("/status999", b"HTTP/1.1 999 "),
        ("/nocolon", b"\r\nthis line has none\r\n"),
        ("/badcl", b"\r\nContent-Length: -1\r\n"),
        ("/spacename", b"\r\nX-Space : a\r\n"),
        ("/nonascii", "X-Note: 国资委".encode("gb18030")),
        ("/nulhdr", b"X-Nul: a\x00b"),
        ("/reason", "200 成功".encode()),
    ],
)
def test_heads_no_server_should_send(fault_server: FaultServer, endpoint: str, wanted: bytes) -> None:
    assert wanted in ask(fault_server, endpoint).received


def test_http_09_is_a_body_without_a_head(fault_server: FaultServer) -> None:
    assert ask(fault_server, "/http09").received == PAGE


def test_two_lengths_that_differ(fault_server: FaultServer) -> None:
    head = ask(fault_server, "/twocl").head
    lengths = {line.partition(": ")[2] for line in head.split("\r\n") if line.startswith("Content-Length")}
    assert len(lengths) == 2


def test_line_feeds_only(fault_server: FaultServer) -> None:
    assert b"\r" not in ask(fault_server, "/lfonly").received
