"""All replicas behind one HTTP/1.1 server on loopback, told apart by the Host header."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl

from tests.replica.model import Answer, Ask, ReplicaSite

Redesign = Callable[[bytes], bytes]


def home_page(site: ReplicaSite) -> Answer:
    """Return a home page whose menu names the lists the replica serves, and other things."""
    profile = site.profile
    served = {channel.id for channel in site.channels}
    menu = "".join(
        f'<li><a href="{one["url"].replace("https://", "http://")}">{one["name_zh"].rpartition(">")[2].strip()}</a></li>'
        for one in profile["channels"]
        if one["id"] in served
    )
    text = (
        f'<html><head><meta charset="utf-8"><meta name="SiteName" content="{profile["name_zh"]}"><title>首页</title>'
        f'</head><body><ul class="nav"><li><a href="/">首页</a></li>{menu}<li><a href="/map.html">网站地图</a></li>'
        '</ul><div class="news"><a href="/a/t20260101_1.html">省国资委召开通知公告工作会议</a><span>2026-01-01</span></div>'
        '<a href="http://www.gov.cn/">中国政府网政策文件</a></body></html>'
    )
    return Answer(body=text.encode())


class ReplicaServer:
    """Serves replicas until its ``with`` block ends."""

    def __init__(self, sites: Iterable[ReplicaSite], *, redesign: Redesign | None = None) -> None:
        self._by_host = {host: site for site in sites for host in site.hosts}
        self._redesign = redesign
        self._asked: dict[str, set[str]] = {}
        self._lock = threading.Lock()
        self.log: list[Ask] = []
        """Every request, in order of arrival."""
        self._listener = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._listener.daemon_threads = True
        self._thread = threading.Thread(target=self._listener.serve_forever, args=(0.02,), daemon=True)

    @property
    def port(self) -> int:
        return self._listener.server_port

    def resolve(self, site: ReplicaSite) -> tuple[str, ...]:
        """Return the ``--resolve`` entries of a site."""
        return tuple(f"{host}:80:127.0.0.1:{self.port}" for host in site.hosts)

    def respond(self, ask: Ask) -> Answer:
        """Answer as the site of the host does."""
        site = self._by_host.get(ask.host)
        if site is None:
            return Answer(body=b"unknown host", status=421, content_type="text/plain")
        with self._lock:
            earlier = self._asked.setdefault(ask.host, set())
            ask = replace(ask, earlier=frozenset(earlier))
            earlier.add(ask.path)
            self.log.append(ask)
        answer = site.respond(ask)
        if ask.path == "/" and answer.status == HTTPStatus.NOT_FOUND:
            answer = home_page(site)
        if self._redesign is not None and answer.is_article:
            return replace(answer, body=self._redesign(answer.body))
        return answer

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown()
        self._thread.join()
        self._listener.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 20
            wbufsize = -1

            def do_GET(self) -> None:
                self._reply()

            def do_POST(self) -> None:
                self._reply()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as in http.server
                """Say nothing."""

            def _reply(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length) if length else b""
                path, _, query = self.path.partition("?")
                ask = Ask(
                    host=(self.headers.get("Host") or "").partition(":")[0].lower(),
                    method=self.command,
                    path=path,
                    query=dict(parse_qsl(query, keep_blank_values=True)),
                    form=dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)),
                    body=body,
                    headers={name.lower(): value for name, value in self.headers.items()},
                )
                answer = server.respond(ask)
                self.send_response_only(answer.status)
                if answer.content_type is not None:
                    self.send_header("Content-Type", answer.content_type)
                for name, value in answer.headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

        return Handler
