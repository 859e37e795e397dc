"""Platform C: Hanweb JCMS (大汉版通): lists are XML islands, paging goes through dataproxy.jsp."""

import html
import re
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser

from sasac_crawler.items import ListedLink, PageRequest
from sasac_crawler.parse.links import absolute_url, listed_link, text_beside, unique_links
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.platforms.reading import ArticleParts, ListContext, ListReading
from sasac_crawler.parse.select import first_of

_CDATA_MAX: Final = 20_000
# One record of the island. example: "<record><![CDATA[<li>…</li>]]></record>" ·
# counter-example: "<recordset>"
RECORD: Final = re.compile(
    rf"<record>\s{{0,20}}<!\[CDATA\[(.{{0,{_CDATA_MAX}}}?)\]\]>\s{{0,20}}</record>", re.DOTALL
)
# The link to the next group. example: "<nextgroup><![CDATA[<a href=\"/module/…\"></a>]]></nextgroup>" ·
# counter-example: "<nextgroup/>"
NEXT_GROUP: Final = re.compile(
    r"<nextgroup>\s{0,20}<!\[CDATA\[\s{0,20}<a href=[\"'](.{1,2000}?)[\"']", re.DOTALL
)
# The site's own count. example: "<totalrecord>1376</totalrecord>" · counter-example: "<totalrecord/>"
TOTAL_RECORDS: Final = re.compile(r"<totalrecord>\s{0,5}(\d{1,9})\s{0,5}</totalrecord>")
# example: "<totalpage>14</totalpage>" · counter-example: "<totalpage/>"
TOTAL_PAGES: Final = re.compile(r"<totalpage>\s{0,5}(\d{1,6})\s{0,5}</totalpage>")
_TITLES = ("p.con-title", "div.xl_title", "h1.title", "td.title", "div.title", "h1")
_BODIES = (
    "#zoom", "div.zoom", "div.main-txt", "div.bt-content", "td.bt_content",
    "#ivs_content", "div.article_content", "div.wjnr", "div.news-det",
)  # fmt: skip
_TITLE_MARK: Final = re.compile(r"<!--<\$\[标题\]>begin-->(.{0,2000}?)<!--<\$\[标题\]>end-->", re.DOTALL)


def read_list(page: Page, context: ListContext) -> ListReading:
    """Read a column page or an answer of dataproxy.jsp."""
    links = unique_links(_record_link(record, page, context) for record in RECORD.findall(page.text))
    total_items, total_pages = TOTAL_RECORDS.search(page.text), TOTAL_PAGES.search(page.text)
    return ListReading(
        links=links,
        next_pages=_next_group(page) if links else (),
        total_items=int(total_items[1]) if total_items else None,
        total_pages=int(total_pages[1]) if total_pages else None,
    )


def read_article(tree: LexborHTMLParser) -> ArticleParts | None:
    """Point at title and body of an article page; ``None`` if it is not of this kind."""
    body = first_of(tree, _BODIES)
    if body is None:
        return None
    marked = _TITLE_MARK.search(tree.html or "")
    title = LexborHTMLParser(marked[1]).text() if marked else None
    if title is None:
        node = first_of(tree, _TITLES)
        title = node.text() if node is not None else None
    return ArticleParts(title=" ".join(title.split()) if title else None, body=body, rule="hanweb_jcms")


def _record_link(record: str, page: Page, context: ListContext) -> ListedLink | None:
    row = LexborHTMLParser(f"<table>{record}</table>" if "<tr" in record else record).body
    link = row.css_first("a[href]") if row is not None else None
    if row is None or link is None:
        return None
    base = page.request.referer or page.url
    return listed_link(link, text_beside(row, link), base=base, own_hosts=context.site.hosts)


def _next_group(page: Page) -> tuple[PageRequest, ...]:
    """Return the next group's address with what repeated groups forget put back.

    An answer of dataproxy.jsp may drop webid and permissiontype from its link, so the parameters of
    the present request are the defaults of the next.
    """
    match = NEXT_GROUP.search(page.text)
    column = page.request.referer or page.url
    url = absolute_url(html.unescape(match[1]), column) if match else None
    if url is None or url == page.url:
        return ()
    parts, present = urlsplit(url), urlsplit(page.url)
    known = parse_qsl(present.query) if present.path == parts.path else []
    query = dict(known) | dict(parse_qsl(parts.query, keep_blank_values=True))
    address = urlunsplit(parts._replace(query=urlencode(query)))
    return (PageRequest(url=address, referer=column),)
