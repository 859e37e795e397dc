"""Citations: numbers and titles, with the place of each."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasac_crawler.normalize.citations import find_citations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("依据《公司法》规定", [("title", "公司法", 2)]),
        (
            "按照《关于贯彻〈条例〉的通知》（国资发产权〔2020〕8号）",
            [("title", "关于贯彻〈条例〉的通知", 2), ("document_number", "国资发产权〔2020〕8号", 16)],
        ),
        ("《关于印发《办法》的通知》", [("title", "关于印发〈办法〉的通知", 0)]),
        ("《 公司 法 》", [("title", "公司法", 0)]),
        ("《公司法》《企业国有资产法》", [("title", "公司法", 0), ("title", "企业国有资产法", 5)]),
        ("《公司法", []),
        ("公司法》", []),
        ("《》", []),
        ("《公司\n法》", []),
        ("《《公司法》", [("title", "公司法", 1)]),
        ("《" + "长" * 151 + "》", []),
        ("《" + "长" * 150 + "》", [("title", "长" * 150, 0)]),
        ("国务院令第378号《条例》", [("document_number", "国务院令第378号", 0), ("title", "条例", 9)]),
        ("《办法》（国务院令第378号）", [("title", "办法", 0), ("document_number", "国务院令第378号", 5)]),
        ("没有引用", []),
        ("", []),
    ],
)
def test_examples(text: str, expected: list[tuple[str, str, int]]) -> None:
    assert [(one.kind, one.canonical, one.offset) for one in find_citations(text)] == expected


def test_a_hundred_thousand_opening_marks_cost_little() -> None:
    start = time.thread_time()
    assert not find_citations("《" * 100_000)
    assert time.thread_time() - start < 0.2


@given(st.text("《》〈〉公司法〔〕2021号令第\n ", max_size=80) | st.text(max_size=100))
def test_every_citation_stands_where_it_says(text: str) -> None:
    for one in find_citations(text):
        assert text[one.offset : one.offset + len(one.text)] == one.text
        assert one.canonical


@given(st.text("《》公司法 ", max_size=60))
def test_a_canonical_title_is_its_own_canonical_form(text: str) -> None:
    for one in find_citations(text):
        if one.kind == "title":
            (again,) = find_citations(f"《{one.canonical}》")
            assert again.canonical == one.canonical
