"""Bytes decide, not declarations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasac_crawler.parse.decode import TRUSTED_SCORE, decode_body

TEXT = "省国资委召开会议，部署国企改革深化提升行动。龢䶮"


@pytest.mark.parametrize("declared", [None, "utf-8", "gbk", "gb2312", "iso-8859-1", "x-nonsense"])
@pytest.mark.parametrize("actual", ["utf-8", "gb18030"])
def test_every_contradiction_of_header_and_bytes_is_read(declared: str | None, actual: str) -> None:
    header = f"text/html; charset={declared}" if declared else "text/html"
    decoded = decode_body(TEXT.encode(actual), content_type=header)
    assert decoded.text == TEXT
    assert decoded.used == actual
    assert decoded.score == 1.0


def test_a_wrong_declaration_is_an_issue_a_right_one_is_not() -> None:
    wrong = decode_body(TEXT.encode("gb18030"), content_type="text/html; charset=utf-8")
    right = decode_body(TEXT.encode("gb18030"), content_type="text/html; charset=gb2312")
    assert [issue.code for issue in wrong.issues] == ["charset_mismatch"]
    assert right.issues == ()


def test_a_meta_tag_declares_too() -> None:
    body = f'<meta charset="gbk"><p>{TEXT}'.encode("gb18030")
    decoded = decode_body(body)
    assert (decoded.declared, decoded.used) == ("gb18030", "gb18030")


def test_a_meta_tag_far_down_the_page_declares_nothing_and_the_bytes_are_read_all_the_same() -> None:
    body = f'<script>{"var menu = 1;" * 1000}</script><meta charset="utf-8"><p>{TEXT}'.encode("gb18030")
    decoded = decode_body(body, content_type="text/html")
    assert decoded.used == "gb18030"
    assert decoded.text.endswith(TEXT)


def test_gbk_text_that_happens_to_be_utf8_is_read_as_declared() -> None:
    # The classic: the GBK bytes of 联通 are valid UTF-8.
    decoded = decode_body("联通".encode("gbk"), content_type="text/html; charset=gbk")
    assert decoded.text == "联通"


def test_a_byte_order_mark_is_not_text() -> None:
    assert decode_body(b"\xef\xbb\xbf" + TEXT.encode()).text == TEXT


def test_cut_bytes_lower_the_score_and_ruined_bytes_make_it_untrustworthy() -> None:
    cut = decode_body((TEXT * 20).encode()[:-1])
    assert cut.score >= TRUSTED_SCORE
    assert [issue.code for issue in cut.issues] == ["charset_damage"]
    ruined = decode_body(bytes(range(128, 256)) * 10)
    assert ruined.score < TRUSTED_SCORE


@given(st.binary(max_size=300), st.sampled_from([None, "text/html; charset=gbk", "text/html; charset=utf-8"]))
def test_any_bytes_give_a_text(body: bytes, header: str | None) -> None:
    decoded = decode_body(body, content_type=header)
    assert 0.0 <= decoded.score <= 1.0


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=4, max_size=80))
def test_chinese_text_survives_both_encodings(text: str) -> None:
    assert decode_body(text.encode()).text == text
    assert decode_body(text.encode("gb18030"), content_type="text/html; charset=gb18030").text == text
