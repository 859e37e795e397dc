"""The sites as a process of its own; the day it is and what was asked are shared with the one who asks."""

import ctypes
import hashlib
import multiprocessing
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

from tests.year.pages import answer
from tests.year.script import Site

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import SynchronizedArray

COUNTS = ("all", "robots", "unchanged", "refused")


class YearServer:
    """Serves every site from one free port of 127.0.0.1 until its ``with`` block ends."""

    def __init__(self, sites: Sequence[Site]) -> None:
        self._sites = {one.host: one for one in sites}
        self._context = multiprocessing.get_context("fork")
        self._day: Any = self._context.Value(ctypes.c_int, 0)
        self._counts: SynchronizedArray[int] = self._context.Array(ctypes.c_int, len(COUNTS))
        self._listener = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._listener.daemon_threads = True
        self.port = self._listener.server_port
        self._process = self._context.Process(target=self._listener.serve_forever, daemon=True)

    def begin_day(self, day: int) -> None:
        """Let it be another day, on which nothing was asked yet."""
        self._day.value = day
        self._counts[:] = [0] * len(COUNTS)

    @property
    def counts(self) -> dict[str, int]:
        """How often what was asked since the day began."""
        return dict(zip(COUNTS, self._counts[:], strict=True))

    def __enter__(self) -> Self:
        self._process.start()
        self._listener.socket.close()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        sites, day, counts = self._sites, self._day, self._counts

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 20
            wbufsize = -1
            disable_nagle_algorithm = True

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as in http.server
                """Say nothing."""

            def do_GET(self) -> None:
                site = sites[(self.headers.get("Host") or "").partition(":")[0]]
                status, body = answer(site, self.path.partition("?")[0], day=day.value)
                tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
                is_same = site.has_validators and status == 200 and self.headers.get("If-None-Match") == tag
                is_robots = self.path == "/robots.txt"
                status, body = (304, b"") if is_same else (status, body)
                with counts.get_lock():
                    for at, found in enumerate((True, is_robots, is_same, status >= 400)):
                        counts[at] += found
                self.send_response_only(status)
                if site.has_validators and not is_robots and status < 400:
                    self.send_header("ETag", tag)
                if not is_same:
                    self.send_header(
                        "Content-Type", "text/plain" if is_robots else "text/html; charset=utf-8"
                    )
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        return Handler
