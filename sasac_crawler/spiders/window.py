"""The hours in which a site may be asked, in Beijing time."""

import datetime as dt
from typing import Final

BEIJING: Final = dt.timezone(dt.timedelta(hours=8), "CST")
Window = tuple[dt.time, dt.time]


def is_open(window: Window | None, moment: dt.datetime) -> bool:
    """Return whether a site may be asked.

    Args:
        window: first and last time of day, Beijing time; a window that ends before it begins spans
            midnight, one that ends as it begins is the whole day. ``None`` means always.
        moment: aware, any zone.

    Example:
        >>> night = (dt.time(22), dt.time(6))
        >>> is_open(night, dt.datetime(2026, 11, 23, 15, 30, tzinfo=dt.UTC))  # 23:30 in Beijing
        True
        >>> is_open(night, dt.datetime(2026, 11, 23, 4, 0, tzinfo=dt.UTC))  # noon
        False
    """
    if window is None:
        return True
    first, last = window
    now = moment.astimezone(BEIJING).time()
    if first < last:
        return first <= now < last
    return first == last or now >= first or now < last


def as_text(window: Window) -> str:
    """Return a window for people.

    Example:
        >>> as_text((dt.time(22), dt.time(6)))
        '22:00-06:00 Beijing time'
    """
    return f"{window[0]:%H:%M}-{window[1]:%H:%M} Beijing time"
