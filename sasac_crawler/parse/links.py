"""Links of a list page: repeated rows of a link and a date."""

import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sasac_crawler.items import ListedLink

MAX_LINKS: Final = 5000
_ROWS = frozenset(("li", "tr", "dl"))
_ROW_TAGS = frozenset(("li", "tr", "dl", "dd", "dt", "p", "div", "article"))
_ROW_DEPTH: Final = 4

# A date beside a link. example: "[2021-02-24]" · counter-example: "第2021-02号"
LIST_DATE: Final = re.compile(
    r"[\[（(]?(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|(?<!\d)\d{1,2}-\d{1,2}(?!\d))"
    r"(?:\s\d{1,2}:\d{2}(?::\d{2})?)?[\]）)]?"
)
_NOT_A_PAGE = ("javascript:", "mailto:", "tel:", "#")


def absolute_url(href: str, base: str) -> str | None:
    r"""Return the absolute URL of an href without fragment, or ``None`` if it leads to no page.

    Back-slashes, blanks and line breaks that sites put into hrefs are read as browsers read them.

    Example:
        >>> absolute_url("..\\202405/t20240507_1.html", "http://x.test/a/b/index.html")
        'http://x.test/a/202405/t20240507_1.html'
        >>> absolute_url("javascript:void(0)", "http://x.test/")
    """
    href = re.sub(r"[\t\r\n]", "", href).strip().replace("\\", "/")
    if not href or href.lower().startswith(_NOT_A_PAGE):
        return None
    try:
        url = urljoin(base, href).partition("#")[0].replace(" ", "%20")
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def rows_with_links(root: LexborHTMLParser | LexborNode) -> Iterator[tuple[LexborNode, LexborNode]]:
    """Yield ``(row, link)`` for every link that stands in a row with a date of its own.

    The row is the nearest ancestor that holds a date outside the link and no other dated link.
    """
    for link in root.css("a[href]")[:MAX_LINKS]:
        row = _row_of(link)
        if row is not None:
            yield row, link


def listed_link(link: LexborNode, row_text: str, *, base: str, own_hosts: Iterable[str]) -> ListedLink | None:
    """Return what one row says, or ``None`` if it leads nowhere or says nothing.

    Args:
        link: the anchor.
        row_text: text of the row without the anchor's.
        base: URL the href is relative to.
        own_hosts: hosts of the site; other hosts are external.
    """
    attributes = link.attributes
    url = absolute_url(attributes.get("href") or "", base)
    printed = " ".join(link.text().split())
    # The attribute is the full title only where the text is a cut form of it.
    full = " ".join((attributes.get("title") or "").split())
    title = full if len(full) >= len(printed.rstrip(".…")) and full else printed
    if url is None or not title:
        return None
    date = LIST_DATE.search(row_text)
    return ListedLink(
        url=url,
        title=title,
        date_raw=date[0] if date else None,
        is_external=(urlsplit(url).hostname or "") not in own_hosts,
    )


def unique_links(links: Iterable[ListedLink | None]) -> tuple[ListedLink, ...]:
    """Keep the first link to each URL, in order."""
    by_url: dict[str, ListedLink] = {}
    for link in links:
        if link is not None:
            by_url.setdefault(link.url, link)
    return tuple(by_url.values())


def text_beside(row: LexborNode, link: LexborNode) -> str:
    """Return the text of a row without the text of its link."""
    return row.text(separator=" ").replace(link.text(separator=" "), " ", 1)


def _row_of(link: LexborNode) -> LexborNode | None:
    node = link.parent
    for _ in range(_ROW_DEPTH):
        if node is None or node.tag in ("body", "ul", "table", "tbody"):
            return None
        if node.tag in _ROW_TAGS:
            dates = LIST_DATE.findall(text_beside(node, link))
            if dates:
                # Several dates and several links in a mere box are several rows: whose is whose cannot be told.
                is_one = node.tag in _ROWS or len(dates) == 1 or len(node.css("a[href]")) == 1
                return node if is_one else None
        node = node.parent
    return None
