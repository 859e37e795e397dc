"""The parent: one child that is used again and again, and replaced when it dies or overruns."""

import json
import os
import select
import subprocess
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, Final, Self

from sasac_crawler.attachments.kinds import Kind, check_kind, find_kind
from sasac_crawler.attachments.records import ExtractedText, Limits, Outcome
from sasac_crawler.attachments.wire import from_message

_ROOT: Final = Path(__file__).resolve().parents[2]
_BYTES_PER_CHARACTER: Final = 12
"""The longest a character gets in JSON: two escaped surrogates."""


class _ChildError(Exception):
    """The child gave no answer; says why."""


class TextExtractor:
    """Reads files in a child process with limits; nothing a file does reaches the caller.

    One child at a time; use one extractor per thread. A context manager.

    Example:
        >>> import tempfile
        >>> with tempfile.NamedTemporaryFile(suffix=".txt") as file, TextExtractor() as extractor:
        ...     _ = file.write("国资监管".encode()); file.flush()
        ...     extractor.extract(Path(file.name), name="附件.txt").text
        '国资监管'
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._child: subprocess.Popen[bytes] | None = None
        self._files_read = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The child's process id, or ``None`` if none is running."""
        return self._child.pid if self._child else None

    def extract(self, path: Path, *, name: str = "", content_type: str = "") -> ExtractedText:
        """Return the text of a file, or the outcome that says why there is none. Never raises for a file.

        Args:
            path: the file; it must not change meanwhile.
            name: the name it was offered under, checked against its bytes.
            content_type: the Content-Type it came with, likewise.
        """
        try:
            found = self._ask(path)
        except _ChildError as error:
            self._stop()
            found = ExtractedText(kind=_kind_of(path), outcome=Outcome.EXTRACTOR_FAILED, detail=str(error))
        if found.kind is Kind.UNKNOWN and found.outcome is not Outcome.NO_EXTRACTOR:
            found = replace(found, kind=_kind_of(path))
        return replace(
            found, issues=(*check_kind(found.kind, name=name, content_type=content_type), *found.issues)
        )

    def close(self) -> None:
        """End the child."""
        self._stop()

    def _ask(self, path: Path) -> ExtractedText:
        if self._files_read >= self.limits.files_per_child:
            self._stop()
        self._files_read += 1
        child = self._running_child()
        deadline = time.monotonic() + self.limits.wall_seconds
        try:
            _pipe(child.stdin).write(json.dumps(str(path.absolute())).encode() + b"\n")
            _pipe(child.stdin).flush()
        except OSError as error:
            message = f"the child was gone before it was asked: {error.strerror}"
            raise _ChildError(message) from error
        length = int.from_bytes(self._receive(4, deadline), "big")
        if length > self.limits.characters * _BYTES_PER_CHARACTER + (16 << 20):
            message = f"the child announced an answer of {length} bytes"
            raise _ChildError(message)
        try:
            return from_message(self._receive(length, deadline))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            message = f"the child's answer has the wrong form: {error}"
            raise _ChildError(message) from error

    def _receive(self, length: int, deadline: float) -> bytes:
        child = self._running_child()
        descriptor = _pipe(child.stdout).fileno()
        received = bytearray()
        while len(received) < length:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([descriptor], [], [], left)[0]:
                message = f"no answer within {self.limits.wall_seconds} seconds"
                raise _ChildError(message)
            piece = os.read(descriptor, min(1 << 20, length - len(received)))
            if not piece:
                message = f"the child died (exit {child.wait()})"
                raise _ChildError(message)
            received += piece
        return bytes(received)

    def _running_child(self) -> subprocess.Popen[bytes]:
        return self._child or self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "sasac_crawler.attachments.worker", json.dumps(asdict(self.limits))]
        paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        self._child = subprocess.Popen(  # noqa: S603 (our own module, no shell, nothing of a stranger in it)
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
        return self._child

    def _stop(self) -> None:
        child, self._child, self._files_read = self._child, None, 0
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            try:
                _pipe(pipe).close()
            except OSError:  # the question it never read is still in the buffer
                continue


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        message = "the child was started without pipes"
        raise _ChildError(message)
    return pipe


def _kind_of(path: Path) -> Kind:
    try:
        with path.open("rb") as file:
            return find_kind(file)
    except OSError:
        return Kind.UNKNOWN
