"""Runs a command in its own process and measures what it took.

``python tests/faults/peak_rss.py -- python -c "bytearray(50_000_000)"`` prints it as JSON.

Linux keeps a process's largest size across ``exec``, so a command started by a large process (a test
run) would look as large as that. Therefore a small launcher, this file as a script, starts it.
"""

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

RUSAGE_UNIT: Final = 1 if sys.platform == "darwin" else 1024
"""``ru_maxrss`` is bytes on macOS, kibibytes on Linux (getrusage(2))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How a command ended."""

    exit_code: int
    """Negative numbers are signals."""
    stdout: str
    stderr: str
    seconds: float
    peak_rss: int
    """Bytes: the largest resident size of the process or of any child it waited for.

    The launcher's own size, some 15 MB, is the least that can be told.
    """
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
    address_space: int = 0,
) -> Measured:
    """Run a command to its end; kill it after ``timeout`` seconds.

    Args:
        command: program and arguments.
        timeout: seconds.
        env: variables added to this process's own.
        cwd: working directory.
        address_space: ``RLIMIT_AS`` in bytes; 0 is no limit.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.TemporaryFile() as report:
        launcher = [sys.executable, "-I", "-S", __file__, "--report", str(report.fileno())]
        limits = ["--timeout", str(timeout), "--address-space", str(address_space)]
        subprocess.run(
            [*launcher, *limits, "--", *command],
            stdout=out,
            stderr=err,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            pass_fds=[report.fileno()],
            check=False,
            timeout=timeout + 30,
        )
        texts = []
        for stream in (out, err, report):
            stream.seek(0)
            texts.append(stream.read().decode("utf-8", "replace"))
    return Measured(stdout=texts[0], stderr=texts[1], **json.loads(texts[2]))


def _launch(command: Sequence[str], timeout: float, address_space: int) -> dict[str, int | float | bool]:
    """Start a command from this small process, and wait for it."""
    started = time.monotonic()
    pid = os.fork()
    if pid == 0:
        try:
            if address_space:
                resource.setrlimit(resource.RLIMIT_AS, (address_space, address_space))
            os.execvp(command[0], list(command))  # noqa: S606 - no shell is wanted
        finally:
            os._exit(127)
    expired = []

    def expire(_signal: int, _frame: object) -> None:
        expired.append(True)
        os.kill(pid, signal.SIGKILL)

    signal.signal(signal.SIGALRM, expire)
    signal.setitimer(signal.ITIMER_REAL, timeout)
    _, status, usage = os.wait4(pid, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    return {
        "exit_code": os.waitstatus_to_exitcode(status),
        "seconds": time.monotonic() - started,
        "peak_rss": usage.ru_maxrss * RUSAGE_UNIT,
        "timed_out": bool(expired),
    }


def main() -> int:
    """Launch a command and write the report, or measure it and print everything."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--timeout", type=float, default=120.0)
    options.add_argument("--address-space", type=int, default=0)
    options.add_argument("--report", type=int, help="file descriptor the launcher writes to")
    options.add_argument("command", nargs="+")
    given = options.parse_args()
    if given.report is None:
        measured = measure(given.command, timeout=given.timeout, address_space=given.address_space)
        print(json.dumps(asdict(measured), ensure_ascii=False))
        return max(0, measured.exit_code)
    report = _launch(given.command, given.timeout, given.address_space)
    with os.fdopen(given.report, "w") as stream:
        json.dump(report, stream)
    return 0


if __name__ == "__main__":
    sys.exit(main())
