"""What two clauses that read alike say differently: figures, dates, names of people, places, companies.

Two monthly reports on one template are the same but for these, and are not the same at all.
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import Levenshtein

# A number with its fraction. example: "12.6", "2023" · counter-example: "一"
FIGURE: Final = re.compile(r"\d{1,20}(?:\.\d{1,10})?")
# A number in Chinese numerals that counts or dates. example: "三季度", "十二月" · counter-example: "一定", "统一"
NUMERAL: Final = re.compile(r"[〇零一二三四五六七八九十百千万两]{1,12}(?=[年月日号季届批个名家户项次期轮度])")
# The end of a name of a place or a company. example: "集团" · counter-example: "工作"
NAME_END: Final = re.compile(r"集团|公司|有限|股份|银行|证券|研究院|学院|大学|医院|[省市县区州厂矿港局委]")
_SURNAMES: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖"
    "范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武莫孔向汤肖闫洪施牛倪葛翟邢殷俞关岳齐"
)
_NAME_LENGTHS: Final = range(2, 5)
_BEHIND: Final = 6
_SHORTEST_SWAP: Final = 3
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Facts:
    """What two clauses that read alike have in common and what not."""

    agreed: int
    """Figures both have."""

    contradicted: int
    """Figures and names of the one that stand for others of the other."""

    swaps: tuple[tuple[str, str], ...] = ()
    """Longer words that stand for one another. Once it is an edit, again and again the slot of a template."""


def figures(clause: str) -> Counter[str]:
    """Return the figures of a clause, Chinese numerals that count included.

    Example:
        >>> sorted(figures("2023年三季度增长12.6"))
        ['12.6', '2023', '三']
    """
    return Counter((*FIGURE.findall(clause), *NUMERAL.findall(clause)))


def masked(clause: str) -> str:
    """Return a clause with every figure as one ``0``: what a template has in common.

    Example:
        >>> masked("2023年三季度增长12.6")
        '0年0季度增长0'
    """
    return NUMERAL.sub("0", FIGURE.sub("0", clause))


def compare_clauses(one: str, other: str) -> Facts:
    """Compare the facts of two clauses that read alike.

    Example:
        >>> compare_clauses("1-5月实现利润12.6亿元", "1-6月实现利润15.9亿元")
        Facts(agreed=1, contradicted=2, swaps=())
        >>> compare_clauses("任命张伟为董事", "任命李志强为董事").contradicted
        1
        >>> compare_clauses("关于职业技能竞赛的请示", "关于债务风险台账的请示").swaps
        (('职业技能竞赛', '债务风险台账'),)
    """
    first, second = figures(one), figures(other)
    agreed = (first & second).total()
    contradicted = min((first - second).total(), (second - first).total())
    one, other = masked(one), masked(other)
    swaps = []
    for left, right in _differences(one, other):
        was, became = one[slice(*left)], other[slice(*right)]
        if all(_is_person(*span) for span in ((one, *left), (other, *right))) or all(
            _is_place_or_company(*span) for span in ((one, *left), (other, *right))
        ):
            contradicted += 1
        elif min(len(was), len(became)) >= _SHORTEST_SWAP:
            swaps.append((was, became))
    return Facts(agreed, contradicted, tuple(swaps))


def _differences(one: str, other: str) -> list[tuple[Span, Span]]:
    """Return the places that differ, those joined between which a single character happens to agree."""
    found: list[tuple[Span, Span]] = []
    for step in Levenshtein.opcodes(one, other):
        if step.tag == "equal":
            continue
        if found and step.src_start - found[-1][0][1] <= 1:
            (start, _), (other_start, _) = found.pop()
            found.append(((start, step.src_end), (other_start, step.dest_end)))
        else:
            found.append(((step.src_start, step.src_end), (step.dest_start, step.dest_end)))
    return found


def _is_person(text: str, start: int, end: int) -> bool:
    """Return whether a span is a name, or an end of one: 伟 for 伟强 behind 王."""
    if text[start : start + 1] in _SURNAMES and end - start in _NAME_LENGTHS:
        return True
    before = text[max(start - 2, 0) : start]
    return not _SURNAMES.isdisjoint(before) and len(before) + end - start in _NAME_LENGTHS


def _is_place_or_company(text: str, start: int, end: int) -> bool:
    return start < end and NAME_END.search(text[start : end + _BEHIND]) is not None
