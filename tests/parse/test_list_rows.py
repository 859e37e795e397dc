"""Rows of lists in every make: which date belongs to which link, and what is no row."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from sasac_crawler.parse.list_rows import rows_with_links, undated_rows
from sasac_crawler.parse.printed_dates import date_beside

NAMES = ("晋山能源集团有限公司", "晋山交通控股集团有限公司", "晋山水务投资集团有限公司")


def rows(markup: str) -> list[tuple[str, str | None]]:
    return [
        (link.text().strip(), date_beside(beside))
        for link, beside in rows_with_links(LexborHTMLParser(markup))
    ]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        pytest.param(
            "<dl><dt><a href=1>甲</a><dd>2026-03-18<dt><a href=2>乙</a><dd>2026-03-02</dl>",
            [("甲", "2026-03-18"), ("乙", "2026-03-02")],
            id="terms and descriptions by turns",
        ),
        pytest.param(
            "<dl><dt>2026-03-18<dd><a href=1>甲</a><dt>2026-03-02<dd><a href=2>乙</a></dl>",
            [("甲", "2026-03-18"), ("乙", "2026-03-02")],
            id="dates lead",
        ),
        pytest.param(
            "<p><a href=1>甲</a> (2026-03-18)<br><a href=2>乙</a> (2026-03-02)<br><a href=3>下一页</a></p>",
            [("甲", "(2026-03-18)"), ("乙", "(2026-03-02)")],
            id="lines parted by br, a pager behind",
        ),
        pytest.param(
            "<ul><li><a href=0>[通知]</a><a href=1>甲</a><span>2026-03-18</span><li><a href=0>[通知]</a><a href=2>乙</a>"
            "<span>2026-03-02</span></ul>",
            [("甲", "2026-03-18"), ("乙", "2026-03-02")],
            id="a label of the category is no item",
        ),
        pytest.param(
            "<div class=card><b>18</b><i>2026-03</i><a href=1>甲</a></div>",
            [("甲", "2026-03-18")],
            id="two pieces",
        ),
        pytest.param(
            "<li><a href=1>甲</a><p>会议于2026-01-05召开</p><span>2026-03-18</span></li>",
            [("甲", "2026-03-18")],
            id="a date of its own before one in the summary",
        ),
        pytest.param(
            "<div class=hot><li><a href=9>旧</a><i>2020-01-01</i></div><ul><li><a href=1>甲</a><i>2026-03-18</i></ul>",
            [("甲", "2026-03-18")],
            id="a side list is left out where there is another",
        ),
        pytest.param(
            "<div><a href=8>首页</a><a href=9>新闻</a><ul><li><a href=1>甲</a>2026-03-18"
            "<li><a href=2>乙</a>2026-03-02</ul></div>",
            [("甲", "2026-03-18"), ("乙", "2026-03-02")],
            id="a menu in the same box",
        ),
        pytest.param(
            "<div><h5><a href=1>甲</a></h5><em>2小时前</em></div><div><h5><a href=2>乙</a></h5><em>昨天</em></div>"
            "<div><h5><a href=3>丙</a></h5><em>2026-03-18</em></div>",
            [("甲", "2小时前"), ("乙", "昨天"), ("丙", "2026-03-18")],
            id="told from today, then by the day",
        ),
        pytest.param(
            "<div><div><a href=1>甲</a><i>2026-03-18</i></div><div><a href=2>乙</a><i>2026-03-02</i></div>"
            "<div><a href=list.html>1</a> <b>2</b></div></div>",
            [("甲", "2026-03-18"), ("乙", "2026-03-02")],
            id="the only number of a pager is no item",
        ),
    ],
)
def test_each_link_takes_its_own_date(markup: str, expected: list[tuple[str, str]]) -> None:
    assert rows(markup) == expected


def test_a_list_without_dates_is_the_largest_group_of_numbered_links() -> None:
    items = "".join(f"<li><a href='/q/{n}.html'>{name}</a>" for n, name in enumerate(NAMES))
    menu = "".join(f"<li><a href='/m{n}/'>栏目名称之{n}号</a>" for n in range(9))
    tree = LexborHTMLParser(f"<ul class=nav>{menu}</ul><ul>{items}</ul>")
    assert [link.text() for link, _ in undated_rows(tree)] == list(NAMES)


def test_a_menu_alone_is_no_list() -> None:
    menu = "".join(f"<li><a href='/m{n}/index.html'>栏目名称之{n}号</a>" for n in range(9))
    assert undated_rows(LexborHTMLParser(f"<ul>{menu}</ul>")) == []


@pytest.mark.parametrize(
    ("beside", "date"),
    [
        ("18\n2026-03", "2026-03-18"),
        ("2026年03月\n18", "2026-03-18"),
        ("03-18\n2026", "2026-03-18"),
        ("2026\n03.18", "2026-03-18"),
        ("[2026-03-18]", "[2026-03-18]"),
        ("12-18", "12-18"),
        ("3天前", "3天前"),
        ("昨天 09:30", "昨天 09:30"),
        ("据报道，昨天的会议很短", None),
        ("三年前的3小时前后", None),
        ("2026年度第12号", None),
        ("共18页 2026", None),
        ("", None),
    ],
)
def test_dates_beside_titles(beside: str, date: str | None) -> None:
    assert date_beside(beside) == date
