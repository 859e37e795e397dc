"""Numbers of documents, matched and brought into the form GB/T 9704-2012 prescribes."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Self

from sasac_crawler.normalize.chinese_numbers import parse_number
from sasac_crawler.normalize.document_number_patterns import (
    BOUNDARY,
    BRACKETED,
    CODE_BACKWARDS,
    ISSUER_END,
    ISSUER_NAME,
    ISSUERS_BACKWARDS,
    LEADING_WORD,
    NOT_A_DOCUMENT,
    OFFICIAL,
    ORDER,
    ORDER_LAST,
)
from sasac_crawler.normalize.script import to_hans

_FIRST_YEAR: Final = 1949
_LAST_YEAR: Final = 2100
_CENTURY: Final = range(50, 100)
_REACH: Final = 60
_LONGEST_CODE: Final = 16
_LONGEST_CODE_IN_TEXT: Final = 10
"""In a sentence a longer run of Han characters holds words that lead to the code: better none."""
_KINDS: Final = ("公告", "通告", "令")
_HALF_WIDTH: Final = str.maketrans("０１２３４５６７８９", "0123456789")
# example: "国资委", "、" · counter-example: "，"
_NAME_OR_MARK: Final = re.compile(r"[\u3400-\u9fff]{1,60}|[、 \u3000]{1,60}")
_REPUBLIC: Final = "中华人民共和国"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentNumber:
    """A 发文字号, taken apart."""

    canonical: str
    """Simplified, in 〔〕 brackets, ASCII digits, no leading zero, no blank: ``鲁国资〔2021〕5号``."""

    issuer_prefix: str
    """What stands before the year: ``鲁国资``, ``国务院令``; empty where only the year is given."""

    year: int | None
    """The year; orders of the State Council have none."""

    serial: int
    """The serial number within issuer and year."""

    rule: str
    """``bracketed``, ``order``, ``order_last`` or ``bare``."""

    also: tuple[str, ...] = ()
    """Canonical forms of the other numbers of a joint document."""

    @classmethod
    def of(cls, code: str, year: str | None, serial: str, *, kind: str, rule: str) -> Self | None:
        """Build a number from its printed parts, or return ``None`` if year or serial is impossible."""
        number = parse_number(serial.translate(_HALF_WIDTH))
        full_year = _year(year) if year else None
        if number is None or number == 0 or (year and full_year is None):
            return None
        joint = "、" if kind else ""
        prefix = _simplified(joint.join(code.replace("、", " ").split())) + kind
        if kind:
            prefix = prefix.removeprefix(_REPUBLIC)
        if rule == "bracketed":
            canonical = f"{prefix}〔{full_year}〕{number}号"
        else:
            canonical = f"{prefix}{f'{full_year}年' if full_year else ''}第{number}号"
        return cls(canonical=canonical, issuer_prefix=prefix, year=full_year, serial=number, rule=rule)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundNumber:
    """A document number and where it stands."""

    number: DocumentNumber
    """The number."""

    start: int
    """Offset of its first character."""

    end: int
    """Offset behind its last character."""


def match_numbers(text: str, *, alone: bool = False) -> tuple[FoundNumber, ...]:
    """Find document numbers in order of their place; where two overlap the earlier counts.

    Args:
        text: any text.
        alone: the text is a number and nothing else, so 号 may be missing and no word leads to it.
    """
    found: list[FoundNumber] = []
    # Looking for one character costs a hundredth of looking for a form.
    matches = [*BRACKETED.finditer(text)] if alone or "号" in text or "號" in text else []
    if "令" in text or "公告" in text or "通告" in text:
        matches += [*ORDER.finditer(text), *ORDER_LAST.finditer(text)]
        matches.sort(key=re.Match.start)
    for match in matches:
        start = found[-1].end if found else 0
        if match.start() >= start and (one := _found(match, text, start, alone=alone)):
            found.append(one)
    return tuple(found)


def _found(match: re.Match[str], text: str, floor: int, *, alone: bool) -> FoundNumber | None:
    kind = match.groupdict().get("kind") or ""
    rule = "bracketed" if match.re is BRACKETED else "order" if match.re is ORDER else "order_last"
    if rule == "bracketed" and not (match["hao"] or (alone and match.end() == len(text))):
        return None
    if rule == "bracketed" and NOT_A_DOCUMENT.match(text, match.end()):
        return None
    before = text[max(floor, match.start() - _REACH) : match.start()]
    code = _issuer(before, alone=alone) if kind else _code(before, alone=alone)
    if not code and not (kind and (alone or match["year"])):
        return None
    number = DocumentNumber.of(code, match["year"], match["serial"], kind=kind, rule=rule)
    if number is None:
        return None
    return FoundNumber(number=number, start=match.start() - len(code), end=match.end())


def _code(before: str, *, alone: bool) -> str:
    """Return the issuer's code at the end of the text before the year."""
    match = CODE_BACKWARDS.match(before[::-1])
    if match is None:
        return ""
    code = match[0][::-1]
    if alone:
        return code if len(code.strip()) <= _LONGEST_CODE and not BOUNDARY.search(_simplified(code)) else ""
    code = _without_way_to_it(code)
    name = ISSUER_NAME.match(code)
    code = code[name.end() :] if name else code
    longest = _LONGEST_CODE if code.rstrip().endswith(_KINDS) else _LONGEST_CODE_IN_TEXT
    return code if len(code.strip()) <= longest and OFFICIAL.search(code) else ""


def _issuer(before: str, *, alone: bool) -> str:
    """Return the names of the issuers at the end of the text before 令 or 公告."""
    match = ISSUERS_BACKWARDS.match(before[::-1])
    if match is None:
        return ""
    issuers = ""
    for part in reversed(_NAME_OR_MARK.findall(match[0][::-1])):
        if not _is_mark(part) and not ISSUER_END.search(part):
            break
        name = part if alone or _is_mark(part) else _without_way_to_it(part)
        issuers = name + issuers
        if name != part:
            break
    return issuers.lstrip("、 \u3000")


def _is_mark(part: str) -> bool:
    return part[0] in "、 \u3000"


def _without_way_to_it(code: str) -> str:
    """Cut off the words of the sentence that lead to a code or name."""
    plain = _simplified(code)
    ends = [match.end() for match in BOUNDARY.finditer(plain)]
    cut = ends[-1] if ends else 0
    lead = LEADING_WORD.match(plain, cut)
    return code[lead.end() if lead else cut :].lstrip()


@lru_cache(maxsize=4096)  # a text cites the same few issuers again and again
def _simplified(code: str) -> str:
    """Return the code in simplified characters, position by position."""
    plain = to_hans(code)
    return plain if len(plain) == len(code) else code


def _year(text: str) -> int | None:
    year = parse_number(text.translate(_HALF_WIDTH))
    if year is None:
        return None
    if year in _CENTURY:
        year += 1900
    return year if _FIRST_YEAR <= year <= _LAST_YEAR else None
