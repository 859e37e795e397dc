"""What durability costs: pages with and without syncs, turn by turn in one crawl: ``python -m tests.bench.durability``.

One local site without waits, one request at a time as always. Every ten pages the crawl changes over between three
ways: ``beside``, as users have it, the WARC synced while the statements of the page's transaction run; ``before``,
synced before they begin; ``without``, where ``fdatasync`` and ``fsync`` do nothing and SQLite runs with
``synchronous = OFF``. That is done by patching the child process; users have no such switch. So all meet the same
machine at the same time, whatever else it does. What pages without syncs left dirty is written between the turns,
untimed. Times are taken between acknowledgements; a page takes the mean of its kind without the slowest twentieth
(other work, checkpoints of either kind). Beside other work ``chrt -f 5`` in front of the command (root) keeps it from
being measured instead.
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
from pathlib import Path
from typing import Final

from sasac_crawler.archive.session import ArchiveSession
from sasac_crawler.archive.syncing import BackgroundSync
from sasac_crawler.cli import main as sasac
from tests.bench.record import MISSED
from tests.faults.client import FaultServer
from tests.faults.profile import HOST, write_profile

TURN: Final = 10
REQUIRED: Final = 15.0
"""Per cent of the pages a second that durability may cost."""
WAYS: Final = ("beside", "without", "before", "without")
_CHILD: Final = "--crawl"


class Alternation:
    """Counts the pages of a session and changes over between them."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {way: [] for way in WAYS}
        self._way = WAYS[0]
        self._last: float | None = None
        self._pages = 0
        self._fdatasync, self._fsync, self._begin = os.fdatasync, os.fsync, BackgroundSync.begin
        self._acknowledge = ArchiveSession._acknowledge  # noqa: SLF001 - to time it

    def install(self) -> None:
        """Patch the syncs and the acknowledgement of this process."""
        os.fdatasync = lambda fd: self._fdatasync(fd) if self._way != "without" else None
        os.fsync = lambda fd: self._fsync(fd) if self._way != "without" else None

        def begin(background: BackgroundSync, sync) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - as there
            if self._way == "beside":
                self._begin(background, sync)
            else:
                sync()

        def acknowledged(session: ArchiveSession, key: str) -> None:
            self._acknowledge(session, key)
            self._count(session)

        BackgroundSync.begin = begin  # type: ignore[assignment, method-assign]
        ArchiveSession._acknowledge = acknowledged  # type: ignore[assignment, method-assign]  # noqa: SLF001 - see above

    def _count(self, session: ArchiveSession) -> None:
        now = time.perf_counter()
        if self._last is not None:
            self.seconds[self._way].append(now - self._last)
        self._pages += 1
        if self._pages % TURN == 0:
            self._change_over(session)
        self._last = time.perf_counter()

    def _change_over(self, session: ArchiveSession) -> None:
        folder = session.folder
        for path in (*folder.warc.glob("*.open"), folder.database.with_name(f"{folder.database.name}-wal")):
            descriptor = os.open(path, os.O_RDWR)
            self._fdatasync(descriptor)
            os.close(descriptor)
        self._way = WAYS[self._pages // TURN % len(WAYS)]
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
    options.add_argument("--pages", type=int, default=1_000)
    given = options.parse_args()
    with FaultServer() as server, tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        times = _crawl(server, Path(folder), given.pages)
    means = {way: statistics.fmean(sorted(taken)[: len(taken) * 19 // 20]) for way, taken in times.items()}
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"
    )
    for way, taken in times.items():
        cost = 100 * (1 - means["without"] / means[way])
        print(
            f"{way:8} {len(taken):5} pages, {1 / means[way]:6.1f} pages/s, median {1000 * statistics.median(taken):.2f} ms,"
            f" costs {cost:.1f} % of the rate"
        )
    return 0 if 100 * (1 - means["without"] / means["beside"]) <= REQUIRED else MISSED


def _crawl(server: FaultServer, folder: Path, pages: int) -> dict[str, list[float]]:
    write_profile(folder / "profiles", pages, delay=0.0001)
    command = [
        sys.executable, "-m", "tests.bench.durability", _CHILD, str(folder / "times"), "crawl", "fault_test",
        "--sites-dir", str(folder / "profiles"), "--archive", str(folder / "archive"),
        "--resolve", server.resolve_entry(HOST), "--replica-delay", "0",
    ]  # fmt: skip
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    times: dict[str, list[float]] = json.loads((folder / "times").read_text())
    stored = sum(map(len, times.values()))
    assert stored >= pages, f"{stored} of {pages} were stored"
    return times


if __name__ == "__main__":
    if sys.argv[1:2] == [_CHILD]:
        place = Path(sys.argv[2])
        sys.argv[1:3] = []
        crawl_alternately(place)
    sys.exit(main())
