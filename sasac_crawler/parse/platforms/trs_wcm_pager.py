"""Where a TRS column says it is in its list: the paging macro, or the variables of its template."""

import re
from typing import Final
from urllib.parse import urljoin, urlsplit

from sasac_crawler.items import Issue, PageRequest
from sasac_crawler.parse.page import Page
from sasac_crawler.parse.platforms.page_files import numbered_file
from sasac_crawler.parse.platforms.page_macro import LINE_COMMENT, PageMacro, read_page_macro
from sasac_crawler.parse.platforms.pager_reading import PagerReading
from sasac_crawler.parse.platforms.parameters import page_or_profile
from sasac_crawler.parse.platforms.reading import ListContext

# A paging variable; a stray brace inside quotes is a slip seen on a live site. example: "var countPage = 17;",
# "countPage = parseInt('6}')" · counter-example: "var nextPage = currentPage+1;"
VARIABLE: Final = re.compile(
    r"\b(?P<name>currentPage|countPage)\s{0,5}=\s{0,5}(?:parseInt\(\s{0,3})?['\"]?(?P<value>\d{1,5})\b(?!\s{0,3}[+\w])"
)
# The call where its numbers are variables. example: 'createPageHTML(countPage, currentPage, "index", "htm"' ·
# counter-example: 'createPageHTML(17, 0, "index", "htm"'
NAMED_CALL: Final = re.compile(
    r"createPageHTML\(\s{0,5}countPage\s{0,5},\s{0,5}currentPage\s{0,5},\s{0,5}"
    r"['\"](?P<name>[\w./-]{1,100})['\"]\s{0,5},\s{0,5}['\"]\.?(?P<ext>\w{3,5})['\"]"
)
# An article's own file name, of which further parts are made. example: "t20210301_4069" ·
# counter-example: "index"
ARTICLE_FILE: Final = re.compile(r"t\d{8}_\d{1,12}")
_MOST_PAGES: Final = 99_999
_MOST_PARTS: Final = 200
_LINE_MAX: Final = 2000


def read_pager(page: Page, context: ListContext) -> PagerReading | None:
    """Return what the page's macro or variables say, or ``None`` if it has neither.

    On the first page the number the site gives tells how it counts; further on it is the call's form,
    and where there is none the profile's ``base``.
    """
    macro = read_page_macro(page.text) or _by_variables(page)
    if macro is None:
        return None
    base, issues = _base(macro, context)
    following = macro.current + 1
    is_last = following - base >= min(macro.total_pages, _MOST_PAGES)
    url = None if is_last else urljoin(page.url, f"{macro.name}_{following}.{macro.extension}")
    number = macro.current - base + 1
    if number != context.page_number:
        message = f"The pager calls this page {number}, the crawl counts it as page {context.page_number}."
        evidence = (str(number), str(context.page_number))
        issues = (*issues, Issue(code="page_number_differs", message=message, evidence=evidence))
    return PagerReading(
        next_pages=(PageRequest(url=url),) if url else (),
        total_pages=macro.total_pages,
        total_items=macro.total_items,
        rule="trs_wcm",
        issues=issues,
    )


def further_parts(text: str, url: str) -> tuple[str, ...]:
    """Return the addresses of an article's further parts, in order; empty on the parts themselves.

    The same macro as in lists, with the article's own file name as the name of the pages.

    Args:
        text: the article's first page.
        url: its address.

    Example:
        >>> call = 'createPageHTML(3, 0, "t20210301_4069", "html")'
        >>> further_parts(f"<script>{call}</script>", "http://x.test/zcfg/202103/t20210301_4069.html")[0]
        'http://x.test/zcfg/202103/t20210301_4069_1.html'
        >>> further_parts(f"<script>{call}</script>", "http://x.test/zcfg/202103/t20210301_9999.html")
        ()
    """
    # Looked for as a plain word first: few articles have further parts, and the pattern reads the whole page.
    macro = read_page_macro(text) if "reatePage" in text else None
    if macro is None or not ARTICLE_FILE.fullmatch(macro.name):
        return ()
    try:
        own = urlsplit(url).path.rpartition("/")[2].partition(".")[0]
        first = macro.base + 1
        count = min(macro.total_pages - 1, _MOST_PARTS)
        numbers = range(first, first + count) if own == macro.name else range(0)
        return tuple(urljoin(url, f"{macro.name}_{number}.{macro.extension}") for number in numbers)
    except ValueError:
        return ()


def _base(macro: PageMacro, context: ListContext) -> tuple[int, tuple[Issue, ...]]:
    """Return whether the site counts pages from 0 or from 1."""
    said = macro.current if context.page_number == 1 and macro.current in (0, 1) else None
    if said is None and macro.base == 1:
        said = 1
    value, issues = page_or_profile(None if said is None else str(said), context.channel, name="base")
    return (1 if value == "1" else 0), issues


def _by_variables(page: Page) -> PageMacro | None:
    said: dict[str, int] = {}
    for match in VARIABLE.finditer(page.text):
        line = page.text[max(0, match.start() - _LINE_MAX) : match.start()].rpartition("\n")[2]
        if not LINE_COMMENT.search(line):
            said.setdefault(match["name"], int(match["value"]))
    name, extension = _file(page)
    if len(said) < len(("currentPage", "countPage")) or not name:
        return None
    return PageMacro(
        total_pages=said["countPage"],
        current=said["currentPage"],
        base=0,
        name=name,
        extension=extension,
    )


def _file(page: Page) -> tuple[str, str]:
    """Return name and extension of the list's files: by the call, else by the page's own."""
    call = NAMED_CALL.search(page.text)
    if call is not None:
        return call["name"], call["ext"]
    second = numbered_file(page.url, 1) or ""
    name, _, extension = second.partition("?")[0].rpartition("/")[2].rpartition(".")
    return name.removesuffix("_1"), extension
