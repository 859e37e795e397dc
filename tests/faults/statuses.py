"""Endpoints that refuse, change their mind, or send the client elsewhere."""

import html
import time
from email.utils import formatdate
from typing import Final
from urllib.parse import quote

from tests.faults.framing import PAGE
from tests.faults.state import State
from tests.faults.wire import HTML, Endpoint, Exchange

PLAIN: Final = (204, 304, 400, 401, 403, 404, 410, 418, 429, 451, 500, 501, 502, 503, 504)
MAX_CHAIN: Final = 100


def status(code: int) -> Endpoint:
    """Return an endpoint ``/<code>``, ``/<code>/<seconds>`` or ``/<code>?retry_after=<anything>``.

    The seconds and the text become a Retry-After header; ``?date=<seconds>`` makes it an HTTP date
    so far ahead.
    """

    async def serve_status(exchange: Exchange, _: State) -> None:
        after = exchange.request.parameter("retry_after") or (exchange.arguments or [""])[0]
        ahead = exchange.request.parameter("date")
        if ahead:
            after = formatdate(time.time() + float(ahead), usegmt=True)
        headers = [("Retry-After", after)] if after else []
        text = f"<html><head><title>{code}</title></head><body><h1>{code}</h1></body></html>"
        await exchange.reply(text, status=code, headers=headers)

    return serve_status


async def serve_flaky(exchange: Exchange, state: State) -> None:
    """``/flaky/<n>``: 503 to the first n requests of the same target, then a page.

    ``?status=429&retry_after=2`` sends these instead.
    """
    if _times(exchange, state) <= exchange.number(2, most=1_000):
        code = int(exchange.request.parameter("status", "503"))
        await status(code)(exchange, state)
    else:
        await exchange.reply(PAGE)


async def serve_flaky_redirect(exchange: Exchange, state: State) -> None:
    """``/flakyredir?u=<URL>``: 503 at first, then a redirect: offsite checks must hold for retries."""
    if _times(exchange, state) == 1:
        await exchange.reply("<h1>503</h1>", status=503)
    else:
        await serve_redirect(exchange, state)


async def serve_redirect(exchange: Exchange, _: State) -> None:
    """``/redir?u=<URL>&code=302``: to anywhere; the URL is not looked at."""
    code = int(exchange.request.parameter("code", "302"))
    headers = [("Location", exchange.request.parameter("u", "/ok"))]
    await exchange.reply("<h1>moved</h1>", status=code, headers=headers)


async def serve_meta_refresh(exchange: Exchange, _: State) -> None:
    """``/meta?u=<URL>``: a page that sends the reader on at once."""
    target = html.escape(exchange.request.parameter("u", "/ok"))
    await exchange.reply(
        f'<html><head><meta http-equiv="refresh" content="0;url={target}"></head><body></body></html>'
    )


async def serve_script_redirect(exchange: Exchange, _: State) -> None:
    """``/jsredir?u=<URL>``: nothing but a script that leaves."""
    target = exchange.request.parameter("u", "/ok").replace('"', "%22").replace("<", "%3C")
    await exchange.reply(f'<html><head><script>window.location.href="{target}"</script></head></html>')


async def serve_links(exchange: Exchange, _: State) -> None:
    """``/links?u=<URL>``: a list page with one link, to anywhere, and an image and a frame of it."""
    target = html.escape(exchange.request.parameter("u", "/ok"))
    title = "江东省国资委召开会议"
    await exchange.reply(
        f'<html><body><ul class="list"><li><a href="{target}" title="{title}">{title}</a>'
        f'<span>2024-05-07</span></li></ul><img src="{target}"><iframe src="{target}"></iframe></body></html>'
    )


async def serve_loop(exchange: Exchange, _: State) -> None:
    """``/loop``: a redirect to itself."""
    await exchange.reply(status=302, headers=[("Location", exchange.request.target)])


async def serve_endless_loop(exchange: Exchange, _: State) -> None:
    """``/loopinf/<i>``: a redirect to ``/loopinf/<i+1>``, without end."""
    number = exchange.number(0, most=10**9)
    await exchange.reply(status=302, headers=[("Location", f"/loopinf/{number + 1}")])


async def serve_chain(exchange: Exchange, _: State) -> None:
    """``/chain/<n>``: n redirects, then a page."""
    left = exchange.number(3, most=MAX_CHAIN)
    if left == 0:
        await exchange.reply(PAGE)
    else:
        await exchange.reply(status=302, headers=[("Location", f"/chain/{left - 1}")])


async def serve_cookie_loop(exchange: Exchange, _: State) -> None:
    """``/cookieloop``: a redirect to itself that sets a cookie; with the cookie, a page."""
    if "CT6T=" in exchange.request.headers.get("cookie", ""):
        await exchange.reply(PAGE)
        return
    headers = [("Location", exchange.request.target), ("Set-Cookie", "CT6T=1; path=/")]
    await exchange.reply(status=302, headers=headers, kind=HTML)


async def serve_credentials_link(exchange: Exchange, _: State) -> None:
    """``/crossorigin?u=<URL>``: sets a cookie and redirects, to see what goes along."""
    target = quote(exchange.request.parameter("u", "/ok"), safe=":/?&=%#[]@")
    headers = [("Location", target), ("Set-Cookie", "session=canary-secret; path=/")]
    await exchange.reply(status=302, headers=headers)


def _times(exchange: Exchange, state: State) -> int:
    state.seen[exchange.request.target] += 1
    return state.seen[exchange.request.target]


ENDPOINTS: Final[dict[str, Endpoint]] = {
    **{str(code): status(code) for code in PLAIN},
    "flaky": serve_flaky,
    "flakyredir": serve_flaky_redirect,
    "redir": serve_redirect,
    "meta": serve_meta_refresh,
    "jsredir": serve_script_redirect,
    "links": serve_links,
    "loop": serve_loop,
    "loopinf": serve_endless_loop,
    "chain": serve_chain,
    "cookieloop": serve_cookie_loop,
    "crossorigin": serve_credentials_link,
}
