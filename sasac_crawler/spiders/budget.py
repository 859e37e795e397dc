"""What one run may ask of one site: so many requests, so many seconds."""

import time
from collections.abc import Callable


class Budget:
    """Counts what is spent; what is left over waits for the next run.

    Example:
        >>> budget = Budget(pages=1)
        >>> budget.spend()
        >>> budget.why_spent
        'its budget of 1 pages is used up'
    """

    def __init__(
        self,
        *,
        pages: int | None = None,
        seconds: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Set the bounds; ``None`` for none. The time begins with the first request."""
        self._pages = pages
        self._seconds = seconds
        self._clock = clock
        self._spent = 0
        self._began: float | None = None

    def spend(self) -> None:
        """Count one request."""
        self._spent += 1
        if self._began is None:
            self._began = self._clock()

    @property
    def why_spent(self) -> str | None:
        """Why nothing more may be asked, or ``None`` while something may."""
        if self._pages is not None and self._spent >= self._pages:
            return f"its budget of {self._pages} pages is used up"
        if (
            self._seconds is not None
            and self._began is not None
            and self._clock() - self._began >= self._seconds
        ):
            return f"its budget of {self._seconds:g} seconds is used up"
        return None
