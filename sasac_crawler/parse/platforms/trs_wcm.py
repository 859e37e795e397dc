"""Platform B: TRS WCM (``<column>/YYYYMM/tYYYYMMDD_ID.html``, ``createPageHTML(…)``)."""

import re
from typing import Final
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from sasac_crawler.items import PageRequest
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.platforms import static_list
from sasac_crawler.parse.platforms.reading import ArticleParts, ListContext, ListReading
from sasac_crawler.parse.select import first_of

# A live call of the paging macro; a commented-out one does not begin its line so.
# example: 'createPageHTML(24, 0, "index", "html")' ·
# counter-example: '//createPageHTML(9, 0, "index", "html")'
PAGE_CALL: Final = re.compile(
    r"(?<![/\w])createPageHTML\(\s{0,5}(?:['\"](?:page_div|paging)['\"]\s{0,5},\s{0,5})?"
    r"(?P<total>\d{1,5})\s{0,5},\s{0,5}(?P<current>\d{1,5})\s{0,5},\s{0,5}"
    r"['\"](?P<name>[\w-]{1,60})['\"]\s{0,5},\s{0,5}['\"](?P<ext>\w{3,5})['\"]"
)
_ONE_BASED: Final = re.compile(r"createPageHTML\(\s{0,5}['\"](?:page_div|paging)['\"]")
_BODIES = (
    "div.TRS_Editor", "div.trs_editor_view", "div.TRS_UEDITOR", "div.trs_paper_default",
    "#zoom", "#Zoom", "div.article-body", "#dochtmlcon", "div.htmlcon",
)  # fmt: skip


def read_list(page: Page, context: ListContext) -> ListReading:
    """Read a column page and compute the next from the paging macro."""
    reading = static_list.read_list(page, context)
    call = PAGE_CALL.search(page.text)
    if call is None:
        return reading
    total, current = int(call["total"]), int(call["current"])
    base = 1 if _ONE_BASED.match(page.text, call.start()) else 0
    following = current + 1
    if following - base >= total:
        return ListReading(links=reading.links, total_pages=total)
    url = urljoin(page.url, f"{call['name']}_{following}.{call['ext']}")
    return ListReading(links=reading.links, next_pages=(PageRequest(url=url),), total_pages=total)


def read_article(tree: LexborHTMLParser) -> ArticleParts | None:
    """Point at the body of an article page; ``None`` if it is not of this kind."""
    body = first_of(tree, _BODIES)
    return ArticleParts(body=body, rule="trs_wcm") if body is not None else None
