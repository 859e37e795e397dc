"""The page after this one, on sites of no known platform: named strategies, the surest first.

A strategy that finds its pager speaks alone, also when it says that this is the last page.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sasac_crawler.items import Issue, PageRequest
from sasac_crawler.parse.links import absolute_url
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.platforms.encoded_pagers import decoded_pagers, decoded_target
from sasac_crawler.parse.platforms.page_files import numbered_file
from sasac_crawler.parse.platforms.page_macro import read_page_macro
from sasac_crawler.parse.platforms.pager_reading import PagerReading
from sasac_crawler.parse.platforms.pager_scripts import PageCount, read_page_count
from sasac_crawler.parse.platforms.postback_pagers import next_postback

__all__ = ["PagerReading", "find_next_page"]

# The words of a link to the next page. example: "下一页", "[下一页]", "下一页 >" ·
# counter-example: "下一篇：通知"
NEXT_PAGE: Final = re.compile(
    r"[\s\[【<«‹]{0,5}(?:下一页|下页|下一頁|下頁|后页|后一页|下一步|next(?: page)?)[\s\]】>»›]{0,5}|\s{0,5}(?:>|»|›)\s{0,5}",
    re.IGNORECASE,
)
# The site's count beside a pager. example: "共12页", "页次：1/12", "第1/12页" · counter-example: "共12家"
PAGES_SAID: Final = re.compile(
    r"(?:共|总)\s{0,5}(\d{1,5})\s{0,5}页|(?:页\s{0,3}[次数码]?\s{0,3}[:：]?|第)\s{0,3}\d{1,5}\s{0,3}/\s{0,3}(\d{1,5})"
)
# example: "共238条" · counter-example: "第238条"
ITEMS_SAID: Final = re.compile(r"(?:共|总)(?:有|计|数)?\s{0,5}[:：]?\s{0,5}(\d{1,7})\s{0,5}条")
# Words by which a pager shows that there is no further page. example: "page-next disabled" ·
# counter-example: "next"
DISABLED: Final = re.compile(r"\b(?:disabled?|no-?more|unable|gray|grey)\b", re.IGNORECASE)
# A choice of a page. example: "2", "第2页" · counter-example: "2026年"
OPTION_WORDS: Final = re.compile(r"第?\s{0,3}(\d{1,5})\s{0,3}页?")
# An address as a choice's value. example: "list_2.html", "?page=2" · counter-example: "2"
PAGE_VALUE: Final = re.compile(r"[./?=]")
# Where a click leads. example: "window.location.href='list_2.html'" · counter-example: "location.reload()"
LOCATION: Final = re.compile(r"\blocation(?:\.href)?\s{0,3}=\s{0,3}['\"]([^'\"\s]{1,500})['\"]")
_PAGER_TEXT: Final = 300
"""Characters a pager has at most; more is a whole page."""
_MOST_LINKS: Final = 5000


def find_next_page(page: Page, *, page_number: int) -> PagerReading:
    """Read the pager of a list page.

    Args:
        page: the list page.
        page_number: which page of the list it is, 1 for the newest.

    Returns:
        The next page, what the site counts, and the strategy: ``page_macro``, ``set_page``,
        ``page_index_query``, ``base64``, ``postback``, ``next_link``, ``number_link``, ``option``, ``page_count``;
        an empty reading if no pager is known.
    """
    for strategy in _STRATEGIES:
        reading = strategy(page, page_number)
        if reading is not None:
            return reading
    return PagerReading()


def _macro(page: Page, page_number: int) -> PagerReading | None:
    macro = read_page_macro(page.text)
    if macro is None:
        return None
    issues = _disagreement(macro.current - macro.base + 1, page_number)
    return PagerReading(
        next_pages=_request(macro.next_url(page.url)),
        total_pages=macro.total_pages,
        total_items=macro.total_items,
        rule="page_macro",
        issues=issues,
    )


def _script(page: Page, page_number: int) -> PagerReading | None:
    """Follow a pager whose script states page and count and how addresses are made."""
    count = read_page_count(page)
    return _counted(page, count, page_number) if count is not None and count.rule != "page_count" else None


def _stated_count(page: Page, page_number: int) -> PagerReading | None:
    """Follow a pager that only states how many pages there are: the file's name is a guess."""
    count = read_page_count(page)
    if count is None or count.rule != "page_count":
        return None
    reading = _counted(page, count, page_number)
    if not reading.next_pages or "page" in page.url.rpartition("/")[2]:
        return reading
    message = "The pager gives a number of pages but no address; the next page's is made by custom."
    issue = Issue(code="paging_guessed", message=message, evidence=(reading.next_pages[0].url,))
    return PagerReading(
        next_pages=reading.next_pages,
        total_pages=reading.total_pages,
        rule=reading.rule,
        issues=(*reading.issues, issue),
    )


def _counted(page: Page, count: PageCount, page_number: int) -> PagerReading:
    current = page_number if count.current is None else count.current
    following = current + 1
    url = count.url_of(page.url, following) if following <= count.total_pages else None
    return PagerReading(
        next_pages=_request(url),
        total_pages=count.total_pages,
        rule=count.rule,
        issues=_disagreement(current, page_number),
    )


def _base64(page: Page, page_number: int) -> PagerReading | None:
    for tree in decoded_pagers(page.text):
        reading = _link_of(tree, page, page_number, rule="base64")
        if reading is not None:
            return reading
    if "atob(" not in page.text:
        return None
    for link in _next_links(page.tree):
        url = decoded_target(link)
        if url is not None:
            return PagerReading(next_pages=_request(absolute_url(url, page.url)), rule="base64")
    return None


def _postback(page: Page, page_number: int) -> PagerReading | None:
    if "__doPostBack" not in page.text:
        return None
    for link in [*_next_links(page.tree), *_numbered(page.tree, page_number + 1)]:
        request = next_postback(page, link)
        if request is not None:
            pages, items = _counts_beside(link)
            return PagerReading(next_pages=(request,), total_pages=pages, total_items=items, rule="postback")
    return None


def _link(page: Page, page_number: int) -> PagerReading | None:
    return _link_of(page.tree, page, page_number, rule="next_link")


def _link_of(tree: LexborHTMLParser, page: Page, page_number: int, *, rule: str) -> PagerReading | None:
    """Return where the link with the words leads; a link to the page itself is the last page's."""
    for link in _next_links(tree):
        url = absolute_url(link.attributes.get("href") or "", page.url) or _clicked(link, page)
        if url is None:
            continue
        pages, items = _counts_beside(link)
        is_last = url == page.url or _is_disabled(link) or (pages is not None and page_number >= pages)
        return PagerReading(
            next_pages=() if is_last else _request(url), total_pages=pages, total_items=items, rule=rule
        )
    return None


def _number_link(page: Page, page_number: int) -> PagerReading | None:
    """Return where the link ``3`` of page 2 leads, if its address carries the number."""
    for link in _numbered(page.tree, page_number + 1):
        url = absolute_url(link.attributes.get("href") or "", page.url)
        expected = {numbered_file(page.url, number) for number in (page_number, page_number + 1)}
        name = (url or "").rpartition("/")[2]
        if url and url != page.url and (url in expected or f"={page_number + 1}" in name):
            pages, items = _counts_beside(link)
            return PagerReading(
                next_pages=_request(url), total_pages=pages, total_items=items, rule="number_link"
            )
    return None


def _option(page: Page, page_number: int) -> PagerReading | None:
    """Return the address of the next page in a box of choices, ``<option value="list_2.html">2``."""
    wanted = str(page_number + 1)
    for choice in page.tree.css("select option[value]")[:_MOST_LINKS]:
        words = OPTION_WORDS.fullmatch(choice.text().strip())
        value = choice.attributes.get("value") or ""
        url = (
            absolute_url(value, page.url)
            if words and words[1] == wanted and PAGE_VALUE.search(value)
            else None
        )
        if url and url != page.url:
            pages, items = _counts_beside(choice)
            return PagerReading(next_pages=_request(url), total_pages=pages, total_items=items, rule="option")
    return None


def _clicked(link: LexborNode, page: Page) -> str | None:
    """Return where a link's script goes: ``onclick="location.href='list_2.html'"``."""
    scripts = (link.attributes.get("onclick") or "", link.attributes.get("href") or "")
    target = next((match[1] for one in scripts if (match := LOCATION.search(one))), None)
    return absolute_url(target, page.url) if target else None


def _next_links(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    for link in tree.css("a")[:_MOST_LINKS]:
        words = (link.text(), link.attributes.get("title") or "", link.attributes.get("aria-label") or "")
        # Text longer than the words can be is no pager's: do not look at whole rows.
        if any(0 < len(one) <= 40 and NEXT_PAGE.fullmatch(one) for one in words):  # noqa: PLR2004 - as above
            yield link


def _numbered(tree: LexborHTMLParser, number: int) -> Iterator[LexborNode]:
    for link in tree.css("a[href]")[:_MOST_LINKS]:
        if link.text().strip(" []【】\t\r\n") == str(number):
            yield link


def _is_disabled(link: LexborNode) -> bool:
    holders = (link, link.parent)
    return any(DISABLED.search(one.attributes.get("class") or "") for one in holders if one is not None)


def _counts_beside(link: LexborNode) -> tuple[int | None, int | None]:
    """Return pages and items by the words around a pager's link."""
    holder, text = link.parent, ""
    for _ in range(3):
        if holder is None or holder.tag in ("body", "html"):
            break
        wider = holder.text(separator=" ")
        if len(wider) > _PAGER_TEXT:
            break
        text, holder = wider, holder.parent
    pages, items = PAGES_SAID.search(text), ITEMS_SAID.search(text)
    return int(pages[1] or pages[2]) if pages else None, int(items[1]) if items else None


def _request(url: str | None) -> tuple[PageRequest, ...]:
    return (PageRequest(url=url),) if url else ()


def _disagreement(said: int, counted: int) -> tuple[Issue, ...]:
    if said == counted:
        return ()
    message = f"The pager calls this page {said}, the crawl counts it as page {counted}."
    return (Issue(code="page_number_differs", message=message, evidence=(str(said), str(counted))),)


_STRATEGIES: Final[tuple[Callable[[Page, int], PagerReading | None], ...]] = (
    _macro,
    _script,
    _base64,
    _postback,
    _link,
    _number_link,
    _option,
    _stated_count,
)
