"""Kill a crawl at random, resume it, and check what must hold: the whole suite by one command."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from sasac_crawler.samplesite import SampleServer
from sasac_crawler.store.crash_points import CRASH_POINTS, KILLED
from tests.crash.child import Crawler, kill_points, write_fast_profiles
from tests.crash.invariants import articles_of, broken_invariants

KILLS_A_CRAWL = 6
ONCE = ("after_file_kept", "before_close", "after_seal", "after_end_run")
"""Places a crawl of the sample sites passes once."""


def main() -> int:
    """Return 0 if nothing was lost, doubled or torn."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--rounds", type=int, default=3, help="passes over the named crash points")
    given = options.parse_args()
    started = time.monotonic()
    with SampleServer() as server, tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        profiles = write_fast_profiles(root / "profiles")
        whole = Crawler(server, root / "whole", profiles)
        assert whole.run().returncode == 0
        wanted = articles_of(root / "whole")
        kills, acks, problems = random_kills(server, root, profiles, wanted, given.kills, given.seed)
        points = named_points(server, root, profiles, wanted, given.rounds)
    for problem in [*problems, *points]:
        print(problem)
    print(
        f"seed {given.seed}: {kills} kills, {acks} acknowledgements, {len(CRASH_POINTS)} named points x "
        f"{given.rounds}, {len(wanted)} pages, {len(problems) + len(points)} problems, "
        f"{time.monotonic() - started:.0f} s"
    )
    return 1 if problems or points else 0


def random_kills(
    server: SampleServer, root: Path, profiles: Path, wanted: set[tuple[str, str]], kills: int, seed: int
) -> tuple[int, int, list[str]]:
    """Kill crawls after a random number of acknowledgements; every few kills let one end."""
    problems: list[str] = []
    total = number = done = 0
    points = kill_points(seed, kills)
    while done < len(points):
        number += 1
        crawler = Crawler(server, root / f"kill-{number}", profiles)
        acknowledged: set[str] = set()
        for kill_after in points[done : done + KILLS_A_CRAWL]:
            ended = crawler.run(kill_after=kill_after)
            acknowledged.update(ended.acknowledged)
            total += len(ended.acknowledged)
            done += 1
            problems += [f"kill {done}: {line}" for line in broken_invariants(crawler.archive, acknowledged)]
        problems += _finish(crawler, acknowledged, wanted, f"crawl {number}")
    return done, total, problems


def named_points(
    server: SampleServer, root: Path, profiles: Path, wanted: set[tuple[str, str]], rounds: int
) -> list[str]:
    """Die at every named place, resume, and compare."""
    problems: list[str] = []
    for turn in range(1, rounds + 1):
        for point in CRASH_POINTS:
            crawler = Crawler(server, root / f"{point}-{turn}", profiles)
            count = 1 if point in ONCE else turn * 7 - 6
            ended = crawler.run(crash=f"{point}:{count}")
            if ended.returncode != KILLED:
                problems.append(
                    f"{point}:{count}: ended with {ended.returncode}, not killed\n{ended.output[-2000:]}"
                )
            acknowledged = set(ended.acknowledged)
            problems += [
                f"{point}:{count}: {line}" for line in broken_invariants(crawler.archive, acknowledged)
            ]
            problems += _finish(crawler, acknowledged, wanted, f"{point}:{count}")
    return problems


def _finish(crawler: Crawler, acknowledged: set[str], wanted: set[tuple[str, str]], name: str) -> list[str]:
    """I4: resumed to the end, the archive is the one an uninterrupted crawl makes."""
    ended = crawler.run()
    problems = [f"{name}: {line}" for line in broken_invariants(crawler.archive, acknowledged)]
    if ended.returncode != 0:
        problems.append(f"{name}: the resumed crawl ended with {ended.returncode}\n{ended.output[-2000:]}")
    found = articles_of(crawler.archive)
    if found != wanted:
        problems.append(f"{name}: I4: {len(wanted - found)} pages missing, {len(found - wanted)} too many")
    return problems


if __name__ == "__main__":
    sys.exit(main())
