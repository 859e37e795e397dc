"""The table of readings is what its generator makes, and holds what the facts say it must."""

from importlib.resources import files

import pytest

from sasac_crawler.normalize.annotation_forms import toneless_reading
from sasac_crawler.vocab.generate_readings import make_table, make_zhuyin_table
from sasac_crawler.vocab.readings import readings, zhuyin


def test_tables_are_current() -> None:
    pytest.importorskip("pypinyin_dict")
    pytest.importorskip("xpinyin")
    folder = files("sasac_crawler.vocab")
    for name, made in (("readings.txt", make_table()), ("zhuyin.txt", make_zhuyin_table())):
        assert folder.joinpath(name).read_text("utf-8") == made, (
            f"{name} is stale: python -m sasac_crawler.vocab.generate_readings"
        )


@pytest.mark.parametrize(
    "pair",
    # Missed by pypinyin alone, or by Unihan, zdic and CC-CEDICT together (facts, annotations.md §1).
    [
        "閤he",
        "瞭le",
        "蔘can",
        "叄can",
        "縴xian",
        "籲yu",
        "鈅yao",
        "幀zheng",
        "幀zhen",
        "鉆zuan",
        "長chang",
        "律lv",
        "〇ling",
    ],
)
def test_union_with_the_simplified_counterpart(pair: str) -> None:
    assert pair[1:] in readings()[pair[0]]


def test_every_common_character_has_readings() -> None:
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                character = bytes((high, low)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            assert readings()[character], character


def test_syllables_are_spelled_as_the_stripper_spells_them() -> None:
    for syllable in {one for found in readings().values() for one in found}:
        assert toneless_reading(syllable) == syllable
    assert set(zhuyin().values()) <= {one for found in readings().values() for one in found}
