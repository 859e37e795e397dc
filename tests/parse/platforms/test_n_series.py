"""n-series lists: reversed fragments, drift, bare items."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasac_crawler.parse.platforms.n_series import read_list
from tests.parse.platforms.list_cases import ListCase, cases, context_of, damaged, page_at, said

CASES = cases("n_series")


@pytest.mark.parametrize("case", CASES)
def test_lists_are_read(case: ListCase) -> None:
    assert said(read_list(page_at(case.url, case.text), context_of(case, "n_series"))) == case.said()


@given(data=st.data())
def test_damage_never_raises_and_never_asks_below_one(data: st.DataObject) -> None:
    case: ListCase = data.draw(st.sampled_from(CASES)).values[0]
    reading = read_list(page_at(case.url, data.draw(damaged(case.text))), context_of(case, "n_series"))
    assert all(not one.url.endswith(("_0.html", "_-1.html")) for one in reading.next_pages)
