"""A client that believes nothing: bytes as they come, how the connection ended, how long it took."""

import socket
import time
from dataclasses import dataclass
from typing import Final

from tests.faults.client import HOST, FaultServer

STEP: Final = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """Everything a server sent before it, or the patience, ended."""

    received: bytes
    ended: str
    """``end`` of the stream, ``reset``, ``silence`` (patience was over) or ``enough``."""
    seconds: float

    @property
    def head(self) -> str:
        return self.received.partition(b"\r\n\r\n")[0].decode("latin-1")

    @property
    def body(self) -> bytes:
        return self.received.partition(b"\r\n\r\n")[2]

    @property
    def status(self) -> int:
        return int(self.head.split(" ", 2)[1])

    @property
    def headers(self) -> dict[str, str]:
        """Return the headers, names in lower case; the last of a name wins."""
        pairs = (line.partition(":") for line in self.head.split("\r\n")[1:])
        return {name.lower(): value.strip() for name, _, value in pairs}

    @property
    def promised(self) -> int:
        return int(self.headers["content-length"])


def ask(
    server: FaultServer,
    target: str,
    *,
    patience: float = 10.0,
    enough: int = 8 << 20,
    head: str = "",
    host: str = "",
) -> Raw:
    """Send one GET and read until the end, a reset, ``patience`` seconds or ``enough`` bytes."""
    started = time.monotonic()
    received = bytearray()
    with socket.create_connection((HOST, server.port), timeout=patience) as connection:
        text = f"GET {target} HTTP/1.1\r\nHost: {host or f'{HOST}:{server.port}'}\r\nConnection: close\r\n{head}\r\n"
        connection.sendall(text.encode())
        ended = "silence"
        while time.monotonic() - started < patience:
            connection.settimeout(max(0.01, patience - (time.monotonic() - started)))
            try:
                block = connection.recv(STEP)
            except TimeoutError:
                break
            except ConnectionResetError:
                ended = "reset"
                break
            if not block:
                ended = "end"
                break
            received += block
            if len(received) >= enough:
                ended = "enough"
                break
    return Raw(received=bytes(received), ended=ended, seconds=time.monotonic() - started)
