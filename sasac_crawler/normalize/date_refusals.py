"""Why a text could not be read as a date: another calendar, a range, an ambiguity, nothing at all."""

import re
from typing import Final

from sasac_crawler.normalize import date_patterns as forms

_NOTHING: Final = frozenset(("", "无", "暂无", "null", "none", "undefined", "nan", "n/a", "未知", "不详"))
_SIX_DIGITS: Final = 6

_REASONS: Final[tuple[tuple[re.Pattern[str], str, str], ...]] = (
    (forms.OTHER_CALENDAR, "other_calendar", "The year is counted in another calendar or era."),
    (
        forms.REPUBLICAN,
        "republican_year",
        "The year looks counted from the founding of the Republic of China.",
    ),
    (forms.LUNAR, "lunar_date", "The date is, or may be, one of the lunar calendar."),
    (forms.RANGE, "date_range", "The text is a span of time, not a date."),
    (forms.SHORT_YEAR, "ambiguous_date", "The order of day, month and year, or the century, is not certain."),
)


def explain_unreadable(text: str) -> tuple[str, str]:
    """Return the code and the sentence for a text that no form could read.

    Args:
        text: folded text without label and outer brackets.

    Example:
        >>> explain_unreadable("农历正月十三")[0], explain_unreadable("24-03-05")[0]
        ('lunar_date', 'ambiguous_date')
    """
    if text.lower() in _NOTHING:
        return "no_date", "There is no date."
    for pattern, code, message in _REASONS:
        if pattern.search(text):
            return code, message
    if len(text) == _SIX_DIGITS and text.isascii() and text.isdigit():
        return "ambiguous_date", "Six digits may be a month of a year or a day with a two-digit year."
    return "unreadable_date", "The text can not be read as a date."
