"""Platform C: Hanweb JCMS (大汉版通): lists are XML islands, paging goes through dataproxy.jsp."""

import re
from collections.abc import Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from sasac_crawler.items import ListedLink
from sasac_crawler.parse.links import listed_link, unique_links
from sasac_crawler.parse.list_rows import rows_with_links, text_beside
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.platforms import hanweb_jcms_catalogue, static_list
from sasac_crawler.parse.platforms.hanweb_jcms_paging import Island, after_island, is_past_end
from sasac_crawler.parse.platforms.reading import ArticleParts, ListContext, ListReading
from sasac_crawler.parse.select import first_of

_RECORD_MAX: Final = 20_000
# What a record's text is wrapped in. example: "<![CDATA[<li>…</li>]]>" · counter-example: "<li>…</li>"
CDATA: Final = re.compile(r"\s{0,20}<!\[CDATA\[|\]\]>\s{0,20}\Z")
# The site's own count. example: "<totalrecord>1376</totalrecord>" · counter-example: "<totalrecord/>"
TOTAL_RECORDS: Final = re.compile(r"<totalrecord>\s{0,5}(\d{1,9})\s{0,5}</totalrecord>")
# example: "<totalpage>14</totalpage>" · counter-example: "<totalpage/>"
TOTAL_PAGES: Final = re.compile(r"<totalpage>\s{0,5}(\d{1,6})\s{0,5}</totalpage>")
# The island, also where an answer holds nothing else. example: "<datastore>" · counter-example: "datastore"
ISLAND: Final = re.compile(r"<(?:datastore|recordset)\b")
_TITLES = ("p.con-title", "div.xl_title", "h1.title", "td.title", "div.title", "h1")
_BODIES = (
    "#zoom", "div.zoom", "div.main-txt", "div.bt-content", "td.bt_content",
    "#ivs_content", "div.article_content", "div.wjnr", "div.news-det",
)  # fmt: skip
_TITLE_MARK: Final = re.compile(r"<!--<\$\[标题\]>begin-->(.{0,2000}?)<!--<\$\[标题\]>end-->", re.DOTALL)


def read_list(page: Page, context: ListContext) -> ListReading:
    """Read a column page, an answer of dataproxy.jsp, or the catalogue of disclosure.

    Args:
        page: the answer; its request's Referer is the column page.
        context: site and channel; ``webid``, ``unitid``, ``webname``, ``perpage`` are what POSTs take
            where the page does not say it, ``infotypeId``, ``divid`` and ``jdid`` the catalogue's.
    """
    if hanweb_jcms_catalogue.is_catalogue(page, context):
        return hanweb_jcms_catalogue.read_list(page, context)
    if not ISLAND.search(page.text):
        return static_list.read_list(page, context)
    records = list(_records(page.text))
    links = unique_links(link for record in records for link in _record_links(record, page, context))
    items, pages = TOTAL_RECORDS.search(page.text), TOTAL_PAGES.search(page.text)
    island = Island(
        records=len(records),
        total_items=int(items[1]) if items else None,
        total_pages=int(pages[1]) if pages else None,
    )
    following, issues = after_island(page, context, island)
    return ListReading(
        links=links,
        next_pages=following,
        total_items=island.total_items,
        total_pages=island.total_pages,
        issues=issues,
        is_past_end=is_past_end(page, island),
    )


def read_article(tree: LexborHTMLParser) -> ArticleParts | None:
    """Point at title and body of an article page; ``None`` if it is not of this kind."""
    body = first_of(tree, _BODIES)
    if body is None:
        return None
    marked = _TITLE_MARK.search(tree.raw_html.decode("utf-8", "replace"))
    title = LexborHTMLParser(marked[1]).text() if marked else None
    if title is None:
        node = first_of(tree, _TITLES)
        title = node.text() if node is not None else None
    return ArticleParts(title=" ".join(title.split()) if title else None, body=body, rule="hanweb_jcms")


def _records(text: str) -> Iterator[str]:
    """Yield the records of an island; what stands between them is debris."""
    for part in text.split("<record>")[1:]:
        record, end, _ = part[:_RECORD_MAX].partition("</record>")
        if end:
            yield CDATA.sub("", record)


def _record_links(record: str, page: Page, context: ListContext) -> Iterator[ListedLink]:
    """Yield what a record lists: one row, or the rows of a whole table."""
    row = LexborHTMLParser(f"<table>{record}</table>" if "<tr" in record else record).body
    if row is None:
        return
    base, hosts = page.request.referer or page.url, context.site.hosts
    rows = list(rows_with_links(row)) if record.count("<a") > 1 else []
    if len(rows) > 1:
        found = (listed_link(one, beside, base=base, own_hosts=hosts) for one, beside in rows)
        yield from (link for link in found if link is not None)
        return
    # An icon may stand in a link of its own before the title's.
    for link in row.css("a[href]"):
        listed = listed_link(link, text_beside(row, link), base=base, own_hosts=hosts)
        if listed is not None:
            yield listed
            return
