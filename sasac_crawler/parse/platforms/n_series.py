"""Platform A: www.sasac.gov.cn and its kind (``/nNNN/nNNN/cNNN/content.html``).

Page 1 is ``index.html``; the pages after it are bare ``<li>`` fragments numbered from the total
down to 1, so a fragment keeps its name for ever while new items push others into a new fragment.
"""

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sasac_crawler.items import Issue, PageRequest
from sasac_crawler.parse.links import listed_link, text_beside, unique_links
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.platforms.reading import ArticleParts, ListContext, ListReading

# The number of fragments in the pager script. example: "maxPageNum = 16;" ·
# counter-example: "maxPageNum2603340=16"
MAX_PAGE: Final = re.compile(r"\bmaxPageNum\s{0,5}=\s{0,5}(\d{1,5})\b")
# The id of the cell that holds the pager. example: "pag_2603340" · counter-example: "pages"
PAGER_ID: Final = re.compile(r"pag_(\d{1,12})")
# A fragment's URL. example: ".../index_2603340_15.html" · counter-example: ".../index.html"
FRAGMENT_URL: Final = re.compile(r"\A(.{1,1000}/index_\d{1,12}_)(\d{1,5})(\.html)")


def read_list(page: Page, context: ListContext) -> ListReading:
    """Read ``index.html`` or one of its fragments."""
    rows = page.tree.css(".zsy_conlist li") or page.tree.css("li")
    # Separators are styled list items without a link; footers and menus are lists of plain links.
    links = unique_links(
        listed_link(link, text_beside(row, link), base=page.url, own_hosts=context.site.hosts)
        for row, link in ((row, row.css_first("a[href]")) for row in rows)
        if link is not None and link.attributes.get("title")
    )
    fragment = FRAGMENT_URL.fullmatch(page.url)
    if fragment:
        number = int(fragment[2])
        return ListReading(links=links, next_pages=_fragment(fragment[1], number - 1, fragment[3]))
    return _index(page, links)


def read_article(tree: LexborHTMLParser) -> ArticleParts | None:
    """Point at the parts of an article page; ``None`` if it is not of this kind."""
    heading = tree.css_first("div.zsy_cotitle")
    body = tree.css_first("div.zsy_comain")
    if heading is None or body is None:
        return None
    header = heading.css_first("p")
    return ArticleParts(
        title=_own_text(heading),
        header=header.text(separator=" ") if header else None,
        body=body,
        rule="n_series",
    )


def _index(page: Page, links: tuple) -> ListReading:  # type: ignore[type-arg]
    total = MAX_PAGE.search(page.text)
    pager = page.tree.css_first("td.pages[id]")
    match = PAGER_ID.fullmatch((pager.attributes.get("id") or "") if pager else "")
    if total is None or match is None:
        return ListReading(links=links, issues=_pager_issue(page))
    pages = int(total[1])
    stem = page.url.rpartition("/")[0] + f"/index_{match[1]}_"
    return ListReading(links=links, next_pages=_fragment(stem, pages - 1, ".html"), total_pages=pages)


def _fragment(stem: str, number: int, suffix: str) -> tuple[PageRequest, ...]:
    return (PageRequest(url=f"{stem}{number}{suffix}"),) if number >= 1 else ()


def _pager_issue(page: Page) -> tuple[Issue, ...]:
    if page.tree.css_first("td.pages") is None:
        return ()  # A list of one page has no pager.
    message = "The list has a pager whose number of pages cannot be read."
    return (Issue(code="pager_unread", message=message, evidence=(page.url,)),)


def _own_text(node: LexborNode) -> str:
    texts = [child.text_content or "" for child in node.iter(include_text=True) if child.tag == "-text"]
    return " ".join("".join(texts).split())
