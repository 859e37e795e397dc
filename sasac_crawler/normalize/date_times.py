"""The time of day behind a date, with 上午 and 下午, and its zone."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from sasac_crawler.items.article import DatePrecision
from sasac_crawler.normalize.chinese_numbers import parse_number
from sasac_crawler.normalize.date_patterns import COMPACT_TIME, TIME, ZONE
from sasac_crawler.normalize.date_values import BEIJING

NOON: Final = 12
_EARLY: Final = frozenset(("凌晨", "清晨", "早上", "早晨", "上午", "am"))
_LATE: Final = frozenset(("下午", "傍晚", "晚上", "晚间", "夜间", "pm"))
_LAST_OF_NIGHT: Final = 6
_FIRST_OF_NOON: Final = 10
_AMBIGUOUS: Final = "ambiguous_time"
_IMPOSSIBLE: Final = "impossible_time"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTime:
    """A time of day as read; ``problem`` names why only the day can be kept."""

    time: dt.time = dt.time()
    precision: DatePrecision = "day"
    problem: str | None = None
    end: int = 0


def read_clock_time(text: str, *, start: int, compact: bool = False) -> ClockTime | None:
    """Read a time of day at ``start`` of folded text.

    An hour alone is not kept: there is no precision for it, and a minute would claim too much.
    Midnight sharp is what databases print for a date without a time, so it stays a day.

    Returns:
        The time, with the position after it, or ``None`` if there is none.

    Example:
        >>> read_clock_time("2021年2月24日 下午3时30分", start=11).time
        datetime.time(15, 30)
        >>> read_clock_time("2021-02-24 25:10", start=11).problem
        'impossible_time'
    """
    match = (COMPACT_TIME if compact else TIME).match(text, start)
    if match is None:
        return None
    groups = match.groupdict()
    hour = parse_number(groups["h"])
    minute = 30 if groups.get("half") else _number(groups.get("minute") or groups.get("minute_han"))
    second = _number(groups.get("second") or groups.get("second_han"))
    if hour is None:
        return None
    half_day = groups.get("half_day") or groups.get("half_day_after")
    hour, problem = _to_24_hours(hour, half_day) if half_day else (hour, None)
    return _clock_time(hour, minute, second, problem=problem, end=match.end())


def read_zone(text: str, *, start: int) -> tuple[dt.tzinfo, int]:
    """Read a time zone; without one, a Chinese page means Beijing time.

    Returns:
        The zone and the position after it.
    """
    match = ZONE.match(text, start)
    if match is None:
        return BEIJING, start
    if match["utc"]:
        return dt.UTC, match.end()
    if not match["sign"]:
        return BEIJING, match.end()
    offset = dt.timedelta(hours=int(match["zh"]), minutes=int(match["zm"] or 0))
    if offset >= dt.timedelta(hours=15):
        return BEIJING, start
    return dt.timezone(-offset if match["sign"] == "-" else offset), match.end()


def _number(text: str | None) -> int | None:
    return parse_number(text) if text else None


def _clock_time(
    hour: int, minute: int | None, second: int | None, *, problem: str | None, end: int
) -> ClockTime:
    try:
        time = dt.time(hour, minute or 0, second or 0)
    except ValueError:
        problem = problem or _IMPOSSIBLE
    if problem:
        return ClockTime(problem=problem, end=end)
    if minute is None or time == dt.time():
        return ClockTime(end=end)
    return ClockTime(time=time, precision="minute" if second is None else "second", end=end)


def _to_24_hours(hour: int, half_day: str) -> tuple[int, str | None]:
    """Bring an hour of a named half of the day to the 24-hour clock, or name the problem."""
    name = re.sub(r"\.", "", half_day).lower()
    if name == "中午":
        return (hour if hour >= _FIRST_OF_NOON else hour + NOON), None
    if hour > NOON:
        # 下午15:30 says the same thing twice; 上午15:30 contradicts itself.
        return hour, None if name in _LATE else _AMBIGUOUS
    if hour == NOON:
        return _noon_or_midnight(name)
    if name in _EARLY:
        return hour, None
    if name in ("晚上", "晚间", "夜间") and hour < _LAST_OF_NIGHT:
        return hour, _AMBIGUOUS
    return hour + NOON, None


def _noon_or_midnight(name: str) -> tuple[int, str | None]:
    match name:
        case "am" | "凌晨":
            return 0, None
        case "pm" | "下午":
            return NOON, None
        case _:
            return NOON, _AMBIGUOUS
