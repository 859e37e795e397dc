"""Costly markup is made cheap, and no text is lost by it."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from sasac_crawler.parse.tame import MAX_DEPTH, TAG, tame_markup

NAMES = st.sampled_from(["div", "p", "font", "b", "span", "table", "td", "li", "x-box", "br", "script"])
TAGS = st.builds(lambda name, closing: f"<{'/' if closing else ''}{name}>", NAMES, st.booleans())
SOUP = st.lists(
    st.one_of(TAGS, st.sampled_from(["国资委", "a < b", "<!-- x -->", "&lt;div&gt;"])), max_size=60
)


@given(SOUP, SOUP, st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_only_tags_are_taken_out(before: list[str], after: list[str], depth: int) -> None:
    page = "".join(before) + "<div>" * (depth * MAX_DEPTH) + "".join(after)
    flat, _ = tame_markup(page)
    assert TAG.sub("", flat) == TAG.sub("", page)


@given(SOUP)
@settings(max_examples=60, deadline=None)
def test_a_page_that_people_write_is_left_as_it_is(soup: list[str]) -> None:
    page = "".join(soup)
    assert tame_markup(page) == (page, ())


def test_the_upper_elements_stay() -> None:
    page = "<main><div class=body>" + "<em><div>" * 5000 + "通知" + "</div></em>" * 5000 + "</div></main>"
    tree = LexborHTMLParser(tame_markup(page)[0])
    node = tree.css_first("main > div.body")
    assert node is not None
    assert node.text() == "通知"


def test_paragraphs_that_are_not_closed_are_not_deep() -> None:
    page = "".join(f"<p>第{number}段" for number in range(5000)) + "<li>" * 5000
    assert tame_markup(page) == (page, ())


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("nested", "<div>" * 300_000),
        ("made_up", "<a-b>" * 300_000),
        ("formatting", "<p>" + "".join(f"<font a={n}>" for n in range(1500)) + "<p>国资委" * 100_000),
        ("attributes", ("<p " + " ".join(f"a{n}" for n in range(3000)) + ">国资委</p>") * 200),
        ("slashes", ("<p a" + "/a" * 9000 + ">国资委</p>") * 200),
        ("open", "<" * 500_000),
        ("closing", "</div>" * 300_000),
    ],
)
def test_nothing_takes_long(name: str, page: str) -> None:
    began = time.process_time()
    flat, _ = tame_markup(page)
    LexborHTMLParser(flat)
    assert time.process_time() - began < 3.0, name


def test_a_picture_in_a_tag_stays_and_two_hundred_attributes_do_not() -> None:
    picture = f'<img src="data:image/png;base64,{"iVBORw0K/Gg=" * 5000}" alt="图">'
    assert tame_markup(picture) == (picture, ())
    flat, issues = tame_markup("<p " + " ".join(f"a{number}=1" for number in range(500)) + ">通知</p>")
    assert (flat, [issue.code for issue in issues]) == ("<p>通知</p>", ["huge_tag"])


def test_formatting_that_is_closed_stays() -> None:
    page = "<p><b>一、</b>国资委</p>" * 5000
    assert tame_markup(page) == (page, ())
