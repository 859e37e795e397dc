"""No character of a text gets lost or doubled on the way out of its elements."""

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from sasac_crawler.parse.body import element_text

WORDS = "国企改革发展省资委召开会议部署工作"
INLINE = ("span", "b", "font", "a", "em")
BLOCKS = ("div", "p", "section", "blockquote", "li")


def _markup(depth: int) -> st.SearchStrategy[str]:
    text = st.text(alphabet=WORDS, max_size=6)
    if depth == 0:
        return text
    inner = st.lists(_markup(depth - 1), max_size=3).map("".join)
    box = st.sampled_from(BLOCKS if depth > 2 else INLINE)
    element = st.tuples(box, inner, text).map(lambda parts: f"<{parts[0]}>{parts[1]}</{parts[0]}>{parts[2]}")
    return st.one_of(text, element, element)


@given(markup=_markup(5))
def test_every_visible_character_comes_out_once_and_in_order(markup: str) -> None:
    root = LexborHTMLParser(f"<html><body><div id=x>{markup}</div></body></html>").css_first("body")
    assert root is not None
    expected = "".join(character for character in root.text() if character in WORDS)
    assert "".join(element_text(root).split()) == expected


@given(markup=_markup(4), tail=st.text(alphabet=WORDS, min_size=1, max_size=9))
def test_what_follows_furniture_stays(markup: str, tail: str) -> None:
    root = LexborHTMLParser(f"<div id=x>甲<div class=share>分享{markup}</div>{tail}</div>").css_first("#x")
    assert root is not None
    text = element_text(root, drop=lambda node: node.attributes.get("class") == "share")
    assert text == f"甲\n{tail}"
