"""Progress of the commands that read whole archives."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sasac_crawler.archive.telling import EVERY, as_time, form_of

Tell = Callable[[int, int | None], None]
"""Takes how much is done, and of how much if that is known."""


@contextmanager
def long_work(what: str) -> Iterator[Tell]:
    """Yield what shows progress: a bar on a terminal, a line a minute in a log, nothing in a pipe."""
    form = form_of(sys.stderr, "text")
    if form == "terminal":
        with _bar(what) as tell:
            yield tell
    elif form == "log":
        yield _lines(what)
    else:
        yield lambda _done, _total: None


@contextmanager
def _bar(what: str) -> Iterator[Tell]:
    from rich.console import Console  # noqa: PLC0415 - rich takes 60 ms that --help need not pay
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _lines(what: str) -> Tell:
    begun = said = time.monotonic()

    def tell(done: int, total: int | None) -> None:
        nonlocal said
        now = time.monotonic()
        if now - said < EVERY:
            return
        said = now
        left = (
            f" of {total}, about {as_time((now - begun) / done * (total - done))} left"
            if total and done
            else ""
        )
        sys.stderr.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {what}: {done}{left}\n")
        sys.stderr.flush()

    return tell
