"""The several dates of one page: which one counts, and every disagreement on the record.

Order of trust: the profile's selector, which somebody wrote because the others did not do, the visible header line,
the list page, PubDate, the other tags. The date in a URL is when the CMS saved the page; it is compared and never taken. PubDate is
in some templates the time the page was built, and in some printed with a 12-hour clock.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from sasac_crawler.items import Candidate, Issue
from sasac_crawler.normalize.date_reading import read_date
from sasac_crawler.normalize.date_story import check_story_year
from sasac_crawler.normalize.date_values import DateReading, DateValue

_TRUST: Final = ("layout:", "header_line", "list", "meta:pubdate", "meta:publishdate", "meta:")
_CLOCK_TAGS: Final = "meta:"
_BUILD_TAGS: Final = ("meta:maketime", "meta:others")
_URL: Final = "url"
_FIELD: Final = "date_published"
_ROUNDING: Final = dt.timedelta(minutes=1)
_HALF_DAY: Final = dt.timedelta(hours=12)
_SAME_BUILD: Final = dt.timedelta(minutes=10)
_LATE_SAVE: Final = dt.timedelta(days=31)
_NIGHT: Final = range(1, 7)
_MINUTE_OR_FINER: Final = ("minute", "second")


@dataclass(frozen=True, slots=True)
class _Read:
    """A candidate with the date read from it."""

    candidate: Candidate
    value: DateValue

    @property
    def rule(self) -> str:
        return self.candidate.rule.lower()


def reconcile_dates(
    candidates: Sequence[Candidate], *, seen_at: dt.datetime | None, body_text: str = ""
) -> DateReading:
    """Settle the dates a page, its list entry and its URL give.

    Args:
        candidates: every place that gave a date, in any order.
        seen_at: when the page was fetched, aware.
        body_text: the text, by whose own dates a date that is a year off is recognised.

    Returns:
        The date of the most trusted place that could be read, with one issue for what could not,
        for a disagreement (``date_conflict``, all candidates as evidence), for a recognised cause
        (``date_regenerated``, ``date_12_hour_clock``) and for a text of another year
        (``date_year_off``).

    Raises:
        ValueError: ``seen_at`` has no time zone.

    Example:
        >>> from sasac_crawler.items import Candidate
        >>> places = {"header_line": "2021-02-24 15:11", "meta:pubdate": "2021-02-24 03:11"}
        >>> found = [Candidate(field="date_published", raw=r, rule=p) for p, r in places.items()]
        >>> reading = reconcile_dates(found, seen_at=None)
        >>> reading.value.text, [issue.code for issue in reading.issues]
        ('2021-02-24T15:11+08:00', ['date_conflict', 'date_12_hour_clock'])
    """
    read, issues = _read_all(candidates, seen_at)
    builds = [one for one in read if one.rule.startswith(_BUILD_TAGS)]
    dates = [one for one in read if one not in builds]
    issues += _disagreement(dates, candidates)
    regenerated = [one for one in dates if _is_regenerated(one, dates, builds)]
    issues += [_regenerated(one) for one in regenerated]
    issues += _twelve_hour_clocks(dates)
    usable = [one for one in dates if one.rule != _URL and one not in regenerated]
    if not usable:
        return DateReading(None, tuple(issues))
    chosen, doubts = _without_night_hour(usable[0], dates)
    story = check_story_year(chosen.value.date(), body_text) if body_text else None
    all_issues = (*issues, *doubts, *((story,) if story else ()))
    return DateReading(chosen, all_issues, usable[0].candidate)


def _read_all(
    candidates: Sequence[Candidate], seen_at: dt.datetime | None
) -> tuple[list[_Read], list[Issue]]:
    """Read every candidate, the most trusted first; what has no year leans on those before it."""
    read: list[_Read] = []
    issues: list[Issue] = []
    for one in sorted(candidates, key=_trust):
        raw = one.raw.removeprefix("页面生成时间")
        known = [other.value.value.date() for other in read[:1]]
        reading = read_date(raw, seen_at=seen_at, neighbours=known)
        if reading.value is not None:
            read.append(_Read(one, reading.value))
        if one.rule.lower() != _URL:
            issues += reading.issues
    return read, issues


def _trust(candidate: Candidate) -> int:
    rule = candidate.rule.lower()
    order = (rank for rank, name in enumerate(_TRUST) if rule.startswith(name))
    return next(order, len(_TRUST) + (rule == _URL))


def _disagreement(dates: Sequence[_Read], candidates: Sequence[Candidate]) -> list[Issue]:
    if all(_agree(one.value, other.value) for one, other in combinations(dates, 2)):
        return []
    printed = tuple(f"{one.rule}: {one.raw}" for one in candidates)
    message = "The places that give the date do not agree."
    return [Issue(code="date_conflict", message=message, field=_FIELD, evidence=printed)]


def _agree(one: DateValue, other: DateValue) -> bool:
    """Tell whether two dates say the same as far as both say anything."""
    if one.precision in _MINUTE_OR_FINER and other.precision in _MINUTE_OR_FINER:
        return abs(one.value - other.value) <= _ROUNDING
    a, b = one.value, other.value
    precisions = {one.precision, other.precision}
    if "year" in precisions:
        return a.year == b.year
    if "month" in precisions:
        return (a.year, a.month) == (b.year, b.month)
    return a.date() == b.date()


def _is_regenerated(tag: _Read, dates: Sequence[_Read], builds: Sequence[_Read]) -> bool:
    """Tell whether a tag holds the time the page was built rather than published."""
    if not tag.rule.startswith(_CLOCK_TAGS):
        return False
    others = [one for one in dates if one is not tag]
    if any(_agree(one.value, tag.value) and one.rule != _URL for one in others if one.rule != tag.rule):
        return False
    if any(abs(one.value.value - tag.value.value) <= _SAME_BUILD for one in builds):
        return tag.value.precision in _MINUTE_OR_FINER
    visible = [one for one in others if not one.rule.startswith(_CLOCK_TAGS) and one.rule != _URL]
    if visible:
        return all(tag.value.value.date() > one.value.value.date() for one in visible)
    return any(tag.value.value - one.value.value > _LATE_SAVE for one in others)


def _regenerated(tag: _Read) -> Issue:
    message = f"{tag.candidate.rule} looks like the time the page was built, not published."
    return Issue(code="date_regenerated", message=message, field=_FIELD, evidence=(tag.candidate.raw,))


def _twelve_hour_clocks(dates: Sequence[_Read]) -> list[Issue]:
    return [
        _twelve_hour_clock(tag.candidate.raw, other.candidate.raw)
        for tag in dates
        if tag.rule.startswith(_CLOCK_TAGS) and tag.value.precision in _MINUTE_OR_FINER
        for other in dates[:1]
        if other.value.precision in _MINUTE_OR_FINER
        and abs(other.value.value - tag.value.value - _HALF_DAY) <= _ROUNDING
    ]


def _twelve_hour_clock(*raw: str) -> Issue:
    message = "The tag is twelve hours early: the template prints a 12-hour clock."
    return Issue(code="date_12_hour_clock", message=message, field=_FIELD, evidence=raw)


def _without_night_hour(chosen: _Read, dates: Sequence[_Read]) -> tuple[DateValue, tuple[Issue, ...]]:
    """Keep only the day of a tag that alone claims an hour between one and seven at night."""
    value = chosen.value
    is_night = value.precision in _MINUTE_OR_FINER and value.value.hour in _NIGHT
    confirmed = any(
        one.rule != chosen.rule and one.value.precision in _MINUTE_OR_FINER and _agree(one.value, value)
        for one in dates
    )
    if not chosen.rule.startswith(_CLOCK_TAGS) or not is_night or confirmed:
        return value, ()
    day = value.value.replace(hour=0, minute=0, second=0, microsecond=0)
    message = "Only a tag gives the hour, and it may be that of a 12-hour clock; the day is kept."
    doubt = Issue(code="doubtful_time", message=message, field=_FIELD, evidence=(chosen.candidate.raw,))
    return DateValue(day, "day", value.rule), (doubt,)
