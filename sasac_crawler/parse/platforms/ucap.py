"""Platform G: Kaipu UCAP (``common_list.shtml``, ``/common/search/<channelid>``).

A column pages by the macro ``createPageHTML('page_div', …)``, counted from 1, or loads JSON by the
32-digit id in ``<meta name="channelid">``.
"""

import re
from dataclasses import replace
from itertools import islice
from typing import Any, Final
from urllib.parse import parse_qsl, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sasac_crawler.items import Issue, ListedLink, PageRequest
from sasac_crawler.parse.links import unique_links
from sasac_crawler.parse.metatags import read_metatags
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.platforms import static_list
from sasac_crawler.parse.platforms.json_answers import (
    day_of,
    is_json,
    json_link,
    json_object,
    unread_json,
    whole_number,
)
from sasac_crawler.parse.platforms.page_files import with_query
from sasac_crawler.parse.platforms.page_macro import read_page_macro
from sasac_crawler.parse.platforms.parameters import page_or_profile
from sasac_crawler.parse.platforms.pasted import is_pasted
from sasac_crawler.parse.platforms.reading import ArticleParts, ListContext, ListReading
from sasac_crawler.parse.select import first_of

# The interface in a script. example: "'/common/search/2b7c…f0?_isJson=true&page='" ·
# counter-example: "'/common/css/search.css'"
INTERFACE: Final = re.compile(
    r"['\"](?P<path>(?:(?:https?:)?//[\w.:-]{1,100})?/(?:[\w-]{1,40}/){0,3}(?:common/search|searchList)/)"
    r"(?P<id>[0-9a-fA-F]{32})?(?P<query>\?[^'\"\s<>]{0,1000})?['\"]"
)
# A channel's id. example: "2b7c0e5a9d4f4c61b1f0a3d2e5c87f90" · counter-example: "c106256"
CHANNEL_ID: Final = re.compile(r"[0-9a-fA-F]{32}")
_QUERY: Final = (
    "?sort=&_isAgg=true&_isJson=true&_pageSize=10&_template=index"
    "&_rangeTimeGte=&_rangeTimeLt=&_channelName=&page=1"
)
_BODIES: Final = ("#UCAP-CONTENT", "ucapcontent")
_MARK: Final = "UCAPCONTENT"
_MOST_CALLS: Final = 50


def read_list(page: Page, context: ListContext) -> ListReading:
    """Read a column page or an answer of ``/common/search``."""
    if is_json(page):
        return _read_answer(page, context)
    reading = static_list.read_list(page, context)
    macro = read_page_macro(page.text)
    if macro is not None:
        following = macro.next_url(page.url)
        return replace(
            reading,
            next_pages=(PageRequest(url=following),) if following else (),
            total_pages=macro.total_pages,
            total_items=macro.total_items,
        )
    if reading.next_pages:
        return reading
    request, issues = _interface(page, context, listed=len(reading.links))
    return replace(
        reading,
        next_pages=(request,) if request else (),
        issues=(*reading.issues, *issues),
        is_loader=request is not None and not reading.links,
    )


def read_article(tree: LexborHTMLParser) -> ArticleParts | None:
    """Point at the body by its id, its element or the comments around it; ``None`` if it has none."""
    body = first_of(tree, _BODIES) or _commented(tree)
    # Ministries reprint whole pages of this system inside their own texts.
    if body is None or is_pasted(body):
        return None
    title = first_of(tree, ("ucaptitle",))
    words = " ".join(title.text().split()) if title is not None else None
    return ArticleParts(title=words or None, body=body, rule="ucap")


def _read_answer(page: Page, context: ListContext) -> ListReading:
    answer = json_object(page)
    data = answer.get("data") if answer else None
    results = data.get("results") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(results, list):
        return ListReading(links=(), issues=(unread_json(page),))
    links = unique_links(_link(one, page, context) for one in results)
    total = whole_number(data.get("total"))
    rows = whole_number(data.get("rows")) or len(results)
    pages = -(-total // rows) if total is not None and rows else None
    asked = whole_number(dict(parse_qsl(urlsplit(page.url).query)).get("page")) or 1
    said = whole_number(data.get("page")) or asked
    # An interface that ignores the number answers with the same page for ever.
    goes_on = bool(results) and pages is not None and asked < pages and said == asked
    following = PageRequest(url=with_query(page.url, page=asked + 1), referer=page.request.referer)
    return ListReading(
        links=links,
        next_pages=(following,) if goes_on else (),
        total_pages=pages,
        total_items=total,
        issues=_ignored(asked, said),
    )


def _link(entry: Any, page: Page, context: ListContext) -> ListedLink | None:  # noqa: ANN401 - JSON
    if not isinstance(entry, dict):
        return None
    link = json_link(entry, titles=("title",), urls=("url",), page=page, hosts=context.site.hosts)
    date = day_of(entry.get("publishedTimeStr")) or day_of(entry.get("publishedTime"))
    return replace(link, date_raw=date) if link else None


def _interface(
    page: Page, context: ListContext, *, listed: int
) -> tuple[PageRequest | None, tuple[Issue, ...]]:
    """Return the request of the next page by the interface that the page's script names."""
    # Scripts name the interface more than once; the fullest address says most.
    calls = islice(INTERFACE.finditer(page.text), _MOST_CALLS)
    call = max(calls, key=lambda one: (bool(one["id"]), len(one["query"] or "")), default=None)
    tag = read_metatags(page.tree).get("channelid", "")
    said = (call["id"] if call else None) or (tag if CHANNEL_ID.fullmatch(tag) else None)
    channel, issues = page_or_profile(said, context.channel, name="channelid")
    if call is None or channel is None:
        return None, issues
    url = urljoin(page.url, f"{call['path']}{channel}{call['query'] or _QUERY}")
    size = whole_number(dict(parse_qsl(urlsplit(url).query)).get("_pageSize"))
    # Rows that are in the page already are the interface's first page, if they are as many.
    number = 2 if listed and listed == size else 1
    return PageRequest(url=with_query(url, page=number), referer=page.url), issues


def _ignored(asked: int, said: int) -> tuple[Issue, ...]:
    if asked == said:
        return ()
    message = f"Page {asked} was asked, the interface answered with page {said}."
    return (Issue(code="page_ignored", message=message, evidence=(str(asked), str(said))),)


def _commented(tree: LexborHTMLParser) -> LexborNode | None:
    """Return the element that holds the comment before the body."""
    if tree.body is None or _MARK.encode() not in tree.raw_html:
        return None
    for node in tree.body.traverse(include_text=True):
        if node.tag == "-comment" and _MARK in (node.html or "") and "/" not in (node.html or ""):
            return node.parent if node.parent is not None and node.parent.tag != "body" else None
    return None
