"""What reading a date gives: a value no more precise than the print, or the reason for none."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from sasac_crawler.items import Candidate, Issue
from sasac_crawler.items.article import DatePrecision

BEIJING: Final = ZoneInfo("Asia/Shanghai")
FIRST_YEAR: Final = 1949
LAST_YEAR: Final = 2100
"""Bounds without a clock: before the first there is no issuer, after the last no reading is sane."""
_EVIDENCE: Final = 80
_CLOCK_SKEW: Final = dt.timedelta(minutes=10)
# What databases and templates print for "no date". All but the first are out of bounds anyway.
_PLACEHOLDERS: Final = frozenset((dt.date(1970, 1, 1), dt.date(1900, 1, 1), dt.date(1899, 12, 30)))


@dataclass(frozen=True, slots=True)
class DateValue:
    """A point in time in Beijing time, and how much of it was printed."""

    value: dt.datetime
    """Aware, Asia/Shanghai; the parts finer than ``precision`` are at their lowest value."""

    precision: DatePrecision
    """The finest part that was printed."""

    rule: str
    """Name of the form it was printed in, e.g. ``separated`` or ``chinese``."""

    @property
    def text(self) -> str:
        """The value as text that says no more than the page did: ISO 8601, and 2021年 for a year.

        Example:
            >>> DateValue(dt.datetime(2021, 2, 24, tzinfo=BEIJING), "day", "chinese").text
            '2021-02-24'
        """
        match self.precision:
            case "year":
                return f"{self.value.year}年"
            case "month":
                return self.value.strftime("%Y-%m")
            case "day":
                return self.value.date().isoformat()
            case "minute" | "second":
                unit = "minutes" if self.precision == "minute" else "seconds"
                return self.value.isoformat(timespec=unit)


@dataclass(frozen=True, slots=True)
class DateReading:
    """A date that was read, or was not, with every doubt about it."""

    value: DateValue | None
    """``None`` where nothing certain could be read."""

    issues: tuple[Issue, ...] = ()
    """Why there is no value, or what is doubtful about it."""

    chosen: Candidate | None = None
    """The place the value was taken from, where several were compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateContext:
    """What is known beside the printed characters."""

    raw: str
    """The characters as printed."""

    seen_at: dt.datetime | None
    """When the page was fetched, in Beijing time."""

    neighbours: Sequence[dt.date]
    """Dates of the entries around it on a list page."""

    def doubt(self, code: str, message: str) -> Issue:
        """Return an issue about this date, with the printed characters as evidence."""
        return Issue(code=code, message=message, field="date_published", evidence=(self.raw[:_EVIDENCE],))

    def refuse(self, code: str, message: str) -> DateReading:
        """Return a reading without a value, for the reason given."""
        return DateReading(None, (self.doubt(code, message),))


def accept_date(value: DateValue, context: DateContext, *, issues: tuple[Issue, ...] = ()) -> DateReading:
    """Return the value as a reading, unless it lies outside the time such pages can speak of.

    Example:
        >>> context = DateContext(raw="1921-07-01", seen_at=None, neighbours=())
        >>> accept_date(DateValue(dt.datetime(1921, 7, 1, tzinfo=BEIJING), "day", "separated"), context).value
    """
    when = value.value
    if when.date() in _PLACEHOLDERS:
        return context.refuse("placeholder_date", "The date is what databases print for no date.")
    if when.year < FIRST_YEAR:
        return context.refuse("before_1949", "The date lies before 1949.")
    if is_future(value, seen_at=context.seen_at):
        return context.refuse("future_date", "The date lies after the time the page was fetched.")
    return DateReading(value, issues)


def is_future(value: DateValue, *, seen_at: dt.datetime | None) -> bool:
    """Tell whether a date lies after the fetch, or where that is unknown after any sane time."""
    if value.value.year > LAST_YEAR:
        return True
    if seen_at is None:
        return False
    if value.precision in ("minute", "second"):
        return value.value > seen_at + _CLOCK_SKEW
    return value.value.date() > seen_at.date()
