"""TRS WCM: ways of counting, lists that a script loads, parts of an article."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from sasac_crawler.parse.platforms.json_list import lenient_json
from sasac_crawler.parse.platforms.trs_wcm import read_article, read_list
from sasac_crawler.parse.platforms.trs_wcm_pager import further_parts
from tests.parse.platforms.list_cases import ListCase, cases, context_of, damaged, page_at, said

CASES = cases("trs_wcm")
ARTICLE = "http://gzw.x.test/zcfg/202103/t20210301_4069.html"


@pytest.mark.parametrize("case", CASES)
def test_lists_are_read(case: ListCase) -> None:
    assert said(read_list(page_at(case.url, case.text), context_of(case, "trs_wcm"))) == case.said()


@pytest.mark.parametrize("label", ["index.json by the script", "igs search by a flat object"])
def test_a_page_that_only_loads_its_list_says_so(label: str) -> None:
    case = next(one.values[0] for one in CASES if one.id == label)
    reading = read_list(page_at(case.url, case.text), context_of(case, "trs_wcm"))
    assert reading.is_loader
    assert reading.next_pages[0].referer == case.url


@given(data=st.data())
def test_damage_never_raises(data: st.DataObject) -> None:
    case: ListCase = data.draw(st.sampled_from(CASES)).values[0]
    read_list(page_at(case.url, data.draw(damaged(case.text))), context_of(case, "trs_wcm"))


@given(text=st.text() | st.text(alphabet='{}[]",:\\ab1'))
def test_any_text_is_json_or_none(text: str) -> None:
    lenient_json(text)


@pytest.mark.parametrize("depth", [1_000, 200_000])
def test_deep_json_is_refused_or_read(depth: int) -> None:
    case = CASES[0].values[0]
    read_list(page_at(case.url, '{"a":' + "[" * depth), context_of(case, "trs_wcm"))


@pytest.mark.parametrize(
    ("call", "parts"),
    [
        ('createPageHTML(3, 0, "t20210301_4069", "html")', ["4069_1.html", "4069_2.html"]),
        ("createPageHTML('page_div', 3, 1, 't20210301_4069', 'html', 3)", ["4069_2.html", "4069_3.html"]),
        ('createPageHTML(1, 0, "t20210301_4069", "html")', []),
        # The list's own call, on a page that shows a list beside the article.
        ('createPageHTML(9, 0, "index", "html")', []),
        ('//createPageHTML(3, 0, "t20210301_4069", "html")', []),
    ],
)
def test_parts_of_an_article(call: str, parts: list[str]) -> None:
    found = further_parts(f"<script>\n{call};</script>", ARTICLE)
    assert [one.rpartition("t20210301_")[2] for one in found] == parts


def test_a_part_names_no_further_parts() -> None:
    text = '<script>createPageHTML(3, 1, "t20210301_4069", "html")</script>'
    assert further_parts(text, ARTICLE.replace(".html", "_1.html")) == ()


def test_the_headline_stands_between_two_others() -> None:
    titles = "<div class=detail-article-title><h3>肩题</h3><h2> 省国资委\n通知 </h2><h3>副题</h3></div>"
    parts = read_article(LexborHTMLParser(f"{titles}<div class=TRS_Editor><p>正文</div>"))
    assert parts is not None
    assert parts.title == "省国资委 通知"


def test_a_large_list_is_read_in_time() -> None:
    """100 KB: under 50 ms on one core, the best of five so that a busy machine does not fail it."""
    case = CASES[0].values[0]
    row = "<li><a href='./202605/t20260507_{0}.html' title='省国资委关于第{0}号事项的通知'>通知…</a><span>2026-05-07</span></li>\n"
    text = case.text.replace("<ul>", "<ul>" + "".join(row.format(n) for n in range(800)))
    assert len(text.encode()) > 100_000
    page, context = page_at(case.url, text), context_of(case, "trs_wcm")
    best = 1.0
    for _ in range(5):
        start = time.process_time()
        reading = read_list(page, context)
        best = min(best, time.process_time() - start)
    assert len(reading.links) == 800
    assert best < 0.05


@pytest.mark.parametrize(
    "piece",
    [
        "createPageHTML(",
        "countPage = 1;",
        "'/was5/web/search?page=1',{",
        "'index.json?",
        "<a href='./1.html'>甲</a>2026-01-01 ",
    ],
)
def test_hostile_repetition_takes_no_minutes(piece: str) -> None:
    case = CASES[0].values[0]
    page, context = page_at(case.url, piece * (300_000 // len(piece))), context_of(case, "trs_wcm")
    start = time.process_time()
    read_list(page, context)
    assert time.process_time() - start < 3


@pytest.mark.parametrize("piece", ['\\"', '"', "[", "{", ",", '{"a":', "\\"])
def test_hostile_json_takes_no_minutes(piece: str) -> None:
    start = time.process_time()
    lenient_json("[" + piece * (1_000_000 // len(piece)))
    assert time.process_time() - start < 3
