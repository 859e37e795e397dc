"""Document numbers that must exist and were never seen: the gaps in a series."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

# A canonical number. example: "鲁国资〔2021〕8号" · counter-example: "国务院令第378号"
NUMBER: Final = re.compile(r"(?P<prefix>[^〔〕\d]{1,40})〔(?P<year>\d{4})〕(?P<serial>\d{1,5})号")
_MOST: Final = 2000
"""Serials above this are misread, not a busy year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialGap:
    """The missing numbers of one issuer's series in one year."""

    prefix: str
    """What stands before the year: 鲁国资, 鲁国资产权字."""

    year: int
    highest: int
    """The highest number seen."""

    seen: int
    """How many different numbers were seen."""

    missing: tuple[int, ...]
    """The numbers below the highest that were never seen."""


def serial_gaps(numbers: Iterable[str]) -> tuple[SerialGap, ...]:
    """Return the series of the numbers with what is missing in each, by prefix and year.

    Args:
        numbers: canonical document numbers; what has no year and serial is passed over.

    Example:
        >>> [gap] = serial_gaps(["鲁国资〔2021〕1号", "鲁国资〔2021〕4号", "鲁国资〔2021〕4号"])
        >>> gap.prefix, gap.year, gap.seen, gap.missing
        ('鲁国资', 2021, 2, (2, 3))
    """
    series: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    for number in numbers:
        match = NUMBER.fullmatch(number)
        if match and 0 < int(match["serial"]) <= _MOST:
            series[match["prefix"], int(match["year"])].add(int(match["serial"]))
    return tuple(
        SerialGap(
            prefix=prefix,
            year=year,
            highest=max(seen),
            seen=len(seen),
            missing=tuple(sorted(set(range(1, max(seen))) - seen)),
        )
        for (prefix, year), seen in sorted(series.items())
    )
