"""Platform D: Hanweb jpaas: a column page names a unit, an interface builds its pages as JSON with HTML.

The interface wants the column page asked before, and its address as Referer; the spelling
``bulidstatic`` is the usual one.
"""

import json
import re
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sasac_crawler.items import Issue, ListedLink, PageRequest
from sasac_crawler.parse.links import absolute_url, listed_link, unique_links
from sasac_crawler.parse.list_rows import rows_with_links
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.platforms import static_list
from sasac_crawler.parse.platforms.json_answers import is_json, json_object, unread_json, whole_number
from sasac_crawler.parse.platforms.pager_reading import PAGER_DOUBTS
from sasac_crawler.parse.platforms.pagers import find_next_page
from sasac_crawler.parse.platforms.reading import ListContext, ListReading

# A value of the pseudo-JSON in ``queryData``. example: "'webId':'3096'" · counter-example: "webId=3096"
PAIR: Final = re.compile(r"['\"](?P<key>\w{1,40})['\"]\s{0,5}:\s{0,5}['\"]?(?P<value>[^'\",{}]{0,200})")
# The interface. example: "/api-gateway/jpaas-publish-server/front/page/build/unit" · counter-example: "/unit"
UNIT_PATH: Final = re.compile(r"/jpaas-publish-server/front/page/build/unit\b")
# What the unit of a list is called. example: "当前栏目list", "ajax分页" · counter-example: "当前位置"
LIST_UNIT: Final = re.compile(r"list|列表|分页|内容|信息", re.IGNORECASE)
# The counts a fragment carries. example: 'count="432"' · counter-example: "counter=1"
COUNT: Final = re.compile(r"\bcount\s{0,3}=\s{0,3}[\"']?(\d{1,7})\b")
# example: 'rows="15"' · counter-example: "rowspan=2"
ROWS: Final = re.compile(r"\brows\s{0,3}=\s{0,3}[\"']?(\d{1,4})\b")
_SPELLINGS: Final = {"bulidstatic": "buildstatic", "buildstatic": "bulidstatic"}
_DEFAULT_SIZE: Final = 15
_FIRST_ANSWER: Final = 2
"""Number of the page that follows the column page."""


def read_list(page: Page, context: ListContext) -> ListReading:
    """Read a column page or an answer of the unit interface.

    Args:
        page: the answer.
        context: where it stands; ``previous_first`` tells an interface that ignores the page's number.
    """
    if UNIT_PATH.search(urlsplit(page.url).path) or is_json(page):
        return _read_answer(page, context)
    reading = static_list.read_list(page, context)
    loader = _loader(page)
    if loader is None:
        pager = find_next_page(page, page_number=context.page_number)
        return ListReading(links=reading.links, next_pages=pager.next_pages, total_pages=pager.total_pages)
    unit, query = loader
    counted, rows = _counts(unit.parent.html or "") if unit.parent is not None else (None, None)
    # Rows beside the loader are the first page only if they are as many as it says.
    is_first = rows is not None and counted is not None and len(reading.links) == min(rows, counted) > 0
    number = 2 if is_first else 1
    pages = _pages(counted, rows)
    is_all = is_first and pages == 1
    request = _request(unit, query, page, number=number, size=rows or _DEFAULT_SIZE)
    return ListReading(
        links=reading.links,
        next_pages=() if is_all else (request,),
        total_items=counted,
        total_pages=pages,
        issues=tuple(one for one in reading.issues if one.code not in PAGER_DOUBTS),
        # Rows beside a first page that is still to be asked are another list's.
        is_loader=number == 1,
    )


def _loader(page: Page) -> tuple[LexborNode, dict[str, str]] | None:
    """Return the unit of the list and what it is built by; pages have units for menus and places, too."""
    units = []
    for node in page.tree.css("[querydata]"):
        query = {one["key"]: one["value"] for one in PAIR.finditer(node.attributes.get("querydata") or "")}
        if query.get("parseType") and UNIT_PATH.search(node.attributes.get("url") or ""):
            units.append((node, query))
    named = [one for one in units if LIST_UNIT.search(one[1].get("tagId", ""))]
    columns = [one for one in named if one[1].get("pageType") == "column"]
    return next(iter((*columns, *named, *units)), None)


def _request(unit: LexborNode, query: dict[str, str], page: Page, *, number: int, size: int) -> PageRequest:
    asked = query | {"paramJson": _param_json({"pageNo": number, "pageSize": size})}
    url = absolute_url(unit.attributes.get("url") or "", page.url) or page.url
    return PageRequest(url=f"{url}?{urlencode(asked)}", referer=page.url)


def _read_answer(page: Page, context: ListContext) -> ListReading:
    answer = json_object(page)
    if answer is None:
        return ListReading(links=(), issues=(unread_json(page),))
    data = answer.get("data")
    fragment = data.get("html") if isinstance(data, dict) else None
    if answer.get("success") is False or not isinstance(fragment, str):
        message = "The unit interface refused: it wants the column page asked before, and its Referer."
        return ListReading(
            links=(), issues=(Issue(code="unit_refused", message=message, evidence=(page.text[:80],)),)
        )
    if not fragment.strip():
        return _empty(page, context)
    links = _links(fragment, page, context)
    counted, rows = _counts(fragment)
    query, asked = _asked(page)
    number = whole_number(asked.get("pageNo")) or 1
    size = rows or whole_number(asked.get("pageSize") or asked.get("rows")) or _DEFAULT_SIZE
    if context.previous_first is not None and links and links[0].url == context.previous_first and number > 1:
        return ListReading(links=links, total_items=counted, issues=(_ignored(number, links[0].url),))
    pages = _pages(counted, size)
    # Without a count a full page may have another behind it; the store stops a list that repeats itself.
    goes_on = bool(links) and (number < pages if pages is not None else len(links) >= size)
    return ListReading(
        links=links,
        next_pages=(_next(page, query, asked, number + 1),) if goes_on else (),
        total_items=counted,
        total_pages=pages,
    )


def _links(fragment: str, page: Page, context: ListContext) -> tuple[ListedLink, ...]:
    tree = LexborHTMLParser(fragment)
    base = page.request.referer or page.url
    return unique_links(
        listed_link(link, beside, base=base, own_hosts=context.site.hosts)
        for link, beside in rows_with_links(tree)
    )


def _empty(page: Page, context: ListContext) -> ListReading:
    """Read an answer without content: the first one may only want the other spelling of parseType."""
    query, asked = _asked(page)
    spelling = _SPELLINGS.get(query.get("parseType", ""))
    message = f"The unit interface answered without content for parseType {query.get('parseType')}."
    issue = Issue(code="empty_answer", message=message, evidence=(page.url,))
    if spelling is None or context.page_number != _FIRST_ANSWER:
        return ListReading(links=(), issues=(issue,))
    number = whole_number(asked.get("pageNo")) or 1
    following = _next(page, query | {"parseType": spelling}, asked, number)
    return ListReading(links=(), next_pages=(following,), issues=(issue,))


def _next(page: Page, query: dict[str, str], asked: dict[str, Any], number: int) -> PageRequest:
    values = query | {"paramJson": _param_json(asked | {"pageNo": number})}
    url = urlunsplit(urlsplit(page.url)._replace(query=urlencode(values)))
    return PageRequest(url=url, referer=page.request.referer)


def _asked(page: Page) -> tuple[dict[str, str], dict[str, Any]]:
    query = dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))
    try:
        value = json.loads(query.get("paramJson", "{}"))
    except (ValueError, RecursionError):
        value = None
    return query, value if isinstance(value, dict) else {}


def _param_json(value: dict[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":"))


def _counts(fragment: str) -> tuple[int | None, int | None]:
    count, rows = COUNT.search(fragment), ROWS.search(fragment)
    return (int(count[1]) if count else None), (int(rows[1]) if rows else None)


def _pages(counted: int | None, rows: int | None) -> int | None:
    return -(-counted // rows) if counted is not None and rows else None


def _ignored(number: int, first: str) -> Issue:
    message = f"Page {number} begins with the same link as the page before: the interface ignores the number."
    return Issue(code="page_ignored", message=message, evidence=(first,))
