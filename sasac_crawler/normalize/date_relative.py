"""Dates that only make sense beside another one: 昨天, 3小时前, and 02-24 without its year."""

import datetime as dt
from typing import Final

from sasac_crawler.normalize.chinese_numbers import parse_number
from sasac_crawler.normalize.date_patterns import ELAPSED, MONTH_DAY, RELATIVE_DAY
from sasac_crawler.normalize.date_times import read_clock_time
from sasac_crawler.normalize.date_values import BEIJING, DateContext, DateReading, DateValue, accept_date

_DAYS_BACK: Final = {"今": 0, "刚": 0, "昨": 1, "前": 2, "大": 3}
_UNITS: Final = {"秒": dt.timedelta(seconds=1), "分": dt.timedelta(minutes=1), "小": dt.timedelta(hours=1)}
_NUMERALS: Final = {"半": 0, "两": 2}
_NEAR: Final = dt.timedelta(days=120)
"""How far neighbours on a list may lie apart. Under half a year, so that two years never both fit."""
_MOST: Final = 1000
_LEAP_YEAR: Final = 2000


def read_relative(text: str, context: DateContext) -> DateReading | None:
    """Read 昨天 10:30 or 3小时前 against the time of the fetch.

    Returns:
        A reading, or ``None`` if the text is not of this kind.
    """
    day, elapsed = RELATIVE_DAY.match(text), ELAPSED.fullmatch(text)
    if day is None and elapsed is None:
        return None
    if context.seen_at is None:
        return context.refuse("relative_date", "The date is relative and the time of the fetch is unknown.")
    if elapsed is not None:
        return _elapsed(elapsed["n"], elapsed["unit"], context, seen_at=context.seen_at)
    assert day is not None  # noqa: S101 - mypy cannot see that one of the two matched
    return _named_day(day["word"], text, day.end(), context)


def read_month_day(text: str, context: DateContext) -> DateReading | None:
    """Read a month and day without a year by the dates around it on a list page.

    Returns:
        A reading that is marked ``year_inferred``, a refusal where the neighbours do not settle
        the year, or ``None`` if the text is not of this kind.
    """
    match = MONTH_DAY.fullmatch(text)
    if match is None:
        return None
    month = _month(match["m"] or match["m2"] or match["m3"])
    day = parse_number(match["d"] or match["d2"] or match["d3"])
    if month is None or day is None or not _exists(_LEAP_YEAR, month, day):
        return context.refuse("impossible_date", "There is no such day.")
    if not context.neighbours:
        return context.refuse("year_missing", "The date has no year and nothing around it tells the year.")
    years = {_nearest_year(month, day, one) for one in context.neighbours}
    year = years.pop() if len(years) == 1 else None
    if year is None or not _exists(year, month, day):
        return context.refuse(
            "ambiguous_date", "The date has no year and the dates around it do not settle it."
        )
    doubt = context.doubt("year_inferred", f"The year {year} is inferred from the dates around it.")
    value = DateValue(dt.datetime(year, month, day, tzinfo=BEIJING), "day", "year_inferred")
    return accept_date(value, context, issues=(doubt,))


def _named_day(word: str, text: str, end: int, context: DateContext) -> DateReading | None:
    assert context.seen_at is not None  # noqa: S101 - asked by the caller
    day = context.seen_at.date() - dt.timedelta(days=_DAYS_BACK[word[0]])
    if end == len(text):
        return accept_date(_on(day), context)
    start = end + 1 if text[end] == " " else end
    clock = read_clock_time(text, start=start)
    if clock is None or clock.end != len(text):
        return None
    if clock.problem:
        return accept_date(
            _on(day), context, issues=(context.doubt(clock.problem, "The time can not be read."),)
        )
    value = DateValue(dt.datetime.combine(day, clock.time, BEIJING), clock.precision, "relative")
    return accept_date(value, context)


def _elapsed(number: str, unit: str, context: DateContext, *, seen_at: dt.datetime) -> DateReading:
    count = _NUMERALS.get(number, parse_number(number))
    if count is None or unit[0] in "周星月年" or count > _MOST:
        return context.refuse("relative_date", "The date is relative and too coarse to name a day.")
    if unit in ("天", "日"):
        doubt = context.doubt("relative_date", "Counted in days back from the fetch; it may be a day off.")
        return accept_date(_on(seen_at.date() - dt.timedelta(days=count)), context, issues=(doubt,))
    step = _UNITS["小" if unit in ("小时", "钟头") else unit[0]]
    latest, earliest = seen_at - count * step, seen_at - (count + 1) * step
    doubt = context.doubt(
        "relative_date", "Counted back from the fetch across midnight; it may be a day off."
    )
    issues = (doubt,) if latest.date() != earliest.date() else ()
    return accept_date(_on(latest.date()), context, issues=issues)


def _on(day: dt.date) -> DateValue:
    return DateValue(dt.datetime.combine(day, dt.time(), BEIJING), "day", "relative")


def _month(text: str) -> int | None:
    return 1 if text == "元" else parse_number(text)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True


def _nearest_year(month: int, day: int, neighbour: dt.date) -> int | None:
    years = (neighbour.year - 1, neighbour.year, neighbour.year + 1)
    near = [y for y in years if _exists(y, month, day) and abs(dt.date(y, month, day) - neighbour) <= _NEAR]
    return near[0] if len(near) == 1 else None
