"""The WARC files of one run: a new one when the last is full."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sasac_crawler.archive.journal import Entry
from sasac_crawler.archive.warc_writer import WarcWriter

WARC_BYTES: Final = 1_000_000_000
"""Size past which a run begins another file: what web archives are used to, and quick to copy again."""


class RunWarcs:
    """Opens, turns and closes the files of a run, ``run-ID-00001.warc.gz`` and on."""

    def __init__(
        self, folder: Path, *, run_id: str, started: dt.datetime, limit: int, opening: Callable[[], Entry]
    ) -> None:
        """Open nothing yet.

        Args:
            folder: the archive's ``warc`` folder.
            run_id: the run.
            started: when it began (aware).
            limit: bytes past which a file is full.
            opening: gives the journal entry every file begins with, so that each can be read alone.
        """
        self._folder = folder
        self._run_id = run_id
        self._started = started
        self._limit = limit
        self._opening = opening
        self._number = 0
        self._writer: WarcWriter | None = None

    def current(self) -> WarcWriter:
        """Return the file that is being written, begun when there is something to write."""
        if self._writer is None:
            self._number += 1
            name = f"run-{self._run_id}-{self._number:05}.warc.gz"
            self._writer = WarcWriter(self._folder, name, run_id=self._run_id)
            self._writer.note(self._opening(), url=self._urn, at=self._started)
        return self._writer

    def sync(self) -> bool:
        """Make everything written so far survive a power cut; return whether anything had to be done.

        Files that were full are on the disk already.
        """
        return self._writer is not None and self._writer.sync()

    def turn_if_full(self, *, is_between_pages: bool) -> None:
        """Close a full file; the next write begins another.

        Args:
            is_between_pages: nothing that was captured waits for its journal entry. Otherwise the file may
                grow to twice the limit, so that captures and what is said of them stand together.
        """
        if self._writer is None:
            return
        if self._writer.size >= self._limit * (1 if is_between_pages else 2):
            self._writer.close()
            self._writer = None

    def close(self, entry: Entry, *, at: dt.datetime) -> bool:
        """Write the last entry and close; return whether there was anything to close."""
        if self._number == 0:
            return False
        writer = self.current()
        writer.note(entry, url=self._urn, at=at)
        writer.close()
        self._writer = None
        return True

    @property
    def _urn(self) -> str:
        return f"urn:x-sasac:run:{self._run_id}"
