"""What durability costs: pages with and without syncs, turn by turn in one crawl: ``python -m tests.bench.durability``.

One local site without waits, one request at a time as always. With every commit, which is of some twenty pages, the
crawl changes over between two ways: ``with``, as users have it, the WARC synced before SQLite commits, and
``without``, where ``fdatasync`` and ``fsync`` do nothing and SQLite runs with ``synchronous = OFF``. That is done by
patching the child process; users have no such switch. So both meet the same machine at the same time, whatever else it
does. What pages without syncs left dirty is written between the turns, untimed. Times are taken from one commit to the
next; a page takes the mean of its way without the slowest twentieth of the turns (other work, checkpoints). Beside other
work ``chrt -f 5`` in front of the command (root) keeps it from being measured instead.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from sasac_crawler.archive.session import ArchiveSession
from sasac_crawler.cli import main as sasac
from tests.bench.record import MISSED, Measurement, json_option, report
from tests.faults.client import FaultServer
from tests.faults.profile import HOST, write_profile

REQUIRED: Final = 15.0
"""Per cent of the pages a second that durability may cost."""
WAYS: Final = ("with", "without")
_CHILD: Final = "--crawl"


class Alternation:
    """Times a session from commit to commit and changes over at each."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[tuple[float, int]]] = {way: [] for way in WAYS}
        """Of every turn: how long it took, and how many pages it stored."""
        self._way = WAYS[0]
        self._last: float | None = None
        self._turns = 0
        self._fdatasync, self._fsync = os.fdatasync, os.fsync
        self._commit = ArchiveSession.commit

    def install(self) -> None:
        """Patch the syncs and the commits of this process."""
        os.fdatasync = lambda fd: self._fdatasync(fd) if self._way != "without" else None
        os.fsync = lambda fd: self._fsync(fd) if self._way != "without" else None

        def commit(session: ArchiveSession) -> None:
            before = session.acknowledged
            self._commit(session)
            self._count(session, session.acknowledged - before)

        ArchiveSession.commit = commit  # type: ignore[assignment, method-assign]

    def _count(self, session: ArchiveSession, pages: int) -> None:
        if not pages:
            return
        now = time.perf_counter()
        if self._last is not None:
            self.seconds[self._way].append((now - self._last, pages))
        self._turns += 1
        self._change_over(session)
        self._last = time.perf_counter()

    def _change_over(self, session: ArchiveSession) -> None:
        folder = session.folder
        for path in (*folder.warc.glob("*.open"), folder.database.with_name(f"{folder.database.name}-wal")):
            descriptor = os.open(path, os.O_RDWR)
            self._fdatasync(descriptor)
            os.close(descriptor)
        self._way = WAYS[self._turns % len(WAYS)]
        session.connection.execute(f"PRAGMA synchronous = {'OFF' if self._way == 'without' else 'FULL'}")


def crawl_alternately(place: Path) -> None:
    """Crawl as ``sasac`` does, and leave the times of the pages at ``place``."""
    alternation = Alternation()
    alternation.install()
    try:
        sasac()
    finally:
        place.write_text(json.dumps(alternation.seconds))


def main() -> int:
    """Print the rates and the overhead; return ``MISSED`` if it is too high."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=2_000)
    json_option(options)
    given = options.parse_args()
    with FaultServer() as server, tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        times = _crawl(server, Path(folder), given.pages)
    means = {way: _a_page(turns) for way, turns in times.items()}
    cost = 100 * (1 - means["without"] / means["with"])
    counts = ", ".join(
        f"{sum(pages for _, pages in turns)} pages in {len(turns)} commits {way}"
        for way, turns in times.items()
    )
    print(f"{counts}; durability costs {cost:.1f} % of the rate")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    both = Measurement(
        what="durability: the same crawl without syncs",
        unit="pages/s",
        ours=1 / means["with"],
        peer=1 / means["without"],
        peak_mb=peak,
    )
    report([both], given.json)
    return 0 if cost <= REQUIRED else MISSED


def _a_page(turns: list[tuple[float, int]]) -> float:
    """Return the seconds a page takes, the slowest twentieth of the turns left out."""
    kept = sorted(turns, key=lambda turn: turn[0] / turn[1])[: max(len(turns) * 19 // 20, 1)]
    return sum(seconds for seconds, _ in kept) / sum(pages for _, pages in kept)


def _crawl(server: FaultServer, folder: Path, pages: int) -> dict[str, list[tuple[float, int]]]:
    write_profile(folder / "profiles", pages, delay=0.0001)
    command = [
        sys.executable, "-m", "tests.bench.durability", _CHILD, str(folder / "times"), "crawl", "fault_test",
        "--sites-dir", str(folder / "profiles"), "--archive", str(folder / "archive"),
        "--resolve", server.resolve_entry(HOST), "--replica-delay", "0",
    ]  # fmt: skip
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    times: dict[str, list[tuple[float, int]]] = json.loads((folder / "times").read_text())
    stored = sum(pages for turns in times.values() for _, pages in turns)
    assert stored >= pages - 20, f"{stored} of {pages} were stored"
    return times


if __name__ == "__main__":
    if sys.argv[1:2] == [_CHILD]:
        place = Path(sys.argv[2])
        sys.argv[1:3] = []
        crawl_alternately(place)
    sys.exit(main())
