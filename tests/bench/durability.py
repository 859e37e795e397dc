"""What durability costs: the same crawl with and without syncs, turn by turn: ``python -m tests.bench.durability``.

One local site without waits, one request at a time as always. Without: ``fdatasync`` and ``fsync`` do nothing
and SQLite runs with ``synchronous = OFF``, by patching the child process; users have no such switch. Pages a
second are counted between the first and the last acknowledgement, so that starting up does not matter.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.client import FaultServer
from tests.faults.profile import HOST, write_profile

DURABLE = "from sasac_crawler.cli import main; main()"
CARELESS = (
    "import os; os.fdatasync = os.fsync = lambda fd: None; "
    "import sasac_crawler.store.connection as c, sasac_crawler.archive.session as s; real = c.open_writer\n"
    "def careless(path):\n"
    "    db = real(path); db.conn.execute('PRAGMA synchronous = OFF'); return db\n"
    "c.open_writer = s.open_writer = careless\n"
    "from sasac_crawler.cli import main; main()"
)


def main() -> None:
    """Print both rates of every round, the medians and the overhead."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=400)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    rates: dict[str, list[float]] = {"durable": [], "careless": []}
    with FaultServer() as server, tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        print(
            f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {given.pages} articles"
        )
        for number in range(given.rounds):
            for name, code in (("durable", DURABLE), ("careless", CARELESS)):
                rate = _crawl(server, Path(folder) / f"{name}-{number}", code, given.pages)
                rates[name].append(rate)
                print(
                    f"round {number + 1} {name:9} {rate:6.1f} pages/s   load {os.getloadavg()[0]:.1f}",
                    flush=True,
                )
    durable, careless = (statistics.median(rates[name]) for name in ("durable", "careless"))
    print(
        f"median: durable {durable:.1f}, without syncs {careless:.1f} pages/s; overhead {100 * (1 - durable / careless):.1f} %"
    )


def _crawl(server: FaultServer, folder: Path, code: str, pages: int) -> float:
    write_profile(folder / "profiles", pages, delay=0.0001)
    command = [
        sys.executable, "-c", code, "crawl", "fault_test", "--sites-dir", str(folder / "profiles"),
        "--archive", str(folder / "archive"), "--resolve", server.resolve_entry(HOST), "--log-level", "INFO",
        "--replica-delay", "0",
    ]  # fmt: skip
    times: list[float] = []
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        assert process.stderr is not None
        times.extend(time.perf_counter() for line in process.stderr if " ack " in line)
    assert len(times) > pages, f"{len(times)} pages of {pages} were stored"
    return (len(times) - 1) / (times[-1] - times[0])


if __name__ == "__main__":
    main()
