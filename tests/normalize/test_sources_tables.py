"""The tables of divisions and organisations: current, complete, and not at odds with themselves."""

import tomllib
from collections import Counter, defaultdict
from importlib.resources import files

import pytest

from sasac_crawler.normalize.known_names import organisations_named
from sasac_crawler.normalize.name_keys import name_key
from sasac_crawler.vocab.divisions import COUNTY, PREFECTURE, PROVINCE, divisions, lineage
from sasac_crawler.vocab.generate_divisions import TABLE, render_divisions
from sasac_crawler.vocab.organisations import decoys, departments, organisations
from sasac_crawler.vocab.regional_regulators import press_name

# The 39 bodies of the facts.
BODIES = {
    "sasac": "国务院国资委", "sasac-110000": "北京市国资委", "sasac-120000": "天津市国资委",
    "sasac-130000": "河北省国资委", "sasac-140000": "山西省国资委", "sasac-150000": "内蒙古国资委",
    "sasac-210000": "辽宁省国资委", "sasac-220000": "吉林省国资委", "sasac-230000": "黑龙江省国资委",
    "sasac-310000": "上海市国资委", "sasac-320000": "江苏省国资委", "sasac-330000": "浙江省国资委",
    "sasac-340000": "安徽省国资委", "sasac-350000": "福建省国资委", "sasac-360000": "江西省国资委",
    "sasac-370000": "山东省国资委", "sasac-410000": "河南省国资委", "sasac-420000": "湖北省国资委",
    "sasac-430000": "湖南省国资委", "sasac-440000": "广东省国资委", "sasac-450000": "广西国资委",
    "sasac-460000": "海南省国资委", "sasac-500000": "重庆市国资委", "sasac-510000": "四川省国资委",
    "sasac-520000": "贵州省国资委", "sasac-530000": "云南省国资委", "sasac-540000": "西藏自治区国资委",
    "sasac-610000": "陕西省国资委", "sasac-620000": "甘肃省国资委", "sasac-630000": "青海省国资委",
    "sasac-640000": "宁夏国资委", "sasac-650000": "新疆国资委", "xpcc-sasac": "兵团国资委",
    "sasac-210200": "大连市国资委", "sasac-370200": "青岛市国资委", "sasac-330200": "宁波市国资委",
    "sasac-350200": "厦门市国资委", "sasac-440300": "深圳市国资委", "sasac-370100": "济南市国资委",
}  # fmt: skip
FULL_NAME_NOT_SEEN = (
    "150000", "220000", "620000", "630000", "640000", "210200", "330200", "350200", "370100",
)  # fmt: skip
NO_REGULATOR = {"810000", "820000"}


def test_the_divisions_are_those_of_the_package() -> None:
    assert TABLE.read_text("utf-8") == render_divisions()


def test_as_many_divisions_as_the_ministry_counts() -> None:
    counts = Counter(division.level for division in divisions().values())
    assert counts == {PROVINCE: 33, PREFECTURE: 333, COUNTY: 2845}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("110108", ("海淀区", "北京市")),
        ("130133", ("赵县", "石家庄市", "河北省")),
        ("222400", ("延边朝鲜族自治州", "吉林省")),
        ("310115", ("浦东新区", "上海市")),
        ("320583", ("昆山市", "苏州市", "江苏省")),
        ("370114", ("章丘区", "济南市", "山东省")),
        ("429005", ("潜江市", "湖北省")),
        ("460300", ("三沙市", "海南省")),
        ("540600", ("那曲市", "西藏自治区")),
        ("659001", ("石河子市", "新疆维吾尔自治区")),
        ("441900", ("东莞市", "广东省")),
        ("330113", ("临平区", "杭州市", "浙江省")),
        ("000000", ()),
    ],
)
def test_divisions_looked_up_by_hand(code: str, names: tuple[str, ...]) -> None:
    assert tuple(division.name for division in lineage(code)) == names


def test_every_division_hangs_on_one_above_it() -> None:
    for division in divisions().values():
        above = divisions().get(division.parent_code or "")
        assert (above is None) == (division.level == PROVINCE)
        assert above is None or above.level < division.level
        assert division.code.isdecimal()
        assert len(division.code) == 6


def test_no_place_keeps_the_name_of_a_people_before_its_rank() -> None:
    kept = {
        press_name(one)
        for one in divisions().values()
        if press_name(one).endswith(("自治州", "自治县", "自治旗"))
    }
    assert kept == {"鄂伦春自治旗", "鄂温克族自治旗", "东乡族自治县"}


def test_the_39_bodies_of_the_facts() -> None:
    assert {key: organisations()[key].short_name for key in BODIES} == BODIES
    for code in FULL_NAME_NOT_SEEN:
        one = organisations()[f"sasac-{code}"]
        assert one.name == one.short_name


def test_every_division_of_the_mainland_has_a_regulator_under_the_one_above() -> None:
    for division in divisions().values():
        if division.code in NO_REGULATOR:
            assert f"sasac-{division.code}" not in organisations()
        else:
            one = organisations()[f"sasac-{division.code}"]
            assert one.parent in organisations()


def test_ids_are_unique_and_parents_exist() -> None:
    tables = ("regulators", "central", "media", "enterprises")
    ids = Counter(
        entry["id"]
        for table in tables
        for entry in tomllib.loads(
            files("sasac_crawler.vocab").joinpath(f"organisations_{table}.toml").read_text("utf-8")
        )["organisation"]
    )
    assert [key for key, count in ids.items() if count > 1] == []
    assert all(one.parent is None or one.parent in organisations() for one in organisations().values())
    assert all(key == one.id for key, one in organisations().items())


def test_a_name_means_one_body_but_for_counties_of_one_name() -> None:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for one in organisations().values():
        for name in (one.name, one.short_name, *one.aliases, *one.whole_only):
            owners[name_key(name)].add(one.id)
    shared = [ids for ids in owners.values() if len(ids) > 1]
    assert shared
    for ids in shared:
        codes = [organisations()[one].division_code or "" for one in ids]
        assert {divisions()[code].level for code in codes} == {COUNTY}


def test_only_simplified_names_are_stored() -> None:
    names = {n for one in organisations().values() for n in (one.name, one.short_name, *one.aliases)}
    assert not {name for name in names if set("國資產監員會東廣遼陝雲貴") & set(name)}


def test_a_hundred_enterprises_stand_under_the_state_council_s_body() -> None:
    below = [one for one in organisations().values() if one.kind == "soe" and one.parent == "sasac"]
    assert len(below) == 100


def test_departments_and_decoys_are_nobody_s_name() -> None:
    assert [name for name in departments() if organisations_named(name)] == []
    assert [name for name in decoys() if organisations_named(name)] == []
