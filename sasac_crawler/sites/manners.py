"""What an operator adds to the manners of every site: more time between requests, fewer hours."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sasac_crawler.errors import ConfigurationError
from sasac_crawler.sites.hours import read_window
from sasac_crawler.sites.profile import SiteProfile

_HOURS_WANTED: Final = (
    'politeness.hours (SASAC_HOURS) takes two times in Beijing, like ["22:00", "06:00"] or 22:00-06:00'
)


def hours_of(text: str) -> tuple[str, ...]:
    """Return the times of day in one line.

    Example:
        >>> hours_of("22:00-06:00"), hours_of("")
        (('22:00', '06:00'), ())
    """
    return tuple(part.strip() for part in text.split("-") if part.strip())


def mannerly(
    profiles: Sequence[SiteProfile], *, least_delay: float, hours: tuple[str, ...]
) -> list[SiteProfile]:
    """Return the profiles with an operator's manners: never less polite than the profile is.

    Raises:
        ConfigurationError: the hours are not two times of day.
    """
    window = _window(hours) if hours else None
    return [
        replace(
            profile,
            politeness=replace(
                profile.politeness,
                delay=max(profile.politeness.delay, least_delay),
                window=profile.politeness.window or window,
            ),
        )
        for profile in profiles
    ]


def _window(hours: tuple[str, ...]) -> tuple[dt.time, dt.time]:
    try:
        return read_window(hours)
    except ValueError as error:
        raise ConfigurationError(_HOURS_WANTED) from error
