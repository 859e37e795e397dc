"""Endpoints that look right and are not: challenges, soft 404s, endless calendars, false files."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from tests.faults.site import expected_site
from tests.faults.state import State
from tests.faults.wire import Endpoint, Exchange

FOLDER: Final = Path(__file__).with_name("challenges")


@cache
def specimens() -> dict[str, dict[str, Any]]:
    """Return the entries of ``challenges/index.json`` by label, see there."""
    entries: list[dict[str, Any]] = json.loads((FOLDER / "index.json").read_text("utf-8"))
    return {entry["label"]: entry for entry in entries}


def specimen_body(entry: dict[str, Any]) -> bytes:
    """Return a specimen's body, byte for byte."""
    return (FOLDER / str(entry["body"])).read_bytes()


async def serve_specimen(exchange: Exchange, _: State) -> None:
    """``/challenge/<label>``: any specimen of ``challenges/``, with its status and headers."""
    await _send(exchange, exchange.arguments[0] if exchange.arguments else "")


def specimen(label: str) -> Endpoint:
    """Return an endpoint for one specimen."""

    async def serve_labelled(exchange: Exchange, _: State) -> None:
        await _send(exchange, label)

    return serve_labelled


async def _send(exchange: Exchange, label: str) -> None:
    entry = specimens().get(label)
    if entry is None:
        await exchange.reply("<h1>no such specimen</h1>", status=404)
        return
    headers = [(name, value) for name, value in entry["headers"] if name.lower() != "content-type"]
    [kind] = [value for name, value in entry["headers"] if name.lower() == "content-type"] or ["text/html"]
    await exchange.reply(specimen_body(entry), status=entry["status"], kind=kind, headers=headers)


async def serve_calendar(exchange: Exchange, _: State) -> None:
    """``/calendar/<i>``: links to the days around, in both directions, without end."""
    day = exchange.number(0, most=10**9)
    links = "".join(
        f'<li><a href="/calendar/{other}" title="{other}日活动安排">{other}日活动安排</a></li>'
        for other in (max(0, day - 1), *range(day + 1, day + 6))
    )
    await exchange.reply(f'<html><body><h1>{day}日</h1><ul class="list">{links}</ul></body></html>')


async def serve_repeating(exchange: Exchange, _: State) -> None:
    """``/repeating/<i>``: the same list on every page, and always a next one."""
    page = exchange.number(0, most=10**9)
    links = "".join(
        f'<li><a href="{one.path}" title="{one.title}">{one.title}</a><span>{one.listed_date}</span></li>'
        for one in expected_site(3)
    )
    following = f'<a class="next" href="/repeating/{page + 1}">下一页</a>'
    await exchange.reply(
        f'<html><body><ul class="list">{links}</ul><div class="page">{following}</div></body></html>'
    )


async def serve_growing(exchange: Exchange, _: State) -> None:
    """``/growurl/…``: a relative link that makes the path one segment longer each time."""
    await exchange.reply(
        '<html><body><ul class="list"><li><a href="more/" title="更多内容请点击这里">更多内容请点击这里</a></li></ul></body></html>'
    )


async def serve_session(exchange: Exchange, state: State) -> None:
    """``/session?id=<n>``: the same page, its links with another session id at every request."""
    state.seen["session"] += 1
    number = state.seen["session"]
    links = "".join(
        f'<li><a href="/session?page={page}&amp;jsessionid={number:08x}" title="第{page}页会议纪要">第{page}页会议纪要</a></li>'
        for page in range(3)
    )
    await exchange.reply(f'<html><body><ul class="list">{links}</ul></body></html>')


async def serve_cookies(exchange: Exchange, _: State) -> None:
    """``/cookiebomb/<n>``: so many cookies of 3 KB; each a different name every time."""
    count = exchange.number(500, most=10_000)
    headers = [("Set-Cookie", f"c{number}={'x' * 3_000}; path=/") for number in range(count)]
    await exchange.reply("<h1>cookies</h1>", headers=headers)


async def serve_referrer_policy(exchange: Exchange, _: State) -> None:
    """``/refpol``: a Referrer-Policy that names a Python callable (CVE-2026-105782)."""
    await exchange.reply(
        '<html><body><a href="/ok">下一页的链接文字</a></body></html>',
        headers=[("Referrer-Policy", "sys.exit")],
    )


async def serve_bytes(exchange: Exchange, _: State) -> None:
    """``/bytes/<n>``: so many bytes that are no text."""
    size = exchange.number(1_000, most=64 << 20)
    block = bytes(number * 197 % 256 for number in range(256))
    body = (block * (size // 256 + 1))[:size]
    await exchange.reply(body, kind="application/octet-stream")


async def serve_false_pdf(exchange: Exchange, _: State) -> None:
    """``/file/<name>``: whatever the name says, an HTML page: a login, a 404."""
    text = (
        "<!DOCTYPE html><html><head><title>登录</title></head><body><form>请登录后下载</form></body></html>"
    )
    disposition = exchange.request.parameter("name")
    headers = [("Content-Disposition", f'attachment; filename="{disposition}"')] if disposition else []
    await exchange.reply(text, kind="application/pdf", headers=headers)


async def serve_pdf(exchange: Exchange, _: State) -> None:
    """``/pdf/<n>``: an attachment that begins like a PDF, of so many bytes; the length is true."""
    size = exchange.number(5_000, most=64 << 20)
    await exchange.reply((b"%PDF-1.4\n" + b"0" * size)[:size], kind="application/pdf")


ENDPOINTS: Final[dict[str, Endpoint]] = {
    "challenge": serve_specimen,
    "challenge200": specimen("ruishu-200"),
    "412": specimen("ruishu-412"),
    "521": specimen("jsl-521-first"),
    "soft404": specimen("soft404-notice"),
    "calendar": serve_calendar,
    "repeating": serve_repeating,
    "growurl": serve_growing,
    "session": serve_session,
    "cookiebomb": serve_cookies,
    "refpol": serve_referrer_policy,
    "bytes": serve_bytes,
    "file": serve_false_pdf,
    "pdf": serve_pdf,
}
