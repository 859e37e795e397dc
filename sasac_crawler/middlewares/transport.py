"""The download handler: aiohttp, with the address guard where connections are made.

aiohttp resolves a name and connects to what came out; ``GuardedConnector`` stands between the two,
so the address that was checked is the address that is connected to, IP literals included.
"""

import asyncio
import functools
import socket
import ssl
import warnings
from typing import Any, Final

import aiohttp
from aiohttp.abc import ResolveResult
from aiohttp.client_proto import ResponseHandler  # no public path, but the connector's own factory
from aiohttp.helpers import _EXC_SENTINEL as _NO_CAUSE  # the default of the method that is overridden
from aiohttp.http_exceptions import BadHttpMessage, HttpProcessingError
from aiohttp.http_parser import RawResponseMessage
from aiohttp.streams import StreamReader
from scrapy.core.downloader.handlers._aiohttp import (  # the handler has no public path yet
    AiohttpDownloadHandler,
    _ClientResponse,
)
from scrapy.core.downloader.handlers._base_streaming import BaseStreamingDownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Headers

from sasac_crawler.middlewares.address_guard import Endpoint, ResolveMap, check_address, proxy_endpoint

MAX_HEADER_BYTES: Final = 16_384
"""Bytes of one header line."""
MAX_HEADERS: Final = 256
"""Headers of one answer."""
HEADER_BUDGET: Final = (1_000, 256 << 10)
"""Lines and bytes of all heads of one exchange, interim answers (RFC 9110 §15.2) included."""
_INTERIM: Final = range(100, 200)
_OP_LEGACY_SERVER_CONNECT: Final = 0x4


class BudgetedResponseHandler(ResponseHandler):
    """aiohttp's protocol with one budget for the heads of an exchange, and an end for a broken body.

    aiohttp bounds the head of each answer but takes any number of ``103 Early Hints`` before it: a
    server could keep a crawl busy with them for the whole time-out (200,000 were taken, measured).

    aiohttp tells only who waits for a head that the answer is no HTTP. Whoever has the head already and
    reads the body waits for the time-out, although the connection is closed: a bad chunk size was a
    ``timeout`` or a network failure by where the network had cut the stream (measured).
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._lines = self._bytes = 0

    def feed_data(self, data: tuple[RawResponseMessage, StreamReader], size: int = 0) -> None:
        """Take one parsed head, or end the connection when the budget is spent."""
        message = data[0]
        self._lines += 1 + len(message.raw_headers)
        self._bytes += sum(len(name) + len(value) for name, value in message.raw_headers)
        if self._lines > HEADER_BUDGET[0] or self._bytes > HEADER_BUDGET[1]:
            self._refuse()
            return
        if message.code not in _INTERIM:
            self._lines = self._bytes = 0
        super().feed_data(data, size)

    def set_exception(self, exc: BaseException, exc_cause: BaseException = _NO_CAUSE) -> None:
        """Tell who waits for a head and, if the answer stopped being HTTP, who reads the body."""
        super().set_exception(exc, exc_cause)
        body = self._payload
        if isinstance(exc, HttpProcessingError) and body is not None and not body.is_eof():
            broken = aiohttp.ClientConnectionError(f"the body is no HTTP: {exc.message}")
            body.set_exception(broken)
            # Once more: a reader whom the end of a chunk has just woken would wait again without a look.
            self._loop.call_soon(body.set_exception, broken)

    def _refuse(self) -> None:
        if self.transport is not None:
            self.transport.close()
        if self.exception() is None:
            self.set_exception(BadHttpMessage("the heads of the answer exceed the budget"))


class GuardedConnector(aiohttp.TCPConnector):
    """Connects to public addresses, to what the resolve map names, and to the proxy the operator chose."""

    def __init__(
        self,
        *,
        resolve_map: ResolveMap,
        proxy: Endpoint | None = None,
        **options: Any,  # noqa: ANN401 - aiohttp's
    ) -> None:
        super().__init__(**options)
        self._resolve_map = resolve_map
        self._proxy = proxy
        handler: type[ResponseHandler] = BudgetedResponseHandler
        self._factory = functools.partial(handler, loop=self._loop)

    async def _resolve_host(self, host: str, port: int, traces: Any = None) -> list[ResolveResult]:  # noqa: ANN401
        mapped = self._resolve_map.lookup(host, port)
        if mapped is not None:
            return [_endpoint(host, *mapped)]
        results = await super()._resolve_host(host, port, traces=traces)
        if (host.lower(), port) != self._proxy:
            for result in results:
                check_address(host, result["host"])
        return results


class GuardedDownloadHandler(AiohttpDownloadHandler):
    """Scrapy's aiohttp handler over a guarded connector."""

    experimental = False  # pinned to one Scrapy minor, and our fault suite runs on it
    lazy = True  # aiohttp's connector wants a running loop, which the first request has

    def __init__(self, crawler: Crawler) -> None:
        # AiohttpDownloadHandler would make an unguarded session; its base does all but that.
        BaseStreamingDownloadHandler.__init__(self, crawler)
        self._ssl_context = make_tls_context(crawler.settings.get("SASAC_TLS_MODE", "strict"))
        proxy = crawler.settings.get("SASAC_PROXY")
        connector = GuardedConnector(
            proxy=proxy_endpoint(proxy) if proxy else None,
            resolve_map=ResolveMap.parse(crawler.settings.getlist("SASAC_RESOLVE")),
            limit=self._pool_size_total,
            limit_per_host=self._pool_size_per_host,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            response_class=_ClientResponse,
            max_line_size=MAX_HEADER_BYTES,
            max_field_size=MAX_HEADER_BYTES,
            max_headers=MAX_HEADERS,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        )

    @staticmethod
    def _extract_headers(response: _ClientResponse) -> Headers:
        # As bytes: sites send GB18030 in headers, which the decoded form could not give back.
        return Headers(list(response.raw_headers))


@functools.cache  # reading the machine's authorities takes 35 ms, and every site of a run wants the same
def make_tls_context(mode: str) -> ssl.SSLContext:
    """Return the TLS settings of a site profile's ``tls.mode``.

    ``strict`` checks the certificate; ``unverified`` does not; ``legacy_reneg`` checks it and speaks
    to servers without RFC 5746; ``tls10`` speaks to servers that know nothing newer.
    """
    context = ssl.create_default_context()
    # Python 3.13 asks certificates for what browsers do not (RFC 5280 to the letter), and old authorities left out:
    # which sites can be crawled must not hang on the Python.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    if mode == "legacy_reneg":
        context.options |= _OP_LEGACY_SERVER_CONNECT
    elif mode in ("unverified", "tls10"):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if mode == "tls10":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # the profile says why it must be
            context.minimum_version = ssl.TLSVersion.TLSv1
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.options |= _OP_LEGACY_SERVER_CONNECT
    return context


def _endpoint(hostname: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(
        hostname=hostname,
        host=address,
        port=port,
        family=family,
        proto=0,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )
