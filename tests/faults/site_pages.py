"""The synthetic site as pages: lists, articles, a redesign."""

import asyncio
import gzip
import hashlib
import html
import re
from collections.abc import Sequence
from typing import Final

from tests.faults.site import (
    PAGE_SIZE,
    SiteArticle,
    SiteState,
    columns_of,
    listed_article,
    listed_places,
    site_article,
)
from tests.faults.state import State
from tests.faults.wire import Endpoint, Exchange

# A list page below its site. example: "index.html", "index_3.html" · counter-example: "index_03x.html"
_LIST: Final = re.compile(r"(?:index(?:_(\d{1,6}))?\.html)?")
# An article below its site. example: "zx/202405/t20240507_12.html" · counter-example: "202405/12.html"
_ARTICLE: Final = re.compile(r"(?:(?:zx|tz)/)?\d{6}/t\d{8}_(\d{1,7})\.html")
GONE: Final = "<html><head><title>提示</title></head><body><p>您访问的页面不存在或已删除。</p></body></html>"
Page = tuple[int, str, str]
"""Status, HTML, where to (or empty)."""


def list_path(site: int, page: int = 0) -> str:
    """Return the path of a list page, counted from 0 as ``createPageHTML`` does."""
    return f"/site/{site}/index{f'_{page}' if page else ''}.html"


def page_count(state: SiteState) -> int:
    """Return how many list pages a site has; an empty one has one."""
    return max(1, -(-len(listed_places(state)) // PAGE_SIZE))


def list_page(site: int, state: SiteState, page: int) -> str | None:
    """Return a list page, or ``None`` past the end."""
    total = page_count(state)
    if page >= total:
        return None
    places = listed_places(state)[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    shown = [listed_article(site, place, state) for place in places]
    body = _rows(shown) if state.layout == "v1" else _cards(shown)
    following = f'<a class="next" href="index_{page + 1}.html">下一页</a>' if page + 1 < total else ""
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>工作动态_第{site}测试站</title>\n'
        f'<meta name="SiteName" content="第{site}测试站"><meta name="ColumnName" content="工作动态">\n'
        f"</head><body><h2>工作动态</h2>\n{body}\n"
        f'<div class="page"><script>createPageHTML({total}, {page}, "index", "html");</script>{following}</div>\n'
        f"</body></html>\n"
    )


def _rows(articles: Sequence[SiteArticle]) -> str:
    rows = "\n".join(
        f'<li><a href="{_relative(article)}" title="{html.escape(article.title)}">'
        f"{html.escape(article.title)}</a><span>{article.listed_date}</span></li>"
        for article in articles
    )
    return f'<ul class="list">\n{rows}\n</ul>'


def _cards(articles: Sequence[SiteArticle]) -> str:
    cards = ",\n".join(f'{{"u": "{_relative(article)[2:]}", "t": "{article.title}"}}' for article in articles)
    return f'<div id="app" class="cards"></div>\n<script>var cards = [\n{cards}\n];</script>'


def _relative(article: SiteArticle) -> str:
    return "./" + article.path.split("/", 3)[3]


def article_page(article: SiteArticle, layout: str) -> str:
    """Return an article as a page of either layout."""
    body = "\n".join(f"<p>　　{html.escape(paragraph)}</p>" for paragraph in article.paragraphs)
    title, when = html.escape(article.title), f"{article.published:%Y-%m-%d %H:%M}"
    if layout == "v2":
        return (
            '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>新版门户</title></head><body>\n'
            f'<div class="hero__caption">{title}</div><div class="hero__meta">{when}</div>\n'
            f'<section data-role="story">{body}</section>\n</body></html>\n'
        )
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{title}_第{article.site}测试站</title>\n'
        f'<meta name="SiteName" content="第{article.site}测试站"><meta name="ColumnName" content="工作动态">\n'
        f'<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{when}">\n'
        f'<meta name="ContentSource" content="{article.source}">\n</head><body>\n<h1>{title}</h1>\n'
        f'<div class="info">发布时间：{when}　来源：{article.source}</div>\n'
        f'<div class="TRS_Editor">\n{body}\n</div>\n</body></html>\n'
    )


def site_page(site: int, state: SiteState, below: str) -> Page:
    """Return what stands at a path below ``/site/<n>/``."""
    listing = _LIST.fullmatch(below)
    if listing:
        text = list_page(site, state, int(listing[1] or 0))
        return (200, text, "") if text is not None else (404, GONE, "")
    article = _ARTICLE.fullmatch(below)
    number = int(article[1]) if article else 0
    if not 1 <= number <= state.size:
        return 404, GONE, ""
    if number in state.deleted:
        return state.gone_status, GONE, ""
    found = {
        place.path: place
        for place in (listed_article(site, (number, column), state) for column in columns_of(number, state))
    }
    place = found.get(f"/site/{site}/{below}")
    if place is not None:
        return 200, article_page(place, state.layout), ""
    if number in state.moved and "/" not in below.partition("/")[2]:
        return 301, "", next(iter(found))
    return 404, GONE, ""


async def serve_site(exchange: Exchange, state: State) -> None:
    """``/site/<n>/…``: conditional requests, latency and gzip as the site's state says."""
    first, *rest = exchange.arguments or [""]
    if not (first.isascii() and first.isdigit() and len(first) <= 6):
        await exchange.reply(GONE, status=404)
        return
    number = int(first)
    now = state.site(number)
    if now.latency:
        await asyncio.sleep(min(now.latency, 5.0))
    status, text, target = site_page(number, now, "/".join(rest))
    payload = text.encode()
    tag = f'"{hashlib.sha256(payload).hexdigest()[:16]}"'
    headers = [("Location", target)] if target else [("ETag", tag)]
    if status == 200 and exchange.request.headers.get("if-none-match") == tag:
        await exchange.reply(status=304, headers=headers)
        return
    if now.compress and "gzip" in exchange.request.headers.get("accept-encoding", ""):
        payload, headers = gzip.compress(payload, 6, mtime=0), [*headers, ("Content-Encoding", "gzip")]
    await exchange.reply(payload, status=status, headers=headers)


async def serve_single_article(exchange: Exchange, state: State) -> None:
    """``/art/<j>``: one article of site 1000, on its own."""
    number = exchange.number(1, most=1000)
    revision = state.site(1000).revisions.get(number, 0)
    await exchange.reply(article_page(site_article(1000, number, revision=revision), "v1"))


async def serve_ok(exchange: Exchange, _: State) -> None:
    """``/ok``: a page with nothing wrong."""
    await exchange.reply(article_page(site_article(1000, 1), "v1"))


ENDPOINTS: Final[dict[str, Endpoint]] = {
    "ok": serve_ok,
    "site": serve_site,
    "art": serve_single_article,
}
