"""Whether two texts are nearly the same: cut, joined with others, edited — and not two of one template."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process

from sasac_crawler.normalize.near_facts import compare_clauses, figures, masked
from sasac_crawler.normalize.near_text import clauses

_ALIKE: Final = 50
"""Percent of likeness above which one clause is the other's edited form."""
_ACCOUNTED: Final = 0.7
"""Share of the shorter text that must stand in the longer, word for word or edited."""
_COMMON: Final = 0.3
"""Share of the shorter text's pieces of four characters that must stand in the longer."""
_GRAM: Final = 4
_UTF_16: Final = 2
"""Bytes of a character."""
_KEPT_LENGTH: Final = 5000
"""Characters of a text up to which what it was cut into is kept for a while."""
_CONTRADICTED: Final = 0.3
"""Share of facts that contradict each other from which on two texts are of one template."""
_MOST_PAIRED: Final = 120
"""Clauses of one text that are compared with those of the other one by one."""
_SHORTEST: Final = 40
"""Characters of the shorter text's clauses below which nothing is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How two texts are alike."""

    similarity: float
    """Share of the shorter text that stands in the longer one, word for word or edited: 0 to 1."""

    verbatim: float
    """Share of the shorter text that stands in the longer one word for word: 0 to 1."""

    contradicted: float
    """Share of the facts of what they have in common that contradict each other: 0 to 1."""

    is_near: bool
    """Whether one is the other, cut, joined with others or edited."""


@dataclass(slots=True)
class _Rest:
    """What came of the clauses that do not stand in both texts."""

    edited: int = 0
    """Characters of those that stand edited in the longer text."""
    agreed: int = 0
    contradicted: int = 0
    pairs: int = 0


def compare_texts(one: str, other: str) -> Likeness:
    """Compare two texts clause by clause; which comes first does not matter.

    Clauses that stand in both are set aside. Each clause of the shorter text that is left is given the
    clause of the longer one that reads most like it with its figures masked; where it reads alike, the
    facts of the two are compared. Where facts change from clause to clause the texts are two of one template.

    Args:
        one: a text in search form (simplified, folded).
        other: the other one.

    Example:
        >>> march = "1-3月，省属企业实现营业收入4520.6亿元，同比增长8.1%；实现利润总额231.4亿元，同比增长5.6%。全省国资系统运行平稳。"
        >>> april = march.replace("1-3", "1-4").replace("4520.6", "6031.9").replace("231.4", "302.8").replace("8.1", "7.7")
        >>> compare_texts(march, april).is_near
        False
        >>> compare_texts(march, "本报讯，" + march.replace("运行平稳", "运行总体平稳")).is_near
        True
    """
    first, second = _by_length(one, other)
    short, long, length = first.clauses, second.clauses, first.length
    if length < _SHORTEST:
        return Likeness(similarity=0.0, verbatim=0.0, contradicted=0.0, is_near=False)
    shared = Counter(short) & Counter(long)
    verbatim = sum(len(clause) * times for clause, times in shared.items())
    if (share := _share(first, second)) < _COMMON:
        return Likeness(
            similarity=round(share, 3), verbatim=round(verbatim / length, 3), contradicted=0.0, is_near=False
        )
    rest = _compare_rest(_without(short, shared), _without(long, shared))
    agreed = rest.agreed + sum(figures(clause).total() * times for clause, times in shared.items())
    contradicted = rest.contradicted / max(rest.contradicted + agreed, 1)
    accounted = (verbatim + rest.edited) / length
    is_template = contradicted >= _CONTRADICTED and rest.contradicted >= max(1, _CONTRADICTED * rest.pairs)
    return Likeness(
        similarity=round(accounted, 3),
        verbatim=round(verbatim / length, 3),
        contradicted=round(contradicted, 3),
        is_near=accounted >= _ACCOUNTED and not is_template,
    )


def are_far(one: str, other: str) -> bool:
    """Return whether two texts share so little that they are not near, whatever their clauses say.

    Much quicker than ``compare_texts``, which says so too: most texts that share a set phrase share nothing else.

    Example:
        >>> report = "省国资委召开全面深化改革领导小组会议，研究部署下一步重点工作，审议通过三项改革方案，会议由委主任主持。"
        >>> other = "省属企业离退休干部座谈会在省城举行，通报有关情况，认真听取大家的意见和建议，并致以节日问候，祝身体健康。"
        >>> are_far(report, report), are_far(report, other)
        (False, True)
    """
    first, second = _by_length(one, other)
    return first.length < _SHORTEST or _share(first, second) < _COMMON


def _by_length(one: str, other: str) -> tuple["_Cut", "_Cut"]:
    first, second = _cut(one), _cut(other)
    return (
        (second, first)
        if (second.length, second.clauses) < (first.length, first.clauses)
        else (first, second)
    )


def _share(short: "_Cut", long: "_Cut") -> float:
    """Return the share of the shorter text's pieces that stand in the longer."""
    return len(short.grams & long.grams) / max(len(short.grams), 1)


@dataclass(frozen=True, slots=True)
class _Cut:
    """One text, ready to be compared."""

    clauses: tuple[str, ...]
    length: int
    grams: frozenset[int]
    """Its pieces of four characters, each as the number its UTF-16 is: sixty-four bits."""


def _cut(text: str) -> _Cut:
    """Cut a text; of those not too long the last ones are kept, since one is compared with many."""
    return _kept(text) if len(text) <= _KEPT_LENGTH else _kept.__wrapped__(text)


@lru_cache(maxsize=128)
def _kept(text: str) -> _Cut:
    pieces = tuple(clauses(text))
    joined = "".join(pieces)
    return _Cut(pieces, len(joined), _grams(joined))


def _grams(text: str) -> frozenset[int]:
    """Return the pieces of four characters a text is made of; a character beyond the first plane counts as two."""
    data = text.encode("utf-16-le", "surrogatepass")
    found: set[int] = set()
    for start in range(0, _GRAM * _UTF_16, _UTF_16):
        whole = (len(data) - start) // (_GRAM * _UTF_16) * (_GRAM * _UTF_16)
        found.update(memoryview(data)[start : start + max(whole, 0)].cast("Q"))
    return frozenset(found)


def _without(pieces: Sequence[str], shared: Counter[str]) -> list[str]:
    left = shared.copy()
    rest = []
    for piece in pieces:
        if left[piece] > 0:
            left[piece] -= 1
        else:
            rest.append(piece)
    return rest[:_MOST_PAIRED]


def _compare_rest(short: Sequence[str], long: Sequence[str]) -> _Rest:
    """Give each clause of ``short`` the one of ``long`` that reads most like it, and compare the two."""
    waiting = dict(enumerate(map(masked, long)))
    rest = _Rest()
    swaps: Counter[tuple[str, str]] = Counter()
    for clause in short:
        found = process.extractOne(masked(clause), waiting, scorer=fuzz.ratio, score_cutoff=_ALIKE)
        if found is None:
            continue
        at = found[2]
        del waiting[at]
        facts = compare_clauses(clause, long[at])
        swaps.update(facts.swaps)
        rest.edited += len(clause)
        rest.agreed += facts.agreed
        rest.contradicted += facts.contradicted
        rest.pairs += 1
    rest.contradicted += sum(times for times in swaps.values() if times > 1)
    return rest
