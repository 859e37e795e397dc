"""Dates of Chinese government pages: read, reconciled, explained, never guessed.

``parse_date`` gives a value or none, ``read_date`` also the reasons, ``reconcile_dates`` settles the
several dates of one page. The forms stand in ``date_patterns``, the order of trust in
``date_conflicts``.
"""

from sasac_crawler.normalize.date_conflicts import reconcile_dates
from sasac_crawler.normalize.date_reading import parse_date, read_date
from sasac_crawler.normalize.date_values import BEIJING, DateReading, DateValue

__all__ = ["BEIJING", "DateReading", "DateValue", "parse_date", "read_date", "reconcile_dates"]
