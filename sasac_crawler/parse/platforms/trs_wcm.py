"""Platform B: TRS WCM (``<column>/YYYYMM/tYYYYMMDD_ID.html``, ``createPageHTML(…)``).

A column pages by the macro or by the variables ``currentPage`` and ``countPage``; some load their list
as JSON: a file ``index.json``, or the search of ``was5`` or ``igs``.
"""

from dataclasses import replace
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from sasac_crawler.items import Issue, ListedLink
from sasac_crawler.parse.links import absolute_url
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.platforms import static_list
from sasac_crawler.parse.platforms.json_answers import is_json
from sasac_crawler.parse.platforms.pager_reading import PAGER_DOUBTS, PagerReading
from sasac_crawler.parse.platforms.pagers import find_next_page
from sasac_crawler.parse.platforms.reading import ArticleParts, ListContext, ListReading
from sasac_crawler.parse.platforms.trs_wcm_pager import read_pager
from sasac_crawler.parse.platforms.trs_wcm_search import interface_of, read_answer
from sasac_crawler.parse.platforms.written_rows import written_links
from sasac_crawler.parse.select import first_of

_BODIES: Final = (
    "div.TRS_Editor", "div.trs_editor_view", "div.TRS_UEDITOR", "div.trs_paper_default",
    "#zoom", "#Zoom", "div.article-body", "#dochtmlcon", "div.htmlcon",
)  # fmt: skip
_TITLES: Final = ("div.detail-article-title h2",)
"""Where a headline stands between a pre-title and a sub-title; the page's <title> is the template's."""
_BESIDE_ITEMS: Final = ".popbox a[href]"
"""Links to interpretations that stand in the row of a document: no items of the list."""


def read_list(page: Page, context: ListContext) -> ListReading:
    """Read a column page, or the JSON it loads.

    Args:
        page: the answer.
        context: site, channel (``parameters``: ``base``, ``index_json``) and number of the page.
    """
    if is_json(page):
        return read_answer(page, context)
    reading = static_list.read_list(page, context)
    # The rows are the general reader's; which page comes next is told here.
    doubts = tuple(one for one in reading.issues if one.code not in PAGER_DOUBTS)
    links = _items_only(reading.links, page) or written_links(page, context)
    reading = ListReading(links=links, issues=doubts)
    pager = read_pager(page, context)
    loader, issues = interface_of(page, context, is_paged=pager is not None, listed=len(reading.links))
    if loader is not None:
        return replace(
            reading, next_pages=(loader,), is_loader=not reading.links, issues=(*reading.issues, *issues)
        )
    return _paged(reading, pager or find_next_page(page, page_number=context.page_number), issues)


def read_article(tree: LexborHTMLParser) -> ArticleParts | None:
    """Point at the body of an article page; ``None`` if it is not of this kind."""
    body = first_of(tree, _BODIES)
    if body is None:
        return None
    node = first_of(tree, _TITLES)
    title = " ".join(node.text().split()) if node is not None else None
    return ArticleParts(title=title or None, body=body, rule="trs_wcm")


def _paged(reading: ListReading, pager: PagerReading, issues: tuple[Issue, ...]) -> ListReading:
    return replace(
        reading,
        next_pages=pager.next_pages,
        total_pages=pager.total_pages,
        total_items=pager.total_items,
        issues=(*reading.issues, *issues, *pager.issues),
    )


def _items_only(links: tuple[ListedLink, ...], page: Page) -> tuple[ListedLink, ...]:
    beside = {
        absolute_url(one.attributes.get("href") or "", page.url) for one in page.tree.css(_BESIDE_ITEMS)
    }
    return tuple(one for one in links if one.url not in beside) if beside else links
