"""Hours of the day in which a site may be asked, as profiles and operators write them."""

import datetime as dt
from collections.abc import Iterable


def read_window(texts: Iterable[str]) -> tuple[dt.time, dt.time]:
    """Return the first and the last of two times of day in Beijing.

    Raises:
        ValueError: they are not two, one is no time of day, or one names a time zone.

    Example:
        >>> read_window(["22:00", "06:00"])
        (datetime.time(22, 0), datetime.time(6, 0))
        >>> read_window(["22:00Z", "06:00"])
        Traceback (most recent call last):
        ...
        ValueError: 22:00Z names a time zone
    """
    first, last = (_time(text) for text in texts)
    return first, last


def _time(text: str) -> dt.time:
    time = dt.time.fromisoformat(text)
    if time.tzinfo is not None:
        message = f"{text} names a time zone"
        raise ValueError(message)
    return time
