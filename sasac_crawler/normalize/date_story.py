"""Whether a text speaks of another year than the date it carries.

Copies of old news carry the date of the copy: a February-2020 story dated 2021. Only dates that
place the story in its present count: 截至…, a dateline, a period reported on, the signature.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

from sasac_crawler.items import Issue

_HEAD: Final = 5000
_TAIL: Final = 60
_BEFORE: Final = dt.timedelta(days=10)
_AFTER: Final = dt.timedelta(days=60)
_NEAR_DAYS: Final = 183
_PERIOD_END: Final = {
    "一季度": (3, 31), "上半年": (6, 30), "二季度": (6, 30), "三季度": (9, 30), "前三季度": (9, 30),
    "四季度": (12, 31),
}  # fmt: skip
_WEEKDAYS: Final = "一二三四五六日"

# example: "截至2020年2月20日" · counter-example: "自2020年2月20日起施行"
AS_OF: Final = re.compile(
    r"(?:截至|截止|截止到|截至到)(?:目前)?[,，(（ ]{0,2}"
    r"(?P<y>20[0-9]{2}|19[0-9]{2})年(?P<m>[0-9]{1,2})月(?:(?P<d>[0-9]{1,2})日|底|末)?"
)
# example: "2021年一季度", "2021年1-3月份" · counter-example: "一季度"
PERIOD: Final = re.compile(
    r"(?P<y>20[0-9]{2}|19[0-9]{2})年(?:第)?(?:(?P<name>前三季度|[一二三四]季度|上半年)|(?:1|一)[-—－至~](?P<m>[0-9]{1,2})月)"
)
# A date that is a paragraph of its own: the signature.
# example: "2020年2月24日" · counter-example: "2020年2月24日，会议召开"
SIGNATURE: Final = re.compile(
    r"(?P<y>20[0-9]{2}|19[0-9]{2})年(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})日[\])）】 \u3000]{0,5}"
)
# example: "2月20日（星期四）", "2月20日星期四" · counter-example: "2020年2月20日（星期四）"
WEEKDAY_OF_DAY: Final = re.compile(
    r"(?<![0-9年])(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})日"
    r"[（(，, ]{0,2}(?:星期|周)(?P<weekday>[一二三四五六日天])"
)


def check_story_year(published: dt.date, body_text: str) -> Issue | None:
    """Return an issue if the text dates itself a year before or after its publication date.

    Args:
        published: the date to check.
        body_text: the text; its first 5,000 characters and its end are read.

    Returns:
        A ``date_year_off`` issue with the telling words, or ``None``: also where the text says
        nothing about its year.

    Example:
        >>> check_story_year(dt.date(2021, 2, 24), "截至2020年2月20日，37家企业复工。").code
        'date_year_off'
        >>> check_story_year(dt.date(2021, 2, 24), "截至2月20日，37家企业复工。")
        >>> check_story_year(dt.date(9999, 12, 31), "截至2020年2月20日，37家企业复工。")
    """
    head = body_text[:_HEAD]
    told = [*_told_dates(head), *_signature(body_text)]
    if any(_fits(day, published) for day, _ in told):
        return None
    off = [words for day, words in told if _is_year_off(day, published)]
    if off and f"{published.year}年" in head:
        return None
    off += _wrong_weekdays(head, published)
    if not off:
        return None
    message = "The text seems to be of another year than the date it carries."
    return Issue(code="date_year_off", message=message, field="date_published", evidence=tuple(off[:5]))


def _told_dates(head: str) -> Iterator[tuple[dt.date, str]]:
    for match in AS_OF.finditer(head):
        day = _date(match["y"], match["m"], match["d"])
        if day:
            yield day, match[0]
    for match in PERIOD.finditer(head):
        month, last = _PERIOD_END.get(match["name"] or "", (None, None))
        day = _date(match["y"], month or match["m"], last)
        if day:
            yield day, match[0]


def _signature(body_text: str) -> Iterator[tuple[dt.date, str]]:
    last = body_text[-_TAIL:].rpartition("\n")[2].strip()
    match = SIGNATURE.fullmatch(last)
    day = _date(match["y"], match["m"], match["d"]) if match else None
    if day:
        yield day, last


def _date(year: str, month: str | int, day: str | int | None) -> dt.date | None:
    """Return the day; without a day the last one of the month."""
    try:
        first = dt.date(int(year), int(month), int(day or 1))
    except ValueError:
        return None
    if day is not None:
        return first
    return (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def _fits(day: dt.date, published: dt.date) -> bool:
    return abs((published - day).days) <= _NEAR_DAYS


def _is_year_off(day: dt.date, published: dt.date) -> bool:
    """Tell whether the date would fit well if its year were one more or one less."""
    return any(
        -_BEFORE <= moved - day <= _AFTER
        for years in (-1, 1)
        if (moved := _move_years(published, years)) is not None
    )


def _move_years(day: dt.date, years: int) -> dt.date | None:
    """Return the same day of another year; ``None`` where the calendar has no such year."""
    year = day.year + years
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return None
    try:
        return day.replace(year=year)
    except ValueError:  # the 29th of February
        return day.replace(year=year, day=28)


def _wrong_weekdays(head: str, published: dt.date) -> list[str]:
    """Return days whose printed weekday is that of another year."""
    if "周" not in head and "星期" not in head:
        return []
    return [
        match[0]
        for match in WEEKDAY_OF_DAY.finditer(head)
        if _is_weekday_of_other_year(match["m"], match["d"], match["weekday"], published)
    ]


def _is_weekday_of_other_year(month: str, day: str, weekday: str, published: dt.date) -> bool:
    wanted = _WEEKDAYS.index(weekday.replace("天", "日"))
    days = {year: _date(str(year), month, day) for year in range(published.year - 2, published.year + 3)}
    near = [one for one in days.values() if one and _fits(one, published)]
    if len(near) != 1 or near[0].weekday() == wanted:
        return False
    return any(one.weekday() == wanted and _is_year_off(one, published) for one in days.values() if one)
