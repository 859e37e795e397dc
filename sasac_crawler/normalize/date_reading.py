"""One printed date, read: the value and its precision, or why there is none."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from sasac_crawler.items import Issue
from sasac_crawler.normalize.date_forms import PrintedDate, match_forms
from sasac_crawler.normalize.date_labels import split_date_label
from sasac_crawler.normalize.date_patterns import LONGEST, UNIX_TIME, fold_date_text
from sasac_crawler.normalize.date_refusals import explain_unreadable
from sasac_crawler.normalize.date_relative import read_month_day, read_relative
from sasac_crawler.normalize.date_values import BEIJING, DateContext, DateReading, DateValue, accept_date

_OUTER: Final = " []()<>{}|丨·•,，.。;:-_~*#'\"/\\"
_ERAS: Final = ("公元", "西元", "于")
_LABEL_ENDS: Final = ("时间", "日期")
_WEEKDAYS: Final = "一二三四五六日"


def parse_date(
    raw: str, *, seen_at: dt.datetime | None = None, neighbours: Sequence[dt.date] = ()
) -> DateValue | None:
    """Return the date in a printed string, or ``None`` where it is not certain.

    ``read_date`` takes the same arguments and also says why.

    Example:
        >>> parse_date("[2021-02-24]").text
        '2021-02-24'
        >>> parse_date("二○二一年二月二十四日").text
        '2021-02-24'
        >>> parse_date("2024-02-30")
    """
    return read_date(raw, seen_at=seen_at, neighbours=neighbours).value


def read_date(
    raw: str, *, seen_at: dt.datetime | None = None, neighbours: Sequence[dt.date] = ()
) -> DateReading:
    """Read a date as a Chinese government page prints it, with every doubt about it.

    Args:
        raw: the characters as printed, label and brackets included or not.
        seen_at: when the page was fetched, aware; needed for 昨天 and to recognise the future.
        neighbours: dates of the entries around it on a list page, by which a missing year is inferred.

    Returns:
        The value with its issues, or no value and the reason.

    Raises:
        ValueError: ``seen_at`` has no time zone.

    Example:
        >>> read_date("发布时间：２０２１年２月24日 下午3:30").value.text
        '2021-02-24T15:30+08:00'
        >>> [issue.code for issue in read_date("24-03-05").issues]
        ['ambiguous_date']
    """
    context = DateContext(raw=raw, seen_at=_beijing(seen_at), neighbours=neighbours)
    text = fold_date_text(raw)
    if len(text) > LONGEST:
        return context.refuse("unreadable_date", "The text is too long to be a date.")
    reading = _read_text(text, context)
    if reading is not None:
        return reading
    labelled, has_label = split_date_label(text)
    if has_label and not labelled:
        return _refuse_label(text, context)
    reading = _read_text(labelled, context) if has_label else None
    return reading or context.refuse(*explain_unreadable(labelled.strip(_OUTER)))


def _beijing(seen_at: dt.datetime | None) -> dt.datetime | None:
    if seen_at is None:
        return None
    if seen_at.tzinfo is None:
        message = "seen_at must be aware"
        raise ValueError(message)
    return seen_at.astimezone(BEIJING)


def _refuse_label(text: str, context: DateContext) -> DateReading:
    if text.rstrip(_OUTER).endswith(_LABEL_ENDS):
        return context.refuse("no_date", "There is a label but no date.")
    return context.refuse("other_date", "The label names another date than publication or signing.")


def _read_text(text: str, context: DateContext) -> DateReading | None:
    text = text.strip(_OUTER)
    for era in _ERAS:
        text = text.removeprefix(era).lstrip()
    unix = _unix_time(text, context)
    if unix is not None:
        return unix
    for printed in match_forms(text):
        return _on_calendar(printed, context)
    return read_month_day(text, context) or read_relative(text, context)


def _on_calendar(printed: PrintedDate, context: DateContext) -> DateReading:
    """Check the printed parts against calendar and clock."""
    try:
        value = dt.datetime(printed.year, printed.month, printed.day, tzinfo=BEIJING)
    except ValueError:
        return context.refuse("impossible_date", "There is no such day.")
    issues = _weekday_doubt(value, printed.weekday, context)
    precision, clock = printed.precision, printed.clock
    if clock is not None and clock.problem:
        issues += (context.doubt(clock.problem, "The time of day can not be read; only the day is kept."),)
    elif clock is not None and clock.precision != "day":
        precision = clock.precision
        try:
            value = dt.datetime.combine(value.date(), clock.time, printed.zone).astimezone(BEIJING)
        except OverflowError:  # the last hours of the year 9999 in a zone west of Beijing
            return context.refuse("impossible_date", "There is no such day.")
    return accept_date(DateValue(value, precision, printed.rule), context, issues=issues)


def _weekday_doubt(value: dt.datetime, weekday: str | None, context: DateContext) -> tuple[Issue, ...]:
    if weekday is None or _WEEKDAYS[value.weekday()] == weekday.replace("天", "日"):
        return ()
    return (context.doubt("weekday_mismatch", "The printed weekday is not that of the printed date."),)


def _unix_time(text: str, context: DateContext) -> DateReading | None:
    """Read seconds or milliseconds since 1970, as the JSON interfaces of some platforms give them."""
    match = UNIX_TIME.fullmatch(text)
    if match is None:
        return None
    value = dt.datetime.fromtimestamp(int(match["seconds"]), BEIJING)
    return accept_date(DateValue(value, "second", "unix_time"), context)
