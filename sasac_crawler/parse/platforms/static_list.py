"""Plain HTML lists: rows of a link and a date, and a link to the next page."""

from selectolax.lexbor import LexborNode

from sasac_crawler.items import Issue
from sasac_crawler.parse.links import listed_link, unique_links
from sasac_crawler.parse.list_rows import Row, rows_with_links, text_beside, undated_rows
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.platforms.pagers import find_next_page
from sasac_crawler.parse.platforms.reading import ListContext, ListReading
from sasac_crawler.sites import Layout


def read_list(page: Page, context: ListContext) -> ListReading:
    """Read a list without knowing its CMS."""
    layout = context.site.layout_on(page.seen_at.date())
    dated = _layout_rows(page, layout) or list(rows_with_links(page.tree))
    rows = dated or undated_rows(page.tree)
    links = unique_links(
        listed_link(link, beside, base=page.url, own_hosts=context.site.hosts) for link, beside in rows
    )
    pager = find_next_page(page, page_number=context.page_number)
    return ListReading(
        links=links,
        next_pages=pager.next_pages,
        total_pages=pager.total_pages,
        total_items=pager.total_items,
        issues=(*pager.issues, *_undated(rows if not dated else [])),
    )


def _undated(rows: list[Row]) -> tuple[Issue, ...]:
    if not rows:
        return ()
    message = "The list prints no dates; the largest group of links alike was taken for it."
    return (Issue(code="list_without_dates", message=message, evidence=(f"{len(rows)} links",)),)


def _layout_rows(page: Page, layout: Layout | None) -> list[Row]:
    if layout is None or layout.list_item is None:
        return []
    rows = [(row, row.css_first("a[href]")) for row in page.tree.css(layout.list_item)]
    return [(link, _date_text(row, link, layout)) for row, link in rows if link is not None]


def _date_text(row: LexborNode, link: LexborNode, layout: Layout) -> str:
    if layout.list_date is not None:
        node = row.css_first(layout.list_date)
        if node is not None:
            return node.text(separator=" ")
    return text_beside(row, link)
