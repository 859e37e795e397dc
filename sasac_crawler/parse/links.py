"""Links of a list page: addresses, titles and dates as their rows print them."""

import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborNode

from sasac_crawler.items import ListedLink
from sasac_crawler.parse.printed_dates import LIST_DATE, date_beside

# Breaks that browsers leave out of an address. example: "a\n.pdf" · counter-example: "a b.pdf"
_BREAKS = re.compile(r"[\t\r\n]")
_NOT_A_PAGE = ("javascript:", "mailto:", "tel:", "#")


def absolute_url(href: str, base: str) -> str | None:
    r"""Return the absolute URL of an href without fragment, or ``None`` if it leads to no page.

    Back-slashes, blanks and line breaks that sites put into hrefs are read as browsers read them.

    Example:
        >>> absolute_url("..\\202405/t20240507_1.html", "http://x.test/a/b/index.html")
        'http://x.test/a/202405/t20240507_1.html'
        >>> absolute_url("javascript:void(0)", "http://x.test/")
    """
    href = _BREAKS.sub("", href).strip().replace("\\", "/")
    if not href or href.lower().startswith(_NOT_A_PAGE):
        return None
    try:
        url = urljoin(base, href).partition("#")[0].replace(" ", "%20")
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def listed_link(link: LexborNode, row_text: str, *, base: str, own_hosts: Iterable[str]) -> ListedLink | None:
    """Return what one row says, or ``None`` if it leads nowhere or says nothing.

    Args:
        link: the anchor.
        row_text: text of the row without the anchor's, a line for each piece.
        base: URL the href is relative to.
        own_hosts: hosts of the site; other hosts are external.
    """
    attributes = link.attributes
    url = absolute_url(attributes.get("href") or "", base)
    printed = _printed_title(link)
    # The attribute is the full title only where the text is a cut form of it.
    full = " ".join((attributes.get("title") or "").split())
    title = full if len(full) >= len(printed.rstrip(".…")) and full else printed
    if url is None or not title:
        return None
    return ListedLink(
        url=url,
        title=title,
        date_raw=date_beside(row_text),
        is_external=(urlsplit(url).hostname or "") not in own_hosts,
    )


def unique_links(links: Iterable[ListedLink | None]) -> tuple[ListedLink, ...]:
    """Keep the first link to each URL, in order."""
    by_url: dict[str, ListedLink] = {}
    for link in links:
        if link is not None:
            by_url.setdefault(link.url, link)
    return tuple(by_url.values())


def _printed_title(link: LexborNode) -> str:
    """Return the words of an anchor; where it holds the whole row, those of its heading or all but its date."""
    heading = link.css_first("h1, h2, h3, h4, h5, h6")
    if heading is not None and heading.text().strip():
        return " ".join(heading.text().split())
    text = " ".join(link.text().split())
    if not LIST_DATE.search(text):
        return text
    for part in link.css("*"):
        said = " ".join(part.text().split())
        if said != text and LIST_DATE.fullmatch(said):
            return " ".join(" ".join(link.text(separator="\n").split()).replace(said, " ", 1).split())
    return text
