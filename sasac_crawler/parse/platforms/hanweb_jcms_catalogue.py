"""The catalogue of disclosure on JCMS sites (信息公开目录): ``/module/xxgk/search.jsp``.

Rows stand in a table (``tr.tr_main_value_odd``); the form has a field ``currpage``. How the answer
counts its pages is not recorded: the usual words (共3页) are read.
"""

import re
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from selectolax.lexbor import LexborNode

from sasac_crawler.items import Issue, PageRequest
from sasac_crawler.parse.links import listed_link, unique_links
from sasac_crawler.parse.list_rows import text_beside
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.platforms.json_answers import whole_number
from sasac_crawler.parse.platforms.pagers import ITEMS_SAID, PAGES_SAID
from sasac_crawler.parse.platforms.parameters import page_or_profile
from sasac_crawler.parse.platforms.reading import ListContext, ListReading

# The interface. example: "/module/xxgk/search.jsp" · counter-example: "/module/search/index.jsp"
SEARCH: Final = re.compile(r"/module/xxgk/(?:search|search_custom|subjectinfo)\.jsp")
_FIELDS: Final = (
    "infotypeId", "jdid", "area", "divid", "vc_title", "vc_number", "vc_filenumber", "vc_all", "texttype",
    "fbtime", "currpage", "sortfield", "fields", "fieldConfigId",
)  # fmt: skip
# A field as a script passes it. example: "'jdid':'39'", "infotypeId=10" · counter-example: "infotypeId"
FIELD: Final = re.compile(
    r"\b(infotypeId|jdid|divid|fieldConfigId)['\"]?\s{0,3}[:=]\s{0,3}['\"]?([\w-]{1,40})"
)
_ROWS: Final = "tr.tr_main_value_odd, tr.tr_main_value_even"


def is_catalogue(page: Page, context: ListContext) -> bool:
    """Return whether a page is the catalogue, or a column page that loads it."""
    parts = urlsplit(page.url)
    if SEARCH.search(parts.path):
        return True
    has_fields = "infotypeId" in dict(context.channel.parameters)
    return bool(page.tree.css_first(_ROWS)) or (has_fields and bool(SEARCH.search(page.text)))


def read_list(page: Page, context: ListContext) -> ListReading:
    """Read the column page or an answer of the search."""
    links = unique_links(
        listed_link(link, text_beside(row, link), base=page.url, own_hosts=context.site.hosts)
        for row in page.tree.css(_ROWS)
        if (link := _title_link(row)) is not None
    )
    asked = _asked(page)
    number = whole_number(asked.get("currpage")) or 1
    text = page.tree.text(separator=" ")
    said, counted = PAGES_SAID.search(text), ITEMS_SAID.search(text)
    pages = int(said[1] or said[2]) if said else None
    if asked or links:
        goes_on = bool(links) and pages is not None and number < pages
        following, issues = _request(page, context, asked, number + 1) if goes_on else (None, ())
    else:
        following, issues = _request(page, context, asked, 1)
    return ListReading(
        links=links,
        next_pages=(following,) if following else (),
        total_pages=pages,
        total_items=int(counted[1]) if counted else None,
        issues=issues,
        is_loader=not asked and not links and following is not None,
    )


def _title_link(row: LexborNode) -> LexborNode | None:
    """Return the link with the most words: a row may begin with a link to its index number."""
    links = [one for one in row.css("a[href]") if one.text().strip()]
    return max(links, key=lambda one: len(one.attributes.get("title") or one.text().strip()), default=None)


def _asked(page: Page) -> dict[str, str]:
    """Return the form that brought an answer; empty for the column page."""
    parts = urlsplit(page.url)
    if not SEARCH.search(parts.path):
        return {}
    return dict(parse_qsl(parts.query, keep_blank_values=True)) | dict(
        parse_qsl(page.request.body, keep_blank_values=True)
    )


def _request(
    page: Page, context: ListContext, asked: dict[str, str], number: int
) -> tuple[PageRequest | None, tuple[Issue, ...]]:
    column = page.request.referer or page.url
    form, issues = (asked, ()) if asked else _form(page, context)
    if not form.get("infotypeId"):
        return None, issues
    path = SEARCH.search(page.url) or SEARCH.search(page.text)
    url = urljoin(column, path[0] if path else "/module/xxgk/search.jsp")
    body = urlencode(form | {"currpage": str(number)})
    return PageRequest(url=url, method="POST", body=body, referer=column), issues


def _form(page: Page, context: ListContext) -> tuple[dict[str, str], tuple[Issue, ...]]:
    """Return all fields of the form: the page's values, the profile's where it has none, else empty."""
    said = dict.fromkeys(_FIELDS, "")
    said |= dict(FIELD.findall(page.text))
    for field in page.tree.css("input[name]"):
        name, value = field.attributes.get("name") or "", field.attributes.get("value") or ""
        if name in said and value:
            said[name] = value
    issues: tuple[Issue, ...] = ()
    for name in ("infotypeId", "jdid", "divid"):
        known, doubts = page_or_profile(said[name] or None, context.channel, name=name)
        said[name], issues = known or "", (*issues, *doubts)
    return said, issues
