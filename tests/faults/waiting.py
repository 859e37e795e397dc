"""Endpoints that do not answer, answer too slowly, or hang up."""

import asyncio
from typing import Final

from tests.faults.state import State
from tests.faults.wire import Endpoint, Exchange, head_bytes

LONG: Final = 110.0
"""Seconds a silent endpoint waits; the server ends any exchange soon after."""
DRIPS: Final = 300
PAUSE: Final = 0.3
BODY: Final = b"<html><body>" + b"<p>slow</p>" * 400 + b"</body></html>"


async def serve_hang(exchange: Exchange, _: State) -> None:
    """``/hang``: takes the request, says nothing."""
    await _wait(exchange, LONG)


async def serve_slow_head(exchange: Exchange, _: State) -> None:
    """``/slowhead``: one byte of the head every 0.3 s."""
    head = head_bytes(200, [("X-Filler", "x" * DRIPS), ("Content-Length", "2")])
    await _drip(exchange, head + b"ok")


async def serve_slow_body(exchange: Exchange, _: State) -> None:
    """``/slowbody``: the head at once, then one byte of the body every 0.3 s."""
    await exchange.head(200, [("Content-Type", "text/html"), ("Content-Length", str(len(BODY)))])
    await _drip(exchange, BODY)


async def serve_late(exchange: Exchange, _: State) -> None:
    """``/late/<ms>``: a good page after so many milliseconds."""
    await asyncio.sleep(exchange.number(1_000, most=60_000) / 1_000)
    await exchange.reply("<h1>late</h1>")


async def serve_reset_before(exchange: Exchange, _: State) -> None:
    """``/reset0``: a TCP reset instead of an answer."""
    exchange.reset()


async def serve_reset_within(exchange: Exchange, _: State) -> None:
    """``/resetmid``: half of the body, then a TCP reset."""
    await exchange.head(200, [("Content-Type", "text/html"), ("Content-Length", str(len(BODY)))])
    await exchange.send(BODY[: len(BODY) // 2])
    await asyncio.sleep(0.1)
    exchange.reset()


async def serve_nothing(exchange: Exchange, _: State) -> None:
    """``/emptyreply``: closes without a byte."""
    exchange.writer.close()


async def _drip(exchange: Exchange, data: bytes) -> None:
    for position in range(min(len(data), DRIPS)):
        await exchange.send(data[position : position + 1])
        await asyncio.sleep(PAUSE)


async def _wait(exchange: Exchange, seconds: float) -> None:
    for _ in range(int(seconds / PAUSE)):
        await asyncio.sleep(PAUSE)
        if exchange.has_client_left():
            raise ConnectionResetError


ENDPOINTS: Final[dict[str, Endpoint]] = {
    "hang": serve_hang,
    "slowhead": serve_slow_head,
    "slowbody": serve_slow_body,
    "late": serve_late,
    "reset0": serve_reset_before,
    "resetmid": serve_reset_within,
    "emptyreply": serve_nothing,
}
