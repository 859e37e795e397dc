"""Script: detection, conversion, and what conversion must never do."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasac_crawler.normalize.script import Script, detect_script, to_hans, to_hant

ANY = st.text(st.characters(exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("国务院国资委发布通知", "Hans"),
        ("國務院國資委發布通知", "Hant"),
        ("國務院國資委。国务院国资委。", "mixed"),
        ("中文日月", "Hans"),  # the same in both
        ("VR 2021", "none"),
        ("", "none"),
        ("濟南市國資委后系制范干", "Hant"),  # a mirror's: ambiguous ones are left simplified
        ("國" + "国务院资产监督管理委员会" * 5, "Hans"),  # one quoted name does not mix a text
    ],
)
def test_detected(text: str, script: str) -> None:
    assert detect_script(text) == script


@pytest.mark.parametrize(
    ("hant", "hans"),
    [
        ("執行批次線上軟件信息網絡", "执行批次线上软件信息网络"),  # words stay: no …p configuration
        ("隨著著名顯著看著", "随着著名显著看着"),
        ("批覆答覆覆蓋反覆", "批复答复覆盖反复"),
        ("乾燥乾淨乾隆乾坤", "干燥干净乾隆乾坤"),
        ("衞生敍述", "卫生叙述"),
        ("「資產」『負債』", "「资产」『负债』"),  # brackets of the printed form stay
        ("臺灣颱風平臺", "台湾台风平台"),
    ],
)
def test_to_hans(hant: str, hans: str) -> None:
    assert to_hans(hant) == hans


@pytest.mark.parametrize(
    ("text", "script", "hans"),
    [
        # What a simplified text has in common with traditional ones is its own: OpenCC makes 显着 and 祕书长 of it.
        ("成效显著，李秘书长答覆", None, "成效显著，李秘书长答覆"),
        ("成效显著，中國資委李秘书长", "Hans", "成效显著，中国资委李秘书长"),
        ("朱镕基显著", None, "朱镕基显著"),  # not in GB 2312, and not traditional either
        ("看著", None, "看著"),
        ("看著", "Hant", "看着"),  # the title of a traditional text
        ("看著國資委。\n国务院成效显著", None, "看着国资委。\n国务院成效显著"),
        ("李秘書長、張昇", None, "李秘书长、张昇"),
    ],
)
def test_only_what_is_traditional_is_changed(text: str, script: Script | None, hans: str) -> None:
    assert to_hans(text, script) == hans


@given(ANY)
def test_simplified_text_stays(text: str) -> None:
    hans = to_hans(text)
    assert to_hans(hans, "Hans") == hans
    if all(one.isascii() or _is_gb2312(one) for one in text):
        assert hans == text


@given(
    st.text("国资委显著秘书长國資著隨李，\n", max_size=30),
    st.text("国资委显著秘书长國資著隨李，", max_size=8),
)
def test_a_piece_of_a_simplified_text_is_converted_as_in_the_text(text: str, piece: str) -> None:
    """So a search finds every piece of a simplified text."""
    assert to_hans(piece, "Hans") in to_hans(text + piece + text, "Hans")


@given(ANY)
def test_conversion_is_total(text: str) -> None:
    for convert in (to_hans, to_hant):
        assert isinstance(convert(text), str)
    assert detect_script(text) in ("Hans", "Hant", "mixed", "none")


def test_what_opencc_cannot_take_stays() -> None:
    assert to_hans("國\ud800資\x00委") == "国\ud800资\x00委"


def test_threads_do_not_share_a_converter() -> None:
    texts = [f"濟南市國資委{number}號" * 50 for number in range(200)]
    alone = [to_hans(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(to_hans, texts)) == alone


def _is_gb2312(character: str) -> bool:
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False
