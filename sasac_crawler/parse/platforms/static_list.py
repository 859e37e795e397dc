"""Plain HTML lists: rows of a link and a date, and a link to the next page."""

from selectolax.lexbor import LexborNode

from sasac_crawler.parse.links import (
    listed_link,
    rows_with_links,
    text_beside,
    unique_links,
)
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.platforms.pagers import find_next_page
from sasac_crawler.parse.platforms.reading import ListContext, ListReading
from sasac_crawler.sites import Layout


def read_list(page: Page, context: ListContext) -> ListReading:
    """Read a list without knowing its CMS."""
    layout = context.site.layout_on(page.seen_at.date())
    rows = _layout_rows(page, layout) or list(rows_with_links(page.tree))
    links = unique_links(
        listed_link(link, _date_text(row, link, layout), base=page.url, own_hosts=context.site.hosts)
        for row, link in rows
    )
    pager = find_next_page(page, page_number=context.page_number)
    return ListReading(
        links=links,
        next_pages=pager.next_pages,
        total_pages=pager.total_pages,
        total_items=pager.total_items,
        issues=pager.issues,
    )


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
