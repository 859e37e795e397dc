"""Hanweb JCMS: islands, groups, windows of POSTs, the catalogue."""

import time
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasac_crawler.items import PageRequest
from sasac_crawler.parse.page import read_page
from sasac_crawler.parse.platforms.hanweb_jcms import read_list
from sasac_crawler.parse.platforms.reading import ListReading
from tests.parse.platforms.list_cases import SEEN, ListCase, cases, context_of, damaged, page_at, said

CASES = cases("hanweb_jcms")
COLUMN = "http://gzw.x.test/col/col61490/index.html"
PROXY = "http://gzw.x.test/module/web/jpage/dataproxy.jsp"
KNOWN = {"webid": "39", "unitid": "2476", "webname": "示例", "perpage": "2"}


def _case(**more: object) -> ListCase:
    table = {"label": "", "comment": "", "url": COLUMN, "text": [], "links": [], "parameters": KNOWN}
    return ListCase.of(table | more)


def _answer(request: PageRequest, records: int, *, total: str = "") -> ListReading:
    rows = "".join(
        f"<record><![CDATA[<li><a href='/art/{n}.html'>示例{n}</a>2026-05-07</li>]]></record>"
        for n in range(records)
    )
    body = f"<datastore><recordset>{rows}</recordset>{total}</datastore>".encode()
    page = read_page(body, url=request.url, request=request, seen_at=SEEN)
    return read_list(page, context_of(_case(page_number=2), "hanweb_jcms"))


def _window(start: int, end: int) -> PageRequest:
    url = f"{PROXY}?startrecord={start}&endrecord={end}&perpage=2"
    return PageRequest(url=url, method="POST", body="col=1&webid=39", referer=COLUMN)


@pytest.mark.parametrize("case", CASES)
def test_lists_are_read(case: ListCase) -> None:
    assert said(read_list(page_at(case.url, case.text), context_of(case, "hanweb_jcms"))) == case.said()


@given(data=st.data())
def test_damage_never_raises(data: st.DataObject) -> None:
    case: ListCase = data.draw(st.sampled_from(CASES)).values[0]
    read_list(page_at(case.url, data.draw(damaged(case.text))), context_of(case, "hanweb_jcms"))


def test_a_full_window_is_followed_by_a_post_with_all_ids() -> None:
    rows = "".join(f"<record><![CDATA[<a href='/art/{n}.html'>示例{n}</a>]]></record>" for n in range(6))
    reading = read_list(page_at(COLUMN, f"<datastore>{rows}</datastore>"), context_of(_case(), "hanweb_jcms"))
    (request,) = reading.next_pages
    assert (request.method, request.referer) == ("POST", COLUMN)
    assert request.url == f"{PROXY}?startrecord=7&endrecord=12&perpage=2"
    assert parse_qs(request.body) == {
        "col": ["1"], "appid": ["1"], "webid": ["39"], "path": ["/"], "columnid": ["61490"],
        "sourceContentType": ["1"], "unitid": ["2476"], "webname": ["示例"], "permissiontype": ["0"],
    }  # fmt: skip


def test_windows_follow_each_other() -> None:
    reading = _answer(_window(7, 12), 6, total="<totalrecord>20</totalrecord>")
    (request,) = reading.next_pages
    assert request == _window(13, 18)
    assert reading.issues == ()


def test_fewer_records_than_counted_are_an_issue() -> None:
    reading = _answer(_window(13, 18), 3, total="<totalrecord>17</totalrecord>")
    assert reading.next_pages == ()
    assert [one.code for one in reading.issues] == ["fewer_than_counted"]


def test_a_gap_in_the_middle_does_not_end_the_list() -> None:
    reading = _answer(_window(7, 12), 5, total="<totalrecord>20</totalrecord>")
    assert [one.url for one in reading.next_pages] == [_window(13, 18).url]
    assert [one.code for one in reading.issues] == ["fewer_than_counted"]


def test_windows_without_a_count_end_at_the_first_that_is_not_full() -> None:
    assert [one.url for one in _answer(_window(7, 12), 6).next_pages] == [_window(13, 18).url]
    reading = _answer(_window(13, 18), 5)
    assert (reading.next_pages, reading.issues) == ((), ())


def test_an_empty_window_ends() -> None:
    reading = _answer(_window(7, 12), 0, total="<totalrecord>20</totalrecord>")
    assert reading.next_pages == ()
    assert [one.code for one in reading.issues] == ["empty_answer"]


def test_an_empty_group_is_asked_again_by_window() -> None:
    reading = _answer(PageRequest(url=f"{PROXY}?page=3&columnid=zz", referer=COLUMN), 0)
    assert [(one.method, one.url) for one in reading.next_pages] == [("POST", _window(1, 6).url)]
    assert [one.code for one in reading.issues] == ["empty_answer"]


def test_the_pages_own_unit_wins_over_the_profile() -> None:
    text = (
        "<div id='9999'><script type='text/xml'><datastore></datastore></script></div>totalRecord:30 webid:40"
    )
    reading = read_list(page_at(COLUMN, text), context_of(_case(), "hanweb_jcms"))
    form = parse_qs(reading.next_pages[0].body)
    assert (form["unitid"], form["webid"]) == (["9999"], ["40"])
    assert [one.field for one in reading.issues] == ["webid", "unitid"]


def test_the_catalogue_is_asked_with_its_whole_form() -> None:
    case = _case(parameters={"infotypeId": "10", "divid": "div125"})
    text = "<input name=jdid value=39><script>load('/module/xxgk/search.jsp')</script>"
    reading = read_list(page_at(COLUMN, text), context_of(case, "hanweb_jcms"))
    (request,) = reading.next_pages
    form = parse_qs(request.body, keep_blank_values=True)
    assert reading.is_loader
    assert (request.method, request.url) == ("POST", "http://gzw.x.test/module/xxgk/search.jsp")
    assert (form["infotypeId"], form["jdid"], form["divid"], form["currpage"]) == (
        ["10"],
        ["39"],
        ["div125"],
        ["1"],
    )
    assert len(form) == 14


@pytest.mark.quiet
def test_a_large_island_is_read_in_time() -> None:
    """100 KB: under 50 ms on one core, the best of five so that a busy machine does not fail it."""
    row = (
        "<record><![CDATA[<li><a href='/art/2026/5/7/art_61490_{0}.html' title='省国资委关于第{0}号事项的通知'>通知…</a>"
        "<span>[2026-05-07]</span></li>]]></record>"
    )
    page = page_at(COLUMN, f"<datastore>{''.join(row.format(n) for n in range(620))}</datastore>")
    assert len(page.text.encode()) > 100_000
    context = context_of(_case(parameters={}), "hanweb_jcms")
    best = 1.0
    for _ in range(5):
        start = time.process_time()
        reading = read_list(page, context)
        best = min(best, time.process_time() - start)
    assert len(reading.links) == 620
    assert best < 0.05


@pytest.mark.parametrize(
    "piece", ["<record>", "<datastore><nextgroup>", "<div id=1 ", "webid:1,", "<record><![CDATA[</record>"]
)
def test_hostile_repetition_takes_no_minutes(piece: str) -> None:
    page = page_at(COLUMN, "<datastore>" + piece * (300_000 // len(piece)))
    start = time.process_time()
    read_list(page, context_of(_case(), "hanweb_jcms"))
    assert time.process_time() - start < 3
