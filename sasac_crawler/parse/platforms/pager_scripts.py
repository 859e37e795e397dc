"""Pagers drawn by a script that states where it is and how many pages there are."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from sasac_crawler.parse.page import Page
from sasac_crawler.parse.platforms.page_files import numbered_file, with_query

# Shanghai's pager. example: '$("#p").pagination("setPage", 2, 12)' ·
# counter-example: '$("#p").pagination("destroy")'
SET_PAGE: Final = re.compile(
    r"\.pagination\(\s{0,5}['\"]setPage['\"]\s{0,5},\s{0,5}(?P<current>\d{1,5})\s{0,5},\s{0,5}(?P<total>\d{1,5})"
)
# Its older spelling. example: '.pagination({ totalPage: 12' · counter-example: "var totalPage = 12"
TOTAL_PAGE: Final = re.compile(
    r"\.pagination\(\s{0,5}\{[^{}]{0,300}?\btotalPage\s{0,5}:\s{0,5}(?P<total>\d{1,5})"
)
# Anhui's pager. example: 'Ls.pagination("#page_6791573",{currPage:(0+1),pageCount:4' ·
# counter-example: "Ls.ajax({url:1})"
LS_PAGINATION: Final = re.compile(
    r"Ls\.pagination\(\s{0,5}['\"][#.\w-]{1,60}['\"]\s{0,5},\s{0,5}\{(?P<options>[^{}]{0,500})"
)
# example: "currPage:(0+1)" · counter-example: "currPageClass:'on'"
CURRENT_OPTION: Final = re.compile(r"\bcurrPage\s{0,5}:\s{0,5}\(?\s{0,3}(\d{1,5})(?:\s{0,3}\+\s{0,3}(\d))?")
# example: "pageCount:12" · counter-example: "pageCountText:'页'"
COUNT_OPTION: Final = re.compile(r"\bpageCount\s{0,5}:\s{0,5}(\d{1,5})")
# A variable with the number of pages. example: "var totalPage = 12;" · counter-example: "totalPage = n;"
COUNT_VARIABLE: Final = re.compile(
    r"\b(?:totalPages?|pageCount|countPage|pageTotal|total_page)\s{0,5}=\s{0,5}['\"]?(\d{1,5})\b"
)

Rule = Literal["set_page", "page_index_query", "page_count"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCount:
    """Where a pager says it is; pages are counted from 1."""

    rule: Rule
    total_pages: int
    current: int | None = None

    def url_of(self, url: str, number: int) -> str | None:
        """Return the address of another page of the list."""
        if self.rule == "page_index_query":
            return with_query(url, pageIndex=number)
        return numbered_file(url, number)


def read_page_count(page: Page) -> PageCount | None:
    """Return what the page's scripts, or the attributes of its pager, say of its place in the list.

    Example:
        >>> import datetime as dt
        >>> from sasac_crawler.parse.page import read_page
        >>> script = '<script>Ls.pagination("#page_1",{currPage:(0+1),pageCount:4});</script>国资'
        >>> page = read_page(script.encode(), url="http://x.test/1", seen_at=dt.datetime.now(dt.UTC))
        >>> read_page_count(page)
        PageCount(rule='page_index_query', total_pages=4, current=1)
    """
    text = page.text
    set_page = SET_PAGE.search(text)
    if set_page:
        return PageCount(
            rule="set_page", total_pages=int(set_page["total"]), current=int(set_page["current"])
        )
    return _ls_pagination(text) or _count_only(page)


def _ls_pagination(text: str) -> PageCount | None:
    call = LS_PAGINATION.search(text)
    current = CURRENT_OPTION.search(call["options"]) if call else None
    count = COUNT_OPTION.search(call["options"]) if call else None
    if count is None:
        return None
    number = int(current[1]) + int(current[2] or 0) if current else None
    return PageCount(rule="page_index_query", total_pages=int(count[1]), current=number)


def _count_only(page: Page) -> PageCount | None:
    older = TOTAL_PAGE.search(page.text)
    if older:
        return PageCount(rule="set_page", total_pages=int(older["total"]))
    box = page.tree.css_first("[pagecount]")
    said = (box.attributes.get("pagecount") or "") if box is not None else ""
    if said.isascii() and said.isdigit() and len(said) <= 5:  # noqa: PLR2004 - as the patterns above
        return PageCount(rule="page_count", total_pages=int(said))
    variable = COUNT_VARIABLE.search(page.text)
    return PageCount(rule="page_count", total_pages=int(variable[1])) if variable else None
