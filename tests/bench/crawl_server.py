"""Sites of made-up pages for the crawl benchmark, any number of hosts on one port: ``python -m tests.bench.crawl_server``.

Their texts are of the near duplicates' corpus: unrelated ones share little, as on real sites. What is put together from a
few hundred whole sentences has a dozen half-copies of every page, more with every page, and each is compared.
"""

import random
import sys

from aiohttp import web

from tests.bench import search_corpus
from tests.near import prose

_FURNITURE = '<li><a href="/n/{0}/index.html" title="栏目{0}">栏目{0}</a></li>\n'


def page(host: str, number: int, kilobytes: int) -> str:
    """Return an article page of a size, the same for the same host and number."""
    _, title, _ = search_corpus.article(random.Random(f"{host}:{number}"))  # noqa: S311 - a corpus, no secret
    body = prose.article(random.Random(f"{host}:{number}"))  # noqa: S311 - see above
    paragraphs = "".join(f"<p>　　{part}</p>\n" for part in body.split("\n"))
    menu = "".join(_FURNITURE.format(n) for n in range(max(0, kilobytes * 1000 - len(body.encode())) // 90))
    return (
        f'<html><head><meta charset="utf-8"><title>{title}_省国资委</title><meta name="ArticleTitle" content="{title}">'
        f'<meta name="PubDate" content="2026-01-01 10:00"><meta name="ContentSource" content="山东省国资委"></head><body>'
        f'<div class="nav"><ul>{menu}</ul></div><h1>{title}</h1><div class="info">发布时间：2026-01-01 10:00 来源：山东省国资委</div>'
        f'<div class="TRS_Editor">{paragraphs}</div><div class="footer">主办单位：省国资委</div></body></html>'
    )


def make_app(*, pages: int, kilobytes: int) -> web.Application:
    """Return the server: ``/list.html``, ``/a/t20260101_N.html``, and nothing else."""
    made: dict[tuple[str, str], bytes] = {}

    async def answer(request: web.Request) -> web.Response:
        key = (request.host, request.path)
        if request.path == "/list.html":
            links = "".join(
                f'<li><a href="/a/t20260101_{n}.html">{search_corpus.article(random.Random(f"{request.host}:{n}"))[1]}</a>'  # noqa: S311
                "<span>2026-01-01</span></li>"
                for n in range(pages)
            )
            made.setdefault(key, f'<html><body><ul class="list">{links}</ul></body></html>'.encode())
        elif request.path.startswith("/a/") and key not in made:
            number = int(request.path.rpartition("_")[2].partition(".")[0])
            made[key] = page(request.host, number, kilobytes).encode()
        if key not in made:
            return web.Response(status=404)
        return web.Response(body=made[key], content_type="text/html", charset="utf-8")

    app = web.Application()
    app.router.add_get("/{tail:.*}", answer)
    return app


if __name__ == "__main__":
    port, pages, kilobytes = (int(word) for word in sys.argv[1:4])
    web.run_app(
        make_app(pages=pages, kilobytes=kilobytes), host="127.0.0.1", port=port, print=None, access_log=None
    )
