"""The clock of a run. Rehearsals of a year in an hour set it ahead; nothing else does."""

import datetime as dt
import os
from collections.abc import Callable
from typing import Final

Clock = Callable[[], dt.datetime]
AHEAD: Final = "SASAC_CLOCK_AHEAD"
"""Environment variable: seconds the clock is ahead, for rehearsals against replicas on this machine."""


def utc_now() -> dt.datetime:
    """Return the present time, aware, UTC; ahead by what a rehearsal asks for."""
    ahead = os.environ.get(AHEAD)
    return dt.datetime.now(dt.UTC) + dt.timedelta(seconds=float(ahead) if ahead else 0.0)
