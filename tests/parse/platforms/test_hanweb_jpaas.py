"""Hanweb jpaas: units, spellings, refusals, an interface that ignores the page's number."""

import json
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasac_crawler.parse.platforms.hanweb_jpaas import read_list
from tests.parse.platforms.list_cases import ListCase, cases, context_of, damaged, page_at, said

CASES = cases("hanweb_jpaas")
_BY_LABEL: dict[str, ListCase] = {one.id: one.values[0] for one in CASES}


@pytest.mark.parametrize("case", CASES)
def test_lists_are_read(case: ListCase) -> None:
    assert said(read_list(page_at(case.url, case.text), context_of(case, "hanweb_jpaas"))) == case.said()


@given(data=st.data())
def test_damage_never_raises(data: st.DataObject) -> None:
    case: ListCase = data.draw(st.sampled_from(CASES)).values[0]
    context = replace(
        context_of(case, "hanweb_jpaas"), previous_first=data.draw(st.sampled_from([None, case.url]))
    )
    read_list(page_at(case.url, data.draw(damaged(case.text))), context)


def test_a_column_page_without_rows_is_a_loader_and_the_referer() -> None:
    case = _BY_LABEL["loader"]
    reading = read_list(page_at(case.url, case.text), context_of(case, "hanweb_jpaas"))
    assert reading.is_loader
    assert reading.next_pages[0].referer == case.url


def test_the_same_first_link_ends_the_list() -> None:
    case = _BY_LABEL["answer"]
    url = case.url.replace("pageNo%22%3A1", "pageNo%22%3A2")
    first = str(case.links[0][0])
    context = replace(context_of(case, "hanweb_jpaas"), previous_first=first, page_number=3)
    reading = read_list(page_at(url, case.text), context)
    assert reading.next_pages == ()
    assert [one.code for one in reading.issues] == ["page_ignored"]


def test_without_a_count_full_pages_go_on() -> None:
    case = _BY_LABEL["no count"]
    rows = "".join(f"<li><a href='/a/{n}.html'>示例{n}</a>2026-05-07</li>" for n in range(15))
    text = json.dumps({"success": True, "data": {"html": rows}})
    following = read_list(page_at(case.url, text), context_of(case, "hanweb_jpaas")).next_pages
    assert [one.url for one in following] == [case.url.replace("pageNo%22%3A1", "pageNo%22%3A2")]


def test_a_large_answer_is_read_in_time() -> None:
    """100 KB: under 50 ms on one core, the best of five so that a busy machine does not fail it."""
    case = _BY_LABEL["answer"]
    row = (
        "<li><a href='/col/col7/art/2026/art_{0:032x}.html' title='省国资委关于第{0}号事项的通知'>通知…</a>"
        "<span class=time>2026-05-07</span></li>"
    )
    html = "".join(row.format(n) for n in range(700))
    text = json.dumps({"success": True, "data": {"html": html}}, ensure_ascii=False)
    assert len(text.encode()) > 100_000
    page, context = page_at(case.url, text), context_of(case, "hanweb_jpaas")
    best = 1.0
    for _ in range(5):
        start = time.process_time()
        reading = read_list(page, context)
        best = min(best, time.process_time() - start)
    assert len(reading.links) == 700
    assert best < 0.05
