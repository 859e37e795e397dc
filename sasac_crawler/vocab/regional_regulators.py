"""The names a regional regulator goes by, made from the name of its division.

An entry says how the 国资委 of a place would be called, not that the place has one: many counties
leave the work to their finance bureau.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from sasac_crawler.vocab.divisions import COUNTY, PREFECTURE, PROVINCE, Division, divisions

_SPECIAL_REGIONS: Final = ("810000", "820000")
"""Hong Kong and Macao have no 国资委."""

_FORMS: Final = (
    "国资委",
    "国有资产监督管理委员会",
    "人民政府国有资产监督管理委员会",
    "政府国有资产监督管理委员会",
    "人民政府国资委",
    "政府国资委",
)
_PREFECTURE_OFFICE_FORMS: Final = (
    "国资委",
    "国有资产监督管理委员会",
    "行政公署国有资产监督管理委员会",
    "行署国有资产监督管理委员会",
    "行署国资委",
)
"""Of 地区 and 盟, which have an administrative office, not a people's government."""

_PEOPLES: Final = (
    "蒙古族|回族|藏族|维吾尔族?|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|黎族"
    "|傈僳族|佤族|畲族|高山族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族?|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族"
    "|毛南族|仡佬族|锡伯族?|阿昌族|普米族|塔吉克族?|怒族|乌孜别克族?|俄罗斯族|鄂温克族|德昂族|保安族|裕固族|京族"
    "|塔塔尔族|独龙族|鄂伦春族?|赫哲族|门巴族|珞巴族|基诺族|蒙古|各族"
)
# The peoples in the name of an autonomous unit, which the press leaves out.
# example: "延边朝鲜族自治州" -> 延边 + 州 · counter-example: "吉林市"
_AUTONOMOUS: Final = re.compile(rf"(?P<place>.{{2,6}}?)(?:{_PEOPLES}){{1,5}}自治(?P<rank>[州县旗])")

# The word for its rank at the end of a name. example: "济南市" · counter-example: "阿拉善"
_RANK: Final = re.compile(r"(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|省|市|地区|盟)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionalNames:
    """What the regulator of one division is called."""

    id: str
    """Organisation id, ``sasac-`` and the code."""

    short_name: str
    """The name we print; of districts and of counties whose name another has too, with the city before it."""

    division_code: str
    """GB/T 2260 code."""

    parent: str
    """Id of the regulator one level up."""

    aliases: tuple[str, ...]
    """The standing forms; none of them begins with the name of a higher division."""


@cache
def regional_regulators() -> tuple[RegionalNames, ...]:
    """Return the names for every province, prefecture and county, in the order of codes.

    Example:
        >>> [one.short_name for one in regional_regulators() if one.division_code == "370114"]
        ['济南市章丘区国资委']
    """
    taken = Counter(bare_name(division) for division in divisions().values())
    names = Counter(press_name(division) for division in divisions().values())
    return tuple(
        RegionalNames(
            id=f"sasac-{division.code}",
            short_name=f"{_printed(division, names)}国资委",
            division_code=division.code,
            parent=f"sasac-{division.parent_code}" if division.parent_code else "sasac",
            aliases=tuple(dict.fromkeys(_aliases(division, taken))),
        )
        for division in divisions().values()
        if division.code not in _SPECIAL_REGIONS
    )


def press_name(division: Division) -> str:
    """Return the name of a division as the press shortens it, rank kept.

    Example:
        >>> press_name(divisions()["222400"]), press_name(divisions()["370100"])
        ('延边州', '济南市')
    """
    match = _AUTONOMOUS.fullmatch(division.name)
    return f"{match['place']}{match['rank']}" if match else division.name


def bare_name(division: Division) -> str:
    """Return the name of a division without the word for its rank.

    Example:
        >>> bare_name(divisions()["370000"]), bare_name(divisions()["450000"])
        ('山东', '广西')
    """
    match = _AUTONOMOUS.fullmatch(division.name)
    if match:
        return match["place"]
    if division.level == COUNTY:
        return division.name[:-1] if len(division.name) > 2 else division.name  # noqa: PLR2004 - 城区, 赵县
    return _RANK.sub("", division.name)


def _printed(division: Division, names: Counter[str]) -> str:
    above = divisions().get(division.parent_code or "")
    if division.level == COUNTY and above and (division.name[-1] == "区" or names[press_name(division)] > 1):
        return f"{press_name(above)}{press_name(division)}"
    return press_name(division)


def _aliases(division: Division, taken: Counter[str]) -> Iterator[str]:
    office = division.level == PREFECTURE and division.name.endswith(("地区", "盟"))
    for place in dict.fromkeys((division.name, press_name(division))):
        for form in _PREFECTURE_OFFICE_FORMS if office else _FORMS:
            yield place + form
    bare = bare_name(division)
    if division.level == PROVINCE or (division.level == PREFECTURE and taken[bare] == 1):
        yield f"{bare}国资委"
