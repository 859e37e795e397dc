"""One HTTP exchange over raw streams: what was asked, and ways to answer rightly or wrongly."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, unquote, urlsplit

if TYPE_CHECKING:
    from tests.faults.state import State

MAX_HEAD: Final = 65_536
MAX_REQUEST_BODY: Final = 4 << 20
REASONS: Final = {status.value: status.phrase for status in HTTPStatus}
HTML: Final = "text/html; charset=utf-8"
Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Request:
    """The head of a request, and its body."""

    method: str
    target: str
    headers: Mapping[str, str]
    """Names in lower case; repeated ones joined by a comma."""
    body: bytes = b""

    @property
    def path(self) -> str:
        return unquote(urlsplit(self.target).path)

    def parameter(self, name: str, default: str = "") -> str:
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True).get(name, [default])[0]


@dataclass(slots=True)
class Exchange:
    """A request and the stream its answer goes to."""

    request: Request
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    reusable: bool = False
    """Set by a well-formed answer: the connection may serve another request."""
    sent: int = 0
    status: int | None = None
    arguments: list[str] = field(default_factory=list)
    """The path's segments after the endpoint's name."""

    def number(self, default: int, *, most: int) -> int:
        """Return the endpoint's first argument as a number, bounded."""
        text = self.arguments[0] if self.arguments else ""
        return min(int(text), most) if text.isascii() and text.isdigit() else default

    async def send(self, data: bytes) -> None:
        """Write and wait until the client has taken it; raise ConnectionError if it left."""
        if self.writer.is_closing():
            raise ConnectionResetError
        self.writer.write(data)
        await self.writer.drain()
        self.sent += len(data)

    async def head(self, status: int, headers: Headers) -> None:
        """Send a status line and headers, as they are given."""
        self.status = status
        await self.send(head_bytes(status, headers))

    async def reply(
        self, body: str | bytes = b"", *, status: int = 200, kind: str = HTML, headers: Headers = ()
    ) -> None:
        """Send a well-formed answer with its true length."""
        payload = body.encode() if isinstance(body, str) else body
        self.reusable = self.request.headers.get("connection", "").lower() != "close"
        plain = [
            ("Content-Type", kind),
            ("Content-Length", str(len(payload))),
            ("Date", formatdate(usegmt=True)),
            ("Connection", "keep-alive" if self.reusable else "close"),
        ]
        if status in (204, 304):
            payload, plain = b"", plain[2:]
        await self.head(status, [*plain, *headers])
        if self.request.method != "HEAD":
            await self.send(payload)

    def has_client_left(self) -> bool:
        """Return whether the client closed its side, without sending anything."""
        return self.reader.at_eof() or self.writer.is_closing()

    def reset(self) -> None:
        """Close the connection with a TCP reset instead of an end."""
        endpoint = self.writer.get_extra_info("socket")
        endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Endpoint = Callable[[Exchange, "State"], Awaitable[None]]
"""Answers one exchange; returns when the connection may be closed."""


def head_bytes(status: int, headers: Headers) -> bytes:
    """Return a status line and headers, without looking at what they say."""
    reason = REASONS.get(status, "Unknown")
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in headers)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8")


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """Read one request; ``None`` if the client ended or sent what is no HTTP."""
    try:
        raw = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
        return None
    first, *lines = raw.decode("latin-1").split("\r\n")
    method, _, rest = first.partition(" ")
    target, _, version = rest.rpartition(" ")
    if not version.startswith("HTTP/1."):
        return None
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            known = headers.get(name.lower())
            headers[name.lower()] = f"{known}, {value.strip()}" if known else value.strip()
    length = headers.get("content-length", "0")
    size = min(int(length), MAX_REQUEST_BODY) if length.isdigit() else 0
    body = b""
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        body = await reader.readexactly(size)
    return Request(method=method, target=target, headers=headers, body=body)
