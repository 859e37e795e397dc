"""``/robots.txt`` in modes that a test switches while the server runs."""

from collections.abc import Iterator
from typing import Final

from tests.faults.state import State
from tests.faults.waiting import serve_hang
from tests.faults.wire import Endpoint, Exchange

RULES: Final = "User-agent: *\nDisallow: /private/\nCrawl-delay: 0\n"
HTML_PAGE: Final = (
    "<!DOCTYPE html><html><head><title>首页</title></head><body><p>Disallow: /site/</p></body></html>"
)
CHALLENGE: Final = (
    "<html><head><script r='m'>$_ts=window['$_ts'];$_ts.nsd=1;</script></head><body></body></html>"
)
HUGE_RULES: Final = 300_000
FIXED: Final[dict[str, tuple[int, str, str]]] = {
    "ok": (200, "text/plain", RULES),
    "empty": (200, "text/plain", ""),
    "deny": (200, "text/plain", "User-agent: *\nDisallow: /\n"),
    "delay": (200, "text/plain", "User-agent: *\nCrawl-delay: 1\n"),
    "404": (404, "text/html", "<h1>404</h1>"),
    "403": (403, "text/html", "<h1>403</h1>"),
    "503": (503, "text/html", "<h1>503</h1>"),
    "html": (200, "text/html; charset=utf-8", HTML_PAGE),
    "challenge": (412, "text/html; charset=utf-8", CHALLENGE),
    "challenge200": (200, "text/html; charset=utf-8", CHALLENGE),
}
MODES: Final = (*FIXED, "429", "loop", "hang", "huge", "reset", "bom")
"""``huge``: 300,000 wildcard rules and, beyond 500 KiB, ``Disallow: /site/``."""


async def serve_robots(exchange: Exchange, state: State) -> None:
    """``/robots.txt``: the mode of the Host header's name, or of all; ``ok`` at first."""
    host = exchange.request.headers.get("host", "")
    mode = state.robots.get(host, state.robots.get("", "ok"))
    if mode in FIXED:
        code, kind, text = FIXED[mode]
        await exchange.reply(text, status=code, kind=kind)
    elif mode == "loop":
        await exchange.reply(status=302, headers=[("Location", "/robots.txt")])
    elif mode == "429":
        await exchange.reply(status=429, headers=[("Retry-After", "2")])
    elif mode == "huge":
        await exchange.reply("".join(_huge()), kind="text/plain")
    elif mode == "bom":
        await exchange.reply(RULES.encode("utf-8-sig"), kind="text/plain")
    elif mode == "reset":
        exchange.reset()
    else:
        await serve_hang(exchange, state)


def _huge() -> Iterator[str]:
    yield "User-agent: *\nDisallow: /private/\n"
    for number in range(HUGE_RULES):
        yield f"Disallow: /*a*b{number}*c\n"
    yield "Disallow: /site/\n"


ENDPOINTS: Final[dict[str, Endpoint]] = {"robots.txt": serve_robots}
