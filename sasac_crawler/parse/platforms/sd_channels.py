"""Platform E: Shandong channels (``/channels/chNNNNN/``): one page holds every record.

Scripts show twenty records at a time; a second page exists on the server only where the first does
not hold them all (``endPage`` < ``logicTotalPage``).
"""

import re
from dataclasses import replace
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sasac_crawler.items import Issue
from sasac_crawler.parse.links import listed_link, unique_links
from sasac_crawler.parse.list_rows import text_beside
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.platforms import static_list
from sasac_crawler.parse.platforms.pagers import find_next_page
from sasac_crawler.parse.platforms.reading import ArticleParts, ListContext, ListReading

# A paging variable. example: "var totalCount = 470;" · counter-example: "totalCountText = 470"
VARIABLE: Final = re.compile(
    r"\b(totalCount|perSize|startPage|endPage|logicTotalPage)\s{0,5}=\s{0,5}['\"]?(\d{1,7})\b"
)
# What a row beside the body says that is no title. example: "发布时间：2026/3/5" · counter-example: "关于…的通知"
LABELLED: Final = re.compile(r"(?:发布时间|发布日期|信息来源|来源|日期|作者|浏览次数)\s{0,5}[:：]")


def read_list(page: Page, context: ListContext) -> ListReading:
    """Read a list: the records of the present skin, or the table rows of the older one."""
    rows = [(row, row.css_first("a[href]")) for row in page.tree.css("li.pagedContent")]
    links = unique_links(
        listed_link(link, text_beside(row, link), base=page.url, own_hosts=context.site.hosts)
        for row, link in rows
        if link is not None
    )
    reading = ListReading(links=links) if links else static_list.read_list(page, context)
    said = {name: int(value) for name, value in VARIABLE.findall(page.text)}
    if "totalCount" not in said:
        return reading
    reading = replace(
        reading, next_pages=(), total_items=said["totalCount"], total_pages=said.get("logicTotalPage")
    )
    if said.get("endPage", 0) < said.get("logicTotalPage", 0):
        return _with_remote_page(reading, page, context)
    earlier = said.get("perSize", 0) * (said.get("startPage", 1) - 1)
    return replace(reading, issues=(*reading.issues, *_missing(reading, earlier=max(earlier, 0))))


def read_article(tree: LexborHTMLParser) -> ArticleParts | None:
    """Point at the parts of an article: title and header stand in rows above that of ``#content``."""
    # Tables with #content are common; links into the channels are not.
    if tree.css_first("a[href*='/channels/ch']") is None:
        return None
    body = tree.css_first("td #content, td#content")
    row = _ancestor(body, "tr")
    if body is None or row is None:
        return None
    title = header = None
    above = row.prev
    while above is not None:
        text = " ".join(above.text(separator=" ").split()) if above.tag == "tr" else ""
        if LABELLED.search(text):
            header = header or text
        elif text:
            title = text
            break
        above = above.prev
    if title is None:
        return None
    return ArticleParts(title=title, header=header, body=body, rule="sd_channels")


def _with_remote_page(reading: ListReading, page: Page, context: ListContext) -> ListReading:
    pager = find_next_page(page, page_number=context.page_number)
    if pager.next_pages:
        return replace(reading, next_pages=pager.next_pages)
    message = "The list says that the server has a further page but gives no address."
    issue = Issue(code="pager_unread", message=message, evidence=(page.url,))
    return replace(reading, issues=(*reading.issues, issue))


def _missing(reading: ListReading, *, earlier: int) -> tuple[Issue, ...]:
    """Return a doubt if the page and those before it hold fewer records than the site counts."""
    total, held = reading.total_items or 0, earlier + len(reading.links)
    if held >= total:
        return ()
    message = f"The list counts {total} records but holds {held}."
    return (Issue(code="fewer_than_counted", message=message),)


def _ancestor(node: LexborNode | None, tag: str) -> LexborNode | None:
    while node is not None and node.tag != tag:
        node = node.parent
    return node
