"""HTTP/1.1 with kept-alive connections, over the standard library's server."""

import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qsl

from sasac_crawler.samplesite.replies import PLAIN, Question, Reply, Routes, answer

ADDRESS: Final = "127.0.0.1"
_FORM_LIMIT: Final = 65_536
_IDLE_SECONDS: Final = 30

Sites = Mapping[str, Callable[[], Routes]]
"""Routes by host name."""


class Listener(ThreadingHTTPServer):
    """Knows its open connections, so that closing does not wait for idle clients."""

    daemon_threads = False  # server_close() then joins the threads of all connections
    request_queue_size = 128

    def __init__(self, port: int, *, sites: Sites, requests: Counter[str], delay: float) -> None:
        """Bind the port.

        Raises:
            OSError: it is taken or not ours to take.
            OverflowError: it is not between 0 and 65535.
        """
        self.sites = sites
        self.delay = delay
        self._requests = requests
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__((ADDRESS, port), _Handler)

    def count(self, path: str) -> None:
        """Note that a path was asked."""
        with self._lock:
            self._requests[path] += 1

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as in socketserver
        """Hand a new connection to a thread of its own."""
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - as in socketserver
        """Close a connection."""
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End the connections that clients keep alive; to be called when no new ones can come."""
        with self._lock:
            for connection in self._open:
                with suppress(OSError):  # the client was first
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as in socketserver
        """Show what went wrong, except that a client hung up."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server: Listener
    timeout = _IDLE_SECONDS
    wbufsize = -1  # headers and body leave together
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._answer({})

    def do_HEAD(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > _FORM_LIMIT:
            self.close_connection = True  # the body stays unread
            self._send(_refusal(HTTPStatus.BAD_REQUEST))
            return
        form = self.rfile.read(int(length)).decode("utf-8", "replace")
        self._answer(dict(parse_qsl(form, keep_blank_values=True)))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - as in http.server
        """Say nothing: the crawler's own output is what the user came for."""

    def _answer(self, form: Mapping[str, str]) -> None:
        host, path, query = _read_target(self.path, self.headers.get("Host", ""))
        self.server.count(path)
        time.sleep(self.server.delay)
        routes = self.server.sites.get(host)
        if routes is None:
            self._send(_refusal(HTTPStatus.MISDIRECTED_REQUEST if host else HTTPStatus.BAD_REQUEST))
            return
        question = Question(path=path, query=dict(parse_qsl(query, keep_blank_values=True)), form=form)
        self._send(answer(routes(), question))

    def _send(self, reply: Reply) -> None:
        # No Date header: an origin server that uses no clock sends none (RFC 9110 §6.6.1).
        self.send_response_only(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)


def _read_target(target: str, host_header: str) -> tuple[str, str, str]:
    """Return host without port, path and query of a request (RFC 9112 §3.2).

    Example:
        >>> _read_target("/a?b=1", "WWW.sasac.test:8080")
        ('www.sasac.test', '/a', 'b=1')
        >>> _read_target("http://www.sasac.test/a", "ignored.test")
        ('www.sasac.test', '/a', '')
    """
    if target.startswith("http://"):
        host_header, _, rest = target.removeprefix("http://").partition("/")
        target = f"/{rest}"
    path, _, query = target.partition("?")
    return host_header.partition(":")[0].strip().lower(), path, query


def _refusal(status: HTTPStatus) -> Reply:
    return Reply(body=status.phrase.encode(), content_type=PLAIN, status=status)
