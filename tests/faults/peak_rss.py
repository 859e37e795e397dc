"""Runs a command in its own process and measures what it took.

``python -m tests.faults.peak_rss -- python -c "bytearray(50_000_000)"`` prints it as JSON.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

KIBIBYTE: Final = 1024
RUSAGE_UNIT: Final = 1 if sys.platform == "darwin" else KIBIBYTE
"""``ru_maxrss`` is bytes on macOS, kibibytes on Linux (getrusage(2))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How a command ended."""

    exit_code: int
    """As the shell's: negative numbers are signals."""
    stdout: str
    stderr: str
    seconds: float
    peak_rss: int
    """Bytes: the largest resident size of the process itself and of each child it waited for."""
    timed_out: bool

    @property
    def peak_megabytes(self) -> float:
        return self.peak_rss / (1 << 20)


def measure(
    command: Sequence[str],
    *,
    timeout: float = 120.0,
    env: Mapping[str, str] | None = None,
    cwd: str | os.PathLike[str] | None = None,
    address_space: int | None = None,
) -> Measured:
    """Run a command to its end; kill it after ``timeout`` seconds.

    Args:
        command: program and arguments.
        timeout: seconds.
        env: variables added to this process's own.
        cwd: working directory.
        address_space: ``RLIMIT_AS`` in bytes, if it is to be limited.
    """
    limit = ["prlimit", f"--as={address_space}", "--"] if address_space else []
    started = time.monotonic()
    with tempfile.TemporaryFile("w+b") as out, tempfile.TemporaryFile("w+b") as err:
        process = subprocess.Popen(
            [*limit, *command], stdout=out, stderr=err, cwd=cwd, env={**os.environ, **(env or {})}
        )
        killed = threading.Event()
        timer = threading.Timer(timeout, lambda: (killed.set(), process.kill()))
        timer.start()
        try:
            exit_code, usage = _wait(process)
        finally:
            timer.cancel()
            timer.join()
        texts = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(stream.read().decode("utf-8", "replace"))
    return Measured(
        exit_code=exit_code,
        stdout=texts[0],
        stderr=texts[1],
        seconds=time.monotonic() - started,
        peak_rss=usage.ru_maxrss * RUSAGE_UNIT,
        timed_out=killed.is_set(),
    )


def _wait(process: "subprocess.Popen[bytes]") -> tuple[int, resource.struct_rusage]:
    """Reap the process and return what the kernel counted for it alone."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage


def main() -> int:
    """Print the measurement as JSON; return the command's exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--timeout", type=float, default=120.0)
    options.add_argument("command", nargs="+")
    given = options.parse_args()
    measured = measure(given.command, timeout=given.timeout)
    print(json.dumps(asdict(measured), ensure_ascii=False))
    return max(0, measured.exit_code)


if __name__ == "__main__":
    sys.exit(main())
