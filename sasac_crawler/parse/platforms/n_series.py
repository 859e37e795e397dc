"""Platform A: www.sasac.gov.cn and its kind (``/nNNN/nNNN/cNNN/content.html``).

Page 1 is ``index.html``; the pages after it are bare ``<li>`` fragments numbered from the total
down to 1, so a fragment keeps its name for ever while new items push others into a new fragment.
"""

import re
from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sasac_crawler.items import Issue, PageRequest
from sasac_crawler.parse.links import absolute_url, listed_link, unique_links
from sasac_crawler.parse.list_rows import Row, rows_with_links, text_beside
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.platforms.parameters import page_or_profile
from sasac_crawler.parse.platforms.reading import ArticleParts, ListContext, ListReading

# The number of fragments in the pager script. example: "maxPageNum = 16;" ·
# counter-example: "maxPageNum2603340=16"
MAX_PAGE: Final = re.compile(r"\bmaxPageNum\s{0,5}=\s{0,5}['\"]?(\d{1,5})\b")
# The id of the cell that holds the pager. example: "pag_2603340" · counter-example: "pages"
PAGER_ID: Final = re.compile(r"pag_(\d{1,12})")
# A fragment's URL. example: ".../index_2603340_15.html" · counter-example: ".../index.html"
FRAGMENT_URL: Final = re.compile(r"\A(.{1,1000}/index_)(\d{1,12})(_)(\d{1,5})(\.html)")
_LISTS: Final = ("span[id^=comp_] li", ".zsy_conlist li")


def read_list(page: Page, context: ListContext) -> ListReading:
    """Read ``index.html`` or one of its fragments."""
    fragment = FRAGMENT_URL.fullmatch(page.url)
    # A fragment is nothing but items; an index has lists of other things, too.
    rows = _rows(page.tree, ("li",) if fragment else _LISTS)
    links = unique_links(
        listed_link(link, beside, base=page.url, own_hosts=context.site.hosts) for link, beside in rows
    )
    if fragment:
        return ListReading(links=links, next_pages=_fragment(fragment, int(fragment[4]) - 1))
    following, total, issues = _after_index(page, context)
    return ListReading(links=links, next_pages=following, total_pages=total, issues=issues)


def read_article(tree: LexborHTMLParser) -> ArticleParts | None:
    """Point at the parts of an article page; ``None`` if it is not of this kind."""
    heading = tree.css_first("div.zsy_cotitle")
    body = tree.css_first("div.zsy_comain") if heading is not None else None
    if heading is None or body is None:
        return None
    header = heading.css_first("p")
    return ArticleParts(
        title=_own_text(heading),
        header=header.text(separator=" ") if header else None,
        body=body,
        rule="n_series",
    )


def _rows(tree: LexborHTMLParser, lists: tuple[str, ...]) -> Iterator[Row]:
    """Yield links and what stands beside them: separators have no link, menus and footers no full title or no date."""
    for selector in lists:
        found = [(row, row.css_first("a[href]")) for row in tree.css(selector)]
        rows = [(row, link) for row, link in found if link is not None and link.attributes.get("title")]
        if rows:
            yield from ((link, text_beside(row, link)) for row, link in rows)
            return
    yield from rows_with_links(tree)


def _after_index(
    page: Page, context: ListContext
) -> tuple[tuple[PageRequest, ...], int | None, tuple[Issue, ...]]:
    """Return the newest fragment, the number of pages and what does not fit.

    Plain addresses of all fragments stand in a hidden element; the script's number counts one more,
    because the newest block is the index itself.
    """
    hidden = _hidden_fragments(page)
    newest = max(hidden, key=lambda one: int(one[4]), default=None)
    script = MAX_PAGE.search(page.text)
    pager = page.tree.css_first("td.pages[id], td[id^=pag_]")
    cell = PAGER_ID.fullmatch((pager.attributes.get("id") or "") if pager else "")
    said = newest[2] if newest else (cell[1] if cell else None)
    unit, issues = page_or_profile(said, context.channel, name="pag_id")
    if newest is not None:
        counted = int(newest[4]) + 1
        issues = (*issues, *_drift(counted, int(script[1]) if script else None))
        return _fragment(newest, counted - 1), counted, issues
    if script is None or unit is None:
        return (), None, (*issues, *_pager_issue(pager, page)) if pager else ()
    stem = page.url.rpartition("/")[0]
    following = FRAGMENT_URL.fullmatch(f"{stem}/index_{unit}_1.html")
    total = int(script[1])
    return (_fragment(following, total - 1) if following else ()), total, issues


def _hidden_fragments(page: Page) -> list[re.Match[str]]:
    folder = page.url.rpartition("/")[0]
    urls = (
        absolute_url(one.attributes.get("href") or "", page.url) for one in page.tree.css("a[href*=index_]")
    )
    found = (FRAGMENT_URL.fullmatch(url) for url in urls if url)
    return [one for one in found if one is not None and one[1] == f"{folder}/index_"]


def _fragment(like: re.Match[str], number: int) -> tuple[PageRequest, ...]:
    url = f"{like[1]}{like[2]}{like[3]}{number}{like[5]}"
    return (PageRequest(url=url),) if number >= 1 else ()


def _drift(linked: int, said: int | None) -> tuple[Issue, ...]:
    if said is None or said == linked:
        return ()
    message = f"The pager counts {said} pages, its links lead to {linked}; the links are followed."
    return (Issue(code="page_count_differs", message=message, evidence=(str(said), str(linked))),)


def _pager_issue(pager: LexborNode, page: Page) -> tuple[Issue, ...]:
    if not pager.text().strip() and pager.css_first("script") is None:
        return ()
    message = "The list has a pager whose number of pages cannot be read."
    return (Issue(code="pager_unread", message=message, evidence=(page.url,)),)


def _own_text(node: LexborNode) -> str:
    texts = [child.text_content or "" for child in node.iter(include_text=True) if child.tag == "-text"]
    return " ".join("".join(texts).split())
