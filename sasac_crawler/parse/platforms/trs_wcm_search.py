"""Lists of TRS sites that a script loads: ``index.json``, ``/was5/web/search``, ``/igs/front/search``.

The facts give the addresses, their parameters and the envelopes; how a script writes them is not
recorded, so an address in quotes and a flat ``data: {…}`` beside it are read.
"""

import html
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final
from urllib.parse import parse_qsl, urljoin, urlsplit

from sasac_crawler.items import Issue, PageRequest
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.platforms.json_answers import unread_json, whole_number
from sasac_crawler.parse.platforms.json_list import read_json_list
from sasac_crawler.parse.platforms.page_files import with_query
from sasac_crawler.parse.platforms.page_macro import LINE_COMMENT
from sasac_crawler.parse.platforms.parameters import page_or_profile
from sasac_crawler.parse.platforms.reading import ListContext, ListReading

# The search a script asks. example: "'/igs/front/search.jhtml?code=0a1b&pageNumber=1'" ·
# counter-example: "'/igs/css/search.css'"
SEARCH: Final = re.compile(
    r"['\"](?P<url>(?:(?:https?:)?//[\w.:-]{1,100})?/(?:was5/web/search|igs/front/search(?:\.jhtml|/list\.html))"
    r"(?:\?[^'\"\s<>]{0,2000})?)['\"](?P<data>\s{0,20},\s{0,20}(?:data\s{0,5}:\s{0,5})?\{[^{}]{0,1000}\})?"
)
# One value of a flat object in a script. example: "pageSize: 15" · counter-example: "success: function"
PAIR: Final = re.compile(
    r"['\"]?(?P<key>\w{1,30})['\"]?\s{0,5}:\s{0,5}(?:'(?P<a>[^']{0,200})'|\"(?P<b>[^\"]{0,200})\"|(?P<c>\d{1,9}))"
)
# The file a column's list lies in. example: "'./index.json?_='" · counter-example: "'package.json'"
INDEX_FILE: Final = re.compile(
    r"['\"](?P<url>(?:\.?/)?(?:[\w-]{1,60}/){0,5}index\.json)(?:\?[^'\"]{0,100})?['\"]"
)
_NUMBER: Final = ("pageNumber", "page")
_SIZE: Final = ("pageSize", "prepage")
_DEFAULT_SIZE: Final = 10
_MOST_CALLS: Final = 20
_LINE_MAX: Final = 2000


def interface_of(
    page: Page, context: ListContext, *, is_paged: bool, listed: int
) -> tuple[PageRequest | None, tuple[Issue, ...]]:
    """Return the request of the list that a column page loads, ``None`` if its rows are its own.

    Args:
        page: the column page.
        context: where it stands; ``index_json`` of the channel is the fallback.
        is_paged: whether the page has a pager of its own: then a search is only its search box.
        listed: rows found in the page.
    """
    known = dict(context.channel.parameters).get("index_json")
    if is_paged and listed:
        return None, _unused(known, page)
    search = None if listed else _search(page)
    if search is not None:
        return PageRequest(url=search, referer=page.url), ()
    call = next(_live(page.text, INDEX_FILE), None)
    said = call["url"].removeprefix("./") if call else None
    file, issues = page_or_profile(said, context.channel, name="index_json")
    if file is None:
        return None, ()
    return PageRequest(url=urljoin(page.url, file), referer=page.url), issues


def read_answer(page: Page, context: ListContext) -> ListReading:
    """Read the JSON of a list, and compute the next page from what was asked and what is counted."""
    answer = read_json_list(page, hosts=context.site.hosts)
    if answer is None:
        return ListReading(links=(), issues=(unread_json(page),))
    query = dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))
    name = next((one for one in _NUMBER if one in query), None)
    if name is None:
        return ListReading(links=answer.links, total_items=answer.total_items)
    number = whole_number(query[name]) or 1
    size = next((n for one in _SIZE if (n := whole_number(query.get(one)))), None) or _DEFAULT_SIZE
    total = answer.total_items
    pages = -(-total // size) if total is not None else None
    goes_on = answer.records > 0 and (number < pages if pages is not None else answer.records >= size)
    following = PageRequest(url=with_query(page.url, **{name: number + 1}), referer=page.request.referer)
    return ListReading(
        links=answer.links,
        next_pages=(following,) if goes_on else (),
        total_pages=pages,
        total_items=total,
    )


def _search(page: Page) -> str | None:
    """Return the address of the first page of a search, with what a flat object beside it says."""
    for call in _live(page.text, SEARCH):
        url = urljoin(page.url, html.unescape(call["url"]))
        beside = {
            one["key"]: one["a"] or one["b"] or one["c"] or ""
            for one in PAIR.finditer(call["data"] or "")
            if one["key"] != "url"
        }
        query = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)) | beside
        number = next((one for one in _NUMBER if one in query), None)
        if number is not None:
            return with_query(url, **(beside | {number: "1"}))
    return None


def _live(text: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Yield matches that no line comment stands before."""
    for match in islice(pattern.finditer(text), _MOST_CALLS):
        line = text[max(0, match.start() - _LINE_MAX) : match.start()].rpartition("\n")[2]
        if not LINE_COMMENT.search(line):
            yield match


def _unused(known: str | None, page: Page) -> tuple[Issue, ...]:
    """Return the issue of a profile that names a file where the page has rows and a pager of its own."""
    if known is None:
        return ()
    message = f"The profile names {known}, but the page has rows and a pager: these are used."
    return (Issue(code="parameter_differs", message=message, field="index_json", evidence=(page.url, known)),)
