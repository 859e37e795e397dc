"""Pagers of sites of no known platform."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasac_crawler.parse.platforms.pagers import find_next_page
from tests.parse.platforms.list_cases import damaged, page_at

_TABLES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "cases" / "pagers.json").read_text("utf-8")
)
CASES = [pytest.param(table, id=table["label"]) for table in _TABLES]


@pytest.mark.parametrize("case", CASES)
def test_the_next_page_is_found(case: dict[str, Any]) -> None:
    reading = find_next_page(page_at(case["url"], "\n".join(case["text"])), page_number=case["page_number"])
    assert reading.rule == case["rule"]
    assert [one.url for one in reading.next_pages] == case["next"]
    assert (reading.total_pages, reading.total_items) == (case["total_pages"], case["total_items"])
    assert [one.code for one in reading.issues] == case["issues"]


@given(data=st.data())
def test_damage_never_raises_and_never_leads_to_the_page_itself(data: st.DataObject) -> None:
    case = data.draw(st.sampled_from(_TABLES))
    page = page_at(case["url"], data.draw(damaged("\n".join(case["text"]))))
    reading = find_next_page(page, page_number=data.draw(st.integers(1, 20)))
    assert len(reading.next_pages) <= 1
    assert all(one.url.startswith(("http://", "https://")) for one in reading.next_pages)


FORM = """<form action="gkmlList.aspx?ClassID=5"><input type="hidden" name="__VIEWSTATE" value="/wEP+dDw=">
<input type="hidden" name="__EVENTVALIDATION" value="/wEW"><input name="q" value="x">
<div>共30条 第1页/共3页 <a href="javascript:__doPostBack('AspNetPager1','2')">下一页</a></div></form>"""


def test_a_form_goes_back_whole() -> None:
    page = page_at("http://gzw.x.test/gkmlList.aspx?ClassID=5", FORM)
    (request,) = find_next_page(page, page_number=1).next_pages
    assert (request.method, request.url, request.referer) == ("POST", page.url, page.url)
    assert request.body == (
        "__VIEWSTATE=%2FwEP%2BdDw%3D&__EVENTVALIDATION=%2FwEW&__EVENTTARGET=AspNetPager1&__EVENTARGUMENT=2"
    )


def test_a_form_tells_its_counts() -> None:
    reading = find_next_page(page_at("http://gzw.x.test/gkmlList.aspx", FORM), page_number=1)
    assert (reading.rule, reading.total_pages, reading.total_items) == ("postback", 3, 30)


@pytest.mark.parametrize(
    "filler",
    [
        "createPageHTML(",
        "createPageHTML('a',1,1,'b','c'",
        "atob('AAAAAAAAAAAAAAAA')",
        "<a href=index_2.html>2</a>",
        "<a href='javascript:__doPostBack(1)'>下一页</a>",
        ".pagination({totalPage",
        "Ls.pagination('#a',{",
        "//", "/*", "<!--",
    ],
)  # fmt: skip
def test_hostile_pages_take_linear_time(filler: str) -> None:
    page = page_at("http://gzw.x.test/tzgg/", "<p>国资</p>" + filler * (100_000 // len(filler)))
    start = time.process_time()
    find_next_page(page, page_number=1)
    assert time.process_time() - start < 1
