"""``/robots.txt``: what search engines are asked."""

from datasette.utils.asgi import Response

from sasac_crawler.web.settings import settings_of


async def robots_txt(datasette: object) -> Response:
    """Ask programs to leave searches alone, or everything with ``--noindex``."""
    settings = settings_of(datasette)
    base = settings.base_path if settings is not None else "/"
    everything = settings is None or settings.noindex
    lines = [
        "User-agent: *",
        *([f"Disallow: {base}"] if everything else [f"Disallow: {base}search", f"Disallow: {base}feed.atom"]),
    ]
    return Response.text("\n".join(lines) + "\n", headers={"cache-control": "max-age=3600"})
