"""A power cut: what had not reached the disk is gone. ``python -m tests.durability.power_cut --cuts 50``.

A crawl writes to an ext4 on a loop device. At a random acknowledgement the process is halted, the device is
copied as it is (dirty pages of the file system are not in it), and the process is killed. The copy is
mounted as after a power cut: the journal is played, and then everything that was acknowledged must be
there, with its bytes, and a crawl that goes on must end with all there is. Torn sectors are not simulated.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sasac_crawler.samplesite import SampleServer
from tests.crash.child import Crawler, write_fast_profiles
from tests.crash.invariants import Contents, broken_invariants, contents_of, resumed_differently
from tests.crash.reference import undisturbed
from tests.durability.disks import make_image, mounted, snapshot


def main() -> int:
    """Return 0 if no cut lost or tore anything."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cuts", type=int, default=20)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    chance = random.Random(given.seed)  # noqa: S311 - a test that must be repeatable
    started = time.monotonic()
    problems: list[str] = []
    acknowledged = 0
    whole = contents_of(undisturbed())
    for number in range(1, given.cuts + 1):
        found, kept = cut_power(chance.randint(1, 90), whole)
        acknowledged += kept
        problems += [f"cut {number}: {line}" for line in found]
    for problem in problems:
        print(problem)
    print(
        f"seed {given.seed}: {given.cuts} power cuts, {acknowledged} acknowledged pages, {len(problems)} problems,"
        f" {time.monotonic() - started:.0f} s"
    )
    return 1 if problems else 0


def cut_power(after: int, whole: Contents) -> tuple[list[str], int]:
    """Cut the power after so many acknowledgements; return what does not hold, and how many there were."""
    with SampleServer() as server, tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        profiles = write_fast_profiles(root / "profiles")
        image = make_image(root / "disk.img")
        with mounted(image) as disk:
            acknowledged = _crawl_until(
                Crawler(server, disk / "archive", profiles), after, image, root / "cut.img"
            )
        with mounted(root / "cut.img") as disk:
            crawler = Crawler(server, disk / "archive", profiles)
            problems = broken_invariants(crawler.archive, acknowledged)
            ended = crawler.run()
            if ended.returncode != 0:
                problems.append(f"the resumed crawl ended with {ended.returncode}\n{ended.output[-1500:]}")
            problems += broken_invariants(crawler.archive, acknowledged, is_finished=True)
            problems += resumed_differently(crawler.archive, whole)
    return problems, len(acknowledged)


def _crawl_until(crawler: Crawler, after: int, image: Path, copy: Path) -> set[str]:
    acknowledged: set[str] = set()
    with subprocess.Popen(
        crawler.command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, errors="replace"
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if " ack " in line:
                acknowledged.add(line.rstrip().rpartition(" ")[2])
            if len(acknowledged) >= after:
                break
        process.send_signal(signal.SIGSTOP)
        snapshot(image, copy)
        process.kill()
        process.stderr.close()
        process.wait(60)
    return acknowledged


if __name__ == "__main__":
    sys.exit(main())
