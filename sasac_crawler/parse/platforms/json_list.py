"""Lists that interfaces answer as JSON, whatever the envelope: records with an address and a title.

Templates of search servers print JSON that no strict reader takes: raw tabs and line breaks in texts,
commas before a closing bracket, escapes that JSON does not know, a call around the whole.
"""

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sasac_crawler.items import ListedLink
from sasac_crawler.parse.links import unique_links
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.platforms.json_answers import day_of, json_link, whole_number

# A call around an answer, or an assignment before it. example: "callback({" · counter-example: '{"a":1}'
WRAPPER: Final = re.compile(r"\A\s{0,20}(?:var\s{1,5})?[A-Za-z_$][\w$.]{0,60}\s{0,5}[=(]\s{0,100}(?=[{\[])")
# A text, or a comma that JSON has no place for. A text without an end is taken whole: no step back.
# example: ",]" · counter-example: ',"a"'
TEXT_OR_COMMA: Final = re.compile(r'"(?:[^"\\]|\\.){0,100000}+"?|,(?=\s{0,100}[\]},])', re.DOTALL)
# A valid escape, kept whole so that its second half is not read as the beginning of another.
# example: "\\\\" · counter-example: "\\'"
ESCAPE: Final = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})|\\')

_TITLES: Final = ("title", "doctitle", "name")
_URLS: Final = ("url", "docpuburl", "link")
_DATES: Final = ("trs_time", "pubdate", "docreltime", "publishtime", "date", "time")
_COUNTS: Final = ("total", "totalelements", "totalcount", "totalrecord", "count")
_MOST_NODES: Final = 20_000
_MOST_RECORDS: Final = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonList:
    """Records of an answer, and how many the site says there are."""

    links: tuple[ListedLink, ...]
    records: int
    """Entries in the answer, also those without an address."""

    total_items: int | None = None


def lenient_json(text: str) -> Any | None:  # noqa: ANN401 - JSON
    r"""Return the value of an answer, ``None`` if it is not even nearly JSON.

    Example:
        >>> lenient_json('cb({"docs":[{"title":"国资\t动态","url":"a\\\'b",},]});')
        {'docs': [{'title': '国资\t动态', 'url': "a'b"}]}
        >>> lenient_json("<html>")
    """
    text = text.strip("\ufeff \r\n\t")
    value = _loaded(text)
    if value is not None:
        return value
    wrapper = WRAPPER.match(text)
    if wrapper:
        text = text[wrapper.end() :].rstrip("; \r\n\t)")
    return _loaded(TEXT_OR_COMMA.sub(_repaired, text))


def read_json_list(page: Page, *, hosts: tuple[str, ...]) -> JsonList | None:
    """Return the records of an answer, or ``None`` if it has no list.

    The list is the first one, outermost first, whose entries have an address and a title. Dates stay
    as printed.

    Args:
        page: the answer; addresses without a host are relative to the page that asked, if known.
        hosts: the site's own hosts.
    """
    value = lenient_json(page.text)
    if value is None:
        return None
    empty = None
    for holder, entries in _lists(value):
        records = [_folded(one) for one in entries[:_MOST_RECORDS] if isinstance(one, dict)]
        links = unique_links(_link(one, page, hosts) for one in records)
        if links:
            return JsonList(links=links, records=len(records), total_items=_count(holder, value))
        if not entries:
            empty = empty or JsonList(links=(), records=0, total_items=_count(holder, value))
    return empty


def _link(entry: Mapping[str, Any], page: Page, hosts: tuple[str, ...]) -> ListedLink | None:
    link = json_link(entry, titles=_TITLES, urls=_URLS, page=page, hosts=hosts)
    date = next((day for key in _DATES if (day := day_of(entry.get(key)))), None)
    return replace(link, date_raw=date) if link else None


def _lists(value: Any) -> Iterator[tuple[Mapping[str, Any], list[Any]]]:  # noqa: ANN401 - JSON
    """Yield lists with the object that holds them, breadth first, without recursion."""
    queue: deque[tuple[Mapping[str, Any], Any]] = deque([({}, value)])
    for _ in range(_MOST_NODES):
        if not queue:
            return
        holder, node = queue.popleft()
        if isinstance(node, list):
            yield holder, node
            queue.extend((holder, one) for one in node[:_MOST_RECORDS] if isinstance(one, dict | list))
        elif isinstance(node, dict):
            queue.extend((node, one) for one in node.values() if isinstance(one, dict | list))


def _count(holder: Mapping[str, Any], top: Any) -> int | None:  # noqa: ANN401 - JSON
    for place in (holder, top):
        keys = _folded(place) if isinstance(place, dict) else {}
        for name in _COUNTS:
            number = whole_number(keys.get(name))
            if number is not None:
                return number
    return None


def _folded(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {str(key).lower(): value for key, value in entry.items()}


def _loaded(text: str) -> Any | None:  # noqa: ANN401 - JSON
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _repaired(match: re.Match[str]) -> str:
    if match[0] == ",":
        return ""
    return ESCAPE.sub(lambda one: one[0] if len(one[0]) > 1 else "", match[0])
