"""``sasac serve``: the archive as a web page."""

import ipaddress
import re
import socket
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import click

from sasac_crawler.cli.options import archive_option
from sasac_crawler.errors import ConfigurationError, UsageError
from sasac_crawler.hidden_imports import hidden

# A path under which the pages are. example: "/archive/" · counter-example: "//evil.example/"
_BASE: Final = re.compile(r"/(?:[0-9A-Za-z._~-]{1,80}/?){0,8}")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port", default=8001, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 for any free one."
)
@click.option("--sql", "allow_sql", is_flag=True, help="Datasette's tables and SQL too, within limits.")
@click.option(
    "--base-url",
    default="/",
    show_default=True,
    help="Path or whole URL the pages are reached at, behind a proxy: /archive/ or https://example.org/archive/.",
)
@click.option("--noindex", is_flag=True, help="Ask search engines to stay away from every page.")
@archive_option
def serve(host: str, port: int, *, allow_sql: bool, base_url: str, noindex: bool, archive: Path) -> None:
    """Serve the archive as pages to read, read-only, beside a crawl if need be.

    Example: sasac serve --archive data/demo
    """
    try:
        with hidden():
            import uvicorn  # noqa: PLC0415 - an extra, and 0.3 s that other commands need not pay

            from sasac_crawler.query.archive import Archive  # noqa: PLC0415
            from sasac_crawler.web.application import make_datasette  # noqa: PLC0415
            from sasac_crawler.web.settings import WebSettings  # noqa: PLC0415
    except ModuleNotFoundError as error:
        message = f"`sasac serve` needs {error.name}: pip install 'sasac-crawler[web]'"
        raise ConfigurationError(message) from error
    origin, base_path = split_base_url(base_url)
    settings = WebSettings(
        root=archive, allow_sql=allow_sql, noindex=noindex, origin=origin, base_path=base_path
    )
    datasette = make_datasette(settings)
    with Archive(archive) as opened:  # the first reader need not wait for it
        settings.columns.refresh(opened.db)
    listener = _listen(host, port)
    try:
        click.echo(f"{archive} is at {_address(listener, base_path)} — Ctrl-C stops.", err=True)
        if not _is_loopback(host):
            click.echo(
                "It can be read by everybody who reaches this machine; there are no passwords.", err=True
            )
        config = uvicorn.Config(
            datasette.app(), log_level="warning", lifespan="on", server_header=False, timeout_keep_alive=10,
            h11_max_incomplete_event_size=32_768, limit_concurrency=200,
        )  # fmt: skip
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        listener.close()


def split_base_url(base_url: str) -> tuple[str | None, str]:
    """Return origin and path of where the pages are reached.

    Raises:
        UsageError: it is neither a path nor a web address.

    Example:
        >>> split_base_url("/"), split_base_url("https://example.org/archive")
        ((None, '/'), ('https://example.org', '/archive/'))
    """
    parts = urlsplit(base_url)
    is_address = parts.scheme in ("http", "https") and bool(parts.netloc)
    path = f"{parts.path.rstrip('/')}/"
    if (
        parts.query
        or parts.fragment
        or not (is_address or (base_url.startswith("/") and not parts.netloc))
        or not _BASE.fullmatch(path)
    ):
        message = f"--base-url is a path like /archive/ or an address like https://example.org/archive/, not {base_url!r}"
        raise UsageError(message)
    return (f"{parts.scheme}://{parts.netloc}" if is_address else None), path


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family)
    except (OSError, UnicodeError) as error:
        message = f"nothing can listen at {host}:{port} ({error}); choose another --port or --host"
        raise UsageError(message) from error
    # asyncio sets this only on sockets that were made with their protocol named; without it every page waits 40 ms for
    # the client's acknowledgement of its head.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _address(listener: socket.socket, base_path: str) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{base_path}"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
