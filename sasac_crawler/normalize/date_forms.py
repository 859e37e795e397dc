"""Which form a date has, and what stands behind it: weekday, time of day, zone, other labels."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from sasac_crawler.items.article import DatePrecision
from sasac_crawler.normalize import date_patterns as forms
from sasac_crawler.normalize.chinese_numbers import parse_number
from sasac_crawler.normalize.date_times import ClockTime, read_clock_time, read_zone
from sasac_crawler.normalize.date_values import BEIJING


@dataclass(frozen=True, slots=True)
class _Form:
    rule: str
    pattern: re.Pattern[str]
    precision: DatePrecision = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDate:
    """The parts of a printed date, not yet checked against the calendar."""

    rule: str
    precision: DatePrecision
    year: int
    month: int = 1
    day: int = 1
    weekday: str | None = None
    clock: ClockTime | None = None
    zone: dt.tzinfo = BEIJING


_FORMS: Final = (
    _Form("separated", forms.SEPARATED),
    _Form("chinese", forms.CHINESE),
    _Form("compact", forms.COMPACT),
    _Form("stacked", forms.DAY_OVER_MONTH),
    _Form("stacked", forms.MONTH_OVER_DAY),
    _Form("stacked", forms.DAY_OVER_YEAR),
    _Form("stacked", forms.YEAR_OVER_DAY),
    _Form("blanks", forms.BLANKS),
    _Form("separated", forms.SEPARATED_MONTH, "month"),
    _Form("chinese", forms.CHINESE_MONTH, "month"),
    _Form("chinese", forms.CHINESE_YEAR, "year"),
    _Form("english", forms.ENGLISH_MONTH_FIRST),
    _Form("english", forms.ENGLISH_DAY_FIRST),
)
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_SHORT_NAMES: Final = {name[:3]: number for number, name in enumerate(_MONTHS, start=1)}


def match_forms(text: str) -> Iterator[PrintedDate]:
    """Yield every way to read the whole of a folded text as a year, month or day.

    Example:
        >>> next(match_forms("2021-02-24 10:30")).clock.time
        datetime.time(10, 30)
        >>> list(match_forms("2021-02-24 至 26"))
        []
    """
    if "CST" in text:
        text = forms.JAVA.sub(r"\2 \1 \4 \3", text)
    text = forms.TIME_FIRST.sub(r"\2 \1", text)
    for form in _FORMS:
        match = form.pattern.match(text)
        printed = _parts(form, match) if match else None
        if match and printed and (whole := _with_rest(printed, text, match.end())):
            yield whole


def _parts(form: _Form, match: re.Match[str]) -> PrintedDate | None:
    groups = match.groupdict()
    year = parse_number(groups["y"])
    month = _month(groups["name"]) if groups.get("name") else _number(groups.get("m"))
    day = _number(groups.get("d"))
    if year is None or month is None or day is None:
        return None
    return PrintedDate(rule=form.rule, precision=form.precision, year=year, month=month, day=day)


def _number(text: str | None) -> int | None:
    """Return the number of a month or day; a part that the form does not have counts as 1."""
    if text is None or text == "元":
        return 1
    return parse_number(text.rstrip("日号 "))


def _month(name: str) -> int | None:
    lowered = name.lower()
    number = _SHORT_NAMES.get(lowered[:3])
    if number is None or (lowered != "sept" and not _MONTHS[number - 1].startswith(lowered)):
        return None
    return number


def _with_rest(printed: PrintedDate, text: str, end: int) -> PrintedDate | None:
    """Add what stands behind the date, or return ``None`` if that is not something known."""
    if printed.precision != "day":
        return printed if forms.TAIL.fullmatch(text[end:]) else None
    if end == len(text):
        return printed
    weekday, after = _skip_notes(text, end)
    clock = _clock(text, end, after, compact=printed.rule == "compact")
    zone: dt.tzinfo = BEIJING
    if clock is not None:
        zone, after = read_zone(text, start=clock.end)
        late_weekday, after = _skip_notes(text, after)
        weekday = weekday or late_weekday
    if not forms.TAIL.fullmatch(text[after:]):
        return None
    return replace(printed, weekday=weekday, clock=clock, zone=zone)


def _skip_notes(text: str, position: int) -> tuple[str | None, int]:
    """Step over a weekday and a lunar date in brackets."""
    weekday = None
    for pattern in (forms.WEEKDAY, forms.LUNAR_NOTE, forms.WEEKDAY):
        match = pattern.match(text, position)
        if match:
            weekday = match.groupdict().get("weekday") or weekday
            position = match.end()
    return weekday, position


def _clock(text: str, end: int, after: int, *, compact: bool) -> ClockTime | None:
    """Read the time of day behind a date that ends at ``end``, its notes at ``after``."""
    if text[end : end + 1].isdigit() and text[end - 1].isdigit():
        # 2021-02-2410:30, two elements joined without a blank: only two-digit parts tell them apart.
        glued = (
            text[end - 2 : end].isdigit() and text[end : end + 2].isdigit() and text[end + 2 : end + 3] == ":"
        )
        return read_clock_time(text, start=end, compact=compact) if glued or compact else None
    start = after + 1 if text[after : after + 1] in {" ", "T", ","} else after
    return read_clock_time(text, start=start, compact=compact and text[start : start + 3].isdigit())
