"""Kill a crawl at random, resume it, and check what must hold: the whole suite by one command."""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from sasac_crawler.samplesite import SampleServer
from sasac_crawler.store.crash_points import CRASH_POINTS, KILLED
from tests.crash.child import Crawler, kill_points, write_fast_profiles
from tests.crash.invariants import (
    INVARIANTS,
    asked_too_often,
    broken_invariants,
    contents_of,
    resumed_differently,
)

KILLS_A_CRAWL = 6
ONCE = ("after_file_kept", "before_close", "after_seal", "after_end_run")
"""Places a crawl of the sample sites passes once."""
OF_A_COMMIT = ("before_warc_sync", "after_warc_sync", "after_commit")
"""Places passed once for some twenty pages."""


@dataclass
class Suite:
    """The crawls of one run of the suite, and what came of them."""

    server: SampleServer
    root: Path
    seed: int
    kills: int = 0
    acknowledged: int = 0
    checked: int = 0
    """Archives that were checked, after every kill and every resume."""
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311 - a test that must be repeatable
        self._profiles = write_fast_profiles(self.root / "profiles")
        undisturbed = Crawler(self.server, self.root / "whole", self._profiles)
        assert undisturbed.run().returncode == 0
        self.whole = contents_of(undisturbed.archive)

    def random_kills(self, points: list[int]) -> None:
        """Kill crawls after so many acknowledgements each; every few kills let one end."""
        for start in range(0, len(points), KILLS_A_CRAWL):
            crawler, acknowledged, asked = self._begin(f"kill-{start}")
            kills = points[start : start + KILLS_A_CRAWL]
            for kill_after in kills:
                ended = crawler.run(kill_after=kill_after, delay=self._chance.uniform(0.0, 0.4))
                acknowledged.update(ended.acknowledged)
                self.kills += 1
                self._check(crawler, acknowledged, f"kill {self.kills}")
            self._finish(crawler, acknowledged, asked, f"crawl {start // KILLS_A_CRAWL + 1}", len(kills))

    def named_points(self, rounds: int) -> None:
        """Die at every named place, resume, and compare."""
        for turn in range(1, rounds + 1):
            for point in CRASH_POINTS:
                crawler, acknowledged, asked = self._begin(f"{point}-{turn}")
                count = turn if point in OF_A_COMMIT else turn * 7 - 6
                count = 1 if point in ONCE else count
                ended = crawler.run(crash=f"{point}:{count}")
                if ended.returncode != KILLED:
                    self.problems.append(
                        f"{point}:{count}: ended with {ended.returncode}\n{ended.output[-2000:]}"
                    )
                acknowledged.update(ended.acknowledged)
                self._check(crawler, acknowledged, f"{point}:{count}")
                self._finish(crawler, acknowledged, asked, f"{point}:{count}", 1)

    def _begin(self, name: str) -> tuple[Crawler, set[str], Counter[str]]:
        return (
            Crawler(self.server, self.root / name, self._profiles),
            set(),
            Counter(self.server.requests),
        )

    def _check(
        self, crawler: Crawler, acknowledged: set[str], name: str, *, is_finished: bool = False
    ) -> None:
        self.checked += 1
        found = broken_invariants(crawler.archive, acknowledged, is_finished=is_finished)
        self.problems += [f"{name}: {line}" for line in found]

    def _finish(
        self, crawler: Crawler, acknowledged: set[str], asked: Counter[str], name: str, kills: int
    ) -> None:
        self.acknowledged += len(acknowledged)
        ended = crawler.run()
        self._check(crawler, acknowledged, name, is_finished=True)
        if ended.returncode != 0:
            self.problems.append(
                f"{name}: the resumed crawl ended with {ended.returncode}\n{ended.output[-2000:]}"
            )
        told = resumed_differently(crawler.archive, self.whole)
        told += asked_too_often(crawler.archive, self.server.requests - asked, kills=kills)
        self.problems += [f"{name}: {line}" for line in told]


def main() -> int:
    """Return 0 if nothing was lost, doubled or torn."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--rounds", type=int, default=3, help="passes over the named crash points")
    given = options.parse_args()
    started = time.monotonic()
    with SampleServer() as server, tempfile.TemporaryDirectory() as folder:
        suite = Suite(server, Path(folder), given.seed)
        suite.random_kills(kill_points(given.seed, given.kills))
        suite.named_points(given.rounds)
        pages = len(suite.whole["articles"])
    for problem in suite.problems:
        print(problem)
    for name in sorted([*INVARIANTS, "I4", "I8"]):
        broken = sum(f": {name}: " in problem for problem in suite.problems)
        print(f"{name} {'holds' if not broken else f'broken {broken} times'}")
    print(
        f"seed {given.seed}: {suite.kills} kills, {suite.acknowledged} acknowledged pages, {len(CRASH_POINTS)} named"
        f" points x {given.rounds}, {pages} pages, {suite.checked} archives checked, {len(suite.problems)} problems,"
        f" {time.monotonic() - started:.0f} s"
    )
    return 1 if suite.problems else 0


if __name__ == "__main__":
    sys.exit(main())
