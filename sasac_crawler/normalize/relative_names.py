"""Names that mean a body only on the site they stand on: 省国资委, 本网, 产权处."""

import re
from typing import Final

from sasac_crawler.normalize.known_names import ids_for_key
from sasac_crawler.vocab.divisions import COUNTY, PROVINCE, Division, lineage
from sasac_crawler.vocab.organisations import Organisation, departments

_OWN: Final = frozenset(
    (
        "本网", "本站", "本网站", "本委", "我委", "委", "本网讯", "本站讯", "本站原创", "本网原创", "原创",
        "本网编辑", "本站编辑", "本网综合", "本站综合", "本网站原创", "本委网站", "我委网站", "委网站", "网站",
        "本单位", "本部门", "本级", "国资委机关", "国资委办公室", "国资委办公厅", "国资网", "国资委本级",
    )
)  # fmt: skip
"""Names for the site itself or the body it belongs to."""

# A regulator named by its rank alone.
# example: "省政府国资委" · counter-example: "山东省国资委"
_BY_RANK: Final = re.compile(
    r"(?:本|我)?(?P<rank>自治区|省|市|区|州|盟|地区|县|旗|行署)(?:人民政府|政府|行署)?"
    r"(?:国资委|国有资产监督管理委员会)(?P<rest>.{0,16})"
)
# A regulator and something of it. example: "山东省国资委产权处" · counter-example: "国资委"
_WITH_DEPARTMENT: Final = re.compile(
    r"(?P<body>[\u3400-\u9fff]{0,30}?(?:国资委|国有资产监督管理委员会))(?P<department>.{2,16})"
)
# What a department is called. example: "产权与收益管理处" · counter-example: "国资委下属公司"
_DEPARTMENT: Final = re.compile(
    r"[\u3400-\u9fff]{0,14}(?:处|局|厅|室|科|部|中心|党委|党组|纪委|工会|团委|办|组|机关)"
)
# 委 before the name of a department. example: "委办公室" · counter-example: "委员会"
_COMMISSION: Final = re.compile(r"(?:本|我)?委(?P<department>.{2,16})")


def is_relative(key: str) -> bool:
    """Tell whether a name means a body only by the site it stands on.

    Example:
        >>> is_relative("省国资委"), is_relative("委办公室"), is_relative("山东省国资委")
        (True, True, False)
    """
    return key in _OWN or _is_department(key) or _ranked(key) is not None


def resolve_relative(key: str, site: Organisation) -> str | None:
    """Return the id of the body a relative name means on a site; ``None`` if that cannot be told.

    Args:
        key: the name, made comparable by ``name_key``.
        site: the body whose site the name stands on.

    Example:
        >>> from sasac_crawler.vocab.organisations import organisations
        >>> jinan = organisations()["sasac-370100"]
        >>> resolve_relative("省国资委", jinan), resolve_relative("产权处", jinan)
        ('sasac-370000', 'sasac-370100')
        >>> resolve_relative("县国资委", jinan) is None
        True
    """
    if key in _OWN or _is_department(key):
        return site.id
    rank = _ranked(key)
    return _ancestor_of_rank(rank, site) if rank else None


def without_department(key: str) -> str | None:
    """Return the regulator's name before the name of a department; ``None`` if there is none.

    Example:
        >>> without_department("山东省国资委产权处"), without_department("山东省国资委")
        ('山东省国资委', None)
    """
    match = _WITH_DEPARTMENT.fullmatch(key)
    if match is None or not _DEPARTMENT.fullmatch(match["department"]):
        return None
    return None if ids_for_key(match["department"]) else match["body"]  # 财政部 is nobody's department


def _is_department(key: str) -> bool:
    match = _COMMISSION.fullmatch(key)
    return key in departments() or (match is not None and match["department"] in departments())


def _ranked(key: str) -> str | None:
    match = _BY_RANK.fullmatch(key)
    if match is None or (match["rest"] and not _DEPARTMENT.fullmatch(match["rest"])):
        return None
    return match["rank"]


def _ancestor_of_rank(rank: str, site: Organisation) -> str | None:
    places = lineage(site.division_code or "")
    if rank == "区" and places and places[0].name.endswith("自治区"):
        return site.id  # an autonomous region calls itself 区 on its own site
    for division in places:
        if _has_rank(division, rank):
            return f"sasac-{division.code}"
    return None


def _has_rank(division: Division, rank: str) -> bool:
    match rank:
        case "自治区":
            return division.level == PROVINCE and division.name.endswith(rank)
        case "区":
            return division.level == COUNTY and division.name.endswith("区")
        case "行署":
            return division.name.endswith(("地区", "盟"))
        case _:
            return division.name.endswith(rank) and not division.name.endswith("自治区")
