"""A file that is hashed while it is written, by a thread: neither holds up what makes the bytes."""

import hashlib
import os
from pathlib import Path
from queue import SimpleQueue
from threading import Semaphore, Thread
from typing import Final, Self

_WAITING: Final = 4
"""Pieces that may wait to be written: what is made faster than the disk takes it must not pile up."""
_PIECE: Final = 256 << 10
"""Bytes worth a write: smaller pieces wait for others, since waking the thread costs more than they do."""
_TOLD: Final = 16 << 20
"""Bytes after which the system is told to put them on the disk."""


class Sink:
    """Takes bytes in order; knows their number and their sha256. Also a file object, as PyArrow wants one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self.closed = False
        self._digest = hashlib.sha256()
        self._file = path.open("wb", buffering=0)
        self._few: list[bytes | memoryview] = []
        self._few_size = 0
        self._pieces: SimpleQueue[list[bytes | memoryview] | None] = SimpleQueue()
        self._room = Semaphore(_WAITING)
        self._written = self._told = 0
        self._error: Exception | None = None
        self._thread = Thread(target=self._write_out, name=f"write {path.name}", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self.close(is_failed=kind is not None)

    def write(self, piece: bytes) -> int:
        """Take a piece that may change afterwards.

        Raises:
            OSError: an earlier one could not be written.
        """
        return self.take(bytes(piece))  # PyArrow's buffers are not ours to keep

    def take(self, piece: bytes | memoryview) -> int:
        """Take a piece that stays as it is.

        Raises:
            OSError: an earlier one could not be written.
        """
        if self._error is not None:
            raise self._error
        self._few.append(piece)
        self._few_size += len(piece)
        self.size += len(piece)
        if self._few_size >= _PIECE:
            self._hand_over()
        return len(piece)

    def tell(self) -> int:
        """Return the number of bytes taken."""
        return self.size

    def flush(self) -> None:
        """Do nothing: the end decides."""

    @property
    def sha256(self) -> str:
        """The digest in hexadecimal, once it is closed."""
        return self._digest.hexdigest()

    def close(self, *, is_failed: bool = False) -> None:
        """Wait until all is written.

        Raises:
            OSError: not all could be.
        """
        if self.closed:
            return
        self.closed = True
        self._hand_over()
        self._pieces.put(None)
        self._thread.join()
        self._file.close()
        if self._error is not None and not is_failed:
            raise self._error

    def _hand_over(self) -> None:
        self._room.acquire()
        self._pieces.put(self._few)
        self._few, self._few_size = [], 0

    def _write_out(self) -> None:
        while (pieces := self._pieces.get()) is not None:
            try:
                if self._error is None:
                    whole = memoryview(pieces[0] if len(pieces) == 1 else b"".join(pieces))
                    for at in range(0, len(whole), _PIECE):
                        # What was just hashed is still near the processor when it is written.
                        piece = whole[at : at + _PIECE]
                        self._digest.update(piece)
                        self._write_whole(piece)
                    self._begin_to_keep(len(whole))
            except Exception as error:  # noqa: BLE001 - told to whoever writes, who would wait for ever otherwise
                self._error = error
            finally:
                self._room.release()

    def _begin_to_keep(self, more: int) -> None:
        """Let the system write to the disk now what the end must wait for."""
        self._written += more
        if self._written - self._told >= _TOLD and hasattr(os, "posix_fadvise"):
            os.posix_fadvise(
                self._file.fileno(), self._told, self._written - self._told, os.POSIX_FADV_DONTNEED
            )
            self._told = self._written

    def _write_whole(self, rest: memoryview) -> None:
        while rest:
            rest = rest[self._file.write(rest) or 0 :]
