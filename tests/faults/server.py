"""The fault server: listeners, dispatch, lifetime. Started as a process of its own, on port 0."""

import argparse
import asyncio
import contextlib
import json
import os
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any, Final

from tests.faults import (
    charset,
    compressed,
    framing,
    heads,
    markup,
    robots,
    site_pages,
    statuses,
    tls,
    traps,
    waiting,
)
from tests.faults.state import State
from tests.faults.wire import MAX_HEAD, Endpoint, Exchange, read_request

MAX_LIFETIME: Final = 900.0
MAX_EXCHANGE: Final = 120.0
"""Seconds no answer takes longer than, whatever the endpoint."""
MAX_REQUESTS: Final = 100_000
"""Requests one connection may carry."""
IDLE: Final = 30.0
CANARIES: Final = ("127.0.0.2", "::1")

ENDPOINTS: Final[dict[str, Endpoint]] = {
    name: endpoint
    for module in (
        site_pages, waiting, framing, heads, compressed, charset, statuses, robots, traps, markup,
    )
    for name, endpoint in module.ENDPOINTS.items()
}  # fmt: skip


async def _serve_connection(state: State, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    local = writer.get_extra_info("sockname")
    try:
        for _ in range(MAX_REQUESTS):
            if not await _serve_request(state, f"{local[0]}:{local[1]}", reader, writer):
                break
    except asyncio.CancelledError:
        writer.transport.abort()
    finally:
        with contextlib.suppress(OSError):
            writer.close()


async def _serve_request(
    state: State, local: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> bool:
    """Answer one request; return whether the connection may serve another."""
    try:
        async with asyncio.timeout(IDLE):
            request = await read_request(reader)
    except TimeoutError:
        return False
    if request is None:
        return False
    exchange = Exchange(request, reader, writer)
    if request.path.startswith("/__"):
        await _serve_private(exchange, state)
        return exchange.reusable and not state.stopping
    hit = state.begin(request.method, request.target, request.headers, local)
    left = False
    try:
        async with asyncio.timeout(MAX_EXCHANGE):
            await _answer(exchange, state, local)
    except TimeoutError:
        exchange.reusable = False
    except (ConnectionError, OSError):
        left = True
    finally:
        state.end(hit, status=exchange.status, sent=exchange.sent, client_left=left)
    return exchange.reusable and not left


async def _answer(exchange: Exchange, state: State, local: str) -> None:
    if local.rpartition(":")[0] in CANARIES:
        await exchange.reply("<h1>canary</h1>", headers=[("X-Canary", "yes")])
        return
    target = state.target_of(exchange.request.target)
    if target != exchange.request.target:
        exchange.request = type(exchange.request)(
            exchange.request.method, target, exchange.request.headers, exchange.request.body
        )
    _, name, *exchange.arguments = [*exchange.request.path.split("/"), ""]
    if exchange.arguments:
        exchange.arguments.pop()
    endpoint = ENDPOINTS.get(name)
    if endpoint is None:
        await exchange.reply("<h1>no such endpoint</h1>", status=404)
    else:
        await endpoint(exchange, state)


async def _serve_private(exchange: Exchange, state: State) -> None:
    """``/__log`` (``?clear``), ``/__control``: not logged themselves."""
    answer: Any
    if exchange.request.path == "/__log":
        answer = state.log_json()
        if exchange.request.target.endswith("?clear"):
            state.hits.clear()
    else:
        answer = json.dumps(state.change(json.loads(exchange.request.body or b"{}")))
    await exchange.reply(answer, kind="application/json")


async def serve(lifetime: float, *, watch_stdin: bool, tls_folder: Path | None = None) -> None:
    """Serve until told to stop, until standard input ends, or until the lifetime is over."""
    state = State()
    connected = partial(_serve_connection, state)
    servers = {"127.0.0.1": await asyncio.start_server(connected, "127.0.0.1", 0, limit=MAX_HEAD)}
    for address in CANARIES:
        with contextlib.suppress(OSError):  # no IPv6, no 127.0.0.2 (macOS): the line then lacks it
            servers[address] = await asyncio.start_server(connected, address, 0, limit=MAX_HEAD)
    ports = {address: server.sockets[0].getsockname()[1] for address, server in servers.items()}
    line: dict[str, Any] = {
        "pid": os.getpid(),
        "port": ports["127.0.0.1"],
        "canary_port": ports.get("127.0.0.2"),
        "canary6_port": ports.get("::1"),
    }
    tls_servers: list[asyncio.Server] = []
    if tls_folder is not None:
        tls_servers, line["tls"] = await tls.start_tls(connected, tls_folder)
    print(json.dumps(line), flush=True)
    await _until_told(state, lifetime, watch_stdin=watch_stdin)
    for server in [*servers.values(), *tls_servers]:
        server.close()


async def _until_told(state: State, lifetime: float, *, watch_stdin: bool) -> None:
    ended = asyncio.Event()
    if watch_stdin:
        asyncio.get_running_loop().add_reader(sys.stdin.fileno(), ended.set)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(min(lifetime, MAX_LIFETIME)):
            while not (state.stopping or ended.is_set()):
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(ended.wait(), 0.1)


def main() -> int:
    """Run the server; return its exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lifetime", type=float, default=MAX_LIFETIME, help="seconds, at most 900")
    options.add_argument("--watch-stdin", action="store_true", help="stop when standard input ends")
    options.add_argument("--tls", action="store_true", help="listen with TLS, too, in every wrong way")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tls_folder = Path(folder) if given.tls else None
        asyncio.run(serve(given.lifetime, watch_stdin=given.watch_stdin, tls_folder=tls_folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
