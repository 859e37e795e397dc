"""What durability costs: pages with and without syncs, turn by turn in one crawl: ``python -m tests.bench.durability``.

One local site without waits, one request at a time as always. Every ten pages the crawl changes over: with syncs as
users have it; without, ``fdatasync`` and ``fsync`` do nothing and SQLite runs with ``synchronous = OFF``, by patching
the child process; users have no such switch. So both meet the same machine at the same time, whatever else it does,
and a crawl of a thousand pages is a hundred changes over. What the pages without syncs left dirty is written by the
next sync: the overhead is rather over- than understated. Times are taken between acknowledgements; a page takes
the mean of its kind without the slowest twentieth (other work, checkpoints of either kind).
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sasac_crawler.archive.session import ArchiveSession
from sasac_crawler.cli import main as sasac
from tests.faults.client import FaultServer
from tests.faults.profile import HOST, write_profile

TURN: Final = 10
REQUIRED: Final = 15.0
"""Per cent of the pages a second that durability may cost."""
_CHILD: Final = "--crawl"


class Alternation:
    """Counts the pages of a session and changes over between them."""

    def __init__(self) -> None:
        self.durable = True
        self.seconds: dict[bool, list[float]] = {True: [], False: []}
        self.syncs: list[float] = []
        """Seconds of each sync of a WARC."""
        self._last: float | None = None
        self._pages = 0

    def install(self) -> None:
        """Patch the syncs and the acknowledgement of this process."""
        fdatasync, fsync, acknowledge = os.fdatasync, os.fsync, ArchiveSession._acknowledge  # noqa: SLF001 - to time it
        os.fdatasync = lambda fd: self._timed(fdatasync, fd) if self.durable else None
        os.fsync = lambda fd: fsync(fd) if self.durable else None

        def acknowledged(session: ArchiveSession, key: str) -> None:
            acknowledge(session, key)
            self._count(session)

        ArchiveSession._acknowledge = acknowledged  # type: ignore[assignment, method-assign]  # noqa: SLF001 - see above

    def _timed(self, sync: Callable[[int], None], fd: int) -> None:
        began = time.perf_counter()
        sync(fd)
        self.syncs.append(time.perf_counter() - began)

    def _count(self, session: ArchiveSession) -> None:
        now = time.perf_counter()
        if self._last is not None:
            self.seconds[self.durable].append(now - self._last)
        self._pages += 1
        if self._pages % TURN == 0:
            self.durable = not self.durable
            session.connection.execute(f"PRAGMA synchronous = {'FULL' if self.durable else 'OFF'}")
        self._last = time.perf_counter()


def crawl_alternately(place: Path) -> None:
    """Crawl as ``sasac`` does, and leave the times of the pages at ``place``."""
    alternation = Alternation()
    alternation.install()
    try:
        sasac()
    finally:
        place.write_text(
            json.dumps([alternation.seconds[True], alternation.seconds[False], alternation.syncs])
        )


def main() -> int:
    """Print both rates and the overhead; return 1 if it is too high."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=1_000)
    given = options.parse_args()
    with FaultServer() as server, tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        durable, careless, syncs = _crawl(server, Path(folder), given.pages)
    ours, theirs = _mean(durable), _mean(careless)
    overhead = 100 * (1 - theirs / ours)
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load"
        f" {os.getloadavg()[0]:.1f}: {len(durable)} pages with syncs, {len(careless)} without\n"
        f"with {1 / ours:.1f} pages/s (median {1000 * statistics.median(durable):.2f} ms), without"
        f" {1 / theirs:.1f} pages/s (median {1000 * statistics.median(careless):.2f} ms): durability costs"
        f" {overhead:.1f} % of the rate\n"
        f"{len(syncs)} syncs of the WARC of {1000 * statistics.median(syncs):.2f} ms (median) are a part of it"
    )
    return 0 if overhead <= REQUIRED else 1


def _mean(seconds: list[float]) -> float:
    return statistics.fmean(sorted(seconds)[: len(seconds) * 19 // 20])


def _crawl(server: FaultServer, folder: Path, pages: int) -> tuple[list[float], list[float], list[float]]:
    write_profile(folder / "profiles", pages, delay=0.0001)
    command = [
        sys.executable, "-m", "tests.bench.durability", _CHILD, str(folder / "times"), "crawl", "fault_test",
        "--sites-dir", str(folder / "profiles"), "--archive", str(folder / "archive"),
        "--resolve", server.resolve_entry(HOST), "--replica-delay", "0",
    ]  # fmt: skip
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    durable, careless, syncs = json.loads((folder / "times").read_text())
    assert len(durable) + len(careless) >= pages, f"{len(durable) + len(careless)} of {pages} were stored"
    return durable, careless, syncs


if __name__ == "__main__":
    if sys.argv[1:2] == [_CHILD]:
        times = Path(sys.argv[2])
        sys.argv[1:3] = []
        crawl_alternately(times)
    sys.exit(main())
