"""Endpoints with heads no server should send."""

import asyncio
from typing import Final

from tests.faults.framing import PAGE
from tests.faults.state import State
from tests.faults.wire import Endpoint, Exchange

BODY: Final = PAGE
"""A good article: a client that puts up with the head has something to store."""
LENGTH: Final = b"Content-Length: %d\r\n" % len(BODY)
OK: Final = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
MAX_ENDLESS: Final = 256 << 20
MAX_SECONDS: Final = 30.0
LINES_AT_ONCE: Final = 1_000


async def serve_big_header(exchange: Exchange, _: State) -> None:
    """``/bighdr/<n>``: one header of so many bytes."""
    size = exchange.number(20_000, most=64 << 20)
    await _raw(exchange, OK + LENGTH + b"X-Big: " + b"x" * size + b"\r\n\r\n" + BODY)


async def serve_many_headers(exchange: Exchange, _: State) -> None:
    """``/manyhdr/<n>``: so many short headers."""
    count = exchange.number(100_000, most=1_000_000)
    await _raw(exchange, OK + LENGTH)
    for first in range(0, count, LINES_AT_ONCE):
        await exchange.send(_lines(first, min(count, first + LINES_AT_ONCE)))
    await exchange.send(b"\r\n" + BODY)


async def serve_endless_headers(exchange: Exchange, _: State) -> None:
    """``/endlesshdr``: headers for 30 s or 256 MB; the empty line never comes."""
    await _raw(exchange, OK)
    ends = asyncio.get_running_loop().time() + MAX_SECONDS
    for first in range(0, 20_000_000, LINES_AT_ONCE):
        await exchange.send(_lines(first, first + LINES_AT_ONCE))
        if exchange.sent > MAX_ENDLESS or asyncio.get_running_loop().time() > ends:
            break


async def serve_interim(exchange: Exchange, _: State) -> None:
    """``/1xx/<n>``: so many ``103 Early Hints``, then a page."""
    count = exchange.number(1_000, most=1_000_000)
    hint = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"
    for first in range(0, count, LINES_AT_ONCE):
        await exchange.send(hint * min(LINES_AT_ONCE, count - first))
    await _raw(exchange, OK + LENGTH + b"\r\n" + BODY)


def fixed(answer: bytes) -> Endpoint:
    """Return an endpoint that sends these bytes and closes."""

    async def serve_fixed(exchange: Exchange, _: State) -> None:
        await _raw(exchange, answer)

    return serve_fixed


def _lines(first: int, end: int) -> bytes:
    return b"".join(b"X-H%d: %d\r\n" % (number, number) for number in range(first, end))


async def _raw(exchange: Exchange, data: bytes) -> None:
    exchange.status = 200
    await exchange.send(data)


ENDPOINTS: Final[dict[str, Endpoint]] = {
    "bighdr": serve_big_header,
    "manyhdr": serve_many_headers,
    "endlesshdr": serve_endless_headers,
    "1xx": serve_interim,
    "http09": fixed(BODY),
    "badstatus": fixed(b"HTTP/1.1 abc Whatever\r\n" + LENGTH + b"\r\n" + BODY),
    "status999": fixed(b"HTTP/1.1 999 Odd\r\n" + LENGTH + b"\r\n" + BODY),
    "nocolon": fixed(OK + LENGTH + b"this line has none\r\n\r\n" + BODY),
    "twocl": fixed(OK + LENGTH + b"Content-Length: 7\r\n\r\n" + BODY),
    "badcl": fixed(OK + b"Content-Length: -1\r\n\r\n" + BODY),
    "spacename": fixed(OK + LENGTH + b"X-Space : a\r\n\r\n" + BODY),
    "nonascii": fixed(
        OK + LENGTH + "X-Note: 国资委\r\nX-Parts: 国资委; path=/\r\n\r\n".encode("gb18030") + BODY
    ),
    "nulhdr": fixed(OK + LENGTH + b"X-Nul: a\x00b\r\n\r\n" + BODY),
    "lfonly": fixed((OK + LENGTH + b"\r\n").replace(b"\r\n", b"\n") + BODY),
    "reason": fixed("HTTP/1.1 200 成功\r\n".encode() + LENGTH + b"\r\n" + BODY),
}
