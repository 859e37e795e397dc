"""What stands around the application: limits on what comes in, headers on what goes out."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from sasac_crawler.web.settings import WebSettings

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

MOST_PATH: Final = 1_000
MOST_QUERY: Final = 4_000
_METHODS: Final = ("GET", "HEAD")
# No script runs and nothing is fetched from elsewhere, whatever an archived text says.
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
_OWN_SCRIPTS: Final = "; script-src 'self'; connect-src 'self'"
"""For Datasette's own pages, which ``--sql`` brings."""
_STATIC: Final = "/-/sasac/"


def guarded(app: App, settings: WebSettings) -> App:
    """Return an application whose every answer carries the headers, and which is asked nothing absurd."""

    async def respond(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        method = scope["method"]
        sender = _Sender(send, settings, path=scope["path"], is_head=method == "HEAD")
        refusal = _refusal(scope, method)
        if refusal is not None:
            await sender.refuse(*refusal)
            return
        await app({**scope, "method": "GET"}, receive, sender)

    return respond


def _refusal(scope: Message, method: str) -> tuple[int, bytes] | None:
    if method not in _METHODS:
        return 405, b"only GET and HEAD: an archive is read here\n"
    if len(scope.get("raw_path") or scope["path"]) > MOST_PATH or len(scope["query_string"]) > MOST_QUERY:
        return 414, b"the address is too long\n"
    return None


class _Sender:
    """Sends what an application sends, with our headers, and without a body where only the head was asked for."""

    def __init__(self, send: Send, settings: WebSettings, *, path: str, is_head: bool) -> None:
        self._send = send
        self._settings = settings
        self._is_static = _STATIC in path
        self._is_head = is_head

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": self._headers(message)}
        elif message["type"] == "http.response.body" and self._is_head:
            if message.get("more_body"):
                return
            message = {**message, "body": b""}
        await self._send(message)

    async def refuse(self, status: int, text: bytes) -> None:
        """Send a refusal in plain words."""
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"allow", b"GET, HEAD"),
        ]
        await self({"type": "http.response.start", "status": status, "headers": headers})
        await self({"type": "http.response.body", "body": text})

    def _headers(self, message: Message) -> list[tuple[bytes, bytes]]:
        ours = {b"content-security-policy", *(name for name, _ in _HEADERS)}
        kept = [(name, value) for name, value in message.get("headers", []) if name.lower() not in ours]
        if self._is_static and message["status"] == 200:  # noqa: PLR2004 - OK
            kept = [(name, value) for name, value in kept if name.lower() != b"cache-control"]
            # The address of a file changes with its content.
            kept.append((b"cache-control", b"public, max-age=31536000, immutable"))
        policy = _POLICY + (_OWN_SCRIPTS if self._settings.allow_sql else "")
        more = [(b"content-security-policy", policy.encode())]
        if self._settings.noindex:
            more.append((b"x-robots-tag", b"noindex, nofollow"))
        return [*kept, *_HEADERS, *more]
