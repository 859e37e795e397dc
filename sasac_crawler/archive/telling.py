"""How long work tells of its progress: a bar on a terminal, a line a minute in a log, nothing in a pipe."""

import os
import stat
from collections.abc import Mapping
from typing import Final, Literal, TextIO

Form = Literal["terminal", "log", "json", "none"]
EVERY: Final = 60.0
"""Seconds between two lines in a log."""
_SECONDS_OF: Final = (("h", 3600), ("min", 60))


def form_of(stream: TextIO, log_format: str, environment: Mapping[str, str] = os.environ) -> Form:
    """Return how progress is shown on a stream: a log is a file or the journal, a pipe is left alone."""
    if log_format == "json":
        return "json"
    if stream.isatty():
        return "terminal"
    try:
        found = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return "none"
    if stat.S_ISREG(found.st_mode) or environment.get("JOURNAL_STREAM") == f"{found.st_dev}:{found.st_ino}":
        return "log"
    return "none"


def as_time(seconds: float) -> str:
    """Return a length of time for people.

    Example:
        >>> as_time(5400), as_time(120), as_time(9.4)
        ('1.5 h', '2 min', '9 s')
    """
    for unit, size in _SECONDS_OF:
        if seconds >= size:
            return f"{seconds / size:.1f}".removesuffix(".0") + f" {unit}"
    return f"{seconds:.0f} s"
