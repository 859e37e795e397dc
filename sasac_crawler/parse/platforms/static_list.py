"""Plain HTML lists: rows of a link and a date, and a link to the next page."""

import re
from typing import Final

from selectolax.lexbor import LexborNode

from sasac_crawler.items import PageRequest
from sasac_crawler.parse.links import (
    absolute_url,
    listed_link,
    rows_with_links,
    text_beside,
    unique_links,
)
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.platforms.reading import ListContext, ListReading
from sasac_crawler.sites import Layout

# The words of a link to the next page. example: "下一页" · counter-example: "下一篇：通知"
NEXT_PAGE: Final = re.compile(r"\s{0,5}(?:下一页|下页|下一頁|下頁|后页|>|»)\s{0,5}")


def read_list(page: Page, context: ListContext) -> ListReading:
    """Read a list without knowing its CMS."""
    layout = context.site.layout_on(page.seen_at.date())
    rows = _layout_rows(page, layout) or list(rows_with_links(page.tree))
    links = unique_links(
        listed_link(link, _date_text(row, link, layout), base=page.url, own_hosts=context.site.hosts)
        for row, link in rows
    )
    return ListReading(links=links, next_pages=_next_page(page))


def _layout_rows(page: Page, layout: Layout | None) -> list[tuple[LexborNode, LexborNode]]:
    if layout is None or layout.list_item is None:
        return []
    rows = [(row, row.css_first("a[href]")) for row in page.tree.css(layout.list_item)]
    return [(row, link) for row, link in rows if link is not None]


def _date_text(row: LexborNode, link: LexborNode, layout: Layout | None) -> str:
    if layout is not None and layout.list_date is not None:
        node = row.css_first(layout.list_date)
        if node is not None:
            return node.text(separator=" ")
    return text_beside(row, link)


def _next_page(page: Page) -> tuple[PageRequest, ...]:
    for link in page.tree.css("a[href]"):
        if NEXT_PAGE.fullmatch(link.text()):
            url = absolute_url(link.attributes.get("href") or "", page.url)
            if url and url != page.url:
                return (PageRequest(url=url),)
    return ()
