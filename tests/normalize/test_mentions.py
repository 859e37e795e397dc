import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasac_crawler.normalize.mentions import find_mentions
from sasac_crawler.vocab.divisions import divisions
from sasac_crawler.vocab.organisations import organisations

ANY = st.characters(exclude_categories=())  # lone surrogates too
PIECES = (
    "山东省国资委", "濟南市國資委", "鼓楼区国资委", "南京市", "国资委", "省", "市", "中国石油",
    "大学", "中国电子", "集团", "有限公司", "科技", "，", "与", "赵县国资委", "石家庄市",
    "新疆", "兵团国资委", "Ｓａｓａｃ", "𠮷", "國", "中国移动", "互联网", "国务院", "章丘区",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("濟南市國資委堅持一手抓疫情防控", [("sasac-370100", 0)]),
        ("国务院国资委与山东省人民政府国资委签约", [("sasac", 0), ("sasac-370000", 7)]),
        ("山东省济南市国资委", [("sasac-370100", 3)]),
        ("新疆兵团国资委和新疆国资委", [("xpcc-sasac", 0), ("sasac-650000", 8)]),
        ("吉林市国资委、吉林省国资委", [("sasac-220200", 0), ("sasac-220000", 7)]),
        ("国资委召开会议", []),
        ("省国资委要求各市国资委", []),
        ("鼓楼区国资委", []),
        ("南京市鼓楼区国资委", [("sasac-320106", 0)]),
        ("南京鼓楼区国资委", [("sasac-320106", 0)]),
        ("章丘区国资委", [("sasac-370114", 0)]),
        ("石家庄市赵县国资委", [("sasac-130133", 0)]),
        ("神府矿区国资委", []),
        ("中国电子科技集团有限公司与中国电子信息产业集团有限公司", [("soe-cetc", 0), ("soe-cec", 13)]),
        ("中国电子商务发展", []),
        ("中国石油大学、中国石油和化学工业联合会", []),
        ("中国石油、中国石化、中国海油", [("soe-cnpc", 0), ("soe-sinopec", 5), ("soe-cnooc", 10)]),
        ("中国建筑业协会与中国建筑", [("soe-cscec", 8)]),
        ("中国移动互联网发展报告", []),
        ("国家电网报", []),
        ("华润（集团）有限公司", [("soe-crc", 0)]),
        ("中國寶武與中鋼集團重組", [("soe-baowu", 0), ("soe-sinosteel", 5)]),
        ("首钢集团有限公司", [("soe-shougang", 0)]),
        ("新华社报道国投电力", []),
        ("", []),
    ],
)
def test_what_a_text_names(text: str, found: list[tuple[str, int]]) -> None:
    assert [(one.org_id, one.offset) for one in find_mentions(text)] == found


@given(st.text(ANY, max_size=200) | st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_mentions_stand_in_the_text_in_order_and_apart(text: str) -> None:
    end = 0
    for one in find_mentions(text):
        assert text[one.offset : one.offset + len(one.surface)] == one.surface
        assert one.offset >= end
        assert organisations()[one.org_id].kind in {"regulator", "soe"}
        end = one.offset + len(one.surface)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_a_surface_found_is_found_alone(text: str) -> None:
    for one in find_mentions(text):
        assert [(again.org_id, again.offset) for again in find_mentions(one.surface)] == [(one.org_id, 0)]


def test_every_regulator_s_name_of_more_than_two_characters_is_found_in_a_sentence() -> None:
    for one in organisations().values():
        county = divisions().get(one.division_code or "")
        if one.kind == "regulator" and (county is None or len(county.name) > 2):
            assert [found.org_id for found in find_mentions(f"据{one.short_name}介绍")] == [one.id]
