"""What becomes of an answer does not depend on where the network cuts the stream of its bytes."""

import asyncio

import aiohttp
import pytest
from aiohttp.http_exceptions import HttpProcessingError

from sasac_crawler.middlewares.transport import HEADER_BUDGET, BudgetedResponseHandler

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
LENGTH = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\n"
EARLY = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
# name -> bytes of the answer, its body or what is wrong with it
ANSWERS: dict[str, tuple[bytes, bytes | str]] = {
    "whole chunks": (CHUNKED + b"5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n", b"helloworld"),
    "whole length": (LENGTH + b"helloworld", b"helloworld"),
    "after hints": (EARLY * 3 + LENGTH + b"helloworld", b"helloworld"),
    "size is no number": (CHUNKED + b"5\r\nhello\r\nzz\r\nworld\r\n0\r\n\r\n", "no HTTP"),
    "size is too large": (CHUNKED + b"5\r\nhello\r\n" + b"f" * 40 + b"\r\nworld", "no HTTP"),
    "chunk longer than said": (CHUNKED + b"5\r\nhello, world\r\n0\r\n\r\n", "no HTTP"),
    "chunk cut": (CHUNKED + b"5\r\nhello\r\nff\r\nworld", "lost"),
    "no last chunk": (CHUNKED + b"5\r\nhello\r\n5\r\nworld\r\n", "lost"),
    "length cut": (LENGTH + b"hello", "lost"),
    "head cut": (LENGTH[:-4], "no head"),
    "no head": (b"<html>hello</html>", "no HTTP"),
    "two lengths": (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "no HTTP"),
}


class _Wire(asyncio.Transport):
    """A connection that ends, like a real one, some time after it was told to."""

    def __init__(self, protocol: BudgetedResponseHandler) -> None:
        super().__init__()
        self._protocol = protocol
        self._closing = False

    def is_closing(self) -> bool:
        return self._closing

    def close(self) -> None:
        if not self._closing:
            self._closing = True
            asyncio.get_running_loop().call_soon(self._protocol.connection_lost, None)


async def _settle() -> None:
    for _ in range(8):
        await asyncio.sleep(0)


async def _read(protocol: BudgetedResponseHandler) -> bytes | str:
    """Read one answer as aiohttp's client does; say what was wrong with it."""
    try:
        while True:
            head, payload = await protocol.read()
            if head.code // 100 != 1:
                return await payload.read()
    except aiohttp.ClientPayloadError:
        return "lost"
    except aiohttp.ServerDisconnectedError:
        return "no head"
    except (HttpProcessingError, aiohttp.ClientConnectionError):
        return "no HTTP"


async def _receive(*pieces: bytes) -> bytes | str:
    protocol = BudgetedResponseHandler(asyncio.get_running_loop())
    wire = _Wire(protocol)
    protocol.connection_made(wire)
    protocol.set_response_params(read_until_eof=True, auto_decompress=False)
    reading = asyncio.ensure_future(_read(protocol))
    for piece in pieces:
        if not wire.is_closing():
            protocol.data_received(piece)
            await _settle()
    wire.close()
    await _settle()
    assert reading.done(), "whoever reads would wait for the time-out"
    return reading.result()


@pytest.mark.parametrize("name", ANSWERS)
def test_wherever_the_stream_is_cut_the_answer_ends_the_same(name: str) -> None:
    answer, expected = ANSWERS[name]

    async def every_cut() -> dict[int, bytes | str]:
        return {cut: await _receive(answer[:cut], answer[cut:]) for cut in range(1, len(answer))}

    assert {cut: got for cut, got in asyncio.run(every_cut()).items() if got != expected} == {}


@pytest.mark.parametrize("name", ANSWERS)
def test_byte_by_byte(name: str) -> None:
    answer, expected = ANSWERS[name]
    pieces = [answer[place : place + 1] for place in range(len(answer))]
    assert asyncio.run(_receive(*pieces)) == expected


def test_hints_without_end_are_refused_at_the_budget() -> None:
    flood = EARLY * (HEADER_BUDGET[0] // 2 + 1) + LENGTH + b"helloworld"
    assert asyncio.run(_receive(flood)) == "no HTTP"
    assert asyncio.run(_receive(*(EARLY for _ in range(HEADER_BUDGET[0] // 2 + 1)))) == "no HTTP"
