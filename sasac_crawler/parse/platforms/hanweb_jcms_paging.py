"""The pages after an island: by its own link to the next group, else by POSTs to dataproxy.jsp.

A POST names a window of records, three display pages wide (``startrecord=1&endrecord=60&perpage=20``),
and carries the ids of site, column and unit. The page's own ids win over the profile's.
"""

import html
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit, urlunsplit

from sasac_crawler.items import Issue, PageRequest
from sasac_crawler.parse.links import absolute_url
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.platforms.json_answers import whole_number
from sasac_crawler.parse.platforms.parameters import page_or_profile
from sasac_crawler.parse.platforms.reading import ListContext

# The link to the next group. example: "<nextgroup><![CDATA[<a href=\"/module/…\"></a>]]></nextgroup>" ·
# counter-example: "<nextgroup/>"
NEXT_GROUP: Final = re.compile(
    r"<nextgroup>\s{0,20}(?:<!\[CDATA\[)?\s{0,20}<a href=[\"'](.{1,2000}?)[\"']", re.DOTALL
)
# The interface. example: "/module/web/jpage/dataproxy.jsp" · counter-example: "/module/web/jpage/jpage.js"
PROXY: Final = re.compile(r"/module/(?:web/jpage|jpage|jslib/jquery/jpage)/(?:[\w-]{1,40}/)?dataproxy\.jsp")
# A column's address. example: "/col/col61490/index.html" · counter-example: "/art/2024/5/7/art_61490_1.html"
COLUMN: Final = re.compile(r"/col/col(\d{1,12})/")
# The element that holds the island is named after the unit. example: '<div id="247686"><script type="text/xml">' ·
# counter-example: '<div id="menu"><script>'
UNIT: Final = re.compile(
    r"<div[^<>]{0,200}?\bid=[\"']?(\d{1,12})[\"'\s>][^<>]{0,200}>?\s{0,100}<script[^<>]{0,100}text/xml",
    re.IGNORECASE,
)
# The site's number. example: "i_webid=39", '<span id="ss_webid">39<' · counter-example: "webid="
WEB: Final = re.compile(r"\bi_webid=(\d{1,6})|ss_webid[\"']?\s{0,3}>\s{0,10}(\d{1,6})")
# An option of the script that draws the pager. example: "perPage:20", "webname:'江苏'" · counter-example: "perPage"
OPTION: Final = re.compile(
    r"\b(perPage|totalRecord|webid|columnid|unitid|webname)['\"]?\s{0,5}:\s{0,5}(?:'([^'<>]{1,200})'|\"([^\"<>]{1,200})\"|(\d{1,9}))"
)
_WINDOW_PAGES: Final = 3
_DEFAULT_PER_PAGE: Final = "15"
_NEEDED: Final = ("webid", "columnid", "unitid")
_MOST_DECODINGS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Island:
    """What an island counts."""

    records: int
    """Records in it."""

    total_items: int | None = None
    total_pages: int | None = None


def after_island(
    page: Page, context: ListContext, island: Island
) -> tuple[tuple[PageRequest, ...], tuple[Issue, ...]]:
    """Return the request after this page, and what does not fit."""
    window = _window(page)
    if window is not None:
        return _after_window(page, window, island)
    if is_past_end(page, island):
        return (), ()
    is_answer = bool(PROXY.search(urlsplit(page.url).path))
    if is_answer and not island.records:
        # Groups whose ids are encrypted are answered so; the plain ids may work.
        request, issues = _first_window(page, context, held=0)
        return _tuple(request), (*issues, _empty(page))
    group = _next_group(page)
    if group:
        return group, ()
    if is_answer:
        return (), _last_group(page, island)
    return _after_column(page, context, island)


def is_past_end(page: Page, island: Island) -> bool:
    """Tell whether a page is empty because by its own count the list ended before it.

    Some sites name a next group behind the last one too.
    """
    if island.records:
        return False
    window = _window(page)
    if window is not None:
        return island.total_items is not None and window[0] > island.total_items
    number = whole_number(dict(parse_qsl(urlsplit(page.url).query)).get("page"))
    # Group 0 is the column page: so many groups of display pages were there before this one.
    return bool(number and island.total_pages) and (number or 0) * _WINDOW_PAGES >= (island.total_pages or 0)


def _after_column(
    page: Page, context: ListContext, island: Island
) -> tuple[tuple[PageRequest, ...], tuple[Issue, ...]]:
    said = _options(page.text)
    total = island.total_items if island.total_items is not None else whole_number(said.get("totalRecord"))
    if total is not None and island.records >= total:
        return (), ()
    known = whole_number(dict(context.channel.parameters).get("perpage"))
    if (
        total is None
        and not PROXY.search(page.text)
        and not 0 < _WINDOW_PAGES * (known or 0) <= island.records
    ):
        return (), ()
    request, issues = _first_window(page, context, held=island.records)
    return _tuple(request), issues


def _after_window(
    page: Page, window: tuple[int, int, int], island: Island
) -> tuple[tuple[PageRequest, ...], tuple[Issue, ...]]:
    start, end, per_page = window
    total = island.total_items
    if not island.records:
        return (), (_empty(page),) if total is None or start <= total else ()
    expected = end - start + 1 if total is None else min(end, total) - start + 1
    is_complete = island.records >= expected
    # Without a count a full window may have another behind it; the store stops a list that repeats itself.
    if total is None and not is_complete:
        return (), ()
    issues = () if is_complete or total is None else (_fewer(total, start + island.records - 1),)
    if total is not None and end >= total:
        return (), issues
    query = {"startrecord": end + 1, "endrecord": 2 * end - start + 1, "perpage": per_page}
    url = urlunsplit(urlsplit(page.url)._replace(query=urlencode(query)))
    following = PageRequest(url=url, method="POST", body=page.request.body, referer=page.request.referer)
    return (following,), issues


def _first_window(
    page: Page, context: ListContext, *, held: int
) -> tuple[PageRequest | None, tuple[Issue, ...]]:
    """Return the POST for the window after the records the column page holds.

    A window begins where the records held fill whole windows; records that are already known come
    again, none is left out.
    """
    column = page.request.referer or page.url
    values, issues = _ids(page, context, column)
    if any(values.get(name) is None for name in _NEEDED):
        return None, issues
    per_page = int(whole_number(values["perpage"]) or _DEFAULT_PER_PAGE)
    width = _WINDOW_PAGES * max(per_page, 1)
    start = held // width * width + 1
    query = {"startrecord": start, "endrecord": start + width - 1, "perpage": per_page}
    form = {
        "col": "1", "appid": "1", "webid": values["webid"], "path": "/", "columnid": values["columnid"],
        "sourceContentType": "1", "unitid": values["unitid"], "webname": values["webname"] or "",
        "permissiontype": "0",
    }  # fmt: skip
    proxy = PROXY.search(page.url) or PROXY.search(page.text)
    path = proxy[0] if proxy else "/module/web/jpage/dataproxy.jsp"
    url = urljoin(column, f"{path}?{urlencode(query)}")
    return PageRequest(url=url, method="POST", body=urlencode(form), referer=column), issues


def _ids(page: Page, context: ListContext, column: str) -> tuple[dict[str, str | None], tuple[Issue, ...]]:
    said = _options(page.text)
    unit, web, own = UNIT.search(page.text), WEB.search(page.text), COLUMN.search(column)
    found = {
        "webid": (web[1] or web[2]) if web else said.get("webid"),
        "columnid": own[1] if own else said.get("columnid"),
        "unitid": unit[1] if unit else said.get("unitid"),
        "webname": _decoded(said.get("webname")),
        "perpage": said.get("perPage"),
    }
    values: dict[str, str | None] = {}
    issues: tuple[Issue, ...] = ()
    for name, value in found.items():
        values[name], doubts = page_or_profile(value, context.channel, name=name)
        issues += doubts
    return values, issues


def _options(text: str) -> dict[str, str]:
    said: dict[str, str] = {}
    for name, single, double, number in OPTION.findall(text):
        said.setdefault(name, single or double or number)
    return said


def _decoded(name: str | None) -> str | None:
    """Return a name that was percent-encoded once or twice."""
    for _ in range(_MOST_DECODINGS):
        if name is None or "%" not in name:
            return name
        name = unquote(name)
    return name


def _window(page: Page) -> tuple[int, int, int] | None:
    query = dict(parse_qsl(urlsplit(page.url).query))
    start, end = whole_number(query.get("startrecord")), whole_number(query.get("endrecord"))
    if start is None or end is None or end < start or page.request.method != "POST":
        return None
    return start, end, whole_number(query.get("perpage")) or (end - start + 1)


def _next_group(page: Page) -> tuple[PageRequest, ...]:
    """Return the next group's address with what repeated groups forget put back.

    An answer of dataproxy.jsp may drop webid and permissiontype from its link, so the parameters of
    the present request are the defaults of the next. A group that is not further on is none.
    """
    match = NEXT_GROUP.search(page.text)
    column = page.request.referer or page.url
    url = absolute_url(html.unescape(match[1]), column) if match else None
    if url is None or url == page.url:
        return ()
    parts, present = urlsplit(url), urlsplit(page.url)
    known = dict(parse_qsl(present.query)) if present.path == parts.path else {}
    query = known | dict(parse_qsl(parts.query, keep_blank_values=True))
    number, now = whole_number(query.get("page")), whole_number(known.get("page"))
    if number is not None and now is not None and number <= now:
        return ()
    address = urlunsplit(parts._replace(query=urlencode(query)))
    return (PageRequest(url=address, referer=column),)


def _last_group(page: Page, island: Island) -> tuple[Issue, ...]:
    """Return the issue of a list whose links to the next group end before its last page."""
    number = whole_number(dict(parse_qsl(urlsplit(page.url).query)).get("page"))
    # The number may count groups of display pages, while the total counts display pages; a link that leads
    # back says that there is more.
    reach = number if number is None or NEXT_GROUP.search(page.text) else (number + 1) * _WINDOW_PAGES
    if number is None or reach is None or island.total_pages is None or reach >= island.total_pages:
        return ()
    message = f"The list counts {island.total_pages} pages; page {number} names no further one."
    return (Issue(code="fewer_than_counted", message=message, evidence=(page.url,)),)


def _fewer(total: int, reached: int) -> Issue:
    message = f"The list counts {total} records; its windows end at {reached}."
    return Issue(code="fewer_than_counted", message=message)


def _empty(page: Page) -> Issue:
    message = "The list interface answered without any record."
    return Issue(code="empty_answer", message=message, evidence=(page.url,))


def _tuple(request: PageRequest | None) -> tuple[PageRequest, ...]:
    return (request,) if request is not None else ()
