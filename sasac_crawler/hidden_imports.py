"""Imports that take long and that nobody asked for, left out."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Final

SLOW_AND_NOT_NEEDED: Final = ("pandas", "numpy")
"""sqlite-utils imports these where they are installed, which takes longer than a search (1.2 s, measured)."""


@contextmanager
def hidden(names: tuple[str, ...] = SLOW_AND_NOT_NEEDED) -> Iterator[None]:
    """Let imports of some packages fail as if they were not installed; afterwards they can be imported.

    Example:
        >>> with hidden(("this",)):
        ...     import this
        Traceback (most recent call last):
        ModuleNotFoundError: import of this halted; None in sys.modules
    """
    absent = [name for name in names if name not in sys.modules]
    # None in place of a module: Python says it is not there.
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


def load(module: str) -> None:
    """Import a module without them: what a worker process does first, before it is handed a function of that module.

    Example:
        >>> load("sasac_crawler.items")
    """
    with hidden():
        import_module(module)
